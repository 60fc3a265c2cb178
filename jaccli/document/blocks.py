"""What a report is made of: findings, paragraphs, tables, and what stands in graphics.py.

A block says what a thing is, never how wide or in which signs it is drawn: that is the renderer's.
All texts stand as they are; a renderer escapes what its format cannot take, names from files too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from jaccli.document.cells import Bar, Cell, Number
from jaccli.document.graphics import Curve as Curve
from jaccli.document.graphics import Curves as Curves
from jaccli.document.graphics import Diagram as Diagram
from jaccli.document.graphics import Legend as Legend
from jaccli.document.graphics import Mark as Mark
from jaccli.document.graphics import Matrix as Matrix
from jaccli.document.graphics import Product as Product
from jaccli.document.graphics import diagonal as diagonal
from jaccli.document.graphics import on_a_line as on_a_line
from jaccli.document.graphics import vector as vector
from jaccli.document.graphics import vectors as vectors
from jaccli.document.ledger import Entry as Entry
from jaccli.document.ledger import Ledger as Ledger
from jaccli.document.ledger import Named as Named
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


class Answer(NamedTuple):
    """What a report comes to, at its end: the headline, below it why, by which rule and what to
    note, and on the last lines how to go on.

    findings: the headline first; their labels stand in one column
    hints: (label, text), as ("More:", "--details (rules, memory, J)"); not findings, for they
    speak of this text alone
    """

    findings: Sequence[Finding]
    following: Next | None = None
    hints: Sequence[tuple[str, str]] = ()

    @property
    def aligned(self) -> Iterator[Finding]:
        """The findings as they are laid out: what stands below the headline with labels of one
        width."""
        width = max((len(each.label) for each in self.findings[1:]), default=0)
        for at, each in enumerate(self.findings):
            label = each.label and f"{each.label:<{width}}"
            yield each._replace(label=label, indent=2) if at else each._replace(indent=0)


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


class Elastic(NamedTuple):
    """That a table gives way where a screen has no room: rows in its middle become one, their sum.

    said: what it is called, of how many rows it stands for; at: the column where it says so
    order: the rows, first those that stay longest, where they stand for themselves alone and have
    no sum; "" is said where none is to stand for the others; firm: how many of them never go
    """

    said: Callable[[int], str] = lambda hidden: f"… {hidden:,} like these …"
    at: int = 0
    order: Sequence[int] = ()
    firm: int = 0


class Table(NamedTuple):
    """Rows of cells under headers; `footer` comes after a second rule.

    Where it is too wide without the columns that may go, every row becomes a line of its own.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    footer: Sequence[Sequence[Cell]] = ()
    indent: int = 1
    fold: Fold | None = None
    elastic: Elastic | None = None

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
            elastic=None,
        )

    def folded(self, most: int) -> Table:
        """The table with one row in place of those in the middle, if it is elastic and has more
        rows than `most`. That row holds their sums, so that columns still add up."""
        elastic, kept = self.elastic, max(most, 2) - 1
        if elastic is None or len(self.rows) <= most:
            return self
        if elastic.order:
            return self._thinned(elastic, most)
        hidden = self.rows[kept - kept // 2 : len(self.rows) - kept // 2]
        gap = [summed([row[column] for row in hidden]) for column in range(len(self.columns))]
        gap[elastic.at] = elastic.said(len(hidden))
        return self._replace(fold=Fold(kept, gap), elastic=None)

    def _thinned(self, elastic: Elastic, most: int) -> Table:
        """The rows that stay longest, and below them how many went."""
        most = max(most - bool(elastic.said(1)), elastic.firm)
        rows = [self.rows[at] for at in sorted(elastic.order[:most])]
        said = elastic.said(len(self.rows) - len(rows))
        if said and len(rows) < len(self.rows):
            rows.append([said if at == elastic.at else "" for at in range(len(self.columns))])
        return self._replace(rows=rows, elastic=None)


def summed(column: Sequence[Cell]) -> Cell:
    """The sum of the amounts in some rows of a column; nothing where there are none."""
    amounts = [cell.value for cell in column if isinstance(cell, Number | Bar)]
    return Number(sum(amounts)) if amounts else ""


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


class Beside(NamedTuple):
    """Two blocks beside each other where there is room, else the right one below the left one.

    least: columns that the left one needs; it has all that the right one leaves
    """

    left: Block
    right: Block
    least: int


class Screen(NamedTuple):
    """What is to be seen at once, its answer last: where lines are counted, elastic tables give
    way until no more than there are on a screen are left."""

    blocks: Sequence[Block]


class Choice(NamedTuple):
    """The same in less and less room: on a screen stands the first that it has lines for, or the
    last; elsewhere the first."""

    choices: Sequence[Sequence[Block]]


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
    | Answer
    | Next
    | Paragraph
    | Line
    | Code
    | Gap
    | Table
    | Ledger
    | Curves
    | Listing
    | Matrix
    | Either
    | Legend
    | Product
    | Diagram
    | Verified
    | Beside
    | Screen
    | Choice
)


def findings_in(blocks: Iterable[Block]) -> Iterator[Finding]:
    """All that a page finds, in its order; what is said again at its end is said once."""
    said: set[tuple[str, str]] = set()
    for each in _findings(blocks):
        if (each.kind, each.text) not in said:
            said.add((each.kind, each.text))
            yield each


def _findings(blocks: Iterable[Block]) -> Iterator[Finding]:
    for each in blocks:
        match each:
            case Finding():
                yield each
            case Next():
                yield each.finding
            case Answer(findings, following):
                yield from findings
                yield from [following.finding] if following else []
            case Beside(left, right):
                yield from _findings((left, right))
            case Either(blocks, _) | Screen(blocks):
                yield from _findings(blocks)
            case Verified():
                yield from [each.finding] if each.finding else []
