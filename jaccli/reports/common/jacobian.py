"""The full Jacobian by one mode: whole, or so many rows or columns of it at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from jaccli.accumulate import forward, pullback, pushforward, reverse, side_by_side
from jaccli.accumulate.price import Mode, Seeds
from jaccli.arrays import Array, np
from jaccli.graph import Graph
from jaccli.linearise import Step
from jaccli.linmap import Dense, Identity, LinearMap
from jaccli.progress import SILENT, Progress
from jaccli.reports.common.overflow import refuse_infinite, refuse_overflow


class Sweeps(NamedTuple):
    """Both modes of a graph at its point: any vectors pushed forward or pulled back.

    sources: what is differentiated by, with its sizes; loops: whether the textbook's two loops do
    it, as on a chain by its input, or the sweeps that go edge by edge; seeds: what a sweep that
    is timed starts from, dense where they are counted
    """

    graph: Graph
    tape: Sequence[Step]
    sources: Mapping[str, int]
    loops: bool
    seeds: Seeds
    progress: Progress = SILENT

    @property
    def shape(self) -> tuple[int, int]:
        """(m, Σ sources) of J."""
        return self.graph.output_size, sum(self.sources.values())

    def passes(self, mode: Mode) -> int:
        """How many vectors a mode carries to build J: its columns, or its rows."""
        m, n = self.shape
        return n if mode == "forward" else m

    def push(self, tangents: Array) -> Array:
        """J V (m, c). tangents: V (n, c), the sources' one under another"""
        if self.loops:
            return forward(self.tape, Dense(tangents), self.progress).dense()
        ends = np.cumsum([0, *self.sources.values()])
        named = {
            name: tangents[a:b] for name, (a, b) in zip(self.sources, pairwise(ends), strict=True)
        }
        return pushforward(self.tape, self.graph.output, named, self.progress)

    def pull(self, adjoints: Array) -> Array:
        """U J (r, n), the sources' columns side by side. adjoints: U (r, m)"""
        if self.loops:
            return reverse(self.tape, Dense(adjoints), self.progress).dense()
        sources, progress = self.sources, self.progress
        found = pullback(self.tape, self.graph.output, adjoints, sources, progress)
        return side_by_side(found, self.sources, adjoints)

    def product(self, mode: Mode, vectors: Array) -> Array:
        """What a mode makes of these vectors, finite. Raises Mistakes where it is not."""
        with np.errstate(all="ignore"):  # an overflow is reported
            found = self.push(vectors) if mode == "forward" else self.pull(vectors)
        refuse_infinite(self.graph, mode, found)
        return found

    def sweep(self, mode: Mode, seeds: Seeds) -> Callable[[], LinearMap]:
        """The sweep of a mode that makes all of J, from a start that is there."""
        size, dtype = self.passes(mode), self.graph.dtype
        if self.loops:
            # the start is a full matrix where the product with it is counted
            free = seeds == "free"
            start = Identity(size, dtype) if free else Dense(np.eye(size, dtype=dtype))
            loop = forward if mode == "forward" else reverse
            return lambda: loop(self.tape, start, self.progress)
        eye = np.eye(size, dtype=dtype)
        move = self.push if mode == "forward" else self.pull
        return lambda: Dense(move(eye))

    def whole(self, mode: Mode) -> Array:
        """J (m, n) by one mode in one sweep. Raises Mistakes where it is not finite."""
        # from unit vectors: a product of two maps of low rank may lose digits that both keep
        with np.errstate(all="ignore"):  # an overflow is reported with its place
            if mode == "forward" and not self.loops:
                units = _Units(self.sources, self.graph.dtype)
                found = pushforward(self.tape, self.graph.output, units, self.progress)
            else:
                found = self.sweep(mode, "counted")().dense()
        if self.loops:
            refuse_overflow(self.graph, list(self.tape), mode, found)
        else:
            refuse_infinite(self.graph, mode, found)
        return found

    def parts(self, mode: Mode, at_once: int) -> Iterator[tuple[slice, Array]]:
        """J in pieces of so many columns (forward) or rows (reverse), and where each belongs."""
        size = self.passes(mode)
        starts = range(0, size, at_once)
        for start in self.progress.over(f"{mode} mode", starts, unit="blocks"):
            place = slice(start, min(start + at_once, size))
            units = _units(size, place, self.graph.dtype)
            yield place, self.product(mode, units.T if mode == "forward" else units)

    def jacobian(self, mode: Mode, at_once: int) -> Array:
        """J (m, n) by one mode. at_once: how many vectors go through together"""
        if at_once >= self.passes(mode):
            return self.whole(mode)
        found = np.empty(self.shape, self.graph.dtype)
        for place, part in self.parts(mode, at_once):
            if mode == "forward":
                found[:, place] = part
            else:
                found[place] = part
        return found

    def timed(self, mode: Mode, at_once: int) -> Callable[[], object]:
        """What building J by a mode does beside preparing it, and telling of it."""
        alone = self._replace(progress=SILENT)
        if at_once >= self.passes(mode):
            return alone.sweep(mode, self.seeds)
        return lambda: deque(alone.parts(mode, at_once), maxlen=0)


class _Units(Mapping[str, Array]):
    """The rows (size, n) of I that belong to each source, made when they are asked for: all of them
    together are as many numbers as n², nearly all 0.

    sources: name and size
    """

    def __init__(self, sources: Mapping[str, int], dtype: str) -> None:
        self._ends = dict(zip(sources, accumulate(sources.values()), strict=True))
        self._sources, self._dtype, self._size = sources, dtype, sum(sources.values())
        self._last: tuple[str | None, Array] = (None, np.empty(0))  # of one that is read repeatedly

    def __getitem__(self, name: str) -> Array:
        last, found = self._last
        if last != name:
            end = self._ends[name]
            place = slice(end - self._sources[name], end)
            found = _units(self._size, place, self._dtype)
            self._last = name, found
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._sources

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


def _units(size: int, place: slice, dtype: str) -> Array:
    """These rows of I, without the others."""
    rows = place.stop - place.start
    units = np.zeros((rows, size), dtype)
    units[np.arange(rows), np.arange(place.start, place.stop)] = 1
    return units
