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
    A copy of the net has the same dictionaries; of one that changes each has its own from then on.
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
        self.original = originals(dag)  # of a copy the vertex that it is of
        self.before: list[dict[int, T | None]] = [{} for _ in self.original]
        self.after: list[dict[int, T | None]] = [{} for _ in self.original]
        self._own_before = set(range(len(self.original)))
        self._own_after = set(range(len(self.original)))
        self.dropped: list[tuple[int, int]] = []  # edges that the last elimination took away
        self.gathered: list[Made[T]] = []  # where edges stand twice
        for (source, target), each in zip(dag.edges, carried, strict=True):
            self._put(source, target, (each,), each, self.gathered)
        self.gathered = [each for each in self.gathered if each.there is not None]
        outputs, inputs = _copied(dag)
        for twin, v in enumerate(outputs, len(dag.names)):
            self._carry(v, twin, None)
        for twin, v in enumerate(inputs, len(dag.names) + len(outputs)):
            self._carry(twin, v, None)

    def copy(self) -> Net[T]:
        """The same, to go on from."""
        twin: Net[T] = object.__new__(type(self))
        twin.multiply, twin.add = self.multiply, self.add
        twin.original, twin.gathered = self.original, self.gathered
        twin.before, twin.after = self.before.copy(), self.after.copy()
        for net in (self, twin):
            net._own_before, net._own_after = set(), set()
        twin.dropped = []
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
        self.dropped = []
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
        _to_change(self.after, self._own_after, source)[target] = carries
        _to_change(self.before, self._own_before, target)[source] = carries

    def _remove(self, source: int, target: int) -> None:
        self.dropped.append((source, target))
        _to_change(self.after, self._own_after, source).pop(target, None)
        _to_change(self.before, self._own_before, target).pop(source, None)

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
        if len(beside[v]) != 1 or not beyond[v]:
            return
        ((twin, through),) = beside[v].items()
        if through is not None:
            return
        for other, carries in sorted(beyond[v].items()):
            ends = (twin, other) if beside is self.before else (other, twin)
            assert carries is not None
            self._put(*ends, (), carries, made)
            self._remove(*((v, other) if beside is self.before else (other, v)))
        self._remove(*((twin, v) if beside is self.before else (v, twin)))


def originals(dag: Dag) -> list[int]:
    """The vertices of a `Net` of this graph: its own, then of each copy the one that it is of."""
    outputs, inputs = _copied(dag)
    return [*range(len(dag.names)), *outputs, *inputs]


def _copied(dag: Dag) -> tuple[list[int], list[int]]:
    """The outputs that have successors, and the inputs that have predecessors."""
    sources, targets = {a for a, _ in dag.edges}, {b for _, b in dag.edges}
    outputs = [v for v in dict.fromkeys(dag.outputs) if v in sources]
    return outputs, [v for v in dict.fromkeys(dag.inputs) if v in targets]


def _to_change(side: list[dict[int, T | None]], own: set[int], v: int) -> dict[int, T | None]:
    """The edges of a vertex on one side. own: whose dictionaries no other net has"""
    if v not in own:
        side[v] = side[v].copy()
        own.add(v)
    return side[v]
