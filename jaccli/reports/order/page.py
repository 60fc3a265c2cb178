"""An Ordering as blocks: the ranking, the reason, what was run and measured, the rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import Blank, Block, Column, Paragraph, Table
from jaccli.document.cells import Cell, Number, Real, Seconds
from jaccli.reports.common.orders import in_words
from jaccli.reports.common.ranking import BEST
from jaccli.reports.order import ran, say
from jaccli.reports.order.answer import closing
from jaccli.reports.order.heading import chain_heading
from jaccli.reports.order.ranked import ranking
from jaccli.reports.order.steps import elimination_blocks, step_blocks, table_blocks
from jaccli.words import count

if TYPE_CHECKING:
    from jaccli.reports.order.find import Ordering


def page(found: Ordering, *, whole: bool = False, again: Sequence[str] = ()) -> Iterator[Block]:
    """The whole report of one chain.

    whole: every step and every bracket, however many; again: the options that the next command has
    to repeat
    """
    yield from chain_heading(found.chain)
    yield Blank
    yield Paragraph(say.how_many(found))
    yield Blank
    if found.depth > 2:
        yield ranking(found)
        yield Blank
    yield Paragraph("Summary", style="title")
    yield from say.summary(found, whole=whole)
    yield from ran.executed(found)
    if found.timing:
        yield Blank
        yield from _measured(found)
    yield from ran.not_timed(found.not_timed)
    if found.steps:
        yield Blank
        yield from step_blocks(found, whole=whole)
        yield from elimination_blocks(found)
        yield from table_blocks(found)
    yield Blank
    yield from say.counting(found)
    yield Blank
    yield closing(found, again)


def _measured(found: Ordering) -> Iterator[Block]:
    """The clock beside the count."""
    timing = found.timing
    assert timing is not None
    what = "random matrices of these shapes" if timing.drawn else "each J in its own form"
    yield Paragraph(
        f"Measured: the products alone, {what}; the quickest of "
        f"{count(timing.runs, 'turn')} or more",
        style="title",
    )
    rows: list[list[Cell]] = [
        [
            in_words(name),
            Seconds(seconds),
            Real(times) if (times := timing.times(name, BEST)) is not None else "",
            Number(found.flops_run(name)),
            Real(rate) if (rate := found.gigaflops(name)) is not None else "",
        ]
        for name, seconds in timing.seconds.items()
    ]
    names = ("", "time", "× best", "FLOPs", "GFLOP/s")
    yield Table(
        [Column(name, right=bool(name), plain="" if name else "order") for name in names],
        rows,
        indent=2,
    )
    yield ran.clock()
