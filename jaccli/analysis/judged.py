"""A Jacobian held against the program that it is of, along one direction, where that is cheap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jaccli.accumulate import pushforward
from jaccli.analysis.beside import Beside
from jaccli.analysis.differences import Check, check
from jaccli.analysis.facts import kinks_at, point_of
from jaccli.analysis.probe import across, needed_in, places_of, probe_of, read_in, sizes_of
from jaccli.arrays import np
from jaccli.graph import Graph
from jaccli.linearise import Step

LAYERS = 2_000  # up to which it is cheap: the recording is evaluated some dozen times
FLOPS = 10_000_000  # of f, likewise


class Judgement(NamedTuple):
    """What the program's differences said, None where they were not asked; and what was called."""

    check: Check | None
    calls: int


def judged(graph: Graph, tape: Sequence[Step]) -> Judgement:
    """J v beside the program's differences along one direction v across all inputs.

    Nothing is asked of a chain file, in float32, or where it would not be cheap.
    """
    asked = graph.program is not None and graph.dtype == "float64"
    if not asked or len(tape) > LAYERS or graph.primal.flops > FLOPS:
        return Judgement(None, 0)
    point = point_of(graph)
    places = places_of(sizes_of(graph))
    x = np.concatenate(list(point.values()))
    direction = across(x.size)
    tangents = {name: direction[place, None] for name, place in places.items()}
    with np.errstate(all="ignore"):  # what is not finite was refused before
        moved = pushforward(tape, graph.output, tangents)[:, 0]
    beside = Beside(graph)
    probe = probe_of(needed_in(graph, tape), sizes_of(graph), graph.output, read_in(tape))
    found = check(probe, x, [direction], [moved], 1, beside)
    return Judgement(explained(found, graph, tape), beside.calls)


def explained(found: Check, graph: Graph, tape: Sequence[Step]) -> Check:
    """The same check; at a kink with the layers that stand there, and where it differs with the
    digits that f itself loses at the point."""
    if found.finding:
        return found
    if found.status == "kink":
        return found._replace(finding=kinks_at(tape))
    if found.status != "differs":
        return found
    from jaccli.analysis.checks.layerwise import Track  # only where something is wrong

    return found._replace(finding=Track(tape, graph.output).loss)
