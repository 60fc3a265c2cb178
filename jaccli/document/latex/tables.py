"""Tables in LaTeX, with the rules of booktabs: numbers at the right, a long one in parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.document.blocks import Column, Table
from jaccli.document.cells import Cell, Total, written
from jaccli.document.latex.sentences import prose
from jaccli.document.rows import KEPT
from jaccli.document.table import folded
from jaccli.errors import cells

WIDTHS = ((84, ""), (94, r"\small"), (106, r"\footnotesize"))  # signs of a line in each size
MOST_ROWS = 40  # before the next part of a table begins
MOST_OF_ALL = 120  # rows of an elastic table; those in its middle become one
WRAPPED = 46  # signs of a cell that is wrapped where the table is too wide


def tabular(table: Table) -> Iterator[str]:
    """The table, as wide as a page has room: what may go does, and long texts are wrapped."""
    table = table.folded(MOST_OF_ALL)
    amounts = table.amounts
    rows = [[written(cell) for cell in row] for row in folded(table)]
    footer = [row for each in table.footer for row in _total(each)]
    kept = _kept(table.columns, [*rows, *footer])
    columns = [
        table.columns[at]._replace(right=table.columns[at].right or at in amounts) for at in kept
    ]
    rows, footer = ([[row[at] for at in kept] for row in part] for part in (rows, footer))
    widths = _widths(columns, [*rows, *footer])
    total = sum(widths) + 2 * len(widths)
    size = next((size for most, size in WIDTHS if total <= most), WIDTHS[-1][1])
    wraps = total > WIDTHS[-1][0]
    kinds = "".join(_kind(each, width, wraps) for each, width in zip(columns, widths, strict=True))
    for top in range(0, max(len(rows), 1), MOST_ROWS):
        part = rows[top : top + MOST_ROWS]
        last = top + MOST_ROWS >= len(rows)
        lines = [
            *([rf"\begin{{center}}{size}"]),
            rf"\begin{{tabular}}{{@{{}}{kinds}@{{}}}}",
            r"\toprule",
            *(
                [_row(map(_header, columns)), r"\midrule"]
                if any(each.header for each in columns)
                else []
            ),
            *(_row(map(_said, row)) for row in part),
            *([r"\midrule", *(_row(map(_said, row)) for row in footer)] if footer and last else []),
            r"\bottomrule",
            r"\end{tabular}",
            r"\end{center}",
        ]
        yield "\n".join(lines)


def _total(row: Sequence[Cell]) -> Iterator[list[str]]:
    """The last row; what sums are made of stands below them."""
    yield [f"{cell.value:,}" if isinstance(cell, Total) else written(cell) for cell in row]
    if any(isinstance(cell, Total) for cell in row):
        yield [cell.product if isinstance(cell, Total) else "" for cell in row]


def _kept(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[int]:
    """The columns that there is room for; the least important goes first, as on a screen."""
    widths = _widths(columns, rows)
    kept = [*range(len(columns))]
    while sum(min(widths[at], WRAPPED) + 2 for at in kept) > WIDTHS[-1][0]:
        least = min(kept, key=lambda at: columns[at].priority)
        if columns[least].priority == KEPT:
            break
        kept.remove(least)
    return kept


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[int]:
    heads = [max(map(cells, _lines(column)), default=0) for column in columns]
    return [max(head, *(cells(row[at]) for row in rows), 0) for at, head in enumerate(heads)]


def _lines(column: Column) -> Sequence[str]:
    return (column.header,) if isinstance(column.header, str) else column.header


def _kind(column: Column, width: int, wraps: bool) -> str:
    if wraps and width > WRAPPED:
        return r"p{0.42\linewidth}"
    return "r" if column.right else "l"


def _header(column: Column) -> str:
    lines = [prose(line) for line in _lines(column)]
    at = "r" if column.right else "l"
    stacked = r" \\ ".join(lines)
    return stacked if len(lines) == 1 else rf"\shortstack[{at}]{{{stacked}}}"


def _said(text: str) -> str:
    """A cell; a letter alone is a value."""
    return f"${text}$" if len(text) == 1 and text.isascii() and text.isalpha() else prose(text)


def _row(texts: Iterator[str]) -> str:
    return " & ".join(texts) + r" \\"
