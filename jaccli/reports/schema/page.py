"""The schemas as a table of a line each, or one of them."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.document.blocks import Answer, Blank, Block, Code, Column, Table
from jaccli.reports.schema import say
from jaccli.reports.schema.find import Schemas

TITLE = "JSON Schema (draft 2020-12)"


def page(found: Schemas) -> Iterator[Block]:
    """The list, or one."""
    if found.text:
        yield say.described(found.listed[0])
        yield Blank
        yield Code([(line, "") for line in found.text.splitlines()], "json")
        return
    rows = [[each.asked, each.of] for each in found.listed]
    yield Table([Column("command"), Column(TITLE)], rows)
    yield Blank
    yield Answer([say.many(found)], say.to_write())
