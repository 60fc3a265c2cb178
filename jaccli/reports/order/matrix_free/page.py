"""A MatrixFree as blocks: the ways to J beside one another, the winner, the plan, the rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import Blank, Block, Column, Paragraph, Table
from jaccli.document.cells import Bar, Cell, Number, Ratio
from jaccli.reports.order.heading import chain_heading
from jaccli.reports.order.matrix_free import say
from jaccli.reports.order.matrix_free.answer import closing
from jaccli.reports.order.matrix_free.operations import curve_blocks, plan_blocks, vector_blocks
from jaccli.reports.order.matrix_free.why import in_words

if TYPE_CHECKING:
    from jaccli.reports.order.matrix_free.find import MatrixFree


def page(found: MatrixFree, *, again: Sequence[str] = ()) -> Iterator[Block]:
    """The whole report of one chain. again: the options that the next command has to repeat"""
    yield from chain_heading(found.chain)
    yield Blank
    yield Paragraph(say.setting(found))
    yield Blank
    yield ways(found)
    yield Blank
    yield Paragraph("Summary", style="title")
    yield from say.summary(found)
    for part in (plan_blocks(found), vector_blocks(found), curve_blocks(found)):
        blocks = list(part)
        yield from [Blank, *blocks] if blocks else []
    yield Blank
    yield say.counting(found)
    yield Blank
    yield closing(found, again)


def ways(found: MatrixFree) -> Table:
    """The four ways, cheapest first, those beyond the limit last."""
    best = found.optimal.multiplications
    rows: list[list[Cell]] = [
        [
            in_words(each.method),
            Bar(each.multiplications, found.dearest),
            Ratio(each.multiplications, best) if each.fits else "beyond M",
            Number(each.tape),
        ]
        for each in found.ranked
    ]
    return Table(
        [
            Column("", plain="plan"),
            Column("multiply-adds"),
            Column("× best", right=True, priority=1),
            Column("longest tape", right=True, priority=2),
        ],
        rows,
    )
