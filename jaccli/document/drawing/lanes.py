"""Lines between the rows of a picture: one lane for each that bends, and the canvas they are on.

Nothing here knows what the lines mean.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from jaccli.errors import cells

UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8
SIGNS = {
    UP | DOWN: "│",
    LEFT | RIGHT: "─",
    DOWN | RIGHT: "┌",
    DOWN | LEFT: "┐",
    UP | RIGHT: "└",
    UP | LEFT: "┘",
    UP | DOWN | RIGHT: "├",
    UP | DOWN | LEFT: "┤",
    DOWN | LEFT | RIGHT: "┬",
    UP | LEFT | RIGHT: "┴",
    UP | DOWN | LEFT | RIGHT: "┼",
}
BLOCKED = 10_000  # the cost of two lanes whose verticals would run into each other


class Lane(NamedTuple):
    """A line that runs sideways between two rows."""

    source: int
    top: int  # the column where it comes from above
    bottoms: tuple[int, ...]  # the columns where it goes on downwards
    continues: bool = False  # another lane of the source, not the row above

    @property
    def ends(self) -> tuple[int, int]:
        """Its first and last column."""
        return min(self.top, *self.bottoms), max(self.top, *self.bottoms)

    @property
    def straight(self) -> bool:
        """Whether it only leads down."""
        return self.ends == (self.top, self.top)


class Canvas:
    """Texts in rows, and the arms of the lines in each cell, by the value they belong to."""

    def __init__(self) -> None:
        self.texts: list[dict[int, str]] = []  # by row and column
        self.arms: dict[tuple[int, int], dict[int, int]] = defaultdict(lambda: defaultdict(int))

    def grow(self, rows: int) -> int:
        """Room for more rows; the first of them."""
        self.texts += ({} for _ in range(rows))
        return len(self.texts) - rows

    def descend(self, column: int, top: int, bottom: int, source: int) -> None:
        """A line downwards in the rows from top to before bottom."""
        for row in range(top, bottom):
            self.arms[row, column][source] |= UP | DOWN

    def cross(self, row: int, first: int, last: int, source: int) -> None:
        """A line sideways."""
        for column in range(first, last):
            self.arms[row, column][source] |= RIGHT
            self.arms[row, column + 1][source] |= LEFT

    def crossings(self) -> int:
        """How often a line passes over another."""
        return sum(len(owners) > 1 for owners in self.arms.values())

    def bends(self) -> int:
        """How many corners and forks there are."""
        straight = {UP | DOWN, LEFT | RIGHT}
        return sum(not straight.issuperset(owners.values()) for owners in self.arms.values())

    def lines(self) -> list[str]:
        """The picture, flush left, without blanks at the ends of lines."""
        rows = [dict(texts) for texts in self.texts]
        for (row, column), owners in self.arms.items():
            # of two lines the upright one is drawn, and the other passes below
            rows[row][column] = SIGNS[min(owners.values())]
        rows = rows if rows[0] else rows[1:]  # no arrow enters the first row
        margin = min(column for row in rows for column in row)
        lines = []
        for texts in rows:
            line, used = "", margin
            for column, text in sorted(texts.items()):
                line += " " * (column - used) + text
                used = column + cells(text)
            lines.append(line)
        return lines


def untied(lanes: list[Lane], width: int) -> list[Lane] | None:
    """The lanes from the uppermost to the lowest, so that no two verticals meet.

    Where a goes down in the column in which b comes from above, b must be the upper one. Where
    that goes in a circle, a lane is cut in two that meet in a free column.
    """
    taken = {column for lane in lanes for column in (lane.top, *lane.bottoms)}
    while True:
        lanes = _arranged(lanes)
        tied = next((a for a, b in combinations(lanes, 2) if _cost(a, b) >= BLOCKED), None)
        if tied is None:
            return lanes
        free = [column for column in range(0, width, 2) if column not in taken]
        if not free:
            return None
        first, last = tied.ends
        joint = min(free, key=lambda c: (max(0, first - c, c - last), abs(c - tied.top), c))
        taken.add(joint)
        lanes.remove(tied)
        lanes += [tied._replace(bottoms=(joint,)), tied._replace(top=joint, continues=True)]


def _cost(a: Lane, b: Lane) -> int:
    """How often two lanes cross where a is the upper one; BLOCKED if it cannot be."""
    if a.source == b.source:
        return BLOCKED if a.continues and a.top in b.bottoms else 0
    (a_first, a_last), (b_first, b_last) = a.ends, b.ends
    blocked = BLOCKED if b.top in a.bottoms else 0
    passes = sum(b_first < column < b_last for column in a.bottoms)
    return blocked + (a_first < b.top < a_last) + passes


def _arranged(lanes: Sequence[Lane]) -> list[Lane]:
    """The lanes in an order of few crossings: each is moved to its best place in turn."""
    order: list[Lane] = []
    cost, least = 0, -1
    while cost != least:
        least = cost
        for lane in lanes:
            rest = [other for other in order if other is not lane]
            prices = [sum(_cost(lane, other) for other in rest)]
            for other in rest:
                prices.append(prices[-1] + _cost(other, lane) - _cost(lane, other))
            rest.insert(prices.index(min(prices)), lane)
            order = rest
        cost = sum(_cost(a, b) for a, b in combinations(order, 2))
    return order


def paint_lanes(canvas: Canvas, lanes: Sequence[Lane]) -> None:
    """The lines between two rows, in as few lines of text as they need."""
    level: dict[Lane, int] = {}
    for lane in lanes:
        if not lane.straight:
            beside = [
                number
                for other, number in level.items()
                if other.ends[0] <= lane.ends[1] and lane.ends[0] <= other.ends[1]
            ]
            level[lane] = max(beside, default=-1) + 1
    top = canvas.grow(max(level.values(), default=-1) + 1)
    bottom = len(canvas.texts)
    joints = {(lane.source, lane.top): at for lane, at in level.items() if lane.continues}
    for lane in lanes:
        if lane.straight:
            canvas.descend(lane.top, top, bottom, lane.source)
            continue
        row = top + level[lane]
        canvas.cross(row, *lane.ends, lane.source)
        canvas.arms[row, lane.top][lane.source] |= UP
        if not lane.continues:
            canvas.descend(lane.top, top, row, lane.source)
        for column in lane.bottoms:
            canvas.arms[row, column][lane.source] |= DOWN
            below = joints.get((lane.source, column))
            stop = bottom if below is None or below <= level[lane] else top + below
            canvas.descend(column, row + 1, stop, lane.source)
