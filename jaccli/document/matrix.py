"""Matrices as text: small ones as numbers, larger ones as a picture with a digest."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from jaccli.arrays import Array, norm, np
from jaccli.document.blocks import Block, Column, Either, Line, Matrix, Paragraph, Table
from jaccli.document.display import USUAL, Display, shown
from jaccli.document.figures import figures
from jaccli.document.whole import BETWEEN, Whole, in_blocks
from jaccli.errors import cells
from jaccli.words import shape

MOST_ROWS = 12  # a matrix of more rows becomes a picture
SHADES = "░▒▓█"
SHADES_ASCII = ".o%#"
ZERO, ZERO_ASCII = " ·", " 0"
NOT_FINITE = " ?"  # of a number that was cut off


def matrix_lines(matrix: Matrix, display: Display) -> tuple[bool, Iterator[Block | Whole]]:
    """Whether the matrix becomes a picture, and what is drawn of it: a small one in figures."""
    room = display._replace(width=display.width - matrix.indent)
    if matrix.whole:
        whole = Whole(matrix.entries, display.width, matrix.indent + 2)
        return False, iter([Paragraph(f"{matrix.name} =", indent=matrix.indent), whole])
    if matrix.rows:
        return False, iter([_under_names(matrix)])
    lines = _entries(matrix, display.width)
    blocks = _pictured(matrix, room) if lines is None else _in_figures(matrix, lines, room)
    return lines is None, (_indented(block, matrix.indent) for block in blocks)


def is_too_wide(matrix: Matrix, width: int) -> bool:
    """Whether the rows of the matrix are too wide for figures: it is broken, or drawn."""
    return not matrix.whole and as_numbers(matrix.entries, width - matrix.indent) is None


def _entries(matrix: Matrix, width: int) -> list[str] | None:
    """The entries as lines; None where they are too many for the usual width, too."""
    entries, room = matrix.entries, width - matrix.indent
    lines = as_numbers(entries, room)
    if lines is None and as_numbers(entries, max(USUAL - matrix.indent, room)) is not None:
        return _broken(figures(entries), room)
    return lines


def _under_names(matrix: Matrix) -> Either:
    """The figures under the names of rows and columns; without them where those take the room."""
    named = zip(matrix.rows, figures(matrix.entries), strict=True)
    table = Table(
        [Column(), *(Column(name, right=True) for name in matrix.columns)],
        [[name, *row] for name, row in named],
        indent=matrix.indent + 2,
    )
    return Either([table], [matrix._replace(rows=(), columns=())])


def _in_figures(
    matrix: Matrix, lines: Sequence[str], display: Display
) -> Iterator[Line | Paragraph]:
    """The entries below the name, or beside it where they are one row that fits there."""
    beside = display.width - cells(shown(matrix.name, display)) - 2
    if len(lines) == 1 and len(lines[0]) <= beside:
        yield Line(f"{matrix.name} = {lines[0].strip()}")
        return
    yield Paragraph(f"{matrix.name} =")
    yield from map(Line, lines)


def _pictured(matrix: Matrix, display: Display) -> Iterator[Line | Paragraph]:
    """What the matrix is in a line, and its picture."""
    rows, columns = MOST_ROWS, (display.width - 4) // 2
    text = f"{digest(matrix.entries)}; --values prints every entry"
    yield Paragraph(text, label=f"{matrix.name}:")
    drawn = picture(matrix.entries, rows, columns, ascii=display.ascii)
    yield from (Line(f" |{line} |") for line in drawn)
    if block := blocks_of(matrix.entries.shape, rows, columns):
        yield Paragraph(block, indent=2, style="quiet")


def _indented(block: Line | Paragraph, indent: int) -> Line | Paragraph:
    if isinstance(block, Line):
        return block._replace(text=" " * indent + block.text)
    return block._replace(indent=indent + block.indent)


def as_numbers(array: Array, width: int, indent: int = 2) -> list[str] | None:
    """The matrix as bracketed rows, None if it does not fit the width or has many rows."""
    if array.shape[0] > MOST_ROWS or array.shape[1] * 3 > width:
        return None
    rows = figures(array)
    lines = [f"{' ' * indent}[ {'  '.join(row)} ]" for row in rows]
    return lines if len(lines[0]) <= width else None


def _broken(texts: Sequence[Sequence[str]], width: int) -> list[str]:
    """Rows that are too long, block under block."""

    def rows(start: int, stop: int) -> Iterator[str]:
        return (BETWEEN.join(row[start:stop]) for row in texts)

    return [*in_blocks((len(texts), len(texts[0])), len(texts[0][0]), rows, width)]


def picture(array: Array, rows: int, columns: int, *, ascii: bool) -> list[str]:
    """Sign and size of the entries, two characters a cell, at most rows × columns cells.

    A cell of several entries shows the largest of them.
    """
    cells = largest_of_blocks(array, rows, columns)
    levels = graded(cells)
    shades, zero = (SHADES_ASCII, ZERO_ASCII) if ascii else (SHADES, ZERO)

    def cell(entry: float, level: int) -> str:
        if not math.isfinite(entry):
            return NOT_FINITE
        return zero if entry == 0 else ("+" if entry > 0 else "-") + shades[level]

    return [
        "".join(map(cell, row, row_levels))
        for row, row_levels in zip(cells.tolist(), levels.tolist(), strict=True)
    ]


def graded(entries: Array) -> Array:
    """The sizes of entries in quarters of the largest: 0 up to one quarter, 3 above three."""
    sizes = np.where(np.isfinite(entries), np.abs(entries), 0)
    scale = float(sizes.max())
    if scale == 0:
        return np.zeros(entries.shape, int)
    levels = np.minimum((sizes / scale * 4).astype(int), 3)
    return np.where(sizes / scale * 4 == levels, np.maximum(levels - 1, 0), levels)


def legend_blocks(display: Display) -> Iterator[Block]:
    """How to read a picture."""
    shades, zero = (SHADES_ASCII, ZERO_ASCII) if display.ascii else (SHADES, ZERO)
    low, middle, high, full = tuple(shades)
    text = (
        f"size, of the largest in its matrix:  {full} > 75 %  {high} > 50 %  {middle} > 25 %  "
        f"{low} less",
        f"sign:  + positive   - negative   {zero.strip()} exactly zero",
    )
    for line in text:
        yield Paragraph(line, indent=2, style="quiet")


def largest_of_blocks(array: Array, rows: int, columns: int) -> Array:
    """The matrix thinned to at most rows × columns: the entry of largest size in each block."""
    for axis, most in ((0, rows), (1, columns)):
        size = array.shape[axis]
        if size > most:
            starts = np.arange(0, size, -(-size // most))
            high = np.maximum.reduceat(array, starts, axis=axis)
            low = np.minimum.reduceat(array, starts, axis=axis)
            array = np.where(high >= -low, high, low)
    return array


def blocks_of(axes: Sequence[int], rows: int, columns: int) -> str:
    """What a cell of the picture stands for, "" if it is one entry."""
    height, width = -(-axes[0] // rows), -(-axes[1] // columns)
    if (height, width) == (1, 1):
        return ""
    return f"a cell shows the largest of {shape((height, width))} entries"


def digest(array: Array) -> str:
    """A matrix in one line."""
    nonzero = int(np.count_nonzero(array))
    share = 100 * nonzero / array.size
    total = array.size
    size = shape(array.shape)
    array = array[np.isfinite(array)] if not np.isfinite(array).all() else array
    if not array.size:
        return f"{size}, no entry is finite"
    return (
        f"{size}, {nonzero:,} of {total:,} nonzero ({share:.3g} %), "
        f"from {float(array.min()) + 0.0:.4g} to {float(array.max()) + 0.0:.4g}, "
        f"norm {norm(array):.4g}"
    ).replace("-", "−")
