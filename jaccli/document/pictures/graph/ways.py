"""The lines of edges: Bézier curves along a way, one for each sweep, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot

from jaccli.document.pictures.scene import Point

HALF = 3.0  # pixels from the middle of an edge to each of its two lines
ROUND = 12.0  # pixels of a corner


def curved(way: Sequence[Point], aside: float) -> list[Point]:
    """The way as Bézier curves, all of it so many pixels to the right, to the left where < 0."""
    if any(to_y == y and to_x != x for (x, y), (to_x, to_y) in pairwise(way)):
        return _cornered(way, aside)
    points = [(way[0][0] + aside, way[0][1])]
    for (x, y), (to_x, to_y) in pairwise(way):
        if to_y - y < 0.01 and abs(to_x - x) < 0.01:
            continue
        long = hypot(to_x - x, to_y - y)
        # between its ends a slanted line is moved across, not along itself
        up = 1.3 * aside * (to_x - x) / long
        middle = (y + to_y) / 2 - up
        points += [(x + aside, middle), (to_x + aside, middle), (to_x + aside, to_y)]
    return points


def _cornered(way: Sequence[Point], aside: float) -> list[Point]:
    """A way with right angles as Bézier curves, so many pixels to the side, its corners round."""
    normals = [(_sign(y - v), -_sign(x - u)) for (u, v), (x, y) in pairwise(way)]
    before, after = [(0.0, 0.0), *normals], [*normals, (0.0, 0.0)]
    moved = [
        (x + aside * (one[0] + other[0]), y + aside * (one[1] + other[1]))
        for (x, y), one, other in zip(way, before, after, strict=True)
    ]
    points: list[Point] = [moved[0]]
    for last, corner, following in zip(moved, moved[1:], moved[2:], strict=False):
        start, end = _towards(corner, last), _towards(corner, following)
        points += [*_straight(points[-1], start), start, corner, corner, end]
    return [*points, *_straight(points[-1], moved[-1]), moved[-1]]


def _towards(corner: Point, other: Point) -> Point:
    """A little way from the corner, where it begins to be round."""
    x, y = _sign(other[0] - corner[0]), _sign(other[1] - corner[1])
    return corner[0] + ROUND * x, corner[1] + ROUND * y


def _straight(start: Point, end: Point) -> tuple[Point, Point]:
    """The bends of a curve that is straight."""
    (a, b), (x, y) = start, end
    return ((2 * a + x) / 3, (2 * b + y) / 3), ((a + 2 * x) / 3, (b + 2 * y) / 3)


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)
