"""Two blocks beside each other where there is room, below each other where there is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest

from jaccli.document.blocks import Beside, Block, Curves
from jaccli.document.display import USUAL, Display, Line
from jaccli.errors import cells

BETWEEN = 2  # columns between the two
WIDEST = 64  # columns of the left one, however wide the screen is
Laid = Callable[[Block, int], list[Line] | None]  # in so many columns; None where it has no room


def beside(block: Beside, display: Display, laid: Laid) -> Iterator[Line]:
    """The lines of both: the right one as wide as it may be, the left one in what it leaves."""
    room = display.width - BETWEEN
    narrow = display.width < USUAL  # there a table keeps all that it has in the usual width
    for most in (
        () if narrow else (room, room - block.least)
    ):  # in less room a table has fewer columns
        right = laid(block.right, most) if most > 0 else None
        wide = max(map(width, right), default=0) if right else room
        if right is not None and wide + block.least <= room:
            left_width = min(room - wide, WIDEST)
            left = laid(_of_height(block.left, len(right)), left_width) or []
            yield from _joined(left, right, left_width)
            return
    for each in (block.left, block.right):
        yield from laid(each, display.width) or []


def width(line: Line) -> int:
    """How many columns a line takes."""
    return sum(cells(text) for text, _ in line)


def _of_height(block: Block, lines: int) -> Block:
    """The block as tall as what stands beside it, where it can be."""
    return block._replace(height=lines) if isinstance(block, Curves) else block


def _joined(left: list[Line], right: list[Line], wide: int) -> Iterator[Line]:
    nothing: Line = []
    for one, other in zip_longest(left, right, fillvalue=nothing):
        blanks = " " * (wide - width(one) + BETWEEN)
        yield [*one, (blanks, ""), *other] if other else one
