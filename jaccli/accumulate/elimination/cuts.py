"""The least vertices that separate one vertex from others, by augmenting paths.

By the theorem of Ford and Fulkerson the weight of the least cut is the largest flow. Each vertex
lets through as much as its size; a residual path may lead back along what flows already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    at_once = first & ends  # these have to be cut whatever else is
    total = sum(sizes[v] for v in bits(at_once))
    first &= ~at_once
    capacity = list(sizes)
    for v in bits(free & ~ends):
        capacity[v] = UNCUT
    flow: dict[int, int] = {}  # through each vertex
    into: dict[int, dict[int, int]] = {}  # into each vertex, from each
    most = total + sum(capacity[v] for v in bits(first))
    while total < most and (path := _path(first, at_once, nexts, ends, capacity, flow, into)):
        total += _augment(path, capacity, flow, into)
    return total


def _path(
    first: int,
    gone: int,
    nexts: Sequence[int],
    ends: int,
    capacity: Sequence[int],
    flow: dict[int, int],
    into: dict[int, dict[int, int]],
) -> list[int]:
    """A residual path: v where it enters a vertex, ~v where it leaves; [] where there is none.

    gone: vertices that no path enters. In depth, the farthest vertex first: what a path does not
    come by is not looked at.
    """
    entered, left = gone, 0
    back: dict[int, Iterator[int]] = {}  # along what flows into a vertex
    path: list[int] = []
    while True:
        if not path:
            fresh = first & ~entered
            if not fresh:
                return []
            path.append(fresh.bit_length() - 1)
            entered |= 1 << path[-1]
        at = path[-1]
        if at >= 0:
            if flow.get(at, 0) < capacity[at]:
                if ends >> at & 1:
                    return path
                if not left >> at & 1:
                    left |= 1 << at
                    path.append(~at)
                    continue
            if at not in back:
                back[at] = iter(into.get(at, ()))
            for u in back[at]:
                if not left >> u & 1:
                    left |= 1 << u
                    path.append(~u)
                    break
            else:
                path.pop()
            continue
        u = ~at
        fresh = nexts[u] & ~entered
        if fresh:
            v = fresh.bit_length() - 1
            if v < u:  # towards the inputs
                v = (fresh & -fresh).bit_length() - 1
        elif u in flow and not entered >> u & 1:
            v = u
        else:
            path.pop()
            continue
        entered |= 1 << v
        path.append(v)


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
