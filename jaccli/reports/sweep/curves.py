"""The curves of a Sweep: FLOPs over size, the crossover marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.accumulate.price import MODES
from jaccli.document.blocks import Blank, Block, Curve, Curves, Mark, Paragraph
from jaccli.reports.sweep.points import Point
from jaccli.reports.sweep.slopes import slope

if TYPE_CHECKING:
    from jaccli.reports.sweep.find import Growth, Sweep


def curve_blocks(found: Sweep) -> Iterator[Block]:
    """Both modes, and the best order where it beats them somewhere; nothing for one point."""
    drawn = found.on_logarithms
    if len(drawn) < 2:
        return
    curves = [
        Curve(mode, _points(drawn, [p.flops[mode] for p in drawn]), _note(growth), mode)
        for mode, growth in ((mode, found.growth[mode]) for mode in MODES)
    ]
    if found.best is not None and found.best_is_another:
        points = _points(drawn, [point.best or 0 for point in drawn])
        curves.append(Curve("best order", points, _note(found.best), "winner"))
    yield Curves(curves, found.name, "FLOPs for the full Jacobian", [*_marks(found)])
    if len(drawn) < len(found.with_crossover):
        yield Paragraph("A cost of 0 has no place on a logarithmic axis: not drawn.", indent=2)
    yield Blank


def curves_of_screen(found: Sweep) -> Curves | None:
    """The curves that stand beside the table: the times where they were measured, else FLOPs."""
    timing = found.timing
    if timing is not None and len(timing.seconds) > 1:
        sizes = sorted(timing.seconds)
        times = {mode: [timing.seconds[size][mode] for size in sizes] for mode in MODES}
        if all(seconds > 0 for mode in MODES for seconds in times[mode]):
            curves = [
                Curve(mode, [*zip(sizes, times[mode], strict=True)], "", mode) for mode in MODES
            ]
            return Curves(curves, found.name, "seconds", titled=False)
    for block in curve_blocks(found):
        if isinstance(block, Curves):
            curves = [curve._replace(note="") for curve in block.curves]
            marks = [mark._replace(name=mark_of(found)) for mark in block.marks]
            return block._replace(curves=curves, marks=marks, titled=False)
    return None


def mark_of(found: Sweep) -> str:
    """What the mark of the crossover means."""
    at = found.crossover and found.crossover.point
    return "equal" if at and at.cheaper == "tie" else "change"


def _points(drawn: Sequence[Point], heights: Sequence[int]) -> list[tuple[int, int]]:
    return [(point.size, height) for point, height in zip(drawn, heights, strict=True)]


def _note(growth: Growth) -> str:
    return f"slope {slope(growth.fit)}" if growth.fit else ""


def _marks(found: Sweep) -> Iterator[Mark]:
    cross = found.crossover
    if cross is not None and cross.point is not None and cross.point.has_logarithms:
        yield Mark("crossover", cross.point.size, max(cross.point.flops.values()))
