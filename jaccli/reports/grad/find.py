"""Backpropagation: a loss and its gradient for every parameter and input (Murphy 2022, 13.3.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from jaccli.accumulate import depending_on, pullback, sources_of, sweep_price
from jaccli.arrays import Array, np
from jaccli.cost import Cost, Primal
from jaccli.errors import JaccliError, Label, Mistakes, printable
from jaccli.finite import not_finite, too_large
from jaccli.graph import Graph, Node
from jaccli.linearise import Step
from jaccli.linmap import outer_product
from jaccli.reports.common.budget import of_a_sweep, of_the_tape, refuse_beyond
from jaccli.reports.common.derivatives.beside import beside_of
from jaccli.reports.common.derivatives.differences import Check, Probed, check
from jaccli.reports.common.derivatives.judged import Layers, explained
from jaccli.reports.common.derivatives.probe import (
    across,
    needed_in,
    places_of,
    probe_of,
    read_in,
    sizes_of,
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
from jaccli.reports.common.flow.find import FlowStep, reverse_flow
from jaccli.reports.common.product.find import why
from jaccli.words import count

MOST_ENTRIES = 4096  # of a tensor ∂z/∂W that is written out


class LayerGradient(NamedTuple):
    """What the backward pass finds at one layer.

    adjoint: u_{k+1}, of the layer's value (m_k,); gradients: g_k, one array of its shape for each
    parameter; parameters: d_k, how many numbers they are.
    """

    layer: LayerFacts
    inputs: tuple[Array, ...]  # x_k (m_{k-1},) in a chain
    adjoint: Array
    gradients: Mapping[str, Array]
    parameters: int
    flops: int  # of the products with this layer's Jacobians, structured
    why: str  # what its Jacobian does to the adjoint, in plain words


class Gradients(NamedTuple):
    """Everything `grad` finds."""

    graph: GraphFacts
    loss: float
    layers: tuple[LayerGradient, ...]  # f_1 first
    by_layer: Mapping[str, Mapping[str, Array]]  # every gradient that there is, by names
    input_gradients: Mapping[str, Array]
    flow: tuple[FlowStep, ...]  # the way back value by value, where it was asked for
    primal: Primal
    adjoints: Cost  # of the sweep through the layers, structured
    gradients: Cost  # of the parameters' own products, structured
    check: Check  # the gradient along one direction of all parameters and inputs

    def __repr__(self) -> str:
        from jaccli.reports.common.brief import of_gradients

        return of_gradients(self)

    @property
    def parameter_gradients(self) -> Mapping[str, Mapping[str, Array]]:
        """The gradient of each parameter, by the names of its layer and its own."""
        return {each.layer.name: each.gradients for each in self.layers if each.gradients}

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
    (x,), u, gradient = each.inputs, each.adjoint, each.gradients["weight"]
    m, n = gradient.shape
    j = int(np.flatnonzero(x)[0]) + 1 if x.any() else 1
    i = next((row for row in range(1, m + 1) if row != j), 1)
    column = np.zeros(m, dtype=x.dtype)
    column[i - 1] = x[j - 1]
    if m * m * n > MOST_ENTRIES:
        return ParameterJacobian(k, (i, j), column, None, 0.0)
    tensor = outer_product(m, x).dense()
    largest = float(np.abs(gradient).max()) or 1.0
    difference = float(np.abs((u @ tensor).reshape(m, n) - gradient).max()) / largest
    return ParameterJacobian(k, (i, j), column, tensor, difference)


def grad(graph: Graph, *, max_memory: int | None = None, steps: bool = False) -> Gradients:
    """Algorithm 7: a forward pass, then the adjoints u_k and gradients g_k from the last layer on.

    max_memory: bytes; steps: the way back as well, value by value. Raises Mistakes: an output of
    more than one number, and as `compare` does.
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
    values = {node.name: node.size for node in graph.nodes}  # their adjoints u_k are shown too
    with np.errstate(all="ignore"):  # an overflow is reported with its place
        wanted = depending_on(graph, sources) | set(sources)  # a constant's adjoint is nobody's
        reached = pullback(tape, graph.output, start, wanted)
        flow: tuple[FlowStep, ...] = ()
        if steps:
            flow = tuple(reverse_flow(graph, tape, start, [*sources], "structured"))
    adjoints = {
        # what the loss does not reach has the gradient 0, written out
        name: reached.get(name, np.zeros((1, size), graph.dtype))
        for name, size in (sources | values).items()
    }
    price = sweep_price(graph, sources, "reverse", "structured", "counted")
    inner = {name for node in graph.nodes for name in node.parameter_sizes}
    spent: dict[str, int] = {}
    for edge, cost in price.edges:
        spent[edge.layer] = spent.get(edge.layer, 0) + cost.flops
    checked, calls = _check(graph, tape, adjoints)
    layers = tuple(_layer_gradient(graph, step, adjoints, spent) for step in tape)
    return Gradients(
        graph_facts(graph, calls),
        float(value_of(tape, graph.output)[0]),
        layers,
        _by_layer(graph, layers),
        {entry.name: adjoints[entry.name][0] for entry in graph.inputs},
        flow,
        graph.primal,
        sum((cost for edge, cost in price.edges if edge.source not in inner), price.meeting),
        sum((cost for edge, cost in price.edges if edge.source in inner), Cost()),
        checked,
    )


