"""What every report says about a graph and its layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from jaccli.accumulate import idle_in
from jaccli.accumulate.price import Mode
from jaccli.analysis.called import Called, called
from jaccli.arrays import Array, np
from jaccli.errors import JaccliError, Label, Mistakes
from jaccli.graph import Graph, Node, load
from jaccli.layers.base import numbered
from jaccli.linearise import Step, linearise
from jaccli.linmap import Dense, LinearMap, product


class GraphFacts(NamedTuple):
    """A graph without its numbers. `sizes`: n = m_0, m_1, …, m_K = m along a chain, else ()."""

    file: str
    name: str
    description: str
    dtype: str
    inputs: Mapping[str, int]  # name and size
    output: str
    m: int  # how many numbers come out
    depth: int  # how many layers there are: K in a chain
    edges: int
    parameters: int
    sizes: tuple[int, ...]
    after: tuple[str, ...]  # layers that stood after the output and were not run
    idle: tuple[str, ...]  # inputs that the output does not depend on
    called: Called | None = None  # the program that it was recorded from

    @property
    def n(self) -> int:
        """How many numbers go in, over all inputs."""
        return sum(self.inputs.values())

    @property
    def is_chain(self) -> bool:
        """Whether each layer reads the one before and nothing else."""
        return bool(self.sizes)


class JacobianFacts(NamedTuple):
    """The Jacobian of one layer with respect to one input."""

    input: str
    map: LinearMap  # (m_k, size of the input)
    rule: str  # as a formula

    @property
    def shape(self) -> tuple[int, int]:
        """(m_k, size of the input)"""
        return self.map.form.shape

    @property
    def nonzeros(self) -> int:
        """How many entries are not 0 at this point; counted when asked for, over all of them."""
        return self.map.nonzeros()

    @property
    def structure(self) -> str:
        """The name of its form."""
        return self.map.form.structure


class LayerFacts(NamedTuple):
    """One layer at the point."""

    name: str
    type: str
    inputs: tuple[str, ...]
    output_size: int
    parameters: int
    parameter_shapes: Mapping[str, tuple[int, ...]]
    jacobians: tuple[JacobianFacts, ...]
    parameter_jacobians: tuple[JacobianFacts, ...]  # only where they were asked for
    rule: str  # the Jacobian as a formula
    section: str  # of Murphy 2022
    remark: str  # what to notice about the Jacobian here
    kink: str  # which entries have no derivative here, and what is used
    value: Array  # (m_k,)
    shape: tuple[int, ...]  # of the value, as an array
    expression: str  # of the program that was recorded


class JacobianShape(NamedTuple):
    """The Jacobian of one layer with respect to one input, without its numbers."""

    input: str
    shape: tuple[int, int]
    structure: str
    nonzeros: None = None  # only a point tells


class LayerShapes(NamedTuple):
    """One layer without its numbers: what a price needs."""

    name: str
    type: str
    inputs: tuple[str, ...]
    output_size: int
    parameters: int
    jacobians: tuple[JacobianShape, ...]
    parameter_jacobians: tuple[JacobianShape, ...]  # only where they were asked for
    shape: tuple[int, ...]  # of the value, as an array
    expression: str  # of the program that was recorded


def graph_facts(graph: Graph, beside: int = 0) -> GraphFacts:
    """What the shapes of a graph tell. beside: how often its program was called beside the point"""
    return GraphFacts(
        graph.file,
        graph.name,
        graph.description,
        graph.dtype,
        {entry.name: entry.size for entry in graph.inputs},
        graph.output,
        graph.output_size,
        len(graph.nodes),
        sum(len(node.inputs) for node in graph.nodes),
        graph.parameters,
        graph.sizes if graph.is_chain else (),
        graph.after,
        idle_in(graph),
        called(graph, beside),
    )


def layer_facts(step: Step) -> LayerFacts:
    """What a layer did at the point."""
    node = step.node
    return LayerFacts(
        node.name,
        node.layer.type,
        node.inputs,
        node.size,
        node.parameters,
        node.layer.parameters,
        tuple(
            JacobianFacts(name, jacobian, node.layer.rule(at, node.inputs, node.name))
            for at, (name, jacobian) in enumerate(zip(node.inputs, step.jacobians, strict=True))
        ),
        tuple(
            JacobianFacts(node.parameter_name(name), jacobian, f"∂{node.name}/∂{name}")
            for name, jacobian in step.parameter_jacobians.items()
        ),
        node.layer.jacobian_rule,
        node.layer.section,
        node.layer.remark(*step.inputs) or _cut_off(step),
        node.layer.kink_remark(*step.inputs),
        step.value,
        node.shape if node.shape is not None else step.value.shape,
        node.expression,
    )


def _cut_off(step: Step) -> str:
    """That numbers are not finite where nobody reads them; "" where all are."""
    if step.read is None:
        return ""
    at = [int(i) + 1 for i in np.flatnonzero(~step.read & ~np.isfinite(step.value))]
    if not at:
        return ""
    where = numbered("entry", "entries", at, len(step.value))
    return f"{where} not finite, and the output does not depend on that: cut off"


def layer_shapes(node: Node, *, parameters: bool) -> LayerShapes:
    """What the shapes of a layer tell. parameters: the Jacobians by them as well"""
    inner = node.layer.parameter_forms(*node.input_sizes) if parameters else {}
    by_inputs = zip(node.inputs, node.forms, strict=True)
    return LayerShapes(
        node.name,
        node.layer.type,
        node.inputs,
        node.size,
        node.parameters,
        tuple(JacobianShape(name, form.shape, form.structure) for name, form in by_inputs),
        tuple(
            JacobianShape(node.parameter_name(name), form.shape, form.structure)
            for name, form in inner.items()
        ),
        node.shape if node.shape is not None else (node.size,),
        node.expression,
    )


def tape_of(graph: Graph, *, parameters: bool = False) -> list[Step]:
    """The graph loaded and linearised at its point, kept. parameters: their Jacobians as well.

    Raises Mistakes: arrays that cannot be loaded, the first value that is not finite.
    """
    loaded = load(graph)
    try:
        return list(linearise(loaded, point_of(graph), parameters=parameters))
    except JaccliError as error:
        raise Mistakes([error], graph.file) from None


def value_of(tape: Sequence[Step], name: str) -> Array:
    """The value of a layer."""
    return next(step.value for step in tape if step.node.name == name)


def point_of(graph: Graph) -> dict[str, Array]:
    """The value of each input. Raises JaccliError if one cannot be loaded."""
    return {entry.name: entry.point.load(graph.dtype) for entry in graph.inputs}


def refuse_infinite(graph: Graph, mode: Mode, found: Array) -> None:
    """Raise Mistakes if a sweep over a graph came to what is not finite."""
    if np.isfinite(found).all():
        return
    error = JaccliError(
        f"{mode} mode overflows {graph.dtype}: a product of finite Jacobians is not finite",
        notes=[("help", "choose another point (--at, `input:`) or other weights")],
    )
    raise Mistakes([error], graph.file)


def refuse_overflow(graph: Graph, tape: list[Step], mode: Mode, found: Array) -> None:
    """Raise Mistakes if a product of finite Jacobians is not finite, and where it fails.

    found: what the sweep of this mode came to.
    """
    if np.isfinite(found).all():
        return
    forward = mode == "forward"
    size = graph.input_size if forward else graph.output_size
    carried: LinearMap = Dense(np.eye(size, dtype=graph.dtype))
    steps = tape if forward else tape[::-1]
    step = steps[0]
    for step in steps:
        before = carried.dense()
        with np.errstate(all="ignore"):
            carried = (
                product(step.jacobian, carried) if forward else product(carried, step.jacobian)
            )
        if not np.isfinite(carried.dense()).all():
            break
    factors = [f"J{1 + tape.index(step)}", "what came before it"]
    raise Mistakes(
        [
            JaccliError(
                f"{mode} mode overflows {graph.dtype} at {step.node.name}: the product of "
                f"{' and '.join(factors)}, which reaches {np.abs(before).max():.3g}, is not "
                "finite; J itself may be",
                Label(step.node.place, "here the product is not finite"),
                notes=[("help", "choose another point (--at, `input:`) or other weights")],
            )
        ],
        graph.file,
    )
