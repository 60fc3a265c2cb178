"""Vertex elimination as an order of one product: its steps, its price, how it runs.

Eliminating v multiplies every pair of an edge that leaves it and an edge that enters it, and adds
where there is an edge already; then v is gone (Griewank & Walther 2008, section 9.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from jaccli.accumulate.elimination.dag import Dag
from jaccli.accumulate.elimination.live import Live as Live
from jaccli.accumulate.elimination.live import Pair as Pair
from jaccli.accumulate.elimination.live import Step as Step
from jaccli.accumulate.elimination.walk import walk
from jaccli.cost import Cost
from jaccli.linmap import LinearMap


@dataclass(frozen=True, slots=True)
class Elimination:
    """The vertices of a graph in the order in which they are eliminated."""

    vertices: tuple[str, ...]
    dag: Dag = field(repr=False)  # dense: what it is executed on has its own forms

    @property
    def spelt(self) -> str:
        """In a line: v3, v1, v2."""
        return ", ".join(self.vertices)

    @property
    def entry(self) -> dict[str, Any]:
        """How JSON spells it."""
        return {"elimination": list(self.vertices)}

    def steps(self, dag: Dag) -> tuple[Step, ...]:
        """What each elimination multiplies, adds, gives and costs, from shapes alone."""
        live = Live(dag)
        first = live.gather()
        number = {name: v for v, name in enumerate(dag.names)}
        found = [Step(name, live.eliminate(number[name])) for name in self.vertices]
        return (Step("", first), *found) if first else tuple(found)

    def price(self, dag: Dag) -> Cost:
        """What all of them cost."""
        return walk(dag, self.vertices).work.cost

    def peak(self, dag: Dag) -> int:
        """How many numbers the largest edge has that is made and is no part of J."""
        return walk(dag, self.vertices).work.peak

    def held(self, dag: Dag) -> int:
        """The most numbers of edges it made that it holds at once, after each elimination or
        while its pairs are multiplied."""
        return walk(dag, self.vertices).work.held

    def execute(self, maps: Sequence[LinearMap]) -> LinearMap:
        """J. maps: of the edges, in the order of the graph"""
        from jaccli.accumulate.elimination.execute import execute  # few ask

        return execute(self, maps)

    def counted(self, maps: Sequence[LinearMap]) -> Cost:
        """Its operations, counted one by one by running it on numbers that only count."""
        from jaccli.accumulate.elimination.execute import counted  # few ask

        return counted(self, maps)
