"""Single products J v and u J, step by step, with a check by differences (Murphy 2022, 13.3.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jaccli.accumulate.price import CostModel, Mode
from jaccli.analysis.budget import of_a_sweep, of_the_tape, refuse_beyond
from jaccli.analysis.differences import Check, Probe, Probed, check
from jaccli.analysis.facts import (
    ChainFacts,
    LayerFacts,
    chain_facts,
    layer_facts,
    tape_of,
)
from jaccli.arrays import Array, np
from jaccli.errors import JaccliError, Label, Mistakes
from jaccli.graph import Graph
from jaccli.layers import Layer
from jaccli.linearise import Step
from jaccli.linmap import DenseForm, Form

FEWEST, MOST = 4, 64  # directions that are checked by differences
AFFORDED = 50_000_000  # FLOPs of f for all of them, each probed a dozen times at most


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

    chain: ChainFacts
    mode: Mode
    model: CostModel
    vectors: tuple[Vector, ...]
    input: Array  # x_1
    output: Array
    steps: tuple[ProductStep, ...]  # in the order of the sweep
    results: Array  # one row a vector
    check: Check
    forward_vector: int  # FLOPs of one JVP
    reverse_vector: int  # FLOPs of one VJP

    @property
    def flops(self) -> int:
        """Of all vectors together."""
        return self.steps[-1].so_far


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
    refuse_beyond(
        graph,
        max_memory,
        of_the_tape(graph),
        of_a_sweep(graph, mode, len(vectors)),
        of_the_tape(exact),
    )
    tape = tape_of(graph)
    start = np.stack([vector.entries for vector in vectors])
    with np.errstate(all="ignore"):  # an overflow is reported with its place
        steps = tuple(_steps(tape, mode, start, model))
    results = steps[-1].after
    _refuse_overflow(graph, steps)
    return Products(
        chain_facts(graph),
        mode,
        model,
        tuple(vectors),
        tape[0].inputs[0],
        tape[-1].value,
        steps,
        results,
        _check(graph, tape, mode, start, results),
        sum(_priced(form, model).per_column.flops for form in graph.forms),
        sum(_priced(form, model).per_row.flops for form in graph.forms),
    )


def _refuse_overflow(graph: Graph, steps: Sequence[ProductStep]) -> None:
    """Raise Mistakes at the first step whose product is not finite."""
    for step in steps:
        if not np.isfinite(step.after).all():
            name = step.layer.name
            error = JaccliError(
                f"{name}: the product is larger than {graph.dtype} can hold",
                Label(graph.nodes[step.k - 1].place, "here it is not finite"),
                notes=[("help", "choose a shorter vector or another point (--at)")],
            )
            raise Mistakes([error], graph.file)


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
            layer_facts(step),
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
        return f"the {'tangent' if forward else 'adjoint'} is 0 by now, and stays 0"
    one = vectors[0] if len(vectors) == 1 else None
    return step.node.layer.why(step.inputs[0], one, forward=forward)


def _priced(form: Form, model: CostModel) -> Form:
    return DenseForm(*form.shape) if model == "dense" else form


def _check(graph: Graph, tape: Sequence[Step], mode: Mode, start: Array, results: Array) -> Check:
    """The products beside differences, in float64: along each tangent, or along each input.

    As many directions as can be probed in about a second.
    """
    if graph.dtype != "float64":
        tape, start = tape_of(graph._replace(dtype="float64")), start.astype("float64")
        with np.errstate(all="ignore"):  # what is not finite was reported in the graph's dtype
            results = list(_steps(tape, mode, start, "dense"))[-1].after
    x = tape[0].inputs[0]
    most = max(FEWEST, min(MOST, AFFORDED // max(1, graph.primal.flops)))
    layers = [step.node.layer for step in tape]
    if mode == "forward":
        chosen = _spread(len(start), most)
        return check(probe_of(layers), x, [*start[chosen]], [*results[chosen]], len(start))
    chosen = _spread(x.size, most)
    directions = np.zeros((len(chosen), x.size))
    directions[np.arange(len(chosen)), chosen] = 1
    return check(probe_of(layers, start), x, [*directions], [*results[:, chosen].T], x.size)


def _spread(size: int, most: int) -> Array:
    """At most so many of the indices below `size`, evenly spread."""
    return np.unique(np.linspace(0, size - 1, min(size, most)).round().astype(int))


def probe_of(layers: Sequence[Layer], adjoints: Array | None = None) -> Probe:
    """f, or U f, as `differences` asks for it."""

    def at(x: Array) -> Probed:
        sides: list[Array] = []
        largest = 0.0
        with np.errstate(all="ignore"):  # a point beside the domain gives what it gives
            for layer in layers:
                sides += layer.sides(x)
                largest = max(largest, float(np.abs(x).max()))
                x = layer.forward(x)
            value = x if adjoints is None else adjoints @ x
        return Probed(value, tuple(sides), max(largest, float(np.abs(x).max())))

    return at
