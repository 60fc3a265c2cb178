"""Vectors and stacks of vectors under their names: figures while they fit, else a picture."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.arrays import Array
from jaccli.document.blocks import Block, Lines, Paragraph
from jaccli.document.layout import Display
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
        before = " " * indent
        if blank:
            yield Lines([f"{before}{label} = ?"])
            return
        width = self.display.width
        if self.values:
            yield Lines([f"{before}{label} =", *whole(rows, width, indent=indent + 2)])
            return
        hang = indent + len(label) + 3
        lines = as_numbers(rows, width - hang, indent=0)
        if lines is not None:
            yield Lines(
                [f"{before}{label} = {lines[0]}", *(" " * hang + line for line in lines[1:])]
            )
            return
        lines = as_numbers(rows, width, indent=indent + 2)
        if lines is not None:
            yield Lines([f"{before}{label} =", *lines])
            return
        yield Paragraph(digest(rows), label=f"{label}:", indent=indent)
        columns = (width - indent - 4) // 2
        drawn = picture(rows, MOST_ROWS, columns, ascii=self.display.ascii)
        yield Lines([f"{before} |{line} |" for line in drawn])
        if thinned := blocks_of(rows.shape, MOST_ROWS, columns):
            yield Paragraph(thinned, indent=indent + 2, style="quiet")
        self.drawn = True
