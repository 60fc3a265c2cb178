"""Vectors and stacks of vectors under their names: figures while they fit, else a picture."""

from __future__ import annotations

from collections.abc import Iterable

from jaccli.document.blocks import Block, Line, Matrix, Paragraph
from jaccli.document.display import USUAL, Display, shown
from jaccli.document.figures import compact
from jaccli.document.matrix import (
    MOST_ROWS,
    as_numbers,
    blocks_of,
    digest,
    matrix_lines,
    picture,
)
from jaccli.document.whole import Whole
from jaccli.errors import cells

BESIDE_DIAGONAL = 14  # columns that are left for its name


def vectors_lines(vectors: Matrix, display: Display) -> tuple[bool, list[Block | Whole]]:
    """Whether the vectors become a picture, and what is drawn of them."""
    rows, indent, width = vectors.entries, vectors.indent, display.width
    name, before = shown(vectors.name, display), " " * indent
    head = Paragraph(f"{name} =", indent=indent)
    if vectors.whole:
        return False, [head, Whole(rows, width, indent + 2)]
    hang = indent + cells(name) + 3
    lines = as_numbers(rows, width - hang, indent=0)
    if lines is not None:
        below = (Line(" " * hang + line) for line in lines[1:])
        return False, [Line(f"{before}{name} = {lines[0]}"), *below]
    lines = as_numbers(rows, width, indent=indent + 2)
    if lines is not None:
        return False, [head, *map(Line, lines)]
    columns = (width - indent - 4) // 2
    drawn = picture(rows, MOST_ROWS, columns, ascii=display.ascii)
    blocks: list[Block | Whole] = [
        Paragraph(digest(rows), label=f"{name}:", indent=indent),
        *(Line(f"{before} |{line} |") for line in drawn),
    ]
    if thinned := blocks_of(rows.shape, MOST_ROWS, columns):
        blocks.append(Paragraph(thinned, indent=indent + 2, style="quiet"))
    return True, blocks


def vector_lines(vector: Matrix, display: Display) -> tuple[bool, Iterable[Block | Whole]]:
    """Whether the vector becomes a picture, and what is drawn of it."""
    label, row = shown(vector.name, display), vector.entries
    lines = None if vector.whole else as_numbers(row, display.width, indent=4)
    if lines is None:
        drawn, (head, *rows) = matrix_lines(Matrix(label, row, vector.whole), display)
        if isinstance(head, Paragraph):
            return drawn, [head._replace(indent=2), *rows]
        return drawn, [Paragraph(f"{label} =", indent=2), *rows]
    short = f"  {label}: {lines[0].strip()}"
    if cells(short) <= display.width:
        return False, [Line(short)]
    return False, [Paragraph(f"{label}:", indent=2), *map(Line, lines)]


def on_a_line(vector: Matrix, display: Display) -> tuple[bool, list[Block]]:
    """No picture: the vector behind its name, of a long one the first entries and the last."""
    head = f"{' ' * vector.indent}{shown(vector.name, display)} ="
    room = max(USUAL, display.width) - cells(head) - 1  # in fewer columns nothing is shortened
    line = compact(vector.entries[0], room - (2 if display.ascii else 0))  # where … takes three
    if cells(f"{head} {line}") <= display.width:
        return False, [Line(f"{head} {line}")]
    return False, [Paragraph(head), Paragraph(line, indent=2)]


def diagonal_lines(diagonal: Matrix, display: Display) -> tuple[bool, list[Block]]:
    """No picture: the diagonal on one line, where it fits there."""
    lines = as_numbers(diagonal.entries, display.width - BESIDE_DIAGONAL, indent=0)
    if lines is None:
        return False, []
    figures = lines[0].replace("[", "(").replace("]", ")")
    return False, [Line(f"{' ' * diagonal.indent}{diagonal.name} = diag{figures}")]
