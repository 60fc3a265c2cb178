"""The picture of a large matrix, and how to read it: the raster that pictures have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jaccli.document.graphics import Factor
from jaccli.document.html.pen import Pen, element, text
from jaccli.document.pictures.raster import (
    BAR,
    FRAME,
    SIZES,
    STRENGTHS,
    raster,
    sides,
    thinned,
)
from jaccli.document.pictures.scene import Cells, Scene

if TYPE_CHECKING:
    from jaccli.arrays import Array

WIDEST, HIGHEST, LARGEST = 640.0, 320.0, 16.0  # pixels of a matrix, and of an entry
SWATCH, GAP = 12.0, 3.0


def pictured(name: str, entries: Array, told: str, pen: Pen) -> str:
    """The matrix in its frame. told: what is seen, for who cannot"""
    pen.drawn = True
    rows, columns = entries.shape
    scale = min(LARGEST, WIDEST / columns, HIGHEST / rows)
    wide, high = (side + 2 * FRAME for side in sides(entries, scale))
    drawn = raster(Factor(name, entries, look="grid"), FRAME, FRAME, scale, written=False)
    picture = pen.figure(Scene(wide, high, [drawn], f"{name}: {told}"))
    size = thinned(entries, scale)
    note = f"A cell shows the largest of {size} entries."
    return picture + (element("p", text(note), class_="jr-quiet") if size else "")


def legend(pen: Pen) -> str:
    """How to read its cells."""
    parts = []
    for look, said, part in (("plus", "positive", 1.0), ("minus", "negative", BAR)):
        cells = [
            Cells(at * (SWATCH + GAP), 0, SWATCH, SWATCH, [(0, 0, 1)], look, strength, part)
            for at, strength in enumerate(STRENGTHS)
        ]
        swatches = Scene(len(cells) * (SWATCH + GAP) - GAP, SWATCH, cells, said)
        parts.append(element("span", f"{pen.picture(swatches)} {said}"))
    parts.append(element("span", f"blank: exactly 0. {SIZES}"))
    return element("p", "".join(parts), class_="jr-legend")
