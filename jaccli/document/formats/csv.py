"""Tables as comma-separated values, RFC 4180: for a spreadsheet, or another program.

Numbers are written in full precision, counts without separators, vectors as JSON writes them. No
cell is a formula to a spreadsheet, whatever a name in a file begins with.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from math import isfinite

from jaccli.document.blocks import Block, Table
from jaccli.document.cells import (
    Bar,
    Cell,
    Decimal,
    Entries,
    Exact,
    Name,
    Number,
    Ratio,
    Real,
    Seconds,
    Sent,
    Share,
    Total,
    exact,
    written,
)
from jaccli.document.display import Display
from jaccli.document.prose import punctuated
from jaccli.document.sheets import sheets
from jaccli.errors import inert, printable

FORMULA = (*"=+-@", *"＝＋－＠")  # how a cell begins that a spreadsheet computes
LONG = 1000  # numbers of a cell that is written in pieces
Raw = str | int | float


def render(blocks: Iterable[Block], display: Display) -> Iterator[str]:
    """The tables; of several each under its title, an empty line between two."""
    found = [*sheets(blocks)]
    for at, (title, table) in enumerate(found, start=1):
        if len(found) > 1:
            yield from _lines(
                [*([[]] if at > 1 else []), [plain(punctuated(title) or f"table {at}")]]
            )
        yield from _lines(_rows(table))


def written_out(rows: Iterable[Sequence[Raw]]) -> str:
    """The rows as lines."""
    return "".join(_lines(rows))


def _lines(rows: Iterable[Sequence[Raw | Exact]]) -> Iterator[str]:
    """The rows as lines, in pieces: a cell of many numbers is written as they are."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    for row in rows:
        if any(isinstance(cell, Exact) for cell in row):
            yield from _in_pieces(row)
            continue
        writer.writerow(row)
        yield stream.getvalue()
        stream.seek(0)
        stream.truncate()


def _in_pieces(row: Sequence[Raw | Exact]) -> Iterator[str]:
    """The line, with the cells that are large between quotes: they have commas."""
    for at, cell in enumerate(row):
        yield "," if at else ""
        if not isinstance(cell, Exact):
            yield written_out([[cell, ""]]).removesuffix(",\n")  # "" alone would be quoted
            continue
        pieces = exact(cell)
        yield '"' + plain(next(pieces).lstrip()).replace('"', '""')
        yield from (inert(printable(piece)).replace('"', '""') for piece in pieces)
        yield '"'
    yield "\n"


def plain(text: str) -> str:
    """A text without what ends a line, is a formula to a spreadsheet, or a command to a CI runner
    that reads along."""
    text = inert(printable(text))
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text


def _rows(table: Table) -> Iterator[Sequence[Raw | Exact]]:
    yield [plain(_header(table, at)) for at in range(len(table.columns))]
    yield from ([*map(_raw, row)] for row in chain(table.rows, table.footer))


def _header(table: Table, at: int) -> str:
    """What the column is called, and its unit."""
    column = table.columns[at]
    if column.plain:
        return column.plain
    header = column.header if isinstance(column.header, str) else " ".join(column.header)
    timed = any(isinstance(row[at], Seconds) for row in chain(table.rows, table.footer))
    unit = " in s" if timed else ""
    return (header or f"column {at + 1}") + unit


def _raw(cell: Cell) -> Raw | Exact:
    """The number itself where there is one; nothing for one that was cut off."""
    if isinstance(cell, Real):  # of which there are most
        return cell.value if isfinite(cell.value) else ""
    match cell:
        case Number(value) | Bar(value) | Total(value) | Decimal(value):
            return value
        case Seconds(value) | Share(value) | Sent(value):
            return value
        case Ratio(numerator, denominator):
            return numerator / denominator if denominator else ""
        case Exact():
            large = sum(0 if isinstance(each, str) else each.size for each in cell.parts) > LONG
            return cell if large else _raw(written(cell))
        case Entries(values):
            return written(Exact([values]))
        case Name(text, whole):
            return plain(whole or text)
        case str():
            return plain(cell.strip().removeprefix("= ")) if cell.strip() != "-" else ""
        case _:
            return plain(written(cell))
