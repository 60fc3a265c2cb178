"""Tables as comma-separated values, RFC 4180: for a spreadsheet, or another program.

Numbers are written in full precision, counts without separators, vectors as JSON writes them. No
cell is a formula to a spreadsheet, whatever a name in a file begins with.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from math import isfinite

from jaccli.document.blocks import Block, Column, Table
from jaccli.document.cells import (
    Bar,
    Cell,
    Decimal,
    Entries,
    Name,
    Number,
    Ratio,
    Real,
    Seconds,
    Sent,
    Share,
    Total,
    written,
)
from jaccli.document.display import Display
from jaccli.document.prose import punctuated
from jaccli.document.sheets import exact, sheets
from jaccli.errors import inert, printable

FORMULA = (*"=+-@", *"＝＋－＠")  # how a cell begins that a spreadsheet computes
Raw = str | int | float


def render(blocks: Iterable[Block], display: Display) -> Iterator[str]:
    """The tables; of several each under its title, an empty line between two."""
    found = [*sheets(blocks)]
    lines: list[Sequence[Raw]] = []
    for at, (title, table) in enumerate(found, start=1):
        if len(found) > 1:
            lines += [*([[]] if at > 1 else []), [plain(punctuated(title) or f"table {at}")]]
        lines += _rows(table)
    yield written_out(lines)


def written_out(rows: Iterable[Sequence[Raw]]) -> str:
    """The rows as lines."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def plain(text: str) -> str:
    """A text without what ends a line, is a formula to a spreadsheet, or a command to a CI runner
    that reads along."""
    text = inert(printable(text))
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text


def _rows(table: Table) -> Iterator[Sequence[Raw]]:
    body = [*table.rows, *table.footer]
    yield [
        plain(_header(each, at, [row[at] for row in body])) for at, each in enumerate(table.columns)
    ]
    yield from ([_raw(cell) for cell in row] for row in body)


def _header(column: Column, at: int, cells: Sequence[Cell]) -> str:
    """What the column is called, and its unit."""
    if column.plain:
        return column.plain
    header = column.header if isinstance(column.header, str) else " ".join(column.header)
    unit = " in s" if any(isinstance(cell, Seconds) for cell in cells) else ""
    return (header or f"column {at + 1}") + unit


def _raw(cell: Cell) -> Raw:
    """The number itself where there is one; nothing for one that was cut off."""
    match cell:
        case Real(value) if not isfinite(value):
            return ""
        case Number(value) | Bar(value) | Total(value) | Real(value) | Decimal(value):
            return value
        case Seconds(value) | Share(value) | Sent(value):
            return value
        case Ratio(numerator, denominator):
            return numerator / denominator if denominator else ""
        case Entries(values):
            return exact(values)
        case Name(text, whole):
            return plain(whole or text)
        case str():
            return plain(cell.strip().removeprefix("= ")) if cell.strip() != "-" else ""
        case _:
            return plain(written(cell))
