"""What every report says about a graph and its layers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from jaccli.accumulate import idle_in
from jaccli.arrays import Array, np
from jaccli.graph import Graph, Node
from jaccli.layers.say import numbered
from jaccli.linearise import Step
from jaccli.linmap import LinearMap
from jaccli.nothing import NOTHING
from jaccli.reports.common.called import Called, called
from jaccli.reports.common.doubled import doubled_in
from jaccli.reports.common.letters import letters_of
from jaccli.reports.common.notation import derivative


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
    aside: tuple[str, ...] = ()  # layers beside a chain that the output does not depend on: not run
    letters: Mapping[str, Mapping[str, str]] = NOTHING  # of each layer in formulas: W is W₁
    doubled: tuple[str, ...] = ()  # what is said of layers that do the work of the loss once more

    @property
    def n(self) -> int:
        """How many numbers go in, over all inputs."""
        return sum(self.inputs.values())

    @property
    def is_chain(self) -> bool:
        """Whether each layer reads the one before and nothing else."""
        return bool(self.sizes)

    def letters_at(self, layer: str) -> Mapping[str, str]:
        """What the layer's W, b and target are called in every formula."""
        return self.letters.get(layer, NOTHING)


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
    """One layer at the point. Only what is asked for is found out: a program has many layers."""

    step: Step

    @property
    def name(self) -> str:
        """The name of its value."""
        return self.step.node.name

    @property
    def type(self) -> str:
        """As in a chain file."""
        return self.step.node.layer.type

    @property
    def inputs(self) -> tuple[str, ...]:
        """The values that it reads."""
        return self.step.node.inputs

    @property
    def output_size(self) -> int:
        """m_k"""
        return self.step.node.size

    @property
    def parameters(self) -> int:
        """How many learnable numbers it has."""
        return self.step.node.parameters

    @property
    def parameter_shapes(self) -> Mapping[str, tuple[int, ...]]:
        """The shapes of its learnable arrays."""
        return self.step.node.layer.parameters

    @property
    def jacobians(self) -> tuple[JacobianFacts, ...]:
        """By each input."""
        node = self.step.node
        by_inputs = zip(node.inputs, self.step.jacobians, strict=True)
        return tuple(
            JacobianFacts(name, jacobian, node.layer.rule(at, node.inputs, node.name))
            for at, (name, jacobian) in enumerate(by_inputs)
        )

    @property
    def parameter_jacobians(self) -> tuple[JacobianFacts, ...]:
        """By each parameter, where they were asked for."""
        node = self.step.node
        return tuple(
            JacobianFacts(node.parameter_name(name), jacobian, derivative(node.name, name))
            for name, jacobian in self.step.parameter_jacobians.items()
        )

    @property
    def rule(self) -> str:
        """The Jacobian as a formula."""
        return self.step.node.layer.jacobian_rule

    @property
    def section(self) -> str:
        """Of Murphy 2022."""
        return self.step.node.layer.section

    @property
    def remark(self) -> str:
        """What to notice about the Jacobian here."""
        with np.errstate(all="ignore"):  # what is not finite is cut off, or was reported
            return self.step.node.layer.remark(*self.step.inputs) or _cut_off(self.step)

    @property
    def off(self) -> list[int]:
        """Which of its units let nothing through here, counted from 1."""
        return self.step.node.layer.off(*self.step.inputs)

    @property
    def kink(self) -> str:
        """Which entries that the output reads have no derivative here, and what is used."""
        layer, inputs, read = self.step.node.layer, self.step.inputs, self.step.read
        with np.errstate(all="ignore"):
            return layer.kink_remark(*(inputs if read is None else layer.blotted(inputs, read)))

    @property
    def value(self) -> Array:
        """(m_k,)"""
        return self.step.value

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the value, as an array."""
        node = self.step.node
        return node.shape if node.shape is not None else self.step.value.shape

    @property
    def expression(self) -> str:
        """Of the program that was recorded."""
        return self.step.node.expression


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
        tuple(node.name for node in graph.aside),
        letters_of(graph),
        tuple(doubled_in(graph)),
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


def layer_words(step: Step) -> str:
    """f2 (relu)"""
    return f"{step.node.name} ({step.node.layer.type})"
