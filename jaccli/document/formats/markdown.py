"""Markdown as GitHub renders it: tables, pictures of text in fences, graphs in Mermaid's language.

Numbers, matrices and curves are laid out as in a terminal of 80 columns, in a fence, where they
stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, dropwhile, groupby, repeat

from jaccli.document.blocks import (
    Answer,
    Beside,
    Block,
    Choice,
    Code,
    Column,
    Curves,
    Either,
    Finding,
    Gap,
    Ledger,
    Legend,
    Line,
    Listing,
    Matrix,
    Next,
    Paragraph,
    Screen,
    Table,
    Verified,
)
from jaccli.document.cells import Cell, Number, written
from jaccli.document.display import USUAL, Display, shown
from jaccli.document.display import Line as Spans
from jaccli.document.drawing.mermaid import flowchart
from jaccli.document.graphics import Diagram, Product
from jaccli.document.layout import Layout
from jaccli.document.prose import punctuated
from jaccli.errors import inert, printable

READ = re.compile(r"([\\`*_{}\[\]<>|#~$&])")  # what Markdown would read, wherever it stands
CALLS = re.compile(  # what GitHub makes a link of: whom it tells, an issue, a page
    r"@(?=\w)|\\#(?=\d)|\bGH(?=-\d)|https?(?=://)|www(?=\.)", re.IGNORECASE
)
JOINED = "&#8288;"  # nothing is seen of it, and no line ends there
BEGINS = re.compile(r"^(\s*\d*)([-+.)=:])")  # and where a line begins


def render(blocks: Iterable[Block], display: Display) -> Iterator[str]:
    """The blocks, an empty line between two; of a list none between its lines."""
    lines = Writer(display).lines(blocks)
    for line in chain([next(lines, "")], lines):
        yield f"{inert(line)}\n"


class Writer:
    """Writes blocks; it remembers whether a title was written, and whether a picture was drawn."""

    def __init__(self, display: Display) -> None:
        self.display = display
        self.titled = False
        self.layout = Layout(Display(USUAL, ascii=display.ascii))

    def lines(self, blocks: Iterable[Block]) -> Iterator[str]:
        """The lines of the blocks; what is drawn in a row stands in one fence."""
        last: str | None = None  # the line that begins the last paragraph
        for drawn, group in groupby(filter(_is_no_gap, blocks), _is_drawn):
            for part in [self._drawn([*group])] if drawn else map(self._block, group):
                lines = _without_end(part)
                first = next(lines, None)
                if first is None:
                    continue
                if last is not None and not (first.startswith("- ") and last.startswith("- ")):
                    yield ""
                    last = None
                for line in chain([first], lines):
                    yield line
                    last = (last or line) if line else None

    def _drawn(self, blocks: Sequence[Block]) -> Iterator[str]:
        """The lines without what all are indented by. They are laid out twice, once without the
        numbers of whole matrices, which tell nothing of the fence."""
        outline = [*map(_text, self.layout.outline(blocks))]
        margins = [len(each) - len(each.lstrip(" ")) for each in outline if each.strip(" ")]
        if margins:
            least = min(margins)
            lines = (_text(line)[least:].rstrip() for line in self.layout.lines(blocks))
            yield from _fenced(_without_end(dropwhile(_is_empty, lines)), _fence(outline))

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Finding(drawn=[*drawn]) if drawn:
                yield from self.lines(drawn)
            case Finding():
                yield self._found(block)
            case Next():
                yield self._next(block)
            case Answer(findings, following):
                yield from self._answer(findings, following)
            case Beside(left, right):
                yield from self.lines((left, right))
            case Screen(blocks) | Choice([blocks, *_]) | Either(blocks, _):
                yield from self.lines(blocks)
            case Paragraph(text, label, _, style):
                yield self._heading(text) if style == "title" else self._labelled(label, text)
            case Line(text):
                yield self._words(text)
            case Verified():
                yield from self._verified(block)
            case Code(lines, language):
                said = [f"{text}  # {comment}" if comment else text for text, comment in lines]
                yield from _fenced(said, _fence(said), language)
            case Table():
                amounts = block.amounts
                columns = [
                    each._replace(right=each.right or at in amounts)
                    for at, each in enumerate(block.columns)
                ]
                yield from self._table(columns, block.rows, block.footer)
            case Ledger(title, unit):
                total: list[Cell] = ["total", "", "", Number(block.total)]
                columns = [*map(Column, ("step", "given", "made")), Column(unit, right=True)]
                yield from [f"{self._words(title)}:", ""]
                yield from self._table(columns, block.texts, [total])
            case Listing(groups):
                yield from self._listing(groups)
            case Diagram():
                said = [*flowchart(block)]
                yield from _fenced(said, _fence(said), "mermaid")
            case _:
                plain = getattr(block, "plain", None)  # of what only pictures draw
                if plain is None:
                    raise TypeError(f"no Markdown for {block!r}")
                yield from self.lines(plain)

    def _heading(self, text: str) -> str:
        sign = "###" if self.titled else "##"
        self.titled = True
        return f"{sign} {self._words(text)}"

    def _labelled(self, label: str, text: str) -> str:
        bold = f"**{self._words(label.strip())}** " if label.strip() else ""
        return bold + (self._words(text) if bold else self._beginning(text))

    def _found(self, finding: Finding) -> str:
        if finding.kind == "headline":
            return f"**{self._words(finding.said)}**"
        said = self._labelled(finding.label, finding.text)
        return f"> {said}" if finding.kind == "warning" else said

    def _answer(self, findings: Sequence[Finding], following: Next | None) -> Iterator[str]:
        first, *others = findings
        yield from (*self.lines([first]), "")
        yield from (f"- {self._labelled(each.label, each.text)}" for each in others)
        if following:
            yield from ["", self._next(following)]

    def _next(self, following: Next) -> str:
        typed = f"{following.fed} | {following.command}" if following.fed else following.command
        why = f" ({self._words(following.question)})" if following.question else ""
        return f"**{self._words(following.label)}** {self._quoted(typed)}{why}"

    def _verified(self, check: Verified) -> Iterator[str]:
        remark = f" ({self._words(check.remark)})" if check.remark else ""
        yield f"- **{check.status}** {self._words(check.name)}: {self._words(check.text)}{remark}"
        if check.mistake is not None:
            said = check.mistake.drawn()
            yield from ("", *_fenced(said, _fence(said)))

    def _listing(self, groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> Iterator[str]:
        for title, members in groups:
            yield from [f"**{self._words(title)}**", ""] if title else []
            yield from (f"- {self._quoted(name)}: {self._words(text)}" for name, text in members)
            yield ""

    def _table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell]],
        footer: Sequence[Sequence[Cell]],
    ) -> Iterator[str]:
        heads = (each.header for each in columns)
        yield self._row([each if isinstance(each, str) else " ".join(each) for each in heads])
        yield _between("---:" if each.right else "---" for each in columns)
        yield from (self._row([written(cell) for cell in row]) for row in rows)
        yield from (self._row([written(cell) for cell in row], bold=True) for row in footer)

    def _row(self, texts: Sequence[str], *, bold: bool = False) -> str:
        said = (self._words(text.strip()) for text in texts)
        return _between(f"**{text}**" if bold and text else text for text in said)

    def _quoted(self, typed: str) -> str:
        """What is typed, as code."""
        text = shown(typed, self.display)
        ticks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
        blank = " " if "`" in text else ""
        return f"{ticks}{blank}{text}{blank}{ticks}"

    def _words(self, text: str) -> str:
        """The text with what Markdown would read in it written out."""
        read = READ.sub(r"\\\1", punctuated(shown(text, self.display)))
        return CALLS.sub(rf"\g<0>{JOINED}", read)

    def _beginning(self, text: str) -> str:
        """The same where a line begins."""
        return BEGINS.sub(r"\1\\\2", self._words(text))


def _fenced(lines: Iterable[str], fence: str, language: str = "") -> Iterator[str]:
    """Lines as they are."""
    yield fence + language
    yield from (printable(line).rstrip() for line in lines)
    yield fence


def _fence(lines: Iterable[str]) -> str:
    """Longer than any that a name could have in the lines."""
    found = (len(each) for line in lines for each in re.findall("`+", line))
    return "`" * max(3, 1 + max(found, default=0))


def _without_end(lines: Iterable[str]) -> Iterator[str]:
    """The lines without the empty ones at the end."""
    empty = 0
    for line in lines:
        if _is_empty(line):
            empty += 1
        else:
            yield from repeat("", empty)
            empty = 0
            yield line


def _is_empty(line: str) -> bool:
    return not line


def _text(line: Spans) -> str:
    return "".join([text for text, _ in line])


def _is_drawn(block: Block) -> bool:
    return isinstance(block, Matrix | Product | Curves | Legend)


def _is_no_gap(block: Block) -> bool:
    return not isinstance(block, Gap)


def _between(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
