"""The edges that are there while vertices are eliminated, with forms, and what comes of it."""

from __future__ import annotations

from typing import NamedTuple

from jaccli.accumulate.elimination.dag import Dag
from jaccli.cost import Cost
from jaccli.linmap import Form, add, compose


class Pair(NamedTuple):
    """(target × vertex)·(vertex × source): an edge from source to target, new or added to one."""

    source: str
    target: str
    factors: tuple[Form, ...]  # left, right; at the start the one edge that stands beside another
    product: Form
    there: Form | None  # of the edge that was there already; None: fill-in
    form: Form  # of the edge from now on
    multiplying: Cost
    adding: Cost

    @property
    def cost(self) -> Cost:
        """Of the product and of the sum."""
        return self.multiplying + self.adding


class Step(NamedTuple):
    """The elimination of a vertex; "" where edges that stand twice are added before all others."""

    vertex: str
    pairs: tuple[Pair, ...]

    @property
    def cost(self) -> Cost:
        """Of all its products and sums."""
        return sum((pair.cost for pair in self.pairs), Cost())

    @property
    def numbers(self) -> int:
        """How many it gives."""
        return sum(pair.form.own_numbers for pair in self.pairs)

    @property
    def fill_ins(self) -> int:
        """How many edges there are that were not there before."""
        return sum(pair.there is None for pair in self.pairs)


class Live:
    """The edges that are there while vertices are eliminated, with their forms."""

    __slots__ = ("_ins", "_outs", "after", "before", "dag")

    def __init__(self, dag: Dag) -> None:
        self.dag = dag
        self._ins, self._outs = frozenset(dag.inputs), frozenset(dag.outputs)
        self.before: list[dict[int, Form]] = [{} for _ in dag.names]  # forms by predecessor
        self.after: list[dict[int, Form]] = [{} for _ in dag.names]  # the same by successor

    def gather(self) -> tuple[Pair, ...]:
        """The edges of the graph; what it takes to add those that stand twice."""
        found = []
        for edge, (source, target) in enumerate(self.dag.edges):
            form = self.dag.form(edge)
            there = self.before[target].get(source)
            if there is None:
                self._put(source, target, form)
            else:
                found.append(self._add(source, target, (form,), form, Cost()))
        return tuple(found)

    def eliminate(self, v: int) -> tuple[Pair, ...]:
        """Multiply and add all pairs of v, in the order of the vertices; v is gone after it."""
        found = []
        for target, left in sorted(self.after[v].items()):
            for source, right in sorted(self.before[v].items()):
                form, cost, _ = compose(left, right)
                found.append(self._add(source, target, (left, right), form, cost))
        if v not in self._ins:
            for target in self.after[v]:
                del self.before[target][v]
            self.after[v] = {}
        if v not in self._outs:
            for source in self.before[v]:
                del self.after[source][v]
            self.before[v] = {}
        return tuple(found)

    def _add(
        self, source: int, target: int, factors: tuple[Form, ...], product: Form, cost: Cost
    ) -> Pair:
        there = self.before[target].get(source)
        form, adding = (product, Cost()) if there is None else add(there, product)[:2]
        self._put(source, target, form)
        names = self.dag.names
        return Pair(names[source], names[target], factors, product, there, form, cost, adding)

    def _put(self, source: int, target: int, form: Form) -> None:
        self.before[target][source] = self.after[source][target] = form
