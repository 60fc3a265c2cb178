"""J along one direction by the layers alone."""

from __future__ import annotations

from jaccli.analysis.checks.directions import Direction, row_weights
from jaccli.analysis.checks.layerwise import Pushed, Track
from jaccli.analysis.checks.outcome import Case
from jaccli.analysis.probe import places_of, sizes_of
from jaccli.analysis.quotients import weighted
from jaccli.arrays import np


def pushed_along(
    case: Case, track: Track, direction: Direction, *, nudged: bool = False
) -> Pushed | None:
    """The derivative along the direction by the layers alone, in the rows that it is asked for."""
    if not direction.source:
        places = places_of(sizes_of(case.graph))
        tangents = {name: direction.vector[at] for name, at in places.items()}
        return track.push(tangents, nudged=nudged)
    found = track.push({direction.source: direction.vector}, nudged=nudged)
    if found is None:
        return None
    u = row_weights(case)
    slope, size = weighted(u, found.slope), np.abs(u)
    return Pushed(slope, weighted(size, found.doubt), weighted(size, found.weight))


def agree(case: Case, track: Track, direction: Direction) -> bool | None:
    """Whether the layers, one after the other, confirm the derivative; None if they cannot tell."""
    for nudged in (False, True):
        found = pushed_along(case, track, direction, nudged=nudged)
        if found is None:
            return None
        if (np.abs(found.slope - direction.derivative) <= found.doubt).all():
            return True if np.isfinite(found.doubt).all() else None
    return False
