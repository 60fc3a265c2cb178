"""Blocks to lines: words wrapped, tables fitted, nothing ever cut.

A line is a list of (text, style) spans. rich's own tables would shorten a number that does not
fit and take 14 ms a report, where a hundred reports are wanted in a second; so rich only colours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat

from jaccli.document import fitting, matrix, values
from jaccli.document.beside import beside
from jaccli.document.blocks import (
    Answer,
    Bars,
    Beside,
    Block,
    Choice,
    Code,
    Curves,
    Either,
    Finding,
    Frames,
    Gap,
    Ledger,
    Legend,
    Line,
    Listing,
    Matrix,
    Moving,
    Next,
    Paragraph,
    Screen,
    Table,
    Tree,
    Verified,
)
from jaccli.document.display import USUAL, Display, shown
from jaccli.document.display import Line as Spans
from jaccli.document.excerpt import excerpt
from jaccli.document.graphics import Diagram, Product
from jaccli.document.hints import in_brief, side_by_side
from jaccli.document.paragraph import paragraph
from jaccli.document.style import Style
from jaccli.document.table import Fitted, parted, stacked
from jaccli.document.whole import Whole
from jaccli.errors import cells, printable

CHECKED: dict[str, tuple[str, Style]] = {  # the word for a status, and how what was found looks
    "ok": ("ok  ", ""),
    "failed": ("FAIL", "warning"),
    "noted": ("note", "quiet"),
}
DRAWN = {  # whether numbers become a picture, and what is drawn of them, by their kind
    "matrix": matrix.matrix_lines,
    "vectors": values.vectors_lines,
    "vector": values.vector_lines,
    "line": values.on_a_line,
    "diagonal": values.diagonal_lines,
}
Heights = dict[tuple[int, int, int], tuple[Whole, int]]
NONE, PARTS, PICTURES, ALL = range(4)  # what there is room for
CHECK_NAMES = 25  # columns for the names of checks
BELOW_CHECK = 6  # columns before a mistake that is drawn below its check


class Layout:
    """Lays blocks out; it remembers whether a picture waits for its legend."""

    def __init__(
        self, display: Display, *, alone: bool = True, heights: Heights | None = None
    ) -> None:
        """alone: nothing stands beside what is laid out. heights: lines of whole matrices, where
        these alone matter: each line is empty"""
        self.display = display
        self.alone = alone
        self.heights = heights
        self.drawn = False
        self.last: tuple[Table, Sequence[Fitted] | None] | None = None
        self.thinned = ""  # what the legend says of the pictures of a product

    def lines(self, blocks: Iterable[Block | Whole]) -> Iterator[Spans]:
        """The lines of the blocks."""
        for block in blocks:
            yield from self._whole(block) if isinstance(block, Whole) else self._block(block)

    def _whole(self, whole: Whole) -> Iterable[Spans]:
        """Lines that need nothing done to them: they hold figures alone."""
        if self.heights is None:
            return ([(line, "")] for line in whole.lines())
        place = id(whole.entries), whole.width, whole.indent
        if place not in self.heights:
            self.heights[place] = whole, whole.height()  # as long as it is kept, so is its id
        nothing: Spans = []
        return repeat(nothing, self.heights[place][1])

    def outline(self, blocks: Iterable[Block]) -> Iterator[Spans]:
        """The lines that these blocks would have, with none of the numbers of whole matrices."""
        other = Layout(self.display, alone=self.alone, heights={})
        other.drawn, other.thinned = self.drawn, self.thinned
        return other.lines(blocks)

    def _block(self, block: Block) -> Iterator[Spans]:
        display = self.display
        match block:
            case Gap(waits):
                yield from () if waits else ([],)
            case Line(text, style):
                yield [(shown(text, display), style)]
            case Code(listed):
                for said, comment in listed:
                    sign = "  # " if said else "# "
                    yield [(said + (sign + shown(comment, display) if comment else ""), "")]
            case Paragraph(text, label, indent, style):
                yield from paragraph(text, display, label, indent, style)
            case Finding(drawn=blocks) if blocks:
                yield from self.lines(blocks)
            case Finding(_, text, label, indent):
                yield from paragraph(text, display, label, indent, block.style)
            case Next():
                yield from self._next(block)
            case Answer():
                yield from self._answer(block)
            case Table():
                found = self._fitted(block)
                for at, each in enumerate(found or ()):
                    yield from [[]] if at else []
                    yield from each.lines()
                yield from self.lines(stacked(block)) if found is None else ()
            case Ledger():
                from jaccli.document.drawing.ledger import ledger_lines  # few reports have steps

                yield from ledger_lines(block, display)
            case Curves():
                yield from self._curves(block)
            case Listing():
                yield from self._listing(block)
            case Matrix():
                is_picture, drawn = DRAWN[block.kind](block, display)
                self.drawn = self.drawn or is_picture
                yield from self.lines(drawn)
            case Bars(plain=plain) | Moving(plain=plain) | Tree(plain=plain) | Frames(plain=plain):
                yield from self.lines(plain)
            case Either(wide, narrow):
                room = self._room(wide)
                if room == PICTURES and self._room(narrow) != ALL:
                    room = ALL  # pictures of the whole come before pictures of its parts
                if room == PARTS and not any(isinstance(each, Table) for each in narrow):
                    room = ALL  # a table in parts comes before lines
                yield from self.lines(wide if room == ALL else narrow)
            case Legend():
                yield from self._legend()
            case Product():
                yield from self._product(block)
            case Choice(choices):
                yield from self.lines(choices[0])
            case Diagram():
                from jaccli.document.drawing.diagram import (
                    diagram_blocks,  # few reports draw a graph
                )

                yield from self.lines(diagram_blocks(block, display))
            case Verified():
                yield from self._verified(block)
            case Beside():
                yield from beside(block, display, self._in_columns)
            case Screen(blocks):
                yield from self.lines(self.on_screen(blocks))

    def _in_columns(self, block: Block, width: int) -> list[Spans] | None:
        """The lines of a block in so many columns, None for a table that has no room there."""
        narrow = Layout(self.display._replace(width=width), alone=False)
        whole = width == self.display.width  # there its rows become lines
        return [*narrow.lines([block])] if whole or narrow._room([block]) else None

    def on_screen(self, blocks: Sequence[Block]) -> Sequence[Block]:
        """The blocks of a screen, with as many rows as there is room for."""
        wide = self.display._replace(width=max(USUAL, self.display.width))
        heights: Heights = {}  # no number is written to learn how many lines there are

        def height(tried: Sequence[Block]) -> int:
            return sum(1 for _ in Layout(wide, heights=heights).lines(tried))

        return fitting.fitted(blocks, height)

    def _verified(self, block: Verified) -> Iterator[Spans]:
        """A line a check, and below it the place of what failed."""
        word, style = CHECKED[block.status]
        text = f"{block.text}   {block.remark}" if block.remark else block.text
        label = f"{word}  {printable(block.name):<{CHECK_NAMES}} "
        yield from paragraph(text, self.display, label, 2, style)
        if block.mistake is not None:
            for line in excerpt(block.mistake, self.display, BELOW_CHECK):
                yield [(line, "")]

    def _curves(self, block: Curves) -> Iterator[Spans]:
        from jaccli.document.drawing.curves import drawn  # few reports have curves

        found = drawn(block, self.display)
        yield from self.lines(found.above)
        for row in found.rows:
            yield [(shown(text, self.display), style) for text, style in row]
        yield from self.lines(found.below)

    def _answer(self, block: Answer) -> Iterator[Spans]:
        """The findings, and below them how to go on: beside each other what has the room."""
        yield from self.lines(block.aligned)
        asked = block.following
        texts = [" ".join(hint) for hint in block.hints]
        if asked is not None:
            asked = in_brief(asked, texts, self.display)
            texts.append(asked.finding.said)
        for line in side_by_side(texts, self.display):
            if asked is not None and line == asked.finding.said:
                yield from self._next(asked)
            else:
                yield from paragraph(line, self.display)

    def _next(self, asked: Next) -> Iterator[Spans]:
        """The command as it can be copied: a long one is broken after its pipe."""
        _, text, label, indent = asked.finding[:4]
        hang = indent + len(label) + 1
        if not asked.fed or hang + cells(shown(text, self.display)) <= self.display.width:
            yield from self._block(asked.finding)
            return
        first = f"{asked.fed} |"
        yield from paragraph(first, self.display, label, indent)
        yield from paragraph(text.removeprefix(f"{first} "), self.display, "", hang)

    def _listing(self, listing: Listing) -> Iterator[Spans]:
        """The names of all groups in one column."""
        names = [shown(name, self.display) for _, group in listing.groups for name, _ in group]
        width = max(map(cells, names))
        for at, (title, group) in enumerate(listing.groups):
            if at:
                yield []
            yield from paragraph(title, self.display, style="title")
            for name, text in group:
                blanks = " " * (width + 1 - cells(shown(name, self.display)))
                yield from paragraph(text, self.display, name + blanks, 2)

    def _product(self, block: Product) -> Iterator[Spans]:
        from jaccli.document.drawing import product

        drawn = product.in_figures(block, self.display) if block.figures else None
        if drawn is not None:
            yield from self.lines(drawn)
            return
        self.drawn, self.thinned = True, product.thinned(block)
        yield from self.lines(product.product_blocks(block, self.display))

    def _legend(self) -> Iterator[Spans]:
        if self.drawn:
            yield from self.lines(matrix.legend_blocks(self.display))
        if self.thinned:
            yield from paragraph(self.thinned, self.display, "", 2, "quiet")
        self.drawn, self.thinned = False, ""

    def _fitted(self, table: Table) -> Sequence[Fitted] | None:
        """The parts of a table, None where it has no room; not found twice where its room is asked
        before it is drawn."""
        if self.last is None or self.last[0] is not table:
            self.last = table, parted(table, self.display, alone=self.alone)
        return self.last[1]

    def _room(self, blocks: Iterable[Block]) -> int:
        """What there is room for: no table, one in parts, matrices but not in whole rows, or all
        that there is."""
        room = ALL
        for block in blocks:
            if isinstance(block, Table):
                parts = self._fitted(block)
                if parts is None:
                    return NONE
                room = room if len(parts) == 1 else PARTS
            elif isinstance(block, Matrix) and matrix.is_too_wide(block, self.display.width):
                room = PICTURES
        return room
