"""Backpropagation: a loss and its gradient for every parameter and input (Murphy 2022, 13.3.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from jaccli.accumulate import depending_on, pullback, sources_of, sweep_price
from jaccli.arrays import Array, np
from jaccli.cost import Cost, Primal
from jaccli.errors import JaccliError, Label, Mistakes
from jaccli.finite import not_finite, too_large
from jaccli.graph import Graph, Node
from jaccli.keywords import Worded
from jaccli.linearise import Step
from jaccli.progress import SILENT, Progress
from jaccli.reports.common.acting import reason
from jaccli.reports.common.budget import refuse_beyond
from jaccli.reports.common.derivatives.differences import Check
from jaccli.reports.common.facts import GraphFacts, LayerFacts, graph_facts
from jaccli.reports.common.tape import tape_of, value_of
from jaccli.reports.grad.checked import checked
from jaccli.reports.grad.way_back import WayBack, planned
from jaccli.words import count

if TYPE_CHECKING:
    from os import PathLike

    from jaccli.document.blocks import Finding
    from jaccli.reports.common.flow.find import FlowStep
    from jaccli.reports.grad.weights import ParameterJacobian

CHEAP = 4


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
    way_back: WayBack
    primal: Primal
    adjoints: Cost  # of the sweep through the layers, structured
    gradients: Cost  # of the parameters' own products, structured
    check: Check  # the gradient along one direction of all parameters and inputs
    explained: ParameterJacobian | None = None  # of one layer, where it was asked for
    in_steps: bool = False  # whether the way back was asked for

    @property
    def flow(self) -> tuple[FlowStep, ...]:
        """The way back value by value. Raises Mistakes where it takes too much memory."""
        return self.way_back.steps

    @property
    def passes_forward(self) -> int:
        """What forward mode would need: one for each parameter and input."""
        return self.graph.n + self.graph.parameters

    @property
    def back(self) -> int:
        """FLOPs of the whole way back."""
        return self.adjoints.flops + self.gradients.flops

    @property
    def meeting(self) -> int:
        """FLOPs of the additions where what comes back over several edges meets."""
        return self.back - sum(each.flops for each in self.layers)

    @property
    def so_far(self) -> tuple[int, ...]:
        """FLOPs of a chain's way back, from its last layer up to each: f_1 first."""
        return tuple(accumulate(each.flops for each in reversed(self.layers)))[::-1]

    def adjoint_before(self, k: int) -> Array:
        """u_k of a chain: what the way back has come to at the input of layer k, from 1."""
        if k == 1:
            return next(iter(self.input_gradients.values()))
        return self.layers[k - 2].adjoint

    def __repr__(self) -> str:
        from jaccli.reports.common.names import representation
        from jaccli.reports.grad.answer import in_a_line

        return representation("grad", in_a_line(self))

    def save(self, file: str | PathLike[str], format: str | None = None) -> None:
        """Write it to a file, in the format of its ending or in another: "a.html", "a.json"."""
        from jaccli.reports.common.saving import save

        save(self, "grad", file, format)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from jaccli.reports.common.saving import shown

        return shown(self, "grad")

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What its page says in words, in its order."""
        from jaccli.reports.common.names import findings_on
        from jaccli.reports.grad.page import page

        return findings_on(page(self))

    @property
    def parameter_gradients(self) -> Mapping[str, Mapping[str, Array]]:
        """The gradient of each parameter, by the names of its layer and its own."""
        return self.by_layer

    @property
    def ratio(self) -> float | None:
        """Loss and gradient together, in units of the loss alone; None if that costs nothing."""
        if not self.primal.flops:
            return None
        return (self.primal.flops + self.back) / self.primal.flops

    @property
    def bound(self) -> int:
        """What the cheap gradient principle promises of the ratio: at most so much."""
        return CHEAP

    @property
    def is_cheap(self) -> bool:
        """Whether it is within that bound."""
        return self.ratio is None or self.ratio <= self.bound


def grad(
    graph: Graph,
    *,
    max_memory: int | None = None,
    steps: bool = False,
    walked: bool = False,
    progress: Progress = SILENT,
) -> Gradients:
    """Algorithm 7: a forward pass, then the adjoints u_k and gradients g_k from the last layer on.

    max_memory: bytes; steps: the way back was asked for; walked: it will be shown, so that it has
    to fit as well. Raises Mistakes: an output of more than one number, and as `compare` does.
    """
    _refuse_vectors(graph)
    refuse_beyond(graph, max_memory, planned(graph, walked=walked))
    tape = tape_of(graph, parameters=True, progress=progress)
    sources = sources_of(graph, inputs=True, parameters=True)
    start = np.ones((1, 1), dtype=graph.dtype)
    values = {node.name: node.size for node in graph.nodes}  # their adjoints u_k are shown too
    with np.errstate(all="ignore"):  # an overflow is reported with its place
        wanted = depending_on(graph, sources) | set(sources)  # a constant's adjoint is nobody's
        reached = pullback(tape, graph.output, start, wanted, progress)
    adjoints = {
        # what the loss does not reach has the gradient 0, written out
        name: reached[name] if name in reached else np.zeros((1, size), graph.dtype)
        for name, size in (sources | values).items()
    }
    price = sweep_price(graph, sources, "reverse", "structured", "counted")
    inner = {name for node in graph.nodes for name in node.parameter_sizes}
    spent: dict[str, int] = {}
    for edge, cost in price.edges:
        spent[edge.layer] = spent.get(edge.layer, 0) + cost.flops
    with progress.stage("differences", unit="layers") as stage:
        check, calls = checked(graph, tape, adjoints, stage)
    layers = tuple(_layer_gradient(graph, step, adjoints, spent) for step in tape)
    return Gradients(
        graph_facts(graph, calls),
        float(value_of(tape, graph.output)[0]) + 0.0,  # -0 reads as 0
        layers,
        _by_layer(graph, layers),
        {entry.name: adjoints[entry.name][0] for entry in graph.inputs},
        WayBack(graph, tape, max_memory, progress),
        graph.primal,
        sum((cost for edge, cost in price.edges if edge.source not in inner), price.meeting),
        sum((cost for edge, cost in price.edges if edge.source in inner), Cost()),
        check,
        in_steps=steps,
    )


def _by_layer(graph: Graph, layers: Sequence[LayerGradient]) -> dict[str, Mapping[str, Array]]:
    """The gradients of each layer that has some, in the order of the file.

    What the loss does not reach has the gradient 0, written out: layers set aside among it.
    """
    found = {each.layer.name: each.gradients for each in layers}
    return {
        node.name: found[node.name] if node.name in found else _zeros(node, graph.dtype)
        for node in graph.whole.nodes
        if node.layer.parameters
    }


def _zeros(node: Node, dtype: str) -> dict[str, Array]:
    """The gradients of a layer that the loss does not reach."""
    return {name: np.zeros(shape, dtype) for name, shape in node.layer.parameters.items()}


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
        reason(step, 0, adjoints[node.name], forward=False) if step.inputs else "",
    )


def _refuse_vectors(graph: Graph) -> None:
    """A gradient is of one number."""
    if graph.output_size == 1:
        return
    last = next(node for node in graph.nodes if node.name == graph.output)
    pulled = Worded(f"jaccli vjp {graph.file} -u e1", 'jaccli.vjp(chain, "e1")')
    raise Mistakes(
        [
            JaccliError(
                f"grad needs one number to differentiate, {last.name} gives {graph.output_size:,}",
                Label(last.place, f"{count(graph.output_size, 'output')} here"),
                notes=[
                    ("help", "write `- sum` as the last layer, or a loss such as `squared_error`"),
                    (
                        "help",
                        "or pull back one output: " + pulled,
                    ),
                ],
            )
        ],
        graph.file,
    )


def _overflow(graph: Graph, layer: str, name: str) -> JaccliError:
    return not_finite(f"{layer}: {too_large(f'the gradient of {name}', graph.dtype)}")
