"""An Eliminating as blocks: the orders, the reason, what was run and measured, every step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import Blank, Block, Paragraph
from jaccli.reports.order.elimination import ran, say
from jaccli.reports.order.elimination.answer import closing, headline
from jaccli.reports.order.elimination.opening import graph_heading
from jaccli.reports.order.elimination.proof import cuts
from jaccli.reports.order.elimination.ranked import ranking
from jaccli.reports.order.elimination.steps import all_steps
from jaccli.reports.order.ran import clock

if TYPE_CHECKING:
    from jaccli.reports.order.elimination.find import Eliminating


def page(found: Eliminating, *, whole: bool = False, again: Sequence[str] = ()) -> Iterator[Block]:
    """The whole report of one graph.

    whole: every step, however many; again: the options that the next command has to repeat
    """
    yield from graph_heading(found)
    yield Blank
    yield Paragraph(say.how_many(found))
    yield from say.narrow(found)
    yield Blank
    if found.between:
        yield ranking(found)
        yield Blank
    yield Paragraph("Summary", style="title")
    yield headline(found)
    yield from say.best_order(found, whole=whole)
    yield from ran.executed(found)
    yield from ran.timed(found)
    if found.timing:
        yield clock()
    if found.steps:
        yield Blank
        yield Paragraph("Every step of the best order", style="title")
        yield all_steps(found, whole=whole)
    for block in cuts(found):
        yield from (Blank, block) if isinstance(block, Paragraph) else (block,)
    yield Blank
    yield from say.counting(found)
    yield Blank
    yield closing(found, again)
