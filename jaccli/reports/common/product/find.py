"""Single products J v and u J, step by step, with a check by differences (Murphy 2022, 13.3.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from jaccli.accumulate import edges_of, sources_of, sweep_price
from jaccli.accumulate.price import MODES, CostModel, Mode
from jaccli.arrays import Array, np
from jaccli.errors import Mistakes
from jaccli.finite import SHORTER, not_finite, too_large
from jaccli.graph import Graph
from jaccli.linearise import Step
from jaccli.linmap import DenseForm, Form
from jaccli.reports.common.budget import of_a_sweep, of_the_tape, refuse_beyond
from jaccli.reports.common.derivatives.beside import FEW, beside_of
from jaccli.reports.common.derivatives.differences import Check, check
from jaccli.reports.common.derivatives.judged import Layers, explained
from jaccli.reports.common.derivatives.probe import (
    across,
    needed_in,
    places_of,
    probe_of,
    read_in,
    sizes_of,
    weighed,
)
from jaccli.reports.common.derivatives.quotients import weighted
from jaccli.reports.common.facts import (
    GraphFacts,
    LayerFacts,
    graph_facts,
    point_of,
    tape_of,
    value_of,
)
from jaccli.reports.common.flow.find import FlowStep, forward_flow, reverse_flow, stays_zero

FEWEST, MOST = 4, 64  # directions that are checked by differences
AFFORDED = 50_000_000  # FLOPs of f for all of them, each probed a dozen times at most
CALLS = 15_000  # layers that are called for all of them


class Vector(NamedTuple):
    """A vector to push forward or pull back, and how the user named it."""

    name: str
    entries: Array


class ProductStep(NamedTuple):
    """One layer at work. `before` and `after`: one row a vector."""

    k: int
    layer: LayerFacts
    primal_before: Array  # x_k
    primal: Array  # x_{k+1}
    before: Array  # (c, m_{k-1}) forward, (c, m_k) reverse
    after: Array  # (c, m_k) forward, (c, m_{k-1}) reverse
    flops: int
    so_far: int
    why: str


class Products(NamedTuple):
    """Everything `jvp` and `vjp` find. mode forward: J v; reverse: u J."""

    graph: GraphFacts
    mode: Mode
    model: CostModel
    vectors: tuple[Vector, ...]
    input: Array  # x_1; of several inputs, side by side
    output: Array
    steps: tuple[ProductStep, ...]  # of a chain, in the order of the sweep
    flow: tuple[FlowStep, ...]  # of a graph, value by value, in the order of the sweep
    results: Array  # one row a vector
    check: Check
    forward_vector: int  # FLOPs of one JVP
    reverse_vector: int  # FLOPs of one VJP

    def __repr__(self) -> str:
        from jaccli.reports.common.brief import of_products

        return of_products(self)

    @property
    def primal(self) -> Array:
        """f(x) (m,)."""
        return self.output

    @property
    def tangents(self) -> Array:
        """J v (c, m) of `jvp`, one row a vector."""
        if self.mode != "forward":
            raise AttributeError("vjp has cotangents, and no tangents")
        return self.results

    @property
    def cotangents(self) -> Array:
        """uᵀ J (c, n) of `vjp`, one row a vector; of several inputs side by side."""
        if self.mode != "reverse":
            raise AttributeError("jvp has tangents, and no cotangents")
        return self.results

    @property
    def flops(self) -> int:
        """Of all vectors together."""
        return (self.steps or self.flow)[-1].so_far


def products(
    graph: Graph,
    mode: Mode,
    vectors: Sequence[Vector],
    model: CostModel = "dense",
    *,
    max_memory: int | None = None,
) -> Products:
    """Push tangents forward (algorithm 5) or pull adjoints back (algorithm 6), all in one pass.

    vectors: of n entries forward, of m entries in reverse; model: how the steps are priced.
    Raises Mistakes as `compare` does.
    """
    exact = graph._replace(dtype="float64")  # of the differences
    planned = list(of_the_tape(graph))
    beside = planned if graph.dtype == "float64" else list(of_the_tape(exact))
    refuse_beyond(graph, max_memory, planned, of_a_sweep(graph, mode, len(vectors)), beside)
    tape = tape_of(graph)
    start = np.stack([vector.entries for vector in vectors])
    steps: tuple[ProductStep, ...] = ()
    flow: tuple[FlowStep, ...] = ()
    with np.errstate(all="ignore"):  # an overflow is reported with its place
        if graph.is_chain:
            steps = tuple(_steps(tape, mode, start, model))
            results = steps[-1].after
        else:
            flow, results = _flow(graph, tape, mode, start, model)
    moved = [(step.layer.name, step.after) for step in steps]
    _refuse_overflow(graph, moved or [(step.name, step.total) for step in flow])
    checked, calls = _check(graph, tape, mode, start, results)
    return Products(
        graph_facts(graph, calls),
        mode,
        model,
        tuple(vectors),
        np.concatenate(list(point_of(graph).values())),
        value_of(tape, graph.output),
        steps,
        flow,
        results,
        checked,
        *_one_vector(graph, model),
    )


def _one_vector(graph: Graph, model: CostModel) -> tuple[int, int]:
    """FLOPs of one JVP and of one VJP."""
    if graph.is_chain:
        forms = [_priced(form, model) for form in graph.forms]
        jvp = sum(form.per_column.flops for form in forms)
        return jvp, sum(form.per_row.flops for form in forms)
    sources = sources_of(graph, inputs=True, parameters=False)
    edges = edges_of(graph, sources)
    ahead, back = (
        sweep_price(graph, sources, mode, model, "counted", edges).total.flops for mode in MODES
    )
    return ahead // graph.input_size, back // graph.output_size


def _flow(
    graph: Graph, tape: Sequence[Step], mode: Mode, start: Array, model: CostModel
) -> tuple[tuple[FlowStep, ...], Array]:
    """The sweep value by value, and its result: one row a vector."""
    places = places_of(sizes_of(graph))
    if mode == "forward":
        tangents = {name: start[:, place] for name, place in places.items()}
        flow = tuple(forward_flow(graph, tape, tangents, model))
        return flow, next(step.total for step in flow if step.name == graph.output)
    flow = tuple(reverse_flow(graph, tape, start, list(places), model))
    found = {step.name: step.total for step in flow}
    return flow, np.concatenate([found[name] for name in places], axis=1)


def _refuse_overflow(graph: Graph, moved: Iterable[tuple[str, Array]]) -> None:
    """Raise Mistakes at the first value whose product is not finite."""
    for name, found in moved:
        if not np.isfinite(found).all():
            place = next((node.place for node in graph.nodes if node.name == name), None)
            title = f"{name}: {too_large('the product', graph.dtype)}"
            raise Mistakes([not_finite(title, "here it", place, SHORTER)], graph.file)


def _steps(
    tape: Sequence[Step], mode: Mode, carried: Array, model: CostModel
) -> Iterator[ProductStep]:
    so_far = 0
    for k, step in sorted(enumerate(tape, start=1), reverse=mode == "reverse"):
        form = _priced(step.jacobian.form, model)
        if mode == "forward":
            after = step.jacobian.on_columns(carried.T).T
            flops = form.per_column.times(len(carried)).flops
        else:
            after = step.jacobian.on_rows(carried)
            flops = form.per_row.times(len(carried)).flops
        so_far += flops
        yield ProductStep(
            k,
            LayerFacts(step),
            step.inputs[0],
            step.value,
            carried,
            after,
            flops,
            so_far,
            why(step, carried, forward=mode == "forward"),
        )
        carried = after


def why(step: Step, vectors: Array, *, forward: bool) -> str:
    """What the step does to the vectors (c, size), in plain words."""
    if not vectors.any():
        return stays_zero(forward=forward)
    one = vectors[0] if len(vectors) == 1 else None
    return step.node.layer.reason(0, step.inputs, one, forward=forward)


def _priced(form: Form, model: CostModel) -> Form:
    return DenseForm(*form.shape) if model == "dense" else form


def _check(
    graph: Graph, tape: Sequence[Step], mode: Mode, start: Array, results: Array
) -> tuple[Check, int]:
    """The products beside differences, in float64: along each tangent, or along each input.

    As many directions as can be probed in about a second, of a program a few. And how often the
    program was called.
    """
    if graph.dtype != "float64":
        graph = graph._replace(dtype="float64")
        tape, start = tape_of(graph), start.astype("float64")
        with np.errstate(all="ignore"):  # what is not finite was reported in the graph's dtype
            if graph.is_chain:
                results = list(_steps(tape, mode, start, "dense"))[-1].after
            else:
                _, results = _flow(graph, tape, mode, start, "dense")
    x = np.concatenate(list(point_of(graph).values()))
    probe = probe_of(needed_in(graph, tape), sizes_of(graph), graph.output, read_in(tape))
    most = max(FEWEST, min(MOST, AFFORDED // max(1, graph.primal.flops)))
    most = max(1, min(most, CALLS // max(1, len(tape))))
    if graph.program is not None:
        most = min(most, FEW)
    if mode == "forward":
        chosen = _spread(len(start), most)
        beside = beside_of(graph)
        layers = Layers(graph, tape, places_of(sizes_of(graph)))
        along, slopes = [*start[chosen]], [*results[chosen]]
        found = check(probe, x, along, slopes, len(start), beside, witness=layers)
        return explained(found, layers), beside.calls if beside else 0
    whole = x.size > most and graph.program is not None
    chosen = _spread(x.size, max(1, most - whole))
    directions = np.zeros((len(chosen), x.size))
    directions[np.arange(len(chosen)), chosen] = 1
    expected = [*results[:, chosen].T]
    if whole:
        directions = np.concatenate([directions, across(x.size)[None]])
        expected.append(weighted(results, directions[-1]))
    beside = beside_of(graph, start)
    layers = Layers(graph, tape, places_of(sizes_of(graph)), start)
    summed = weighed(probe, start)
    found = check(summed, x, [*directions], expected, x.size, beside, witness=layers)
    return explained(found._replace(across=whole), layers), beside.calls if beside else 0


def _spread(size: int, most: int) -> Array:
    """At most so many of the indices below `size`, evenly spread."""
    return np.unique(np.linspace(0, size - 1, min(size, most)).round().astype(int))
