"""A whole gradient beside differences of the loss, in float64."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jaccli.accumulate import pullback, side_by_side, sources_of
from jaccli.arrays import Array, largest, np
from jaccli.graph import Graph, Node
from jaccli.linearise import Step
from jaccli.progress import Stage
from jaccli.reports.common.derivatives.beside import beside_of
from jaccli.reports.common.derivatives.differences import Check, Probe, Probed, check
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
from jaccli.reports.common.tape import point_of, tape_of


def checked(
    graph: Graph, tape: Sequence[Step], found: Mapping[str, Array], stage: Stage
) -> tuple[Check, int]:
    """The whole gradient at once: its product with a direction beside differences, in float64.

    A wrong entry of any gradient changes the product, for the direction has no pattern that a
    mistake could have. And how often the program was called. stage: counts the layers that
    are evaluated
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
    learns = any(does for _, does in needed)
    fixed = probe_of([node for node, _ in needed], inputs, graph.output, read, stage)

    def moved(theta: Array) -> Probe:
        nodes = [_with_parameters(node, theta, places) if does else node for node, does in needed]
        return probe_of(nodes, inputs, graph.output, read, stage)

    def probe(theta: Array) -> Probed:
        probed = (moved(theta) if learns else fixed)(theta[:given])
        return probed._replace(largest=max(probed.largest, largest(theta)))

    here = np.concatenate([point[name] for name in sources])
    # without numpy.random, whose import takes longer than all the rest
    direction = across(here.size)
    slope = weighted(side_by_side(found, sources, np.ones((1, 1))), direction)
    beside = beside_of(graph) if here.size == given else None  # a program has no parameters
    layers = Layers(graph, tape, places)
    judged = check(probe, here, [direction], [slope], 1, beside, witness=layers)
    return explained(judged, layers), beside.calls if beside else 0


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
