"""A Sweep as blocks: the heading, the curves, the table, the summary, the rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.accumulate.price import MODES
from jaccli.document.blocks import Blank, Block, Column, Either, Paragraph, Table
from jaccli.document.cells import Cell, Number, Ratio, written
from jaccli.reports.common.heading import left_out
from jaccli.reports.sweep import say
from jaccli.reports.sweep.answer import Again, closing
from jaccli.reports.sweep.curves import curve_blocks
from jaccli.reports.sweep.headline import headline
from jaccli.reports.sweep.measured import measured_blocks
from jaccli.reports.sweep.slopes import slopes

if TYPE_CHECKING:
    from jaccli.reports.sweep.find import Sweep

MOST_WIDTHS = 12  # of a chain that are written out


def page(found: Sweep, *, plotted: bool = True, again: Again | None = None) -> Iterator[Block]:
    """The whole report of one chain.

    plotted: with its curves; again: what a next command repeats
    """
    yield from _heading(found)
    yield Blank
    if plotted:
        yield from curve_blocks(found)
    yield _table(found)
    yield Blank
    yield Paragraph("Summary", style="title")
    yield headline(found)
    yield from say.why_there(found)
    yield from say.further_changes(found)
    yield from slopes(found)
    yield from say.flips(found)
    if found.timing is not None:
        yield Blank
        yield from measured_blocks(found)
    yield Blank
    yield say.counting(found)
    yield Blank
    yield closing(found, again or Again())


def _heading(found: Sweep) -> Iterator[Block]:
    """File and name, the widths with the varied ones by name, the range."""
    graph, points = found.graph, found.points
    yield Paragraph(graph.file + (f"   {graph.name}" if graph.name else ""), style="title")
    n, m = ends(found)
    yield Paragraph(way(found), indent=2)
    over = f"{points[0].size:,}"
    if len(points) > 1:
        over += f" … {points[-1].size:,}, {len(points):,} sizes"
    yield Paragraph(
        f"{' = '.join(found.names)} = {over}; number of inputs {n}, of outputs {m}", indent=2
    )
    yield from left_out(graph)


def way(found: Sweep) -> str:
    """The widths with the varied ones by name: n → 12 → 12 → 40"""
    graph, every = found.graph, found.widths
    if not graph.is_chain:
        return f"{', '.join(graph.inputs)} → a graph → {graph.output}"
    if len(every) <= MOST_WIDTHS:
        return " → ".join(_varying(found, each) for each in every)
    first, last = every[: MOST_WIDTHS - 4], every[-3:]
    more = f"… ({graph.depth:,} layers) …"
    return " → ".join(
        [*(_varying(found, w) for w in first), more, *(_varying(found, w) for w in last)]
    )


def ends(found: Sweep) -> tuple[str, str]:
    """n and m over the sweep: numbers, or the varied name where they are that size."""
    n, m = (_varying(found, [point.passes[mode] for point in found.points]) for mode in MODES)
    return n, m


def _varying(found: Sweep, values: Sequence[int]) -> str:
    """A width over the sweep: its number, or the varied name where it is that size."""
    sizes = [point.size for point in found.points]
    if len(set(values)) == 1:
        return f"{values[0]:,}"
    if list(values) == sizes:
        return found.name
    return f"{values[0]:,}…{values[-1]:,}"


def _table(found: Sweep) -> Either:
    """One row a size, the crossover's among them; below each other where that is too wide."""
    cross = found.crossover.size if found.crossover else None
    rows: list[list[Cell]] = []
    narrow: list[Block] = []
    for point in found.with_crossover:
        ahead, back = (point.flops[mode] for mode in MODES)
        best: Cell = "" if point.best is None else Number(point.best)
        cheaper = point.cheaper + (" ◆" if point.size == cross else "")
        row = [Number(point.size), Number(ahead), Number(back), best, Ratio(ahead, back), cheaper]
        rows.append(row)
        narrow += _below_each_other(found.name, row)
    columns = [
        Column(" = ".join(found.names), right=True),
        *(Column((mode, "FLOPs"), right=True, style=mode) for mode in MODES),
        Column(("best order,", "start free"), right=True, style="winner"),
        Column(("forward /", "reverse"), right=True, priority=1),
        Column("cheaper"),
    ]
    table = Table(columns, rows, indent=2)
    return Either([table.without(3) if found.best is None else table], narrow)


def _below_each_other(name: str, row: Sequence[Cell]) -> Iterator[Block]:
    """A row of the table in lines."""
    size, forward, reverse, best, ratio, cheaper = map(written, row)
    yield Paragraph(f"{name} = {size}   {cheaper}", indent=2)
    yield Paragraph(f"forward {forward}", indent=4, style="forward")
    yield Paragraph(f"reverse {reverse}", indent=4, style="reverse")
    if best:
        yield Paragraph(f"best order, start free, {best}", indent=4, style="winner")
    if ratio:
        yield Paragraph(f"forward / reverse {ratio}", indent=4)
