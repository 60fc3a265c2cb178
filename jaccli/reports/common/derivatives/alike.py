"""A function of each of many arguments that are mostly the same: a layer may read one value
thousands of times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
FEW = 8  # arguments of which none is looked up: that takes longer than most functions


def of_each(function: Callable[..., T], *arguments: Sequence[Any]) -> list[T]:
    """What it gives for the arguments side by side, computed once for those that are the same
    objects."""
    kept = [*zip(*arguments, strict=True)]  # so that no number of an object is given twice
    if len(kept) < FEW:
        return [function(*each) for each in kept]
    found: dict[tuple[int, ...], T] = {}
    given: list[T] = []
    for each in kept:
        key = tuple(map(id, each))
        if key not in found:
            found[key] = function(*each)
        given.append(found[key])
    return given
