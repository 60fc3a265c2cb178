"""The least vertices that separate one vertex from others, by augmenting paths.

By the theorem of Ford and Fulkerson the weight of the least cut is the largest flow. Each vertex
lets through as much as its size; a residual path may lead back along what flows already.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from jaccli.accumulate.elimination.bits import bits

UNCUT = 1 << 62  # more than any cut that is looked for


def least_cut(
    first: int, nexts: Sequence[int], ends: int, sizes: Sequence[int], free: int = 0
) -> int:
    """The least Σ sizes of vertices without which no path leads on to one of the ends.

    first, ends: sets of vertices, where paths begin and end, which may be cut as well; nexts: the
    set of vertices that follow each; free: those that may not be cut, unless they are ends
    """
    capacity = list(sizes)
    for v in bits(free & ~ends):
        capacity[v] = UNCUT
    flow: dict[int, int] = {}  # through each vertex
    into: dict[int, dict[int, int]] = {}  # into each vertex, from each
    total = 0
    most = sum(capacity[v] for v in bits(first))
    while total < most and (path := _path(first, nexts, ends, capacity, flow, into)):
        total += _augment(path, capacity, flow, into)
    return total


def _path(
    first: int,
    nexts: Sequence[int],
    ends: int,
    capacity: Sequence[int],
    flow: dict[int, int],
    into: dict[int, dict[int, int]],
) -> list[int]:
    """A residual path: v where it enters a vertex, ~v where it leaves; [] where there is none."""
    entered, left = first, 0
    origin: dict[int, int | None] = {}
    waiting = []
    while first:
        low = first & -first
        v = low.bit_length() - 1
        origin[v] = None
        waiting.append(v)
        first ^= low
    while waiting:
        at = waiting.pop()
        if at >= 0:
            if flow.get(at, 0) < capacity[at]:
                if ends >> at & 1:
                    return _traced(at, origin)
                if not left >> at & 1:
                    left |= 1 << at
                    origin[~at] = at
                    waiting.append(~at)
            for u in into.get(at, ()):
                if not left >> u & 1:
                    left |= 1 << u
                    origin[~u] = at
                    waiting.append(~u)
        else:
            u = ~at
            fresh = nexts[u] & ~entered
            if u in flow and not entered >> u & 1:
                fresh |= 1 << u
            entered |= fresh
            while fresh:
                low = fresh & -fresh
                v = low.bit_length() - 1
                origin[v] = at
                waiting.append(v)
                fresh ^= low
    return []


def _traced(end: int, origin: dict[int, int | None]) -> list[int]:
    path = [end]
    while (before := origin[path[-1]]) is not None:
        path.append(before)
    return path[::-1]


def _augment(
    path: list[int], capacity: Sequence[int], flow: dict[int, int], into: dict[int, dict[int, int]]
) -> int:
    """Send along the path as much as it takes."""
    path = [*path, ~path[-1]]  # through the end as well
    most = min(_room(a, b, capacity, flow, into) for a, b in pairwise(path))
    for a, b in pairwise(path):
        if b == ~a:
            v, more = (a, most) if a >= 0 else (b, -most)
            flow[v] = flow.get(v, 0) + more
            if not flow[v]:
                del flow[v]
        elif a >= 0:
            into[a][~b] -= most
            if not into[a][~b]:
                del into[a][~b]
        else:
            arcs = into.setdefault(b, {})
            arcs[~a] = arcs.get(~a, 0) + most
    return most


def _room(
    a: int, b: int, capacity: Sequence[int], flow: dict[int, int], into: dict[int, dict[int, int]]
) -> int:
    """How much more can go from one end of a residual edge to the other."""
    if b == ~a:
        return capacity[a] - flow.get(a, 0) if a >= 0 else flow[b]
    return into[a][~b] if a >= 0 else capacity[b]  # from a vertex to the next as much as you like
