"""The columns of the items of a graph in layers, each row in its order.

They follow the objective of E. Gansner et al., A technique for drawing directed graphs, IEEE
Trans. SE 19(3), 1993: the sum of the weighted sideways steps. Nothing here knows a character.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jaccli.document.drawing.layered import Layers

SWEEPS = 6  # of columns; with more of them pictures get no better
WEIGHTS = (6, 4, 32)  # of a step aside, by the dummies at its ends: long lines are straight
MIDDLE = (1, 7)  # of a step off the middle; of the only arrow, so that a chain keeps its column


class Pull(NamedTuple):
    """A wish of a column: anywhere from low to high; outside, each step costs the weight."""

    low: int
    high: int
    weight: int


def columns(
    given: Layers,
    apart: Sequence[Sequence[int]],
    edges: Sequence[tuple[int, int]],
    spans: Sequence[Sequence[tuple[int, int]]],
    *,
    centred: bool,
) -> list[int]:
    """The column of each item, so that links lead straight down where they can.

    apart   for each row, how far two neighbours are apart at least
    edges   for each row, the least column of its first and the most of its last item
    spans   for each item and each link from above, where the link may arrive, relative to it
    centred where several columns cost the same, the middle one and not the leftmost
    """
    at = [0] * len(given.source)
    pulled = _Pulls(given, spans, at)
    for row, steps, (least, _) in zip(given.rows, apart, edges, strict=True):
        for item, offset in zip(row, _offsets(steps), strict=True):
            at[item] = least + offset
    best, least_cost = list(at), pulled.cost()
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        numbers = range(len(given.rows))
        for number in numbers if down else reversed(numbers):
            row, offsets = given.rows[number], _offsets(apart[number])
            both = sweep >= SWEEPS // 2
            wishes = [pulled.of(item, up=down or both, down=not down or both) for item in row]
            low, high = edges[number][0], edges[number][1] - offsets[-1]
            settled = _settled(wishes, offsets, low, high, centred)
            for item, column in zip(row, settled, strict=True):
                at[item] = column
        cost = pulled.cost()
        if cost < least_cost:
            best, least_cost = list(at), cost
    return best


class _Pulls:
    """What the links want of the columns `at`."""

    def __init__(
        self, given: Layers, spans: Sequence[Sequence[tuple[int, int]]], at: list[int]
    ) -> None:
        self.at = at
        count = len(given.source)
        self.up: list[list[tuple[int, Pull]]] = [[] for _ in range(count)]
        self.down: list[list[tuple[int, Pull]]] = [[] for _ in range(count)]
        for lower, uppers in enumerate(given.above):
            for number, upper in enumerate(uppers):
                low, high = spans[lower][number]
                dummies = (given.source[upper] != upper) + (given.source[lower] != lower)
                middle = min(max(resting(number, len(uppers)), low), high)
                rest = MIDDLE[len(uppers) == 1 and not dummies]
                for pull in (Pull(low, high, WEIGHTS[dummies]), Pull(middle, middle, rest)):
                    self.down[upper].append((lower, pull))
                    self.up[lower].append((upper, Pull(-pull.high, -pull.low, pull.weight)))

    def of(self, item: int, *, up: bool, down: bool) -> list[Pull]:
        """The wishes of an item, as things stand."""
        links = [*(self.up[item] if up else ()), *(self.down[item] if down else ())]
        links = links or self.up[item] or self.down[item]
        at = self.at
        return [Pull(at[other] + low, at[other] + high, w) for other, (low, high, w) in links] or [
            Pull(at[item], at[item], 1)
        ]

    def cost(self) -> int:
        """What all sideways steps cost."""
        at = self.at
        return sum(
            w * max(0, at[other] + low - at[item], at[item] - at[other] - high)
            for item, links in enumerate(self.down)
            for other, (low, high, w) in links
        )


def resting(number: int, count: int) -> int:
    """Where one of several links arrives if nothing pulls: evenly around the middle."""
    return 4 * number - 2 * (count - 1)


def spread(wishes: Sequence[Sequence[Pull]], step: int, least: int, most: int) -> list[int]:
    """Columns in order, `step` apart at least, from least to most, that cost least."""
    offsets = [step * number for number in range(len(wishes))]
    return _settled(wishes, offsets, least, most - offsets[-1], False)


def _settled(
    wishes: Sequence[Sequence[Pull]],
    offsets: Sequence[int],
    least: int,
    most: int,
    centred: bool,
) -> list[int]:
    """Columns that cost least and are apart: pool adjacent violators (Ayer et al. 1955).

    Each column less its offset must not fall from item to item; items that would are one block.
    """
    blocks: list[tuple[int, list[tuple[int, int]], int]] = []  # column, bends of the cost, items
    for pulls, offset in zip(wishes, offsets, strict=True):
        bends = [(bend - offset, w) for low, high, w in pulls for bend in (low, high)]
        column, items = _lowest(bends, centred), 1
        while blocks and blocks[-1][0] > column:
            _, before, number = blocks.pop()
            bends, items = before + bends, number + items
            column = _lowest(bends, centred)
        blocks.append((column, bends, items))
    places = [column for column, _, items in blocks for _ in range(items)]
    return [max(least, min(most, c)) + offset for c, offset in zip(places, offsets, strict=True)]


def _lowest(bends: list[tuple[int, int]], centred: bool) -> int:
    """Where a sum of pulls costs least: the weighted median of its bends."""
    bends.sort()
    slope = -sum(weight for _, weight in bends)
    for number, (column, weight) in enumerate(bends):
        slope += 2 * weight
        if slope == 0 and centred:
            return (column + bends[number + 1][0]) // 4 * 2
        if slope >= 0:
            return column
    raise AssertionError("a block without a pull")


def _offsets(steps: Sequence[int]) -> list[int]:
    """How far each item is from the first, at least."""
    offsets = [0]
    for step in steps:
        offsets.append(offsets[-1] + step)
    return offsets