def _by_layer(graph: Graph, layers: Sequence[LayerGradient]) -> dict[str, Mapping[str, Array]]:
    """The gradients of each layer that has some, in the order of the file.

    What the loss does not reach has the gradient 0, written out: layers set aside among it.
    """
    found = {each.layer.name: each.gradients for each in layers}
    every = {
        node.name: {
            name: np.zeros(shape, graph.dtype) for name, shape in node.layer.parameters.items()
        }
        for node in graph.whole.nodes
    }
    return {name: found.get(name, zeros) for name, zeros in every.items() if zeros}


def _layer_gradient(
    graph: Graph, step: Step, adjoints: Mapping[str, Array], spent: Mapping[str, int]
) -> LayerGradient:
    """What the pass back finds at one layer. Raises Mistakes where it is not finite.

    spent: the FLOPs of the products with each layer's Jacobians, by name
    """
    node = step.node
    gradients = {
        name: adjoints[node.parameter_name(name)].reshape(shape)
        for name, shape in node.layer.parameters.items()
    }
    before = [(f"its input {name}", adjoints[name]) for name in node.inputs]
    for name, found in (*before, *gradients.items()):
        if not np.isfinite(found).all():
            raise Mistakes([_overflow(graph, node.name, name)], graph.file)
    return LayerGradient(
        LayerFacts(step),
        step.inputs,
        adjoints[node.name][0],
        gradients,
        node.parameters,
        spent.get(node.name, 0),
        why(step, adjoints[node.name], forward=False) if step.inputs else "",
    )


def _check(graph: Graph, tape: Sequence[Step], found: Mapping[str, Array]) -> tuple[Check, int]:
    """The whole gradient at once: its product with a direction beside differences, in float64.

    A wrong entry of any gradient changes the product, for the direction has no pattern that a
    mistake could have. And how often the program was called.
    """
    sources = sources_of(graph, inputs=True, parameters=True)
    if graph.dtype != "float64":
        graph = graph._replace(dtype="float64")
        tape = tape_of(graph, parameters=True)
        with np.errstate(all="ignore"):  # what is not finite was reported in the graph's dtype
            found = pullback(tape, graph.output, np.ones((1, 1)), sources)
    places = places_of(sources)
    point = point_of(graph) | {
        step.node.parameter_name(name): step.node.layer.arrays[name].ravel()
        for step in tape
        for name in step.node.layer.parameters
    }
    inputs = sizes_of(graph)
    given = sum(inputs.values())  # of all sources the inputs come first

    read = read_in(tape)
    needed = [(node, bool(node.layer.parameters)) for node in needed_in(graph, tape)]

    def probe(theta: Array) -> Probed:
        nodes = [
            _with_parameters(node, theta, places) if learns else node for node, learns in needed
        ]
        probed = probe_of(nodes, inputs, graph.output, read)(theta[:given])
        return probed._replace(largest=max(probed.largest, float(np.abs(theta).max())))

    here = np.concatenate([point[name] for name in sources])
    # without numpy.random, whose import takes longer than all the rest
    direction = across(here.size)
    every = [found.get(name, np.zeros((1, size)))[0] for name, size in sources.items()]
    slope = weighted(np.concatenate(every)[None], direction)
    beside = beside_of(graph) if here.size == given else None  # a program has no parameters
    layers = Layers(graph, tape, places)
    checked = check(probe, here, [direction], [slope], 1, beside, witness=layers)
    return explained(checked, layers), beside.calls if beside else 0


def _with_parameters(node: Node, theta: Array, places: Mapping[str, slice]) -> Node:
    """The node with its parameters taken from one long vector."""
    return node._replace(
        layer=node.layer.with_arrays(
            {
                name: theta[places[node.parameter_name(name)]].reshape(shape)
                for name, shape in node.layer.parameters.items()
            }
        )
    )


def _refuse_vectors(graph: Graph) -> None:
    """A gradient is of one number."""
    if graph.output_size == 1:
        return
    last = next(node for node in graph.nodes if node.name == graph.output)
    raise Mistakes(
        [
            JaccliError(
                f"grad needs one number to differentiate, {last.name} gives {graph.output_size:,}",
                Label(last.place, f"{count(graph.output_size, 'output')} here"),
                notes=[
                    ("help", "end with a loss, such as `squared_error` or `sum`"),
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
    return not_finite(f"{layer}: {too_large(f'the gradient of {name}', graph.dtype)}")
