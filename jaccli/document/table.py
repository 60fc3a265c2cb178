"""Tables to lines: fitted to a width, never a digit cut.

One mechanism for every table. Where it is too wide, bars are shortened; a total's passes go to a
line of their own; the columns of the least priority are left out; and where what may not be left
out is still too wide, every row becomes a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from jaccli.document.blocks import KEPT, Block, Column, Paragraph, Table
from jaccli.document.cells import Bar, Cell, Name, Number, Total, written
from jaccli.document.display import GAP, USUAL, Display, Line, shown
from jaccli.errors import cells

EIGHTHS = " ▏▎▍▌▋▊▉"
BARS = (24, 20, 16, 13, 10, 8, 6, 4, 0)  # lengths of the longest bar
LEAST = 1  # columns to the left of a table where there is no room for more

Row = list[str]


class Fitted:
    """A table as texts in columns, with bars of one length."""

    def __init__(
        self, table: Table, display: Display, bar: int, beside: bool, kept: Sequence[int]
    ) -> None:
        """kept: which columns of the whole table these are"""
        self.table = table
        self.kept = kept
        self.display = display
        self.bar = bar
        self.digits = [
            _digits(found) if _lines_up(column, found) else 0
            for column, found in zip(table.columns, _columns(table), strict=True)
        ]
        self.headers = [
            [shown(line, display) for line in _lines(column)] for column in table.columns
        ]
        self.rows = [self._row(row) for row in folded(table)]
        self.footer = [
            texts for row in table.footer for texts in self._footer_rows(row, beside=beside)
        ]
        self.widths = [
            max(map(cells, chain(header, (row[at] for row in (*self.rows, *self.footer)))))
            for at, header in enumerate(self.headers)
        ]

    @property
    def width(self) -> int:
        """How many terminal columns it takes."""
        gaps = len(GAP) * (len(self.widths) - 1)
        return self.table.indent + sum(self.widths) + gaps

    def lines(self) -> Iterator[Line]:
        """Headers, a rule, the rows, and below a second rule the footer."""
        rule = " " * self.table.indent + shown("─" * (self.width - self.table.indent), self.display)
        height = max(map(len, self.headers))
        if any(map(any, self.headers)):
            for at in range(height):
                # headers stand on the rule: the shorter ones begin lower
                yield self._line(
                    [
                        header[at - height + len(header)] if at >= height - len(header) else ""
                        for header in self.headers
                    ]
                )
            yield [(rule, "quiet")]
        yield from map(self._line, self.rows)
        if self.footer:
            yield [(rule, "quiet")]
            yield from map(self._line, self.footer)

    def _row(self, row: Sequence[Cell]) -> Row:
        return [
            self._text(cell, digits)
            if isinstance(cell, str)  # written already
            else shown(self._text(cell, digits), self.display)
            for cell, digits in zip(row, self.digits, strict=True)
        ]

    def _text(self, cell: Cell, digits: int) -> str:
        """The cell; in a column of bars the amounts end at one place."""
        match cell:
            case Bar(value, longest):
                bar = bar_of(value, longest, self.bar, ascii=self.display.ascii)
                return f"{value:>{digits},} {bar}".rstrip()
            case Number() | "-" if digits:
                return f"{written(cell):>{digits}}"
            case Total(value) if digits:
                return f"{value:>{digits},} {cell.product}"
        return written(cell)

    def _footer_rows(self, row: Sequence[Cell], *, beside: bool) -> Iterator[Row]:
        """A total with its passes beside it, or the passes in a row below."""
        if beside or not any(isinstance(cell, Total) for cell in row):
            yield self._row(row)
            return
        yield self._row([Number(c.value) if isinstance(c, Total) else c for c in row])
        products = (c.product if isinstance(c, Total) else "" for c in row)
        yield self._row([shown(product, self.display) for product in products])

    def _line(self, row: Row) -> Line:
        line: Line = [(" " * self.table.indent, "")]
        for at, (text, column, width) in enumerate(
            zip(row, self.table.columns, self.widths, strict=True)
        ):
            blanks = " " * (width - cells(text))
            if at:
                line.append((GAP, ""))
            line.append((blanks + text if column.right else text + blanks, column.style))
        return line


def fitted(table: Table, display: Display) -> Fitted | None:
    """The table as wide as it may be; None where it has no room."""
    attempts = _attempts(_written(table, display), display)
    return next((found for found in attempts if found.width <= display.width), None)


def _written(table: Table, display: Display) -> Table:
    """The table with texts for cells, but for bars, totals and what stands in line with them.

    How these are written depends on the room; the others need not be written at each attempt.
    """
    varied = [
        _lines_up(column, found)
        for column, found in zip(table.columns, _columns(table), strict=True)
    ]

    def texts(row: Sequence[Cell]) -> list[Cell]:
        return [
            cell if varies and not isinstance(cell, str) else shown(written(cell), display)
            for cell, varies in zip(row, varied, strict=True)
        ]

    rows, footer = map(texts, folded(table)), map(texts, table.footer)
    return table._replace(rows=[*rows], footer=[*footer], fold=None)


def parted(table: Table, display: Display, *, alone: bool = True) -> list[Fitted] | None:
    """The table, and below it beside its first column those that it has at the usual width and no
    room for here. None where it has no room at all.

    alone: nothing stands beside it; else what has no room is left out
    """
    found = fitted(table, display)
    if found is None:
        return None
    if display.width >= USUAL or not alone:
        return [found]
    usual = fitted(table, display._replace(width=USUAL))
    assert usual is not None, "it has room in fewer columns"
    lead = found.kept[0]
    missing = [
        at for at in usual.kept if at not in found.kept and not (at < lead and _is_title(table, at))
    ]
    if not missing:
        return [found]
    rest = parted(_filled(table.of([lead, *missing])), display) if len(found.kept) > 1 else None
    return rest and [found, *rest]


def _is_title(table: Table, at: int) -> bool:
    """Whether a column says in words what the table is."""
    return not any(_lines(table.columns[at])) and all(
        isinstance(row[at], str) for row in table.rows
    )


def _filled(table: Table) -> Table:
    """The table without the rows that say nothing but their name."""
    return table._replace(
        rows=[row for row in table.rows if any(row[1:])],
        footer=[row for row in table.footer if any(row[1:])],
    )


def _attempts(table: Table, display: Display) -> Iterator[Fitted]:
    """The table in less and less room."""
    kept = [*range(len(table.columns))]
    most, *less = _room(table)
    yield Fitted(table, display, *most, kept)
    if less and Fitted(table, display, *less[-1], kept).width <= display.width:  # some of them fits
        for room in less:
            yield Fitted(table, display, *room, kept)
    while (least := _least(table)) is not None:
        table, kept = table.without(least), [*kept[:least], *kept[least + 1 :]]
        yield Fitted(table, display, 0, False, kept)
    yield Fitted(table._replace(indent=min(table.indent, LEAST)), display, 0, False, kept)


def _room(table: Table) -> Sequence[tuple[int, bool]]:
    """How long bars may be, and whether passes stand beside a total; what there is of both."""
    bars = any(isinstance(cell, Bar) for row in table.rows for cell in row)
    totals = any(isinstance(cell, Total) for row in table.footer for cell in row)
    lengths = BARS if bars else BARS[-1:]
    return [(bar, beside) for beside in ((True, False) if totals else (True,)) for bar in lengths]


def _least(table: Table) -> int | None:
    """The column that goes first, None where all have to stay."""
    priorities = [column.priority for column in table.columns]
    least = min(priorities)
    return None if least == KEPT or len(priorities) == 1 else priorities.index(least)


def stacked(table: Table) -> Iterator[Block]:
    """Every row in a line: what it is called, and its cells under their headers' names."""
    rows = folded(table)
    called = any(isinstance(row[0], Name) for row in rows)
    for row in rows:
        yield _in_a_line(row, table, entry=isinstance(row[0], Name) or not called)
    for row in table.footer:
        yield _in_a_line(row, table, entry=False)


