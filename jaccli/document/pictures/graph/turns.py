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
    steps = [0.0, *(each.high + 2 * REACH for each in labels)]  # above each node
    total = sum(steps) + sum(size.high for size in sizes)
    number = 1 if total <= HIGH else max(2, round(sqrt(RATIO * total / (across + TURN))))
    most = ceil(len(sizes) / number)
    nodes: list[Point] = []
    ways: list[Sequence[Point]] = []
    corners: list[Point] = []
    foot = 0.0
    for at, size in enumerate(sizes):
        column, row = divmod(at, most)
        middle = column * (across + TURN) + widest / 2
        bottom = nodes[-1][1] + sizes[at - 1].high if nodes else 0.0
        top = (bottom if row else 0.0) + steps[at]
        nodes.append((middle - size.wide / 2, top))
        foot = max(foot, top + size.high)
        if at and row:
            ways.append([(middle, bottom), (middle, top)])
        elif at:
            before = middle - across - TURN
            turn = middle - widest / 2 - TURN / 2
            low = bottom + REACH
            ways.append(
                [
                    (before, bottom),
                    (before, low),
                    (turn, low),
                    (turn, 0),
                    (middle, 0),
                    (middle, top),
                ]
            )
        if at:
            corners.append((middle + LANE, top - labels[at - 1].high - REACH))
    wide = (ceil(len(sizes) / most) - 1) * (across + TURN) + across
    return Drawn(nodes, ways, corners, wide, foot + (REACH if most < len(sizes) else 0), 0)
