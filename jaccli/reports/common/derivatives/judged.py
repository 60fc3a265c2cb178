"""A Jacobian held against the program that it is of, along one direction, where that is cheap."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from jaccli.accumulate import pushforward, unused_in
from jaccli.arrays import Array, np
from jaccli.graph import Graph
from jaccli.linearise import Step
from jaccli.progress import SILENT, Progress
from jaccli.reports.common.derivatives.beside import Beside
from jaccli.reports.common.derivatives.differences import Check, check
from jaccli.reports.common.derivatives.probe import (
    across,
    needed_in,
    places_of,
    probe_of,
    read_in,
    sizes_of,
)
from jaccli.reports.common.derivatives.quotients import weighted
from jaccli.reports.common.derivatives.slopes import REASONS, Status
from jaccli.reports.common.kinks import kinks_at
from jaccli.reports.common.tape import point_of

if TYPE_CHECKING:
    from jaccli.reports.common.derivatives.layerwise import Pushed, Track

LAYERS = 2_000  # up to which it is cheap: the recording is evaluated some dozen times
FLOPS = 10_000_000  # of f, likewise


class Judgement(NamedTuple):
    """What the program's differences said, None where they were not asked; and what was called."""

    check: Check | None
    calls: int


def is_cheap(graph: Graph) -> bool:
    """Whether f may be evaluated some dozen times."""
    return len(graph.nodes) <= LAYERS and graph.primal.flops <= FLOPS


def judged(graph: Graph, tape: Sequence[Step], progress: Progress = SILENT) -> Judgement:
    """J v beside the program's differences along one direction v across all inputs.

    Nothing is asked of a chain file, in float32, or where it would not be cheap.
    """
    if graph.program is None or graph.dtype != "float64" or not is_cheap(graph):
        return Judgement(None, 0)
    point = point_of(graph)
    places = places_of(sizes_of(graph))
    x = np.concatenate(list(point.values()))
    direction = across(x.size)
    tangents = {name: direction[place, None] for name, place in places.items()}
    with np.errstate(all="ignore"):  # what is not finite was refused before
        moved = pushforward(tape, graph.output, tangents)[:, 0]
    beside = Beside(graph)
    layers = Layers(graph, tape, places)
    with progress.stage("differences", unit="layers") as stage:
        needed, read = needed_in(graph, tape), read_in(tape)
        probe = probe_of(needed, sizes_of(graph), graph.output, read, stage)
        found = check(probe, x, [direction], [moved], 1, beside, witness=layers)
        return Judgement(explained(found, layers), beside.calls)


class Layers:
    """The layers of a tape, each by itself, as the witness of a derivative of U f.

    places: where the tangent of each input and parameter stands in a direction; weights: U (r, m)
    """

    def __init__(
        self,
        graph: Graph,
        tape: Sequence[Step],
        places: Mapping[str, slice],
        weights: Array | None = None,
    ) -> None:
        self._graph = graph
        self._tape = tape
        self._places = places
        self._weights = weights

    @cached_property
    def _needed(self) -> Sequence[Step]:
        unused = set(unused_in(self._graph))
        return [step for step in self._tape if step.node.name not in unused]

    @cached_property
    def track(self) -> Track:
        """Where tangents are pushed along; made only where something is wrong or cannot be told."""
        from jaccli.reports.common.derivatives.layerwise import Track

        return Track(self._needed, self._graph.output)

    @cached_property
    def _at_fault(self) -> bool:
        """Whether one of them has a Jacobian that is not its function's."""
        from jaccli.reports.common.derivatives.blame import faults_in

        return bool(faults_in(self._needed, exactly=True))

    @property
    def rounding(self) -> Array:
        """How far each entry of U f may be off (r,)."""
        rounding = self.track.rounding
        return rounding if self._weights is None else weighted(np.abs(self._weights), rounding)

    def confirms(self, direction: Array, derivative: Array) -> bool | None:
        """Whether they confirm the derivative along the direction; None if they cannot tell."""
        from jaccli.reports.common.derivatives.layerwise import confirmed

        tangents = {name: direction[at] for name, at in self._places.items()}

        def pushed(nudged: bool) -> Pushed | None:
            found = self.track.push(tangents, nudged=nudged)
            return found if found is None or self._weights is None else found.weighed(self._weights)

        said = confirmed(derivative, pushed)
        # where rounding is all that there is every slope is within their doubts
        return not self._at_fault if said else said

    def reason(self, status: Status) -> str:
        """Why differences say nothing."""
        if status != "coarse" and not is_cheap(self._graph):
            return REASONS[status]
        return reason(status, self._tape, lambda: self.track)


def reason(status: Status, tape: Sequence[Step], track: Callable[[], Track]) -> str:
    """Why differences say nothing, by the layers of the tape. track: the same layers"""
    match status:
        case "kink":
            return kinks_at(tape) or REASONS[status]
        case "coarse":
            return track().excuse
        case "unsettled" | "too small":
            return track().loss or REASONS[status]
    return REASONS[status]


def explained(found: Check, layers: Layers) -> Check:
    """The same check with its reason in words where it does not confirm, or not everywhere: the
    layers at a kink, the digits that f itself loses at the point."""
    match found.status:
        case _ if found.finding:
            return found
        case "ok":
            kinks = layers.reason("kink") if "kink" in found.untold else ""
            return found._replace(finding=kinks)
        case "differs":
            return found._replace(finding=layers.track.loss)
    return found._replace(finding=layers.reason(found.status))
