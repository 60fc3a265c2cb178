"""The one screen of an Ordering: the orders, the best step by step, and what that answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.document.blocks import Blank, Block, Paragraph
from jaccli.reports.common.orders import spaced, ways
from jaccli.reports.order.answer import answer
from jaccli.reports.order.heading import chain_opening
from jaccli.reports.order.ran import all_came_to_one
from jaccli.reports.order.ranked import shortlist
from jaccli.reports.order.steps import brief_steps

if TYPE_CHECKING:
    from jaccli.reports.order.find import Ordering


def screen(found: Ordering, *, whole: bool = False) -> Iterator[Block]:
    """The orders side by side, the products of the best, the answer.

    whole: the best order spelt out and every product of it, however many
    """
    depth = found.depth
    said = f"{ways(depth, 'order')} of multiplication, one J" if depth > 2 else _few(depth)
    if depth > 2 and all_came_to_one(found):
        said = f"{ways(depth, 'order')}, all run: same J ✓"
    yield from chain_opening(found.chain, said)
    if depth > 2:
        yield Blank
        yield shortlist(found)
    if found.steps:
        yield Blank
        steps = brief_steps(found)
        yield steps._replace(elastic=None) if whole else steps
    yield Blank
    if whole and depth > 2:
        yield Paragraph(spaced(found.best.bracketing), "Best order:", indent=0)
    yield answer(found)


def _few(depth: int) -> str:
    return "one product, J2·J1" if depth == 2 else "one Jacobian, nothing to multiply"
