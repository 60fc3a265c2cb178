"""Where the items of a row stand from left to right, so that lines are straight and short.

U. Brandes & B. Köpf, Fast and simple horizontal coordinate assignment, Graph Drawing 2001: items
are aligned with the median of what they are linked to, from above and from below, as far left and
as far right as they go; the place is the mean of the two middle ones of these four. Carriers of an
edge are aligned before all others, so that an edge that passes several rows is straight there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from jaccli.document.pictures.graph.levels import Levels

SAME = 0.01  # pixels
TURNS = 40  # from left to right, and back

Apart = Callable[[int, int], float]  # how far the left item is from the right one, at least


class Spots(NamedTuple):
    """Items in rows as one of the four passes sees them. free: items that stand below no other"""

    rows: Sequence[Sequence[int]]
    near: Sequence[Sequence[int]]  # what an item is linked to in the row before
    apart: Apart
    free: int  # the first so many


def columns(given: Levels, apart: Apart, *, narrow: bool = False) -> list[float]:
    """x of each item. narrow: only edges are straight, and boxes stand where there is room"""
    order, free = given.order, given.nodes if narrow else 0
    crossed = _crossed_by_carriers(given)
    found: list[list[float]] = []
    for rows, near in ((order.rows, order.above), (order.rows[::-1], order.below)):
        found.append(_pass(Spots(rows, near, apart, free), crossed))
        mirrored = [row[::-1] for row in rows]
        turned = Spots(mirrored, near, lambda left, right: apart(right, left), free)
        found.append([-x for x in _pass(turned, crossed)])
    least = min(found, key=lambda each: max(each) - min(each))
    for at, each in enumerate(found):
        shift = max(least) - max(each) if at % 2 else min(least) - min(each)
        found[at] = [x + shift for x in each]
    x = [sum(sorted(four)[1:3]) / 2 for four in zip(*found, strict=True)]
    return _drawn_together(given, x, apart)


def _pass(spots: Spots, crossed: set[tuple[int, int]]) -> list[float]:
    """x of each item, as far left as it goes."""
    return _compacted(spots, _aligned(spots, crossed))


def _crossed_by_carriers(given: Levels) -> set[tuple[int, int]]:
    """The links that cross one between two carriers, as (upper, lower) and (lower, upper)."""
    found: set[tuple[int, int]] = set()
    for upper, lower in pairwise(given.order.rows):
        place = {item: at for at, item in enumerate(upper)}
        links = [(u, v, at) for at, v in enumerate(lower) for u in given.order.above[v]]
        inner = [
            (place[u], at) for u, v, at in links if given.is_carrier(u) and given.is_carrier(v)
        ]
        for u, v, at in links:
            if given.is_carrier(u) and given.is_carrier(v):
                continue
            if any((place[u] - left) * (at - right) < 0 for left, right in inner):
                found |= {(u, v), (v, u)}
    return found


def _aligned(spots: Spots, crossed: set[tuple[int, int]]) -> list[int]:
    """The block of each item, named by its first: those of a block stand below each other."""
    block = list(range(len(spots.near)))
    taken: set[int] = set()
    for before, row in pairwise(spots.rows):
        place = {item: at for at, item in enumerate(before)}
        last = -1
        for item in row:
            linked = sorted(spots.near[item], key=place.__getitem__)
            middle = len(linked) - 1
            for at in range(middle // 2, middle - middle // 2 + 1) if linked else ():
                other = linked[at]
                alone = (
                    block[item] == item and other not in taken and min(item, other) >= spots.free
                )
                if alone and place[other] > last and (other, item) not in crossed:
                    block[item] = block[other]
                    taken.add(other)
                    last = place[other]
    return block


def _compacted(spots: Spots, block: Sequence[int]) -> list[float]:
    """x of each item: its block as far left as those before it let it, then to the right as far
    as those after it let it."""
    before: dict[int, dict[int, float]] = {each: {} for each in dict.fromkeys(block)}
    after: dict[int, dict[int, float]] = {each: {} for each in before}
    for row in spots.rows:
        for left, right in pairwise(row):
            one, other = block[left], block[right]
            gap = max(before[other].get(one, 0), spots.apart(left, right))
            before[other][one] = after[one][other] = gap
    order = _sorted(before, after)
    x: dict[int, float] = {}
    for each in order:
        x[each] = max((x[other] + gap for other, gap in before[each].items()), default=0)
    for each in reversed(order):
        room = min((x[other] - gap for other, gap in after[each].items()), default=x[each])
        x[each] = max(x[each], room)
    return [x[each] for each in block]


def _drawn_together(given: Levels, x: list[float], apart: Apart) -> list[float]:
    """The same with less way from side to side: what stands straight below each other moves as one
    to the middle of what it is linked to, as far as those beside it let it."""
    order = given.order
    block = list(range(len(x)))
    blocks: dict[int, list[int]] = {}
    left, right = [-1] * len(x), [-1] * len(x)
    for row in order.rows:
        for item in row:
            for upper in order.above[item]:
                if abs(x[upper] - x[item]) < SAME:
                    block[item] = block[upper]
            blocks.setdefault(block[item], []).append(item)
        for one, other in pairwise(row):
            left[other], right[one] = one, other
    for turn in range(TURNS):
        for name in sorted(blocks, key=x.__getitem__, reverse=turn % 2 == 1):
            items = blocks[name]
            links = (other for i in items for other in (*order.above[i], *order.below[i]))
            outside = [x[other] for other in links if block[other] != name]
            if not outside:
                continue
            rooms = [x[left[i]] + apart(left[i], i) for i in items if left[i] >= 0]
            place = max([sum(outside) / len(outside), *rooms])
            rooms = [x[right[i]] - apart(i, right[i]) for i in items if right[i] >= 0]
            place = min([place, *rooms])
            for item in items:
                x[item] = place
    return x


def _sorted(
    before: Mapping[int, Mapping[int, float]], after: Mapping[int, Mapping[int, float]]
) -> list[int]:
    """The blocks, each after those that stand left of it."""
    waits = {each: len(others) for each, others in before.items()}
    free = [each for each, number in waits.items() if not number]
    found: list[int] = []
    while free:
        each = free.pop()
        found.append(each)
        for other in after[each]:
            waits[other] -= 1
            if not waits[other]:
                free.append(other)
    return found


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places from left to right, `gap` apart, between low and high, as near to what is wanted as
    that lets them be.

    >>> spread([0, 1, 50], 10, -20, 40)
    [-4.5, 5.5, 40]
    """
    groups: list[list[float]] = []  # those that push each other, by what they want
    for at, place in enumerate(wanted):
        groups.append([place - at * gap])
        while len(groups) > 1 and _mean(groups[-2]) >= _mean(groups[-1]):
            last = groups.pop()
            groups[-1] += last
    high -= (len(wanted) - 1) * gap
    placed = [min(max(_mean(group), low), high) for group in groups for _ in group]
    return [place + at * gap for at, place in enumerate(placed)]


def _mean(group: Sequence[float]) -> float:
    return sum(group) / len(group)
