"""Where the cheaper mode changes: sought among sizes, then found exactly between two of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import isqrt
from typing import NamedTuple

from jaccli.reports.common.verdict import Cheaper
from jaccli.reports.sweep.points import Point


class Crossover(NamedTuple):
    """Where the cheaper mode changes: at a tie, or at the first size with another verdict.

    size is None where the file fits at too few sizes between `low` and `high` to tell.
    """

    size: int | None
    low: int  # neighbours among the sizes that were looked at
    high: int
    before: Cheaper
    after: Cheaper  # "tie" where the sweep ends with one
    point: Point | None  # at `size`
    previous: Point | None  # at `size` - 1, where there is no tie
    further: int  # more changes among the sizes that were looked at


def crossover_of(
    points: Sequence[Point], point_at: Callable[[int], Point | None]
) -> Crossover | None:
    """The first change of the cheaper mode, found exactly between the sizes around it.

    None where there is no change: one verdict at all sizes, or a tie that the same mode follows.
    point_at: None of a size at which the file does not fit. Looked at are `points` and the
    geometric means of neighbours; a mode that is cheaper only between two of these, which agree,
    is not seen.
    """
    seen = _halved(points, point_at)
    changes = _changes([point.cheaper for point in seen])
    if not changes:
        return None
    at, before, after = changes[0]
    low, high = seen[at], seen[at + 1]
    found = Crossover(None, low.size, high.size, before, after, None, None, len(changes) - 1)
    while high.size - low.size > 1:  # low has the verdict `before`, high has not
        size = (low.size + high.size) // 2
        middle = point_at(size)
        if middle is None:
            return found
        low, high = (middle, high) if middle.cheaper == before else (low, middle)
    here = low if before == "tie" else high
    previous = low if here.cheaper != "tie" else None
    found = found._replace(size=here.size, point=here, previous=previous)
    if high.cheaper in ("tie", after):
        return found
    return found._replace(after=high.cheaper, further=found.further + 1)  # and from it to `after`


def between(sizes: Sequence[int]) -> list[int]:
    """Those halfway between neighbours on a logarithmic axis, where there is one."""
    return [half for low, high in pairwise(sizes) if (half := isqrt(low * high)) > low]


def _halved(points: Sequence[Point], point_at: Callable[[int], Point | None]) -> list[Point]:
    """The points and those between them, where they fit."""
    halves = map(point_at, between([point.size for point in points]))
    every = [*points, *(point for point in halves if point is not None)]
    return sorted(every, key=lambda point: point.size)


def _changes(verdicts: Sequence[Cheaper]) -> list[tuple[int, Cheaper, Cheaper]]:
    """Each change: the last place before it, the verdict there, and the one it leads to.

    A tie is a change only at an end of the sweep; between two verdicts it is where they meet.
    """
    changes: list[tuple[int, Cheaper, Cheaper]] = []
    firm: Cheaper = "tie"
    last = -1  # the last place of `firm`
    for at, verdict in enumerate(verdicts):
        if verdict == "tie":
            last = at if firm == "tie" else last
            continue
        if verdict != firm and at:
            changes.append((last, firm, verdict))
        firm, last = verdict, at
    if firm != "tie" and verdicts[-1] == "tie":
        changes.append((last, firm, "tie"))
    return changes
