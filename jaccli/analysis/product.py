"""Single products J v and u J, step by step, with a check by differences (Murphy 2022, 13.3.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jaccli.accumulate.price import CostModel, Mode
from jaccli.analysis.budget import of_a_sweep, of_the_tape, refuse_beyond
from jaccli.analysis.facts import (
    ChainFacts,
    LayerFacts,
    chain_facts,
    layer_facts,
    point_of,
    tape_of,
)
from jaccli.arrays import Array, np
from jaccli.errors import JaccliError, Label, Mistakes
from jaccli.graph import Graph, load
from jaccli.linearise import Step
from jaccli.linmap import DenseForm, Form

STEP = 1e-6  # of the differences, relative to the size of x; about the cube root of epsilon
DIFFERENCES_TOLERANCE = 1e-6  # of max(1, |product|)
MOST_DIFFERENCES = 64  # directions that are checked


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


class Check(NamedTuple):
    """The products beside central differences of f itself.

    directions: how many of the input's directions were compared; of: how many there are.
    """

    differences: Array  # of one number each
    products: Array
    step: float
    kinks: tuple[str, ...]  # layers that sit at a kink, where differences say something else
    directions: int
    of: int

    @property
    def difference(self) -> float:
        """The largest, over all products that were compared."""
        return float(np.abs(self.differences - self.products).max())

    @property
    def tolerance(self) -> float:
        """How large it may be: differences cancel half of the digits."""
        return DIFFERENCES_TOLERANCE * max(1.0, float(np.abs(self.products).max()))

    @property
    def ok(self) -> bool:
        """Whether the differences confirm the products."""
        return self.difference <= self.tolerance


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
        _check(exact, tape, mode, start, results),
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
            step.node.layer.why(
                step.inputs[0],
                carried[0] if len(carried) == 1 else None,
                forward=mode == "forward",
            ),
        )
        carried = after


def _priced(form: Form, model: CostModel) -> Form:
    return DenseForm(*form.shape) if model == "dense" else form


def _check(graph: Graph, tape: Sequence[Step], mode: Mode, start: Array, results: Array) -> Check:
    """f itself, a little to both sides: along each tangent, or along each input."""
    loaded = load(graph)
    (x,) = point_of(graph).values()
    size = max(1.0, float(np.abs(x).max()))
    if mode == "forward":
        directions, of = start[:MOST_DIFFERENCES].astype("float64"), len(start)
    else:
        chosen = np.unique(np.linspace(0, x.size - 1, MOST_DIFFERENCES).round().astype(int))
        directions, of = np.eye(x.size)[chosen], x.size
    differences = []
    for direction in directions:
        h = STEP * size / max(float(np.abs(direction).max()), 1e-300)
        above, below = _value(loaded, x + h * direction), _value(loaded, x - h * direction)
        differences.append((above - below) / (2 * h))
    slopes = np.stack(differences)
    if mode == "forward":
        found = results[:MOST_DIFFERENCES]
    else:
        slopes, found = start @ slopes.T, results[:, chosen]
    kinks = tuple(step.node.name for step in tape if step.node.layer.at_kink(*step.inputs))
    return Check(slopes, found, STEP * size, kinks, len(directions), of)


def _value(graph: Graph, x: Array) -> Array:
    with np.errstate(all="ignore"):  # a point beside the domain gives what it gives
        for node in graph.nodes:
            x = node.layer.forward(x)
    return x
