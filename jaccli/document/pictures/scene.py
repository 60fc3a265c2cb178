"""What pictures are made of: boxes, paths and words at their places, in pixels, y downward.

Each has a look, a few words of `looks.py`, in place of colours. A format that writes pictures knows
these shapes and nothing of Jacobians.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot
from typing import Literal, NamedTuple

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]
SMALL, USUAL, LARGE = 11.0, 13.0, 17.0  # sizes of words
HEAD = 8.0  # pixels of an arrow's head


class Box(NamedTuple):
    """A rectangle. strength: of its colour, from 0 to 1; title: what it is, for who points at it"""

    x: float
    y: float
    width: float
    height: float
    look: str = ""
    radius: float = 0
    strength: float = 1
    title: str = ""


class Path(NamedTuple):
    """A line through points; closed, an area. arrow: at its end

    smooth: the points are those of Bézier curves, 1 + 3 k of them: an end, two bends, an end, …
    """

    points: Sequence[Point]
    look: str = "line"
    arrow: bool = False
    smooth: bool = False
    closed: bool = False
    title: str = ""


class Words(NamedTuple):
    """One line of text; x, y: where it begins, is centred or ends, on its base line.

    title: the whole, where the text is shortened
    """

    x: float
    y: float
    text: str
    look: str = ""
    anchor: Anchor = "start"
    size: float = USUAL
    title: str = ""


class Cells(NamedTuple):
    """Cells of a grid that look alike, as one shape, for there may be thousands.

    x, y: the corner of the grid; width, height: of a cell; runs: column, row, and how many cells
    from there to the right; part: how much of their height is filled, about the middle
    """

    x: float
    y: float
    width: float
    height: float
    runs: Sequence[tuple[int, int, int]]
    look: str = ""
    strength: float = 1
    part: float = 1


class Group(NamedTuple):
    """Shapes that belong together. name: by which a page finds them, unique in a scene"""

    items: Sequence[Item]
    name: str = ""
    look: str = ""
    title: str = ""


Item = Box | Path | Words | Cells | Group


class Scene(NamedTuple):
    """A picture. title, description: for who cannot see it"""

    width: float
    height: float
    items: Sequence[Item]
    title: str
    description: str = ""


def head(path: Path) -> tuple[Point, Point, Point]:
    """The head of an arrow: its tip at the end of the path, then its two other corners."""
    (x, y), (before_x, before_y) = path.points[-1], path.points[-2]
    long = hypot(x - before_x, y - before_y) or 1.0
    along, across = HEAD * (x - before_x) / long, HEAD * (y - before_y) / long
    back_x, back_y = x - along, y - across
    return (
        (x, y),
        (back_x - across / 2.2, back_y + along / 2.2),
        (back_x + across / 2.2, back_y - along / 2.2),
    )


def shaft(path: Path) -> tuple[Point, ...]:
    """The points of an arrow without its head, so that a thick line does not show at the tip."""
    _, left, right = head(path)
    foot = ((left[0] + right[0]) / 2, (left[1] + right[1]) / 2)
    return (*path.points[:-1], foot)
