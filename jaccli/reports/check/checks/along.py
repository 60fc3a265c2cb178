"""J along one direction by the layers alone."""

from __future__ import annotations

from jaccli.reports.check.case import Case
from jaccli.reports.check.checks.directions import Direction, row_weights
from jaccli.reports.common.derivatives.layerwise import Pushed, Track, confirmed
from jaccli.reports.common.derivatives.probe import places_of, sizes_of


def pushed_along(
    case: Case, track: Track, direction: Direction, *, nudged: bool = False
) -> Pushed | None:
    """The derivative along the direction by the layers alone, in the rows that it is asked for."""
    if not direction.source:
        places = places_of(sizes_of(case.graph))
        tangents = {name: direction.vector[at] for name, at in places.items()}
        return track.push(tangents, nudged=nudged)
    found = track.push({direction.source: direction.vector}, nudged=nudged)
    return None if found is None else found.weighed(row_weights(case))


def agree(case: Case, track: Track, direction: Direction) -> bool | None:
    """Whether the layers, one after the other, confirm the derivative; None if they cannot tell."""
    return confirmed(
        direction.derivative, lambda nudged: pushed_along(case, track, direction, nudged=nudged)
    )
