"""What every report says about a chain and its layers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from jaccli.accumulate.price import Mode
from jaccli.arrays import Array, np
from jaccli.errors import JaccliError, Label, Mistakes
from jaccli.graph import Graph, load
from jaccli.linearise import Step, linearise
from jaccli.linmap import Dense, LinearMap, product


class ChainFacts(NamedTuple):
    """A chain without its numbers."""

    file: str
    name: str
    description: str
    dtype: str
    sizes: tuple[int, ...]  # n = m_0, m_1, …, m_K = m
    parameters: int

    @property
    def n(self) -> int:
        """How many numbers go in."""
        return self.sizes[0]

    @property
    def m(self) -> int:
        """How many numbers come out."""
        return self.sizes[-1]

    @property
    def depth(self) -> int:
        """How many layers there are: K."""
        return len(self.sizes) - 1


class JacobianFacts(NamedTuple):
    """The Jacobian of one layer with respect to one input."""

    input: str
    map: LinearMap  # (m_k, m_{k-1})

    @property
    def shape(self) -> tuple[int, int]:
        """(m_k, m_{k-1})"""
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


def chain_facts(graph: Graph) -> ChainFacts:
    """What the shapes of a chain tell."""
    return ChainFacts(
        graph.file,
        graph.name,
        graph.description,
        graph.dtype,
        graph.sizes,
        graph.parameters,
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
            JacobianFacts(name, jacobian)
            for name, jacobian in zip(node.inputs, step.jacobians, strict=True)
        ),
        tuple(
            JacobianFacts(node.parameter_name(name), jacobian)
            for name, jacobian in step.parameter_jacobians.items()
        ),
        node.layer.jacobian_rule,
        node.layer.section,
        node.layer.remark(*step.inputs),
        node.layer.kink_remark(*step.inputs),
        step.value,
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


def point_of(graph: Graph) -> dict[str, Array]:
    """The value of each input. Raises JaccliError if one cannot be loaded."""
    return {entry.name: entry.point.load(graph.dtype) for entry in graph.inputs}


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
