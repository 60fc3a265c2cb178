"""The curves of a Sweep: FLOPs over size, both axes logarithmic, named at their right ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from jaccli.accumulate.price import MODES, Mode
from jaccli.document.blocks import Blank, Block, Drawing, Paragraph, Style
from jaccli.document.display import Display
from jaccli.document.drawing.plot import Curve, LineStyle, Mark, Note, frame_of, plot
from jaccli.errors import cells, printable
from jaccli.reports.sweep.find import Point, Sweep
from jaccli.reports.sweep.say import slope

GUTTER = 8  # columns to the left of the curves
LONGEST = 8  # columns of a name at the end of an axis
FEWEST = 40  # columns of curves with their names beside them, and not above
ROWS = (8, 16)  # the least and the most lines of a plot
BEST = "best order"
LINES: dict[str, tuple[str, str, str, LineStyle, Style]] = {  # braille, ASCII, sign, line, colour
    "forward": ("──", "**", "*", "solid", "forward"),
    "reverse": ("╌╌", "o o", "o", "dashed", "reverse"),
    BEST: ("··", ". .", ".", "dotted", "winner"),
}


def curve_blocks(found: Sweep, display: Display) -> Iterator[Block]:
    """FLOPs over size, both axes logarithmic; a cost of 0 has no place there."""
    drawn = [point for point in with_crossover(found) if all(point.flops.values())]
    if len(drawn) < 2:
        return
    curves = [_curve(drawn, name) for name in _drawn(found)]
    name = printable(found.name)
    end = name if cells(name) <= LONGEST else ""
    notes = _notes(found, drawn[-1], display)
    room = 1 + max(cells(line) for note in notes for line in note.lines)
    columns = display.width - GUTTER - 1 - cells(end)
    beside = columns - room >= FEWEST
    columns -= room if beside else 0
    rows = min(max(columns // 4, ROWS[0]), ROWS[1])
    frame = frame_of(curves, columns, rows, ascii=display.ascii)
    yield Paragraph(f"FLOPs for the full Jacobian over {name}, both axes logarithmic", indent=2)
    if not beside:
        yield Paragraph("   ".join(_legend(found, display)), indent=2)
    marks = _marks(found)
    yield Drawing(plot(curves, frame, end, marks=marks, notes=notes if beside else []))
    if all(len(set(point.flops.values())) == 1 for point in drawn):
        on = "it is thick where reverse has a dash"
        on = "their signs take turns" if display.ascii else on
        yield Paragraph(f"Both curves lie on one line: {on}.", indent=2)
    if len(drawn) < len(with_crossover(found)):
        yield Paragraph("A cost of 0 has no place on a logarithmic axis: not drawn.", indent=2)
    yield Blank


def _drawn(found: Sweep) -> list[str]:
    """Both modes; and the best order where it beats them somewhere, all with their seeds free."""
    points = with_crossover(found)
    if found.best is None or found.rule.seeds != "free" or not all(p.best for p in points):
        return list(MODES)
    return [*MODES, *([BEST] if any(p.best != p.cheaper_free for p in points) else [])]


def _height(point: Point, name: str) -> int:
    """How high a curve is at a size."""
    return (point.best or 0) if name == BEST else point.flops[cast("Mode", name)]


def _curve(points: Sequence[Point], name: str) -> Curve:
    """One of the curves, in its own line style."""
    _, _, sign, line, style = LINES[name]
    return Curve([(point.size, _height(point, name)) for point in points], sign, style, line)


def with_crossover(found: Sweep) -> list[Point]:
    """The points, and the crossover among them."""
    points = {point.size: point for point in found.points}
    if found.crossover and found.crossover.point:
        points.setdefault(found.crossover.point.size, found.crossover.point)
    return [points[size] for size in sorted(points)]


def _marks(found: Sweep) -> list[Mark]:
    cross = found.crossover
    if cross is None or cross.point is None or not all(cross.point.flops.values()):
        return []
    return [Mark(cross.point.size, max(cross.point.flops.values()))]


def _notes(found: Sweep, last: Point, display: Display) -> list[Note]:
    """The names of the curves at their right ends, and of the crossover at its height."""
    notes = []
    for name in _drawn(found):
        lines = [f"{LINES[name][display.ascii]} {name}"]
        growth = found.best if name == BEST else found.growth[cast("Mode", name)]
        fit = growth and growth.fit
        lines += [f"slope {slope(fit)}"] if fit else []
        notes.append(Note(_height(last, name), lines, LINES[name][4]))
    for mark in _marks(found):
        at = f"{printable(found.name)} = {mark.x:,}"
        notes.append(Note(mark.y, ["◆ crossover", at], "title"))
    return notes


def _legend(found: Sweep, display: Display) -> list[str]:
    """The same in a line, where there is no room beside the curves."""
    names = [f"{LINES[name][display.ascii]} {name}" for name in _drawn(found)]
    return [*names, *(f"◆ crossover, {printable(found.name)} = {m.x:,}" for m in _marks(found))]
