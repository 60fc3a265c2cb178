"""An order of elimination from its first value to its last: what each costs, what all of it takes.

A value with many neighbours has a million pairs of them: no pair is kept, and where every Jacobian
is a full matrix none is looked at, for sets of neighbours tell all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from jaccli.accumulate.elimination.dag import Dag
from jaccli.accumulate.elimination.live import Live, Pair
from jaccli.cost import Cost


class Gone(NamedTuple):
    """The elimination of a vertex; "" where edges that stand twice are added before all others.

    before, after: how many neighbours it has then, and `entering`, `leaving` their sizes together;
    new: edges that were not there; cost: of its products and sums
    """

    vertex: str
    size: int
    before: int
    after: int
    entering: int
    leaving: int
    new: int
    cost: Cost


class Work(NamedTuple):
    """What all eliminations take.

    peak: numbers of the largest edge that is made and is no part of J; held: the most numbers of
    edges it made that it holds at once, after each elimination or while its pairs are multiplied;
    added: numbers of the largest sum that is written out; numbers, pairs: that are made in all
    """

    cost: Cost = Cost()
    peak: int = 0
    held: int = 0
    added: int = 0
    numbers: int = 0
    pairs: int = 0


class Walk(NamedTuple):
    """The eliminations in turn, and their sum."""

    steps: tuple[Gone, ...]
    work: Work


class Taken(NamedTuple):
    """One elimination, and what it adds to the work. held: numbers held with it; kept: after it"""

    gone: Gone
    peak: int
    added: int
    numbers: int
    pairs: int
    held: int


def walk(dag: Dag, vertices: Iterable[str]) -> Walk:
    """An order of the vertices of a graph, in its forms."""
    number = {name: v for v, name in enumerate(dag.names)}
    order = [number[name] for name in vertices]
    taken = [*(_by_sets(dag, order) if dag.forms is None else _by_pairs(dag, order))]
    steps = tuple([each.gone for each in taken])
    multiplications = sum(each.cost.multiplications for each in steps)
    additions = sum(each.cost.additions for each in steps)
    work = Work(
        Cost(multiplications, additions),
        max((each.peak for each in taken), default=0),
        max((each.held for each in taken), default=0),
        max((each.added for each in taken), default=0),
        sum(each.numbers for each in taken),
        sum(each.pairs for each in taken),
    )
    return Walk(steps, work)


def _by_pairs(dag: Dag, order: Sequence[int]) -> Iterator[Taken]:
    """Each pair in its own form."""
    live = Live(dag)
    made = Held(dag)
    first = live.gather()
    if first:
        yield _summed("", 0, first, made)
    for v in order:
        name = dag.names[v]
        yield _summed(name, dag.sizes[v], live.eliminate(v), made)
        made.drop(name)


class Held:
    """The numbers of edges that were made and are there still."""

    def __init__(self, dag: Dag) -> None:
        self.ins = {dag.names[v] for v in dag.inputs}
        self.outs = {dag.names[v] for v in dag.outputs}
        self.numbers = 0
        self._into: dict[str, dict[str, int]] = {}
        self._out_of: dict[str, dict[str, int]] = {}

    def put(self, source: str, target: str, numbers: int) -> None:
        """Take up an edge, in place of another that was made."""
        before = self._into.setdefault(target, {})
        self.numbers += numbers - before.get(source, 0)
        before[source] = self._out_of.setdefault(source, {})[target] = numbers

    def drop(self, vertex: str) -> None:
        """Let the edges of a vertex go; an output keeps those that enter it, an input the others"""
        for here, there, stays in (
            (self._into, self._out_of, self.outs),
            (self._out_of, self._into, self.ins),
        ):
            for name, numbers in here.pop(vertex, {}).items() if vertex not in stays else ():
                self.numbers -= numbers
                del there[name][vertex]


def _summed(vertex: str, size: int, pairs: Sequence[Pair], made: Held) -> Taken:
    """The pairs of an elimination in one."""
    peak = added = numbers = new = 0
    cost = Cost()
    before: dict[str, int] = {}
    after: dict[str, int] = {}
    for pair in pairs:
        own = pair.form.own_numbers
        cost += pair.multiplying + pair.adding
        numbers += own
        before[pair.source], after[pair.target] = pair.form.columns, pair.form.rows
        made.put(pair.source, pair.target, own)
        if not (pair.source in made.ins and pair.target in made.outs):
            peak = max(peak, own)
        if pair.there is None:
            new += 1
        elif pair.form.structure == "dense":
            added = max(added, pair.form.rows * pair.form.columns)
    ends = len(before), len(after), sum(before.values()), sum(after.values())
    gone = Gone(vertex, size, *ends, new, cost)
    return Taken(gone, peak, added, numbers, len(pairs), made.numbers)


def _by_sets(dag: Dag, order: Sequence[int]) -> Iterator[Taken]:
    """Full matrices: the neighbours of a vertex, and which of its edges are there, as sets."""
    full = Full(dag)
    if dag.edges and (first := full.gather()) is not None:
        yield first
    for v in order:
        yield full.eliminate(v)


class Full:
    """The edges that are there while vertices are eliminated, all of them full matrices."""

    def __init__(self, dag: Dag) -> None:
        self.dag = dag
        self._ins, self._outs = {*dag.inputs}, {*dag.outputs}
        self._inner = {*dag.inner}  # of others nobody asks what is before them
        self._before: list[set[int]] = [set() for _ in dag.names]
        self._after: list[set[int]] = [set() for _ in dag.names]
        self._made: list[set[int]] = [set() for _ in dag.names]  # of the successors, those made
        self._held = 0

    def gather(self) -> Taken | None:
        """The edges of the graph; what it takes to add those that stand twice."""
        sizes = self.dag.sizes
        twice: list[tuple[int, int]] = []
        for source, target in self.dag.edges:
            if target in self._after[source]:
                twice.append((source, target))
            self._after[source].add(target)
            self._before[target].add(source)
        if not twice:
            return None
        numbers = [sizes[u] * sizes[v] for u, v in twice]
        inner = [n for n, (u, v) in zip(numbers, twice, strict=True) if not self._is_of_j(u, v)]
        for source, target in {*twice}:
            self._made[source].add(target)
            self._held += sizes[source] * sizes[target]
        before, after = {u for u, _ in twice}, {v for _, v in twice}
        ends = len(before), len(after), self._weight(before), self._weight(after)
        gone = Gone("", 0, *ends, 0, Cost(additions=sum(numbers)))
        peak = max(inner, default=0)
        return Taken(gone, peak, max(numbers), sum(numbers), len(twice), self._held)

    def eliminate(self, v: int) -> Taken:
        """Multiply and add all pairs of v; v is gone after it."""
        sizes = self.dag.sizes
        before, after = self._before[v], self._after[v]
        entering, leaving = self._weight(before), self._weight(after)
        multiplications = sizes[v] * entering * leaving
        widest = max((sizes[s] for s in after), default=0)
        inner = max((sizes[s] for s in after if s not in self._outs), default=0)
        sums = peak = added = new = 0
        for p in before:
            there = after & self._after[p]
            new += len(after) - len(there)
            sums += sizes[p] * self._weight(there)
            added = max(added, sizes[p] * max((sizes[s] for s in there), default=0))
            peak = max(peak, sizes[p] * (inner if p in self._ins else widest))
            self._held += sizes[p] * self._weight(after - self._made[p])
            self._made[p] |= after
            self._after[p] |= after
        for s in after & self._inner:
            self._before[s] |= before
        cost = Cost(multiplications, multiplications + sums)
        ends = len(before), len(after), entering, leaving
        gone = Gone(self.dag.names[v], sizes[v], *ends, new, cost)
        pairs = len(before) * len(after)
        taken = Taken(gone, peak, added, entering * leaving, pairs, self._held)
        self._drop(v)
        return taken

    def _drop(self, v: int) -> None:
        """Let the edges of v go; an output keeps those that enter it, an input the others."""
        sizes = self.dag.sizes
        if v not in self._ins:
            self._held -= sizes[v] * self._weight(self._made[v])
            for s in self._after[v]:
                self._before[s].discard(v)
            self._after[v], self._made[v] = set(), set()
        if v not in self._outs:
            for p in self._before[v]:
                self._after[p].discard(v)
                if v in self._made[p]:
                    self._made[p].discard(v)
                    self._held -= sizes[p] * sizes[v]
            self._before[v] = set()

    def _weight(self, vertices: set[int]) -> int:
        """Their sizes together."""
        sizes = self.dag.sizes
        return sum([sizes[v] for v in vertices])

    def _is_of_j(self, source: int, target: int) -> bool:
        return source in self._ins and target in self._outs
