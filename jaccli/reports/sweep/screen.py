"""The one screen of a Sweep, and that of several: the curves beside the table, and the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log
from typing import TYPE_CHECKING

from jaccli.accumulate.price import MODES
from jaccli.document.blocks import (
    Beside,
    Blank,
    Block,
    Column,
    Elastic,
    Next,
    Paragraph,
    Table,
)
from jaccli.document.cells import Cell, Number, Ratio, Real, Seconds
from jaccli.reports.common.chains import a_line_each, answer_of_all, rule_of_all, verdicts_of_all
from jaccli.reports.common.heading import opening
from jaccli.reports.common.names import command
from jaccli.reports.sweep.answer import Again, answer
from jaccli.reports.sweep.curves import curves_of_screen
from jaccli.reports.sweep.page import ends, way
from jaccli.reports.sweep.slopes import slope_cell
from jaccli.words import times

if TYPE_CHECKING:
    from jaccli.reports.sweep.find import Sweep, Timing
    from jaccli.reports.sweep.points import Point

LEAST = 30  # columns that curves need beside the table
VAST = 10**16  # FLOPs that are written as 2.4e+31
HUGE = 10**13  # the same of a size
TICK = 1e-12  # seconds that a ratio of times is made of
MOST_ROWS = 20  # of the table, on a screen


def screen(found: Sweep, again: Again, *, plotted: bool = True) -> Iterator[Block]:
    """The curves and what each size costs, and below them who is cheaper where. plotted: with
    curves"""
    yield from opening(found.graph, swept_over(found))
    curves = curves_of_screen(found) if plotted else None
    table = _table(found)
    yield Blank
    yield table if curves is None else Beside(curves, table, LEAST)
    if plotted and any(not point.has_logarithms for point in found.points):
        yield Paragraph("A cost of 0 has no place on a logarithmic axis: not drawn.", indent=2)
    yield Blank
    yield answer(found, again)


def swept_over(found: Sweep) -> str:
    """The widths, n and m where they are no varied size, the sizes, and what the table shows."""
    sizes = [point.size for point in found.points]
    over = f"{' = '.join(found.names)} = {sizes[0]:,}"
    over += f" to {sizes[-1]:,}" if len(sizes) > 1 else ""
    what = "time of both modes" if _timing(found) else "FLOPs for the full Jacobian"
    said = [
        f"{name} = {size}"
        for name, size in zip("nm", ends(found), strict=True)
        if size not in found.names
    ]
    return "; ".join([", ".join([way(found), *said]), over, what])


def _timing(found: Sweep) -> Timing | None:
    return found.timing if found.timing and found.timing.seconds else None


def _table(found: Sweep) -> Table:
    """One row a size, the crossover's among them; where there is no room some of them."""
    points, timing = found.with_crossover, _timing(found)
    cross = found.crossover.size if found.crossover else None
    order = _order([point.size for point in points], cross)
    kept = sorted(order)
    points = [points[at] for at in kept]
    elastic = Elastic(lambda _: "", order=[kept.index(at) for at in order])
    size = Column(" = ".join(found.names), right=True)
    modes = [Column(mode, right=True, style=mode) for mode in MODES]
    ratio = Column("f / r", right=True, priority=1)
    if timing is not None:
        of_modes = [column._replace(header=(str(column.header), "time")) for column in modes]
        ratios = [ratio._replace(header=("f / r", what)) for what in ("time", "FLOPs")]
        rows = [_timed_row(point, timing) for point in points]
        return Table([size, *of_modes, *ratios], rows, elastic=elastic)
    drawn = [Column("best order", right=True, style="winner")] if found.best_is_another else []
    marked = [Column("")] if cross else []
    rows = [_row(point, best=bool(drawn), cross=cross) for point in points]
    return Table([size, *modes, *drawn, ratio, *marked], rows, elastic=elastic)


def _row(point: Point, *, best: bool, cross: int | None) -> list[Cell]:
    """What both modes cost at a size. best: and the best order; cross: the size with a mark"""
    row = [_amount(point.size, HUGE), *(_amount(point.flops[mode]) for mode in MODES)]
    row += [_amount(point.best or 0)] if best else []
    row.append(Ratio(*(point.flops[mode] for mode in MODES)))
    return row if cross is None else [*row, "◆" if point.size == cross else ""]


def _amount(number: int, most: int = VAST) -> Cell:
    """A number; of more digits than a screen has room for the first ones."""
    return Number(number) if number < most else Real(number)


def _timed_row(point: Point, timing: Timing) -> list[Cell]:
    """The times at a size, and how many times as long forward takes; nothing where none are."""
    counted = Ratio(*(point.flops[mode] for mode in MODES))
    taken = timing.seconds.get(point.size)
    if taken is None:
        return [Number(point.size), "-", "-", "-", counted]
    ahead, back = (taken[mode] for mode in MODES)
    over = times(round(ahead / TICK), round(back / TICK)) if back > TICK else ""
    return [Number(point.size), Seconds(ahead), Seconds(back), over, counted]


def _order(sizes: Sequence[int], crossover: int | None) -> Sequence[int]:
    """The rows that there may be room for, those first that stay longest: the crossover and both
    ends, then always the one that is farthest from all of these, on logarithms."""
    places = [log(size) for size in sizes]
    kept = [at for at, size in enumerate(sizes) if size == crossover]
    kept = [*dict.fromkeys([*kept, len(sizes) - 1, 0])]  # of one size both ends are one
    gaps = [min(abs(place - places[at]) for at in kept) for place in places]
    while len(kept) < min(len(sizes), MOST_ROWS):
        kept.append(max(range(len(sizes)), key=gaps.__getitem__))
        gaps = [min(gap, abs(at - places[kept[-1]])) for gap, at in zip(gaps, places, strict=True)]
    return kept


def side_by_side(results: Sequence[Sweep], again: Again) -> Iterator[Block]:
    """Several chains in one table, and how often each mode is cheaper."""
    rows: list[list[Cell]] = []
    for found in results:
        fits = [found.growth[mode].fit for mode in MODES]
        below, above = (found.points[at].cheaper for at in (0, -1))
        cross = found.crossover
        change: Cell = Number(cross.size) if cross and cross.size else "none"
        rows.append([below, change, above, *map(slope_cell, fits)])
    low, high = (results[0].points[at].size for at in (0, -1))
    size = " = ".join(results[0].names)
    columns = [
        Column(("cheaper at", f"{size} = {low:,}"), priority=1),
        Column("crossover", right=True),
        Column(("cheaper at", f"{size} = {high:,}")),
        *(Column((mode, "slope"), right=True, style=mode, priority=1) for mode in MODES),
    ]
    order = sorted(range(len(rows)), key=lambda at: results[at].crossover is None)
    yield a_line_each([found.graph.file for found in results], columns, rows, order=order)
    yield Blank
    first = next((found for found in results if found.crossover), results[0])
    following = command("sweep", first.graph.file, *again.point, *again.vary, *again.rule)
    flips = sum(bool(found.flips) for found in results)
    rule = rule_of_all(results[0].rule, flips, " at some size")
    yield answer_of_all([verdicts_of_all([*map(_verdict, results)]), rule], Next(following))


def _verdict(found: Sweep) -> str:
    """Which mode is cheaper over the sweep, or that each is somewhere, or a tie."""
    if found.crossover is not None:
        return "it depends on the size"
    return next((each.cheaper for each in found.points if each.cheaper != "tie"), "tie")
