"""A matrix as a raster: a rectangle of its rows and columns, each entry a cell.

A positive entry is a full cell, a negative one a bar like a minus sign, so that the sign is read
without colour; the larger an entry is, the stronger its colour. Of a large matrix a cell shows the
largest of several entries.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, product

from jaccli.arrays import Array, np
from jaccli.document.figures import figures
from jaccli.document.graphics import Factor
from jaccli.document.matrix import digest, graded, largest_of_blocks
from jaccli.document.pictures.letters import width
from jaccli.document.pictures.scene import Box, Cells, Group, Item, Words
from jaccli.document.pictures.sheet import DOWN, NOTE
from jaccli.words import shape

MOST, FINEST = 64, 3.0  # cells of a side, and pixels of one
LEAST = 3.0  # pixels of a side, so that it is seen
FRAME = 4.0  # pixels around it
STRENGTHS = (0.25, 0.5, 0.75, 1.0)  # of a quarter of the largest entry, of two, of three, of all
BAR = 0.34  # of the height of a cell that a negative entry takes
SIZES = "Each step of colour is a quarter of the largest entry of its matrix."
PALEST = 0.5  # of the strength where figures stand on it
DIGITS = (4, 3, 2)  # of the largest entry, where there is room
UNKNOWN = 0.2  # the strength of what is not finite


def sides(entries: Array, scale: float) -> tuple[float, float]:
    """How wide and how high it is, in pixels. scale: those of an entry"""
    rows, columns = entries.shape
    return max(columns * scale, LEAST), max(rows * scale, LEAST)


def raster(factor: Factor, x: float, y: float, scale: float, *, written: bool) -> Group:
    """The matrix in its frame. written: each entry in figures, which tell the sign"""
    wide, high = sides(factor.entries, scale)
    frame = Box(x - FRAME, y - FRAME, wide + 2 * FRAME, high + 2 * FRAME, factor.look, FRAME)
    ground = Box(x, y, wide, high, "ground", title=f"{factor.name}: {digest(factor.entries)}")
    down, across = cells_of(factor.entries, scale)
    entries = largest_of_blocks(factor.entries, down, across)
    rows, columns = entries.shape
    cells = Cells(x, y, wide / columns, high / rows, ())
    items: list[Item] = [frame, ground, *_cells(cells, entries, written=written)]
    items += _figures(cells, entries, digits_for(entries, scale)) if written else []
    return Group(items, title=f"{factor.name}, {shape(factor.entries.shape)}")


def cells_of(entries: Array, scale: float) -> tuple[int, int]:
    """How many cells it has at most, down and across."""
    wide, high = sides(entries, scale)
    return max(1, min(MOST, int(high / FINEST))), max(1, min(MOST, int(wide / FINEST)))


def thinned(entries: Array, scale: float) -> str:
    """Of how many entries a cell shows the largest: 2×2; "" where it shows its own."""
    sizes = zip(entries.shape, cells_of(entries, scale), strict=True)
    each = [-(-size // most) for size, most in sizes]
    return shape(each) if max(each) > 1 else ""


def digits_for(entries: Array, scale: float) -> int:
    """How many digits of the largest entry have room in a cell, 0 where no figures have."""
    if scale < NOTE or entries.size > MOST * MOST:
        return 0
    return next((each for each in DIGITS if _widest(entries, each) <= scale - 2), 0)


def _widest(entries: Array, digits: int) -> float:
    """Pixels of the longest entry in figures."""
    return max(width(text.strip(), NOTE) for row in figures(entries, digits) for text in row)


def _cells(cells: Cells, entries: Array, *, written: bool) -> Iterator[Item]:
    """Those that look alike together: by sign and size."""
    levels, finite = graded(entries), np.isfinite(entries)
    for look, sign in (("plus", 1), ("minus", -1)):
        bar = 1.0 if sign > 0 or written else BAR
        of_sign = np.sign(np.where(finite, entries, 0)) == sign
        for level, strength in enumerate(STRENGTHS):
            strength *= PALEST if written else 1
            runs = [*_runs(of_sign & (levels == level))]
            if runs:
                yield cells._replace(runs=runs, look=look, strength=strength, part=bar)
    if not finite.all():
        yield cells._replace(runs=[*_runs(~finite)], look="quiet", strength=UNKNOWN)


def _runs(chosen: Array) -> Iterator[tuple[int, int, int]]:
    """Column, row and length of what stands side by side."""
    for row in np.flatnonzero(chosen.any(axis=1)).tolist():
        at = 0
        for inside, group in groupby(chosen[row].tolist()):
            long = len([*group])
            if inside:
                yield at, row, long
            at += long


def _figures(cells: Cells, entries: Array, digits: int) -> Iterator[Words]:
    """Each entry in the middle of its cell."""
    texts = figures(entries, digits)
    for row, column in product(range(len(texts)), range(len(texts[0]))):
        x, y = cells.x + (column + 0.5) * cells.width, cells.y + (row + 0.5) * cells.height
        look = "" if entries[row, column] else "quiet"
        yield Words(x, y + NOTE * DOWN, texts[row][column].strip(), look, "middle", NOTE)


def legend(x: float, y: float) -> Iterator[Item]:
    """How to read the cells, on one line."""
    side = 12.0
    for look, said, part in (("plus", "positive", 1.0), ("minus", "negative", BAR)):
        for strength in STRENGTHS:
            yield Cells(x, y, side, side, [(0, 0, 1)], look, strength, part)
            x += side + 3
        yield Words(x + 5, y + side - 1, said, size=NOTE)
        x += 5 + width(said, NOTE) + 28
    text = f"blank: exactly 0. {SIZES}"
    yield Words(x, y + side - 1, text, size=NOTE)
