"""A sweep over a graph seen value by value: what arrives over each edge, and the sum.

On a graph a tangent adds up over the inputs of a layer, an adjoint over the readers of a value:
∂o/∂x4 = ∂o/∂x5 ∂x5/∂x4 + ∂o/∂x7 ∂x7/∂x4 (Murphy 2022, section 13.3.4, figure 13.11).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from jaccli.accumulate import depending_on, unused_in
from jaccli.accumulate.price import CostModel
from jaccli.arrays import Array, np
from jaccli.graph import Graph
from jaccli.layers.acts import Acts, Told, in_general
from jaccli.layers.elementwise import Elementwise
from jaccli.linearise import Step
from jaccli.linmap import DenseForm, Form, LinearMap
from jaccli.reports.common.acting import acts, reason, stays_zero
from jaccli.reports.common.facts import LayerFacts


class Edge(NamedTuple):
    """An edge of a tape: the layer at `step` reads `source`."""

    step: Step
    source: str
    at: int | None  # which input; None for a parameter
    map: LinearMap


class Arrival(NamedTuple):
    """What comes over one edge: the product of a vector with the edge's Jacobian.

    It keeps the vectors alone: where 10,000 edges meet in one value, each product is as long as
    that value. Products and words are found when they are asked for.
    """

    edge: Edge
    form: Form  # as it is priced
    carried: Array  # the vectors, one a row
    forward: bool

    @property
    def product(self) -> Array:
        """The vectors on the other side of the edge, one a row."""
        if self.forward:
            return self.edge.map.on_columns(self.carried.T).T
        return self.edge.map.on_rows(self.carried)

    @property
    def layer(self) -> str:
        """The layer at the end of the edge."""
        return self.edge.step.node.name

    @property
    def source(self) -> str:
        """What it reads."""
        return self.edge.source

    @property
    def by_slopes(self) -> bool:
        """Whether it is φ′(x) of what is read, entry by entry."""
        return isinstance(self.edge.step.node.layer, Elementwise)

    @property
    def shape(self) -> tuple[int, int]:
        """Of the Jacobian."""
        return self.form.shape

    @property
    def structure(self) -> str:
        """Of the Jacobian, as it is priced."""
        return self.form.structure

    @property
    def flops(self) -> int:
        """Of the product."""
        return _flops(self.form, len(self.carried), self.forward)

    @property
    def rule(self) -> str:
        """The Jacobian as a formula."""
        if self.edge.at is None:
            return ""
        node = self.edge.step.node
        return node.layer.rule(self.edge.at, node.inputs, node.name)

    def acts(self, told: Told) -> Acts:
        """The product as the layer makes it. told: what its parts are called, but for the rule"""
        if self.edge.at is None:
            return in_general(self.edge.map, told)
        told = told._replace(rule=self.rule)
        return acts(self.edge.step, self.edge.at, self.edge.map, told)

    @property
    def why(self) -> str:
        """What it does to the vectors, in plain words."""
        if self.edge.at is None:
            return "" if self.carried.any() else stays_zero(forward=self.forward)
        return reason(self.edge.step, self.edge.at, self.carried, forward=self.forward)


class FlowStep(NamedTuple):
    """One value: its tangents, or its adjoints, as the sum of what arrives.

    layer: None for an input or a parameter, which `kind` tells apart; meeting: the additions of
    the sum; reached: whether it depends on the inputs (forward), or the output on it (reverse);
    unused: the output does not depend on it, and yet forward mode moves it; constant: it depends
    on no input, so that its adjoint is not asked for.
    """

    name: str
    kind: str  # the layer's type, "input" or "parameter"
    layer: LayerFacts | None
    primal: Array
    arrivals: tuple[Arrival, ...]
    total: Array  # (c, size)
    meeting: int
    reached: bool
    unused: bool
    constant: bool
    so_far: int = 0

    @property
    def flops(self) -> int:
        """Of its products and of their sum."""
        return self.meeting + sum(arrival.flops for arrival in self.arrivals)


_dense: Callable[[int, int], Form] = lru_cache(maxsize=1000)(DenseForm)


@lru_cache(maxsize=1000)  # a loop has the same products again and again
def _flops(form: Form, vectors: int, forward: bool) -> int:
    each = form.per_column if forward else form.per_row
    return each.times(vectors).flops


def forward_flow(
    graph: Graph, tape: Sequence[Step], tangents: Mapping[str, Array], model: CostModel
) -> Iterator[FlowStep]:
    """Inputs first, then every layer in order. tangents: (c, size) of each source, by name."""
    live = dict(tangents)
    unused = set(unused_in(graph))
    so_far = 0
    points = {entry.name: entry for entry in graph.inputs}
    values = {name: value for step in tape for name, value in _inputs_of(step)}
    for name, tangent in tangents.items():
        value = values.get(name)
        primal = points[name].point.load(graph.dtype) if value is None else value
        yield FlowStep(name, "input", None, primal, (), tangent, 0, True, False, False)
    vectors = len(next(iter(tangents.values())))
    for step in tape:
        arrivals = tuple(
            [
                _arrival(edge, live[edge.source], model, forward=True)
                for edge in _edges(step)
                if edge.source in live
            ]
        )
        total, meeting = _sum(arrivals, vectors, len(step.value), graph.dtype)
        so_far += meeting + sum([each.flops for each in arrivals])
        if arrivals:
            live[step.node.name] = total
        yield FlowStep(
            step.node.name,
            step.node.layer.type,
            LayerFacts(step),
            step.value,
            arrivals,
            total,
            meeting,
            bool(arrivals),
            bool(arrivals) and step.node.name in unused,
            not arrivals,
            so_far,
        )


def reverse_flow(
    graph: Graph, tape: Sequence[Step], adjoints: Array, sources: Sequence[str], model: CostModel
) -> Iterator[FlowStep]:
    """Every value from the last layer to the inputs. adjoints: (r, m) of the output.

    sources: the inputs and parameters that are wanted; only values that depend on one of them are
    pulled back to.
    """
    depends = depending_on(graph, sources)
    readers: dict[str, list[Edge]] = {}
    values: dict[str, Array] = {}
    for step in tape:
        values |= dict(_inputs_of(step)) | dict(_parameters_of(step))
        for edge in _edges(step):
            if edge.source in depends:
                readers.setdefault(edge.source, []).append(edge)
    collected = {graph.output: adjoints}
    points = {entry.name for entry in graph.inputs}
    so_far = 0
    order: list[tuple[str, Step | None]] = [(step.node.name, step) for step in reversed(tape)]
    order += [(name, None) for name in reversed(sources)]
    for name, made in order:
        arrivals = tuple(
            [
                _arrival(edge, collected[edge.step.node.name], model, forward=False)
                for edge in readers.get(name, ())
                if edge.step.node.name in collected
            ]
        )
        primal = _primal(graph, name, values) if made is None else made.value
        total, meeting = _sum(arrivals, len(adjoints), primal.size, graph.dtype)
        if name == graph.output:
            total, meeting = collected[name], 0
        elif arrivals:
            collected[name] = total
        facts = None if made is None else LayerFacts(made)
        kind = facts.type if facts else "input" if name in points else "parameter"
        reached = name in collected
        so_far += meeting + sum([each.flops for each in arrivals])
        yield FlowStep(
            name,
            kind,
            facts,
            primal,
            arrivals,
            total,
            meeting,
            reached,
            False,
            name not in depends,
            so_far,
        )


def _edges(step: Step) -> Iterator[Edge]:
    for at, (source, jacobian) in enumerate(zip(step.node.inputs, step.jacobians, strict=True)):
        yield Edge(step, source, at, jacobian)
    for name, jacobian in step.parameter_jacobians.items():
        yield Edge(step, step.node.parameter_name(name), None, jacobian)


def _inputs_of(step: Step) -> Iterator[tuple[str, Array]]:
    return zip(step.node.inputs, step.inputs, strict=True)


def _parameters_of(step: Step) -> Iterator[tuple[str, Array]]:
    for name in step.parameter_jacobians:
        yield step.node.parameter_name(name), step.node.layer.arrays[name].ravel()


def _primal(graph: Graph, name: str, values: Mapping[str, Array]) -> Array:
    """The value of an input or a parameter; an input that nobody reads is loaded."""
    if name in values:
        return values[name]
    return next(each for each in graph.inputs if each.name == name).point.load(graph.dtype)


def _arrival(edge: Edge, vectors: Array, model: CostModel, *, forward: bool) -> Arrival:
    map_ = edge.map
    form = map_.form
    if model == "dense":
        form = _dense(form.rows, form.columns)
    return Arrival(edge, form, vectors, forward)


def _sum(arrivals: Sequence[Arrival], vectors: int, size: int, dtype: str) -> tuple[Array, int]:
    """What arrives, added up in order, and how many additions that takes."""
    if not arrivals:
        return np.zeros((vectors, size), dtype), 0
    total = arrivals[0].product
    for arrival in arrivals[1:]:
        total = total + arrival.product
    return total, vectors * size * (len(arrivals) - 1)
