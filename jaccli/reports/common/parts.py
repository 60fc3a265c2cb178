"""How many vectors of a sweep that builds J go through together: all, or as many as fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jaccli.reports.common.budget import Planned, fits

ARRAYS = 1 << 28  # bytes: of larger arrays parts are made


def of_vectors(one: Sequence[Planned], vectors: int) -> list[Planned]:
    """The arrays of a sweep with so many vectors. one: those of one with one"""
    return [
        each._replace(shape=(each.shape[0], vectors), bytes=vectors * each.bytes) for each in one
    ]


def least(one: Sequence[Planned], passes: int, jacobian: Planned) -> list[Planned]:
    """The arrays of a sweep that builds J vector by vector. passes: how many there are"""
    return [*one, *([] if passes == 1 else [jacobian])]  # one vector's result is J


def at_once(
    one: Sequence[Planned],
    passes: int,
    jacobian: Planned,
    max_memory: int | None,
    base: Sequence[Planned],
    held: Sequence[Planned] = (),
) -> int:
    """How many of the vectors fit together; 0 if not even one.

    base: what every run makes; held: a J that it is compared with
    """
    whole = of_vectors(one, passes)
    if bytes_of(whole) <= ARRAYS and fits(max_memory, base, held, whole):
        return passes
    if not fits(max_memory, base, held or least((), passes, jacobian), one):
        return 0
    room = ARRAYS
    if max_memory is not None:
        room = min(room, max_memory - bytes_of([*base, jacobian]))
    return min(passes, max(1, room // bytes_of(one)))


def bytes_of(planned: Iterable[Planned]) -> int:
    """Of all together."""
    return sum(each.total for each in planned)
