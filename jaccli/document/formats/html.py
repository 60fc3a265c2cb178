"""A report as a page: one file, its styles and scripts within it, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jaccli.document.blocks import Block
from jaccli.document.display import Display
from jaccli.document.html.page import document


def render(blocks: Iterable[Block], display: Display) -> Iterator[str]:
    """The page of the blocks, as wide as the window that shows it; in ASCII where the display has
    no more, for a browser shows it the same."""
    for piece in document(blocks):
        yield piece.encode("ascii", "xmlcharrefreplace").decode() if display.ascii else piece
