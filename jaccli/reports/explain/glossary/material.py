"""The small chains that examples are computed on, and what is asked of them again and again."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from jaccli.accumulate import edges_of, reverse, sources_of, sweep_price
from jaccli.accumulate.price import CostModel, Mode, Seeds
from jaccli.arrays import Array, np
from jaccli.document.cells import Real, written
from jaccli.graph import Graph, load
from jaccli.linearise import Step, linearise
from jaccli.linmap import Identity, LinearMap
from jaccli.reports.common.tape import point_of

# three inputs, two outputs, whole numbers: every product can be done by hand
CHAIN = "{input: [1, 2, -1], layers: [{type: linear, weight: [[1, 0, 2], [0, -1, 1]]}, square]}"
LOSS = CHAIN.replace("square]", "square, sum]")
V = (1.0, 0.0, 1.0)  # a tangent of its input
U = (1.0, 2.0)  # an adjoint of the chain's output


def graph_of(text: str) -> Graph:
    """The graph of a chain file."""
    from jaccli.spec.source import read  # the list of topics needs no YAML

    return read("-", stdin=io.BytesIO(text.encode()))


def sample(name: str, sizes: Mapping[str, int] | None = None) -> Graph:
    """The graph of a sample chain."""
    from jaccli.spec.source import read

    return read(f"sample:{name}", sizes=sizes)


def tape_of(graph: Graph, *, parameters: bool = False) -> list[Step]:
    """Every value and Jacobian at the point of the file."""
    graph = load(graph)
    return list(linearise(graph, point_of(graph), parameters=parameters))


def tape_at(graph: Graph, x: Array) -> list[Step]:
    """The same for a chain at another point x (n,)."""
    graph = load(graph)
    return list(linearise(graph, {graph.inputs[0].name: x}))


def jacobian_of(tape: Sequence[Step]) -> Array:
    """The Jacobian (m, n) of a chain."""
    return reverse(tape, Identity(len(tape[-1].value))).dense()


def way(tape: Sequence[Step]) -> str:
    """Which point goes through which layers, as the sentence that opens an example."""
    x = ", ".join(figure(entry) for entry in tape[0].inputs[0].tolist())
    return f"x = ({x}) → {' → '.join(step.node.layer.type for step in tape)}:"


def push(jacobian: LinearMap, tangent: Array) -> Array:
    """J·v, (n,) -> (m,)."""
    return jacobian.on_columns(tangent[:, None])[:, 0]


def pull(adjoint: Array, jacobian: LinearMap) -> Array:
    """u·J, (m,) -> (n,)."""
    return jacobian.on_rows(adjoint[None])[0]


def flops_of(graph: Graph, mode: Mode, model: CostModel = "dense", seeds: Seeds = "counted") -> int:
    """What the full Jacobian by the inputs costs, from shapes alone."""
    sources = sources_of(graph, inputs=True, parameters=False)
    return sweep_price(graph, sources, mode, model, seeds).total.flops


def edge_count(graph: Graph) -> int:
    """How many edges lead from an input onwards."""
    return len(edges_of(graph, sources_of(graph, inputs=True, parameters=False)))


def vector(entries: Sequence[float]) -> Array:
    """The entries as an array of float64."""
    return np.array(entries, "float64")


def figure(number: float) -> str:
    """A number as it is written in a sentence: four digits, no −0."""
    return written(entry(number))


def entry(number: float) -> Real:
    """The same in a table."""
    return Real(float(number) + 0.0, 4)
