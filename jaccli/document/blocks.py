"""What a report is made of: findings, paragraphs, tables, and what stands in graphics.py.

A block says what a thing is, never how wide or in which signs it is drawn: that is the renderer's.
All texts stand as they are; a renderer escapes what its format cannot take, names from files too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from jaccli.document.cells import Cell
from jaccli.document.graphics import Curve as Curve
from jaccli.document.graphics import Curves as Curves
from jaccli.document.graphics import Diagram as Diagram
from jaccli.document.graphics import Legend as Legend
from jaccli.document.graphics import Mark as Mark
from jaccli.document.graphics import Matrix as Matrix
from jaccli.document.graphics import Product as Product
from jaccli.document.graphics import diagonal as diagonal
from jaccli.document.graphics import vector as vector
from jaccli.document.graphics import vectors as vectors
from jaccli.document.style import Style

if TYPE_CHECKING:
    from jaccli.errors import JaccliError

T = TypeVar("T")
Kind = Literal["headline", "why", "rule", "note", "warning", "next"]
KEPT = 1000  # the priority of a column that is never left out
STYLES: dict[Kind, Style] = {"headline": "winner", "warning": "warning"}


class Finding(NamedTuple):
    """Something that was found, in a sentence: who is cheaper, why, by which rule, and so on.

    label: stands before it, `Why:`; drawn: blocks that show the same, in place of the sentence
    where a format can draw them
    """

    kind: Kind
    text: str
    label: str = ""
    indent: int = 2
    look: Style | None = None  # another than its kind's
    drawn: Sequence[Block] = ()

    @property
    def style(self) -> Style:
        """How it looks."""
        return STYLES.get(self.kind, "") if self.look is None else self.look

    @property
    def said(self) -> str:
        """The whole sentence, with its label."""
        return f"{self.label} {self.text}" if self.label else self.text


class Next(NamedTuple):
    """The command to run next, as it is typed, and the question that it answers.

    fed: the command whose output it reads, if there is one
    """

    command: str
    question: str = ""
    fed: str = ""
    label: str = "Next:"
    indent: int = 0

    @property
    def finding(self) -> Finding:
        """The same as a finding."""
        typed = f"{self.fed} | {self.command}" if self.fed else self.command
        why = f"   ({self.question})" if self.question else ""
        return Finding("next", f"{typed}{why}", self.label, self.indent)


class Paragraph(NamedTuple):
    """A text that wraps at words; `label` stands before it, its lines hang under the first."""

    text: str
    label: str = ""
    indent: int = 0
    style: Style = ""


class Line(NamedTuple):
    """One line that is never wrapped."""

    text: str
    style: Style = ""


class Code(NamedTuple):
    """A file that other programs read: its lines stand as they are, whatever the width.

    lines: each with what it says and the comment that ends it, either of which may be ""; what it
    says is printable
    """

    lines: Sequence[tuple[str, str]]
    language: str


class Gap(NamedTuple):
    """Between two parts an empty line; or, where it waits, Enter, which a lecturer presses."""

    waits: bool = False


class Column(NamedTuple):
    """A column of a table; its cells are never wrapped. header: of several lines, a tuple; brief:
    what tells it apart, where every row is a line of its own and a long header would be too.

    priority: where there is no room the column of the least one goes first, of equals the first;
    KEPT never goes
    """

    header: str | tuple[str, ...] = ""
    right: bool = False
    style: Style = ""
    priority: int = KEPT
    brief: str = ""


class Fold(NamedTuple):
    """Rows in the middle of a long table that one row stands for. most: rows that are shown"""

    most: int
    gap: Sequence[Cell]


class Table(NamedTuple):
    """Rows of cells under headers; `footer` comes after a second rule.

    Where it is too wide without the columns that may go, every row becomes a line of its own.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    footer: Sequence[Sequence[Cell]] = ()
    indent: int = 1
    fold: Fold | None = None

    def without(self, at: int) -> Table:
        """The table with one column less; from the end where `at` is negative."""
        at %= len(self.columns)

        def drop(row: Sequence[T]) -> list[T]:
            return [*row[:at], *row[at + 1 :]]

        return self._replace(
            columns=drop(self.columns),
            rows=[drop(row) for row in self.rows],
            footer=[drop(row) for row in self.footer],
            fold=self.fold and self.fold._replace(gap=drop(self.fold.gap)),
        )


class Listing(NamedTuple):
    """Names under titles, and beside each what it is.

    groups: a title, and what stands below it as (name, text)
    """

    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]


class Either(NamedTuple):
    """The same twice: `narrow` stands where a table of `wide` has no room, and where it has figures
    and `wide` would need pictures."""

    wide: Sequence[Block]
    narrow: Sequence[Block]


class Verified(NamedTuple):
    """What one check came to, `noted` where it could not tell, or not everywhere.

    text: what was found; remark: how it was tested; mistake: of a failed one, with its place
    """

    status: Literal["ok", "failed", "noted"]
    name: str
    text: str
    remark: str = ""
    mistake: JaccliError | None = None

    @property
    def finding(self) -> Finding | None:
        """The same as a finding, if it says more than that all is well."""
        if self.status == "ok":
            return None
        kind: Kind = "warning" if self.status == "failed" else "note"
        return Finding(kind, self.text, f"{self.name}:")


Blank = Gap()
Block = (
    Finding
    | Next
    | Paragraph
    | Line
    | Code
    | Gap
    | Table
    | Curves
    | Listing
    | Matrix
    | Either
    | Legend
    | Product
    | Diagram
    | Verified
)


def findings_in(blocks: Iterable[Block]) -> Iterator[Finding]:
    """All that a page finds, in its order."""
    for block in blocks:
        match block:
            case Finding():
                yield block
            case Next():
                yield block.finding
            case Either(wide, _):
                yield from findings_in(wide)
            case Verified():
                yield from [block.finding] if block.finding else []
