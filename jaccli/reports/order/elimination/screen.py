"""The one screen of an Eliminating: the orders, the best step by step, and what that answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.document.blocks import Blank, Block, Paragraph
from jaccli.reports.order.elimination.answer import answer
from jaccli.reports.order.elimination.opening import graph_opening
from jaccli.reports.order.elimination.ranked import shortlist
from jaccli.reports.order.elimination.steps import brief_steps

if TYPE_CHECKING:
    from jaccli.reports.order.elimination.find import Eliminating


def screen(found: Eliminating, *, whole: bool = False) -> Iterator[Block]:
    """The orders side by side, the eliminations of the best, the answer.

    whole: the best order spelt out and every step of it, however many
    """
    yield from graph_opening(found)
    yield Blank
    if len(found.between) > 1:
        yield shortlist(found)
        yield Blank
    if found.between:
        steps = brief_steps(found)
        yield steps._replace(elastic=None) if whole else steps
        yield Blank
    if whole and len(found.between) > 1:
        yield Paragraph(found.best.order.spelt, "Best order:", indent=0)
    yield answer(found)
