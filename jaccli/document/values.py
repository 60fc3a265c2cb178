"""Vectors and stacks of vectors under their names: figures while they fit, else a picture."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.arrays import Array
from jaccli.document.blocks import Block, Lines, Paragraph, Vectors
from jaccli.document.display import Display
from jaccli.document.matrix import MOST_ROWS, as_numbers, blocks_of, digest, picture, whole


class ValueWriter:
    """Writes values. `drawn` tells whether a picture needs its legend."""

    def __init__(self, display: Display, *, values: bool) -> None:
        self.display = display
        self.values = values
        self.drawn = False

    def blocks(
        self, label: str, rows: Array, *, blank: bool = False, indent: int = 2
    ) -> Iterator[Block]:
        """`label = [ … ]`; `?` in place of the numbers where it is left blank.

        rows: (c, size), one row a vector
        """
        drawn, blocks = vector_lines(Vectors(label, rows, self.values, blank, indent), self.display)
        self.drawn = self.drawn or drawn
        yield from blocks


def vector_lines(vectors: Vectors, display: Display) -> tuple[bool, list[Block]]:
    """Whether the vectors become a picture, and what is drawn of them."""
    name, rows, all_of_it, blank, indent = vectors
    before, width = " " * indent, display.width
    if blank:
        return False, [Lines([f"{before}{name} = ?"])]
    if all_of_it:
        return False, [Lines([f"{before}{name} =", *whole(rows, width, indent=indent + 2)])]
    hang = indent + len(name) + 3
    lines = as_numbers(rows, width - hang, indent=0)
    if lines is not None:
        below = (" " * hang + line for line in lines[1:])
        return False, [Lines([f"{before}{name} = {lines[0]}", *below])]
    lines = as_numbers(rows, width, indent=indent + 2)
    if lines is not None:
        return False, [Lines([f"{before}{name} =", *lines])]
    columns = (width - indent - 4) // 2
    drawn = picture(rows, MOST_ROWS, columns, ascii=display.ascii)
    blocks: list[Block] = [
        Paragraph(digest(rows), label=f"{name}:", indent=indent),
        Lines([f"{before} |{line} |" for line in drawn]),
    ]
    if thinned := blocks_of(rows.shape, MOST_ROWS, columns):
        blocks.append(Paragraph(thinned, indent=indent + 2, style="quiet"))
    return True, blocks