def _in_a_line(row: Sequence[Cell], table: Table, *, entry: bool) -> Paragraph:
    """entry: whether its first cell is one of those that the first header names, as no total is"""
    texts = [*map(written, row)]
    names = [column.brief or " ".join(_lines(column)) for column in table.columns]
    at = next((at for at, text in enumerate(texts) if text), 0)
    head = ""
    if not table.columns[at].right or (entry and at == 0):
        head = f"{names[0]} {texts[0]}".strip() if entry and at == 0 else texts[at]
        del texts[: at + 1], names[: at + 1]
    named = [f"{name} {text}".strip() for name, text in zip(names, texts, strict=True) if text]
    if not named:
        return Paragraph(head, indent=LEAST)
    return Paragraph(", ".join(named), label=f"{head}:" if head else "", indent=LEAST)


def folded(table: Table) -> Sequence[Sequence[Cell]]:
    """The rows, those in the middle of a long table as one."""
    rows, fold = table.rows, table.fold
    if fold is None or len(rows) <= fold.most:
        return rows
    last = fold.most // 2
    return [*rows[: fold.most - last], fold.gap, *rows[len(rows) - last :]]


def _columns(table: Table) -> Iterable[Sequence[Cell]]:
    """The cells of every column, its total among them."""
    rows = [*folded(table), *table.footer]
    return ([row[at] for row in rows] for at in range(len(table.columns)))


def _lines_up(column: Column, cells: Sequence[Cell]) -> bool:
    """Whether amounts of a column end at one place that is not its own end: bars and passes stand
    behind them, or did before rows were folded away."""
    kinds = Bar | Total if column.right else Bar | Total | Number
    return any(isinstance(cell, kinds) for cell in cells)


def _digits(column: Sequence[Cell]) -> int:
    """The digits of the largest amount in a column; 0 where there is none."""
    numbers = [written(cell) for cell in column if isinstance(cell, Number)]
    amounts = [f"{cell.value:,}" for cell in column if isinstance(cell, Bar | Total)]
    return max(map(len, (*numbers, *amounts)), default=0)


def _lines(column: Column) -> tuple[str, ...]:
    return (column.header,) if isinstance(column.header, str) else column.header


def bar_of(amount: int, longest: int, width: int, *, ascii: bool) -> str:
    """A bar in eighths of a character; nothing for nothing, something for anything."""
    if not amount or not width:
        return ""
    eighths = max(1, round(8 * width * amount / longest))
    if ascii:
        return "#" * max(1, round(eighths / 8))
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()
