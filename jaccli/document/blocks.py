"""What a report is made of: findings, texts, and what stands in rows.py, ledger.py, graphics.py.

A block says what a thing is, never how wide or in which signs it is drawn: that is the renderer's.
All texts stand as they are; a renderer escapes what its format cannot take, names from files too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from jaccli.document.charts import Amount as Amount
from jaccli.document.charts import Bars as Bars
from jaccli.document.charts import Branch as Branch
from jaccli.document.charts import Frame as Frame
from jaccli.document.charts import Frames as Frames
from jaccli.document.charts import Portion as Portion
from jaccli.document.charts import Tree as Tree
from jaccli.document.graphics import Curve as Curve
from jaccli.document.graphics import Curves as Curves
from jaccli.document.graphics import Diagram as Diagram
from jaccli.document.graphics import Legend as Legend
from jaccli.document.graphics import Link as Link
from jaccli.document.graphics import Mark as Mark
from jaccli.document.graphics import Matrix as Matrix
from jaccli.document.graphics import Moving as Moving
from jaccli.document.graphics import Product as Product
from jaccli.document.graphics import Vertex as Vertex
from jaccli.document.graphics import diagonal as diagonal
from jaccli.document.graphics import on_a_line as on_a_line
from jaccli.document.graphics import vector as vector
from jaccli.document.graphics import vectors as vectors
from jaccli.document.ledger import Entry as Entry
from jaccli.document.ledger import Ledger as Ledger
from jaccli.document.ledger import Named as Named
from jaccli.document.parts import Imprint as Imprint
from jaccli.document.parts import Part as Part
from jaccli.document.rows import KEPT as KEPT
from jaccli.document.rows import Column as Column
from jaccli.document.rows import Elastic as Elastic
from jaccli.document.rows import Fold as Fold
from jaccli.document.rows import Listing as Listing
from jaccli.document.rows import Table as Table
from jaccli.document.rows import summed as summed
from jaccli.document.style import Style

if TYPE_CHECKING:
    from jaccli.errors import JaccliError

Kind = Literal["headline", "why", "rule", "note", "warning", "next"]
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
    | Bars
    | Moving
    | Tree
    | Frames
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
    | Part
    | Imprint
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
            case (
                Bars(plain=blocks)
                | Moving(plain=blocks)
                | Tree(plain=blocks)
                | Frames(plain=blocks)
            ):
                yield from _findings(blocks)
            case Verified():
                yield from [each.finding] if each.finding else []
