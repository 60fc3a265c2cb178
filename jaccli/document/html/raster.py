"""The picture of a large matrix: a square for each entry, its area the entry's part of the largest.

Positive ones are filled and negative ones are hollow, so that it reads in grey as well.
"""

from __future__ import annotations

from math import isfinite, sqrt
from typing import TYPE_CHECKING

from jaccli.arrays import np
from jaccli.document.html.pen import Pen, element, text
from jaccli.document.matrix import blocks_of, largest_of_blocks

if TYPE_CHECKING:
    from jaccli.arrays import Array

MOST_ROWS, MOST_COLUMNS = 64, 64  # squares; of more entries each shows the largest of some
CELL = 10  # units of the picture that a square may take
WIDEST, HIGHEST = 640, 320  # pixels up to which a picture is enlarged
LEAST = 2  # units of the smallest, so that it is seen


def raster(entries: Array, said: str, pen: Pen) -> str:
    """The picture. said: what is seen, for who cannot"""
    pen.needs("matrix.css")
    pen.drawn = True
    shown = largest_of_blocks(entries, MOST_ROWS, MOST_COLUMNS)
    rows, columns = shown.shape
    sizes = np.where(np.isfinite(shown), np.abs(shown), 0)
    largest = float(sizes.max())
    ways: dict[str, list[str]] = {"plus": [], "minus": [], "jr-unknown": []}
    for down, row in enumerate(shown.tolist()):
        for across, entry in enumerate(row):
            if entry:
                look = "plus" if entry > 0 else "minus"
                look = look if isfinite(entry) else "jr-unknown"
                share = abs(entry) / largest if isfinite(entry) else 1
                ways[look].append(_square(across, down, share, hollow=look == "minus"))
    paths = "".join(f'<path class="{look}" d="{"".join(w)}"/>' for look, w in ways.items() if w)
    wide, high = columns * CELL, rows * CELL
    zoom = max(1, min(2, WIDEST / wide, HIGHEST / high))
    picture = (
        f'<svg class="jr-raster" role="img" width="{wide * zoom:g}" height="{high * zoom:g}" '
        f'viewBox="0 0 {wide} {high}"><title>{text(said)}</title>{paths}</svg>'
    )
    block = blocks_of(entries.shape, MOST_ROWS, MOST_COLUMNS)
    note = element("p", text(f"Here {block}."), class_="jr-quiet") if block else ""
    return picture + note


def legend() -> str:
    """How to read it."""
    squares = (
        ("plus", 1.0, "positive"),
        ("minus", 1.0, "negative"),
        ("plus", 0.25, "a quarter as large"),
    )
    parts = [
        f'<span><svg class="jr-raster" width="{CELL}" height="{CELL}" viewBox="0 0 {CELL} {CELL}" '
        f'aria-hidden="true"><path class="{look}" '
        f'd="{_square(0, 0, share, hollow=look == "minus")}"/></svg> {said}</span>'
        for look, share, said in squares
    ]
    told = "<span>empty: exactly zero</span><span>each matrix on its own scale</span>"
    return element("p", "".join(parts) + told, class_="jr-legend")


def _square(across: int, down: int, share: float, *, hollow: bool) -> str:
    side = max(LEAST, round((CELL - 1) * sqrt(share)))
    drawn = max(side - 1, 1) if hollow else side  # its line stands half outside
    left, top = (at * CELL + (CELL - drawn) / 2 for at in (across, down))
    return f"M{left:g} {top:g}h{drawn}v{drawn}h-{drawn}z"
