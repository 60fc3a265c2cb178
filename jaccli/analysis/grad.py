"""Backpropagation: a loss and its gradient for every parameter and input (Murphy 2022, 13.3.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from jaccli.accumulate import pullback, sources_of, sweep_price
from jaccli.analysis.budget import of_a_sweep, of_the_tape, refuse_beyond
from jaccli.analysis.differences import Check, Probed, check
from jaccli.analysis.facts import (
    ChainFacts,
    LayerFacts,
    chain_facts,
    layer_facts,
    tape_of,
)
from jaccli.analysis.product import probe_of, why
from jaccli.arrays import Array, np
from jaccli.cost import Cost, Primal
from jaccli.errors import JaccliError, Label, Mistakes, count, printable
from jaccli.graph import Graph
from jaccli.linearise import Step
from jaccli.linmap import Kronecker

MOST_ENTRIES = 4096  # of a tensor ∂z/∂W that is written out


class LayerGradient(NamedTuple):
    """What the backward pass finds at one layer.

    adjoint: u_{k+1}, of the layer's value (m_k,); gradients: g_k, one array of its shape for each
    parameter; parameters: d_k, how many numbers they are.
    """

    layer: LayerFacts
    input: Array  # x_k (m_{k-1},)
    adjoint: Array
    gradients: Mapping[str, Array]
    parameters: int
    flops: int  # of the products with this layer's Jacobians, structured
    why: str  # what its Jacobian does to the adjoint, in plain words


class Gradients(NamedTuple):
    """Everything `grad` finds."""

    chain: ChainFacts
    loss: float
    layers: tuple[LayerGradient, ...]  # f_1 first
    input_gradients: Mapping[str, Array]
    primal: Primal
    adjoints: Cost  # of the sweep through the layers, structured
    gradients: Cost  # of the parameters' own products, structured
    check: Check  # the gradient along one direction of all parameters and inputs

    @property
    def ratio(self) -> float | None:
        """Loss and gradient together, in units of the loss alone; None if that costs nothing."""
        if not self.primal.flops:
            return None
        whole = self.primal.flops + self.adjoints.flops + self.gradients.flops
        return whole / self.primal.flops


class ParameterJacobian(NamedTuple):
    """∂z/∂W of a linear layer z = W x + b, and what a VJP makes of it (Murphy 2022, 13.3.3.3).

    weight: a pair i, j whose x_j is not 0, and i ≠ j where W has such a pair; column: ∂z/∂W_ij,
    (m,); tensor: the whole (m, m·n) where it is small; difference: between u times the tensor and
    the outer product u xᵀ.
    """

    k: int
    weight: tuple[int, int]
    column: Array
    tensor: Array | None
    difference: float

    @property
    def agrees(self) -> bool:
        """Whether u times the tensor is the outer product, up to rounding."""
        return self.difference <= 1e-6


def parameter_jacobian(found: Gradients, k: int) -> ParameterJacobian:
    """The parameter Jacobian of linear layer k, from 1."""
    each = found.layers[k - 1]
    x, u, gradient = each.input, each.adjoint, each.gradients["weight"]
    m, n = gradient.shape
    j = int(np.flatnonzero(x)[0]) + 1 if x.any() else 1
    i = next((row for row in range(1, m + 1) if row != j), 1)
    column = np.zeros(m, dtype=x.dtype)
    column[i - 1] = x[j - 1]
    if m * m * n > MOST_ENTRIES:
        return ParameterJacobian(k, (i, j), column, None, 0.0)
    tensor = Kronecker(m, x).dense()
    largest = float(np.abs(gradient).max()) or 1.0
    difference = float(np.abs((u @ tensor).reshape(m, n) - gradient).max()) / largest
    return ParameterJacobian(k, (i, j), column, tensor, difference)


def grad(graph: Graph, *, max_memory: int | None = None) -> Gradients:
    """Algorithm 7: a forward pass, then the adjoints u_k and gradients g_k from the last layer on.

    max_memory: bytes. Raises Mistakes: an output of more than one number, and as `compare` does.
    """
    _refuse_vectors(graph)
    refuse_beyond(
        graph,
        max_memory,
        of_the_tape(graph),
        of_a_sweep(graph, "reverse", 1, graph.input_size + graph.parameters),
    )
    tape = tape_of(graph, parameters=True)
    sources = sources_of(graph, inputs=True, parameters=True)
    start = np.ones((1, 1), dtype=graph.dtype)
    with np.errstate(all="ignore"):  # an overflow is reported with its place
        values = [node.name for node in graph.nodes]  # their adjoints u_k are shown too
        adjoints = pullback(tape, graph.output, start, {*sources, *values})
    price = sweep_price(graph, sources, "reverse", "structured", "counted")
    inner = {name for node in graph.nodes for name in node.parameter_sizes}
    layers = []
    for step in tape:
        node = step.node
        gradients = {
            name: adjoints[node.parameter_name(name)].reshape(shape)
            for name, shape in node.layer.parameters.items()
        }
        for name, found in (("its input", adjoints[node.inputs[0]]), *gradients.items()):
            if not np.isfinite(found).all():
                raise Mistakes([_overflow(graph, node.name, name)], graph.file)
        flops = sum(cost.flops for edge, cost in price.edges if edge.layer == node.name)
        layers.append(
            LayerGradient(
                layer_facts(step),
                step.inputs[0],
                adjoints[node.name][0],
                gradients,
                node.parameters,
                flops,
                why(step, adjoints[node.name], forward=False),
            )
        )
    return Gradients(
        chain_facts(graph),
        float(tape[-1].value[0]),
        tuple(layers),
        {entry.name: adjoints[entry.name][0] for entry in graph.inputs},
        graph.primal,
        sum((cost for edge, cost in price.edges if edge.source not in inner), price.meeting),
        sum((cost for edge, cost in price.edges if edge.source in inner), Cost()),
        _check(graph, tape, adjoints),
    )


def _check(graph: Graph, tape: Sequence[Step], found: Mapping[str, Array]) -> Check:
    """The whole gradient at once: its product with a direction beside differences, in float64.

    A wrong entry of any gradient changes the product, for the direction has no pattern that a
    mistake could have.
    """
    sources = sources_of(graph, inputs=True, parameters=True)
    if graph.dtype != "float64":
        tape = tape_of(graph._replace(dtype="float64"), parameters=True)
        with np.errstate(all="ignore"):  # what is not finite was reported in the graph's dtype
            found = pullback(tape, graph.output, np.ones((1, 1)), sources)
    edges = np.cumsum([0, *sources.values()])
    places = dict(zip(sources, pairwise(edges), strict=True))
    point = {graph.inputs[0].name: tape[0].inputs[0]} | {
        step.node.parameter_name(name): step.node.layer.arrays[name].ravel()
        for step in tape
        for name in step.node.layer.parameters
    }

    def probe(theta: Array) -> Probed:
        layers = []
        for step in tape:
            node = step.node
            parts = {name: places[node.parameter_name(name)] for name in node.layer.parameters}
            layers.append(
                node.layer.with_arrays(
                    {
                        name: theta[a:b].reshape(node.layer.parameters[name])
                        for name, (a, b) in parts.items()
                    }
                )
            )
        a, b = places[graph.inputs[0].name]
        probed = probe_of(layers)(theta[a:b])
        return probed._replace(largest=max(probed.largest, float(np.abs(theta).max())))

    here = np.concatenate([point[name] for name in sources])
    # as good as random, and without numpy.random, whose import takes longer than all the rest
    direction = np.cos(np.arange(1.0, here.size + 1) ** 2)
    slope = np.array([np.concatenate([found[name][0] for name in sources]) @ direction])
    return check(probe, here, [direction], [slope], 1)


def _refuse_vectors(graph: Graph) -> None:
    """A gradient is of one number."""
    if graph.output_size == 1:
        return
    last = graph.nodes[-1]
    raise Mistakes(
        [
            JaccliError(
                f"grad needs one number to differentiate, {last.name} gives {graph.output_size:,}",
                Label(last.place, f"{count(graph.output_size, 'output')} here"),
                notes=[
                    ("help", "end the chain with a loss, such as `squared_error` or `sum`"),
                    (
                        "help",
                        f"or pull back one output: jaccli vjp {printable(graph.file)} -u e1",
                    ),
                ],
            )
        ],
        graph.file,
    )


def _overflow(graph: Graph, layer: str, name: str) -> JaccliError:
    return JaccliError(
        f"{layer}: the gradient of {name} is larger than {graph.dtype} can hold",
        notes=[("help", "choose another point (--at, `input:`) or other weights")],
    )
