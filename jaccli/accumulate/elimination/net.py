"""The edges that are there while edges of a graph are eliminated one by one, whatever they carry.

Front elimination of i → j multiplies every edge that leaves j by it, back elimination multiplies it
by every edge that enters i; then it is gone, and so is what no path passes any more (Naumann 2004;
Griewank & Walther 2008, section 9.2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, Literal, NamedTuple, TypeVar

from jaccli.accumulate.elimination.dag import Dag

Kind = Literal["front", "back"]
T = TypeVar("T")  # what an edge carries: a form, a map, the number of a form


class Made(NamedTuple, Generic[T]):
    """An edge that is new, or to which something is added. factors: left, right; () where it only
    takes another way; there: what it carried before; carries: from now on"""

    source: int
    target: int
    factors: tuple[T, ...]
    product: T
    there: T | None
    carries: T


class Net(Generic[T]):
    """Edges by their ends. An output with successors has a copy of itself that alone is output, an
    input with predecessors one that is input; the edges to and from copies carry None, an identity.
    A copy of the net has the same dictionaries; where one changes, another takes its place.
    """

    def __init__(
        self,
        dag: Dag,
        carried: Sequence[T],
        multiply: Callable[[T, T], T],
        add: Callable[[T, T], T],
    ) -> None:
        """carried: by the edges, in the order of the graph"""
        self.multiply, self.add = multiply, add
        self.original = list(range(len(dag.names)))  # of a copy the vertex that it is of
        self.before: list[dict[int, T | None]] = [{} for _ in dag.names]
        self.after: list[dict[int, T | None]] = [{} for _ in dag.names]
        self.gathered: list[Made[T]] = []  # where edges stand twice
        for (source, target), each in zip(dag.edges, carried, strict=True):
            self._put(source, target, (each,), each, self.gathered)
        self.gathered = [each for each in self.gathered if each.there is not None]
        for v in dict.fromkeys(dag.outputs):
            if self.after[v]:
                self._carry(v, self._copy_of(v), None)
        for v in dict.fromkeys(dag.inputs):
            if self.before[v]:
                self._carry(self._copy_of(v), v, None)

    def copy(self) -> Net[T]:
        """The same, to go on from."""
        twin: Net[T] = object.__new__(type(self))
        twin.multiply, twin.add = self.multiply, self.add
        twin.original, twin.gathered = self.original, self.gathered
        twin.before, twin.after = self.before.copy(), self.after.copy()
        return twin

    @property
    def edges(self) -> Iterator[tuple[int, int, T | None]]:
        """All that are there."""
        for source, after in enumerate(self.after):
            for target, carries in after.items():
                yield source, target, carries

    def choices(self) -> list[tuple[int, int, Kind]]:
        """The edges that can be eliminated now, and how."""
        found: list[tuple[int, int, Kind]] = []
        for source, target, carries in self.edges:
            if carries is not None and self.after[target]:
                found.append((source, target, "front"))
            if carries is not None and self.before[source]:
                found.append((source, target, "back"))
        return found

    def eliminate(self, source: int, target: int, kind: Kind) -> list[Made[T]]:
        """What comes of it, in the order of the vertices. Raises KeyError: no such edge."""
        made: list[Made[T]] = []
        own = self.after[source][target]
        if kind == "front":
            for then, left in sorted(self.after[target].items()):
                self._multiply(source, then, left, own, made)
        else:
            for first, right in sorted(self.before[source].items()):
                self._multiply(first, target, own, right, made)
        self._remove(source, target)
        self._tidy(source, target, made)
        return made

    def _multiply(
        self, source: int, target: int, left: T | None, right: T | None, made: list[Made[T]]
    ) -> None:
        if left is None or right is None:
            only = left if right is None else right
            assert only is not None  # of a copy and a copy there is no edge between
            self._put(source, target, (), only, made)
        else:
            self._put(source, target, (left, right), self.multiply(left, right), made)

    def _put(
        self, source: int, target: int, factors: tuple[T, ...], product: T, made: list[Made[T]]
    ) -> None:
        there = self.after[source].get(target)
        carries = product if there is None else self.add(there, product)
        self._carry(source, target, carries)
        made.append(Made(source, target, factors, product, there, carries))

    def _carry(self, source: int, target: int, carries: T | None) -> None:
        self.after[source] = {**self.after[source], target: carries}
        self.before[target] = {**self.before[target], source: carries}

    def _remove(self, source: int, target: int) -> None:
        self.after[source] = {v: each for v, each in self.after[source].items() if v != target}
        self.before[target] = {v: each for v, each in self.before[target].items() if v != source}

    def _tidy(self, source: int, target: int, made: list[Made[T]]) -> None:
        """Drop the edges that no path passes any more; only a copy left is the vertex itself."""
        if not self.before[target]:
            for then in list(self.after[target]):
                self._remove(target, then)
                self._tidy(target, then, made)
        if not self.after[source]:
            for first in list(self.before[source]):
                self._remove(first, source)
                self._tidy(first, source, made)
        for v in (source, target):
            for sides in ((self.before, self.after), (self.after, self.before)):
                self._become_copy(v, *sides, made)

    def _become_copy(
        self,
        v: int,
        beside: list[dict[int, T | None]],
        beyond: list[dict[int, T | None]],
        made: list[Made[T]],
    ) -> None:
        """Where the copy is all that is left on one side of v, the edges of the other are its."""
        if list(beside[v].values()) != [None] or not beyond[v]:
            return
        (twin,) = beside[v]
        for other, carries in sorted(beyond[v].items()):
            ends = (twin, other) if beside is self.before else (other, twin)
            assert carries is not None
            self._put(*ends, (), carries, made)
            self._remove(*((v, other) if beside is self.before else (other, v)))
        self._remove(*((twin, v) if beside is self.before else (v, twin)))

    def _copy_of(self, v: int) -> int:
        self.original.append(v)
        self.before.append({})
        self.after.append({})
        return len(self.original) - 1
