"""What layers say about their Jacobians: the words that many of them share."""

from __future__ import annotations

from jaccli.arrays import Array, np


def scaled_by(slopes: Array, kind: str, *, forward: bool) -> str:
    """What a diagonal does to a tangent or an adjoint. slopes: its entries (n,)"""
    what = carried(forward=forward)
    finite = np.isfinite(slopes)
    if not finite.any():
        return "nobody reads this value, so its slope does not matter: 0 is used"
    least, most = (
        slopes.min(where=finite, initial=np.inf),
        slopes.max(where=finite, initial=-np.inf),
    )
    if least == most:
        return f"each entry of the {what} is multiplied by {least:.4g}"
    low, high = int((slopes == least).argmax()), int((slopes == most).argmax())
    return (
        f"each entry of the {what} is multiplied by its slope of {kind}: "
        f"largest {slopes[high]:.4g} at entry {high + 1}, smallest {slopes[low]:.4g} at entry "
        f"{low + 1}"
    )


def carried(*, forward: bool) -> str:
    """What a sweep carries."""
    return "tangent" if forward else "adjoint"


def unit_entry(vector: Array | None) -> int | None:
    """j if the vector is the unit vector e_j, counted from 1."""
    if vector is None or np.count_nonzero(vector) != 1:
        return None
    (index,) = np.flatnonzero(vector)
    return int(index) + 1 if vector[index] == 1 else None


def numbered(one: str, many: str, places: list[int], total: int) -> str:
    """Which entries, by number while they are few, by count otherwise, with the verb.

    >>> numbered("unit", "units", [2, 5], 6), numbered("unit", "units", [2], 6)
    ('units 2, 5 are', 'unit 2 is')
    """
    if len(places) == 1:
        return f"{one} {places[0]} is"
    if len(places) <= 8:
        return f"{many} {', '.join(map(str, places))} are"
    return f"{len(places)} of {total} {many} are"


def tied(ties: Array) -> str:
    """What is used where several entries are equal and only one could be chosen; "" for none."""
    at = [int(i) + 1 for i in np.flatnonzero(ties)]
    if not at:
        return ""
    where = numbered("entry", "entries", at, len(ties))
    return f"{where} a tie: no derivative exists there, the equal ones share the slope evenly"
