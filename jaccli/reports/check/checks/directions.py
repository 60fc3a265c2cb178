"""Directions to move the inputs and the parameters of a graph in, and f along them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jaccli.accumulate import pullback, sources_of
from jaccli.arrays import Array, np
from jaccli.graph import Node
from jaccli.progress import UNSEEN, Stage
from jaccli.reports.check.case import Case
from jaccli.reports.common.derivatives.differences import Probe, Probed
from jaccli.reports.common.derivatives.outcome import spread
from jaccli.reports.common.derivatives.probe import across, probe_of, read_in, sizes_of, weighed
from jaccli.reports.common.derivatives.quotients import weighted
from jaccli.reports.common.product.checked import AFFORDED, FEWEST, MOST

EVALUATED = 30_000  # layers, or pairs of values that they read, over all directions
PULLED = 1_000_000  # numbers in the gradients of all outputs, each by itself
BAND = 1e-4  # numbers within this factor of the largest are moved together
BANDS = 4
SMALLEST = 1e-300  # of an input that is moved: it may stand beside a singular point
ACROSS = "all columns at once"


class Direction(NamedTuple):
    """One way to move: all inputs by a vector, or one parameter; and the derivative along it."""

    name: str  # column 3, f1.weight
    vector: Array
    derivative: Array  # (m,), or (1,) of a weighted output
    source: str = ""  # the parameter; "" for the inputs


def input_directions(case: Case) -> list[Direction]:
    """The columns of J, as many as can be afforded, and then directions across all."""
    n = case.x.size
    chosen = spread(n, _affordable(case))
    eye = np.eye(n) if len(chosen) == n else None
    found = []
    for j in chosen:
        unit = np.zeros(n) if eye is None else eye[j]
        unit[j] = 1
        found.append(Direction(f"column {j + 1}", unit, case.jacobian[:, j]))
    if eye is None:
        every = _bands(case.x, least=SMALLEST)
        found += [Direction(ACROSS, vector, weighted(case.jacobian, vector)) for vector in every]
    return found


def parameter_directions(case: Case) -> list[Direction]:
    """A direction across each parameter, of each row of the output while they are few."""
    sources = sources_of(case.exact, inputs=False, parameters=True)
    if not sources:
        return []
    u = row_weights(case)
    with np.errstate(all="ignore"):  # what is not finite fails the comparison
        pulled = pullback(case.tape, case.graph.output, u, sources, case.progress)
    chosen = [list(sources)[at] for at in spread(len(sources), _affordable(case))]
    thetas = parameters_of(case)
    found = []
    for name in case.progress.over("directions of the parameters", chosen):
        gradient = pulled.get(name, np.zeros((len(u), sources[name])))
        every = _bands(thetas[name], least=BAND)
        found += [Direction(name, vector, weighted(gradient, vector), name) for vector in every]
    return found


def _bands(x: Array, least: float) -> list[Array]:
    """Directions across all entries, one for each size of number: a weight of 1e10 would set the
    step for all others, and its slope would hide theirs.

    least: of the largest or of 1; what is smaller counts as that
    """
    size = np.where(np.isfinite(x), np.abs(x), 0.0)
    size = np.maximum(size, least * min(1.0, float(size.max(initial=0.0)) or 1.0))
    vector = across(len(x))
    left = size > 0
    found: list[Array] = []
    while left.any():
        last = len(found) == BANDS - 1
        band = left if last else left & (size >= BAND * float(size[left].max()))
        found.append(np.where(band, vector, 0.0))
        left = left & ~band
    return found


def output_weights(case: Case) -> Array:
    """u (1, m) of the gradients: 1 for a loss."""
    m = case.graph.output_size
    return np.ones((1, 1)) if m == 1 else across(m)[None]


def row_weights(case: Case) -> Array:
    """U (r, m) of the gradients: each output by itself, or one sum of all where they are many."""
    m = case.graph.output_size
    return np.eye(m) if m * case.graph.parameters <= PULLED else output_weights(case)


def _affordable(case: Case) -> int:
    """How many directions can be probed, some dozen times each, in about a second."""
    by_flops = max(FEWEST, min(MOST, AFFORDED // max(1, case.graph.primal.flops)))
    read = len(case.graph.inputs) + sum(len(node.inputs) for node in case.needed)
    return max(1, min(by_flops, EVALUATED // max(len(case.needed), read // 2)))


def function_of(case: Case, direction: Direction, stage: Stage = UNSEEN) -> tuple[Probe, Array]:
    """What is moved along the direction: a function and its point. stage: counts the layers that
    are evaluated"""
    if not direction.source:
        return _function(case, case.needed, stage), case.x
    probe = weighed(_probe_of_parameter(case, direction.source, stage), row_weights(case))
    return probe, parameters_of(case)[direction.source]


def _function(case: Case, nodes: Sequence[Node], stage: Stage) -> Probe:
    return probe_of(nodes, sizes_of(case.graph), case.graph.output, read_in(case.tape), stage)


def parameters_of(case: Case) -> dict[str, Array]:
    """Every parameter as a vector, by its name in the graph."""
    return {
        step.node.parameter_name(name): step.node.layer.arrays[name].ravel()
        for step in case.tape
        for name in step.node.layer.parameters
    }


def _probe_of_parameter(case: Case, source: str, stage: Stage) -> Probe:
    """f as a function of one parameter."""

    def at(theta: Array) -> Probed:
        nodes = [with_parameter(node, source, theta) for node in case.needed]
        probed = _function(case, nodes, stage)(case.x)
        return probed._replace(largest=max(probed.largest, float(np.abs(theta).max())))

    return at


def with_parameter(node: Node, source: str, theta: Array) -> Node:
    """The node with other numbers in one parameter, if it is one of its own."""
    for name, shape in node.layer.parameters.items():
        if node.parameter_name(name) == source:
            arrays = {name: theta.reshape(shape)}
            return node._replace(layer=node.layer.with_arrays(arrays))
    return node
