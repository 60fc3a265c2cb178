"""The samples as a table of a line each, or the file of one."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.document.blocks import (
    Answer,
    Blank,
    Block,
    Code,
    Column,
    Elastic,
    Finding,
    Paragraph,
    Table,
)
from jaccli.document.cells import Cell, Number
from jaccli.document.rows import MORE
from jaccli.reports.samples import say
from jaccli.reports.samples.find import Listed, Shipped

TITLE = "The samples that ship: n inputs, m outputs, K layers"


def page(found: Shipped) -> Iterator[Block]:
    """The list, or one file."""
    if found.whole:
        (one,) = found.listed
        yield Finding("headline", one.sample.brief, indent=0)
        yield Blank
        language = "python" if one.sample.is_program else "yaml"
        yield Code([(line, "") for line in one.sample.text.splitlines()], language)
        yield Blank
        yield say.to_try(one)
        return
    yield Paragraph(TITLE, style="title")
    yield Blank
    yield _table(found)
    yield Blank
    yield Answer([say.many(found), say.use()], say.to_copy())


def _table(found: Shipped) -> Table:
    """A line each; what to try where there is room for it."""
    columns = [
        Column("sample"),
        Column("n", right=True),
        Column("m", right=True),
        Column("K", right=True),
        Column("what it shows", priority=2),
        Column("try", priority=1),
    ]
    rows = [_row(each) for each in found.listed]
    return Table(columns, rows, elastic=Elastic(MORE, order=range(len(rows))))


def _row(each: Listed) -> list[Cell]:
    sizes = each.sizes
    figures: list[Cell] = ["", "", ""]
    if sizes is not None:
        figures = [Number(sizes.n), Number(sizes.m), Number(sizes.depth)]
    return [each.sample.name, *figures, each.sample.brief, each.sample.tries]
