"""Blocks to lines: words wrapped, columns aligned, nothing ever cut.

A line is a list of (text, style) spans. rich's own tables would shorten a number that does not
fit and take 14 ms a report, where a hundred reports are wanted in a second; so rich only colours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from jaccli.document.blocks import Block, Drawing, Lines, Paragraph, Style, Table
from jaccli.errors import cells

Line = list[tuple[str, Style]]

GAP = "  "  # between columns
IN_ASCII = {
    "→": ">",
    "←": "<",
    "·": "*",
    "×": "x",
    "−": "-",
    "–": "-",
    "⋯": "...",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "∂": "d",
    "∇": "grad ",
    "ᵀ": "^T",
    "²": "^2",
    "ε": "eps",
    "σ": "sigma",
    "φ": "phi",
    "Φ": "Phi",
    "µ": "u",
    "Σ": "sum",
    "‖": "||",
    "√": "sqrt",
    "½": "1/2",
    "⊙": "(.)",
    "▲": "^",
    "▼": "v",
    "✓": "ok",
    "✗": "FAILED",
    "◆": "X",
    "─": "-",
    "│": "|",
    # corners: "." never goes up and "'" never goes down, so that no two lines look joined
    "┌": ".",
    "┐": ".",
    "┬": ".",
    "└": "'",
    "┘": "'",
    "┴": "'",
    "├": "+",
    "┤": "+",
    "┼": "+",
    "⊗": "(x)",
    "₁": "1",
    "₂": "2",
    "₀": "0",
    "∛": "cbrt",
    "³": "^3",
    "ˣ": "^x",
    "ᵖ": "^p",
    "′": "'",
    "∘": "o",
    "α": "alpha",
    "θ": "theta",
    "Π": "prod",
    "π": "pi",
    "…": "...",
}
TRANSLATION = str.maketrans(IN_ASCII)


class Display(NamedTuple):
    """Where a text is shown."""

    width: int = 80
    colour: bool = False
    ascii: bool = False


def lay_out(blocks: Iterable[Block], display: Display) -> Iterable[Line]:
    """The lines of the blocks. Paragraphs wrap at the width; tables and ready lines never do."""
    for block in blocks:
        match block:
            case Lines(lines, style):
                for line in lines:
                    yield [(shown(line, display), style)]
            case Drawing(drawn):
                for row in drawn:
                    yield [(shown(text, display), style) for text, style in row]
            case Paragraph(text, label, indent, style):
                yield from _paragraph(
                    shown(text, display), shown(label, display), indent, style, display.width
                )
            case Table():
                yield from _table(block, display)


def width_of(table: Table, display: Display) -> int:
    """How many terminal columns the table takes."""
    return table.indent + sum(_widths(table, display)) + len(GAP) * (len(table.columns) - 1)


def shown(text: str, display: Display) -> str:
    """The text as the display can show it: in ASCII our signs have names, the rest is escaped."""
    if not display.ascii or text.isascii():
        return text
    return text.translate(TRANSLATION).encode("ascii", "backslashreplace").decode("ascii")


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns; a word that is longer stays whole.

    >>> wrapped("one two three", 7)
    ['one two', 'three']
    """
    lines: list[str] = []
    line, used = "", 0
    for word in text.split(" "):
        size = cells(word)
        if line and used + 1 + size > width:
            lines.append(line)
            line, used = word, size
        elif line:
            line, used = f"{line} {word}", used + 1 + size
        else:
            line, used = word, size
    return [*lines, line]


def _paragraph(text: str, label: str, indent: int, style: Style, width: int) -> Iterable[Line]:
    before = " " * indent
    hang = f"{before}{label} " if label else before
    if len(hang) > width // 2:  # a long label leaves no room beside it
        yield [(hang.rstrip(), "")]
        hang = f"{before}  "
    for line in wrapped(text, width - len(hang)):
        yield [(hang, ""), (line, style)]
        hang = " " * len(hang)


def _widths(table: Table, display: Display) -> list[int]:
    return [
        max(
            cells(shown(text, display))
            for text in (
                *column.header.split("\n"),
                *(row[index] for row in (*table.rows, *table.footer)),
            )
        )
        for index, column in enumerate(table.columns)
    ]


def _table(table: Table, display: Display) -> Iterable[Line]:
    widths = _widths(table, display)
    rule = " " * table.indent + shown("─" * (width_of(table, display) - table.indent), display)
    headers = [column.header.split("\n") for column in table.columns]
    height = max(map(len, headers))
    if any(column.header for column in table.columns):
        for at in range(height):
            # headers stand on the rule: the shorter ones begin lower
            row = [
                header[at - height + len(header)] if at >= height - len(header) else ""
                for header in headers
            ]
            yield _row(row, table, widths, display)
        yield [(rule, "quiet")]
    for cells_of_row in table.rows:
        yield _row(cells_of_row, table, widths, display)
    if table.footer:
        yield [(rule, "quiet")]
        for cells_of_row in table.footer:
            yield _row(cells_of_row, table, widths, display)


def _row(row: Sequence[str], table: Table, widths: Sequence[int], display: Display) -> Line:
    line: Line = [(" " * table.indent, "")]
    for at, (text, column, width) in enumerate(zip(row, table.columns, widths, strict=True)):
        cell = shown(text, display)
        blanks = " " * (width - cells(cell))
        if at:
            line.append((GAP, ""))
        line.append((blanks + cell if column.right else cell + blanks, column.style))
    return line
