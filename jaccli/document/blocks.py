"""What a text report is made of: paragraphs, labelled lines, tables, ready-made lines.

Plain data between the reports and the terminal: a block knows no colour, only the names of a few
styles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeVar

T = TypeVar("T")
Style = Literal["", "title", "winner", "forward", "reverse", "quiet", "warning"]


class Paragraph(NamedTuple):
    """A text that wraps at words; `label` stands before it, its lines hang under the first."""

    text: str
    label: str = ""
    indent: int = 0
    style: Style = ""


class Lines(NamedTuple):
    """Lines laid out already; they are never wrapped."""

    lines: Sequence[str]
    style: Style = ""


class Drawing(NamedTuple):
    """Lines laid out already, in several styles: each is a row of (text, style)."""

    lines: Sequence[Sequence[tuple[str, Style]]]


class Column(NamedTuple):
    """A column of a table. Its cells are never wrapped."""

    header: str = ""
    right: bool = False
    style: Style = ""


class Table(NamedTuple):
    """Rows of cells under headers; `footer` comes after a second rule."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    footer: Sequence[Sequence[str]] = ()
    indent: int = 1

    def without(self, at: int) -> Table:
        """The table with one column less; from the end where `at` is negative."""
        at %= len(self.columns)

        def drop(row: Sequence[T]) -> list[T]:
            return [*row[:at], *row[at + 1 :]]

        return self._replace(
            columns=drop(self.columns),
            rows=[drop(row) for row in self.rows],
            footer=[drop(row) for row in self.footer],
        )


Blank = Lines(("",))
Block = Paragraph | Lines | Drawing | Table
