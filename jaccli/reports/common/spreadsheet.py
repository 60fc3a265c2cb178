"""What a spreadsheet gets of the reports of one call: the table that carries the answer, or all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

from jaccli.document.blocks import Block, Paragraph
from jaccli.document.rows import in_turn
from jaccli.document.sheets import Sheet, sheets

if TYPE_CHECKING:
    from jaccli.reports.common.ask import Ask


def tables(ask: Ask[Any, Any], results: Sequence[Any]) -> Iterator[Block]:
    """With --details every table of each chain. Else one table: of several chains that with a line
    for each, or those of all in one, the name of the chain before every row."""
    if ask.common.details:
        for title, table in (sheet for found in results for sheet in sheets(ask.page(found))):
            yield from (Paragraph(title), table)
        return
    together = [*first_table(ask.together(results))] if len(results) > 1 else []
    if together or len(results) == 1:
        yield from together or ask.table(results[0])
        return
    every = [
        sheet.under(ask.named(found)) for found in results for sheet in sheets(ask.table(found))
    ]
    for _, alike in groupby(every, key=lambda sheet: sheet.table.columns):
        first, *others = alike
        yield from [Paragraph(first.title)] if first.title else []
        yield _joined(first, others)


def first_table(blocks: Iterable[Block]) -> Iterator[Block]:
    """The first table in them, if there is one; its title does not go with it."""
    yield from (sheet.table for sheet in islice(sheets(blocks), 1))


def _joined(first: Sheet, others: Iterable[Sheet]) -> Block:
    """The rows of all under the columns that they share."""
    tables = [each.table for each in (first, *others)]
    footer = [row for table in tables for row in table.footer]
    return first.table._replace(rows=in_turn([table.rows for table in tables]), footer=footer)
