"""A function of each of many arguments that are mostly the same: a layer may read one value
thousands of times."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

T = TypeVar("T")


def of_each(function: Callable[..., T], *arguments: Iterable[Any]) -> list[T]:
    """What it gives for the arguments side by side, computed once for those that are the same
    objects."""
    kept = [*zip(*arguments, strict=True)]  # so that no number of an object is given twice
    found: dict[tuple[int, ...], T] = {}
    given: list[T] = []
    for each in kept:
        key = tuple(map(id, each))
        if key not in found:
            found[key] = function(*each)
        given.append(found[key])
    return given
