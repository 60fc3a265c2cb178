"""Edge elimination as an order of one product: its steps, its price, how it runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from jaccli.accumulate.elimination.dag import Dag
from jaccli.accumulate.elimination.execute import Two, jacobian
from jaccli.accumulate.elimination.net import Kind, Made, Net, originals
from jaccli.accumulate.elimination.vertices import Elimination, Pair
from jaccli.cost import Cost
from jaccli.linmap import Form, LinearMap, add, compose, product, total


class EdgeStep(NamedTuple):
    """The elimination of an edge; source and target are "" where edges that stand twice are added
    before all others."""

    source: str
    target: str
    kind: Kind
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


class Walked(NamedTuple):
    """An elimination of edges from the first to the last. peak: numbers of the largest edge that is
    made and is no part of J; held: the most numbers of edges it made that it holds at once"""

    steps: tuple[EdgeStep, ...]
    peak: int
    held: int


@dataclass(frozen=True, slots=True)
class EdgeElimination:
    """The edges of a graph in the order in which they are eliminated, and from which end."""

    edges: tuple[tuple[int, int, Kind], ...]  # by the numbers of a `Net`
    dag: Dag = field(repr=False)  # dense: what it is executed on has its own forms

    @property
    def named(self) -> tuple[tuple[str, str, Kind], ...]:
        """The same by name, from and to; a copy is called what it is a copy of."""
        names = self._names
        return tuple([(names[i], names[j], kind) for i, j, kind in self.edges])

    @property
    def spelt(self) -> str:
        """In a line: front x→a, back b→y."""
        return ", ".join(f"{kind} {source}→{target}" for source, target, kind in self.named)

    @property
    def entry(self) -> dict[str, Any]:
        """How JSON spells it."""
        return {"edge_elimination": [list(each) for each in self.named]}

    def walked(self, dag: Dag) -> Walked:
        """What each elimination does and how much all of them hold, from shapes alone."""
        net = net_of_forms(dag)
        names = self._names
        first = _pairs(net.gathered, names)
        steps = [EdgeStep("", "", "front", first)] if first else []
        room = Room(net)
        for i, j, kind in self.edges:
            made = net.eliminate(i, j, kind)
            steps.append(EdgeStep(names[i], names[j], kind, _pairs(made, names)))
            room.take(made)
        return Walked(tuple(steps), room.peak, room.most)

    def steps(self, dag: Dag) -> tuple[EdgeStep, ...]:
        """What each elimination multiplies, adds, gives and costs."""
        return self.walked(dag).steps

    def price(self, dag: Dag) -> Cost:
        """What all of them cost."""
        return sum((step.cost for step in self.steps(dag)), Cost())

    def peak(self, dag: Dag) -> int:
        """How many numbers the largest edge has that is made and is no part of J."""
        return self.walked(dag).peak

    def held(self, dag: Dag) -> int:
        """The most numbers of edges it made that it holds at once."""
        return self.walked(dag).held

    def execute(self, maps: Sequence[LinearMap]) -> LinearMap:
        """J. maps: of the edges, in the order of the graph"""
        net = self._ran(maps, product, total)
        left = {(net.original[i], net.original[j]): each for i, j, each in net.edges if each}
        return jacobian(self.dag, left)

    def counted(self, maps: Sequence[LinearMap]) -> Cost:
        """Its operations, counted one by one by running it on numbers that only count."""
        from jaccli.linmap.tally import Tally, on_tallies  # few ask

        tally = Tally()
        self._ran(
            [on_tallies(each, tally) for each in maps],
            lambda a, b: on_tallies(product(a, b), tally),
            lambda a, b: on_tallies(total(a, b), tally),
        )
        return tally.cost

    def _ran(self, maps: Sequence[LinearMap], multiply: Two, add_: Two) -> Net[LinearMap]:
        net = Net(self.dag, maps, multiply, add_)
        for edge in self.edges:
            net.eliminate(*edge)
        return net

    @property
    def _names(self) -> list[str]:
        return [self.dag.names[v] for v in originals(self.dag)]


class Room:
    """How many numbers the edges have that were made. peak: the largest that is no part of J;
    most: all that are there at once"""

    def __init__(self, net: Net[Form]) -> None:
        self.peak = self.most = 0
        self._net = net
        self._first = {v for v, before in enumerate(net.before) if not before}
        self._last = {v for v, after in enumerate(net.after) if not after}
        self._numbers: dict[tuple[int, int], int] = {}
        self._held = 0
        self.take(net.gathered)

    def take(self, made: Sequence[Made[Form]]) -> None:
        """What an elimination made, and what it dropped."""
        for each in made:
            edge, own = (each.source, each.target), each.carries.own_numbers
            if not (each.source in self._first and each.target in self._last):
                self.peak = max(self.peak, own)
            self._held += own - self._numbers.get(edge, 0)
            self._numbers[edge] = own
        self.most = max(self.most, self._held)
        for i, j in self._net.dropped:
            if j not in self._net.after[i]:
                self._held -= self._numbers.pop((i, j), 0)


def net_of_forms(dag: Dag) -> Net[Form]:
    """The edges of a graph with their forms."""
    forms = [dag.form(edge) for edge in range(len(dag.edges))]
    return Net(dag, forms, lambda a, b: compose(a, b).form, lambda a, b: add(a, b).form)


def edge_by_edge(order: Elimination, kind: Kind) -> EdgeElimination:
    """An elimination of vertices as one of edges, those that enter each or those that leave it."""
    dag = order.dag
    # only where edges are is asked, not what they carry
    net = Net(dag, [True] * len(dag.edges), lambda a, b: a, lambda a, b: a)
    found: list[tuple[int, int, Kind]] = []
    number = {name: v for v, name in enumerate(dag.names)}
    for name in order.vertices:
        v = number[name]
        beside = net.before[v] if kind == "front" else net.after[v]
        for other in sorted(other for other, form in beside.items() if form is not None):
            edge = (other, v, kind) if kind == "front" else (v, other, kind)
            if edge[1] in net.after[edge[0]]:
                net.eliminate(*edge)
                found.append(edge)
    return EdgeElimination(tuple(found), dag)


def _pairs(made: Sequence[Made[Form]], names: Sequence[str]) -> tuple[Pair, ...]:
    return tuple([_pair(each, names) for each in made])


def _pair(made: Made[Form], names: Sequence[str]) -> Pair:
    multiplying = compose(*made.factors).cost if len(made.factors) == 2 else Cost()
    adding = Cost() if made.there is None else add(made.there, made.product).cost
    return Pair(
        names[made.source],
        names[made.target],
        made.factors,
        made.product,
        made.there,
        made.carries,
        multiplying,
        adding,
    )
