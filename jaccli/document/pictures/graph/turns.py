"""A long chain in several columns: from the foot of one its edge goes up to the next one's head."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt

from jaccli.document.pictures.graph.nodes import Size
from jaccli.document.pictures.graph.spots import LANE, Drawn, Label
from jaccli.document.pictures.scene import Point

HIGH, RATIO = 720.0, 1.6  # pixels of a column that is not broken; across to down, of a broken one
REACH, TURN = 18.0, 48.0  # pixels of an edge, and of a turn between columns


def chained(sizes: Sequence[Size], labels: Sequence[Label]) -> Drawn:
    """A chain in columns. sizes: of the nodes; labels: of the edges between them"""
    widest = max(size.wide for size in sizes)
    across = max(widest, widest / 2 + LANE + max((each.wide for each in labels), default=0))
    most = _in_a_column(sizes, labels, across + TURN)
    nodes: list[Point] = []
    ways: list[Sequence[Point]] = []
    corners: list[Point] = []
    bottom = 0.0
    for at, size in enumerate(sizes):
        column, row = divmod(at, most)
        middle = column * (across + TURN) + widest / 2
        label = labels[at - 1].high if at else 0
        top = (bottom if row else 0) + (label + 2 * REACH if at else 0)
        if at:
            corners.append((middle + LANE, top - label - REACH))
            ways.append([(middle, bottom), (middle, top)])
        if at and not row:
            before, turn = middle - across - TURN, middle - widest / 2 - TURN / 2
            low = bottom + REACH
            up = [(before, bottom), (before, low), (turn, low), (turn, 0), (middle, 0)]
            ways[-1] = [*up, (middle, top)]
        nodes.append((middle - size.wide / 2, top))
        bottom = top + size.high
    wide = (len(sizes) - 1) // most * (across + TURN) + across
    foot = max(top + size.high for (_, top), size in zip(nodes, sizes, strict=True))
    return Drawn(nodes, ways, corners, wide, foot + REACH * (most < len(sizes)), 0)


def _in_a_column(sizes: Sequence[Size], labels: Sequence[Label], across: float) -> int:
    """How many nodes stand below each other. across: from one column to the next"""
    high = sum(size.high for size in sizes) + sum(each.high + 2 * REACH for each in labels)
    number = 1 if high <= HIGH else max(2, round(sqrt(RATIO * high / across)))
    return ceil(len(sizes) / number)
