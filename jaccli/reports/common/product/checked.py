"""Products J v and u J beside differences of f, in float64."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.accumulate.price import Mode
from jaccli.arrays import Array, np
from jaccli.graph import Graph
from jaccli.linearise import Step
from jaccli.progress import Stage
from jaccli.reports.common.derivatives.beside import FEW, beside_of
from jaccli.reports.common.derivatives.differences import Check, check
from jaccli.reports.common.derivatives.judged import Layers, explained
from jaccli.reports.common.derivatives.probe import (
    across,
    needed_in,
    places_of,
    probe_of,
    read_in,
    sizes_of,
    weighed,
)
from jaccli.reports.common.derivatives.quotients import weighted
from jaccli.reports.common.product.steps import chain_steps, graph_flow
from jaccli.reports.common.tape import point_of, tape_of

FEWEST, MOST = 4, 64  # directions that are checked by differences
AFFORDED = 50_000_000  # FLOPs of f for all of them, each probed a dozen times at most
CALLS = 15_000  # layers that are called for all of them


def checked(
    graph: Graph, tape: Sequence[Step], mode: Mode, start: Array, results: Array, stage: Stage
) -> tuple[Check, int]:
    """The products beside differences, in float64: along each tangent, or along each input.

    As many directions as can be probed in about a second, of a program a few. And how often the
    program was called. stage: counts the layers that are evaluated
    """
    if graph.dtype != "float64":
        graph = graph._replace(dtype="float64")
        tape, start = tape_of(graph), start.astype("float64")
        with np.errstate(all="ignore"):  # what is not finite was reported in the graph's dtype
            if graph.is_chain:
                results = list(chain_steps(tape, mode, start, "dense"))[-1].after
            else:
                _, results = graph_flow(graph, tape, mode, start, "dense")
    x = np.concatenate(list(point_of(graph).values()))
    probe = probe_of(needed_in(graph, tape), sizes_of(graph), graph.output, read_in(tape), stage)
    most = max(FEWEST, min(MOST, AFFORDED // max(1, graph.primal.flops)))
    most = max(1, min(most, CALLS // max(1, len(tape))))
    if graph.program is not None:
        most = min(most, FEW)
    if mode == "forward":
        chosen = _spread(len(start), most)
        beside = beside_of(graph)
        layers = Layers(graph, tape, places_of(sizes_of(graph)))
        along, slopes = [*start[chosen]], [*results[chosen]]
        found = check(probe, x, along, slopes, len(start), beside, witness=layers)
        return explained(found, layers), beside.calls if beside else 0
    whole = x.size > most and graph.program is not None
    chosen = _spread(x.size, max(1, most - whole))
    expected = [*results[:, chosen].T]
    if whole:
        expected.append(weighted(results, across(x.size)))
    beside = beside_of(graph, start)
    layers = Layers(graph, tape, places_of(sizes_of(graph)), start)
    summed = weighed(probe, start)
    directions = _directions(x.size, chosen, whole=whole)
    found = check(summed, x, directions, expected, x.size, beside, witness=layers)
    return explained(found._replace(across=whole), layers), beside.calls if beside else 0


def _directions(size: int, chosen: Array, *, whole: bool) -> Iterator[Array]:
    """The unit vectors, one at a time, for x may be long. whole: one across all entries, too"""
    for at in chosen:
        direction = np.zeros(size)
        direction[at] = 1
        yield direction
    if whole:
        yield across(size)


def _spread(size: int, most: int) -> Array:
    """At most so many of the indices below `size`, evenly spread."""
    return np.unique(np.linspace(0, size - 1, min(size, most)).round().astype(int))
