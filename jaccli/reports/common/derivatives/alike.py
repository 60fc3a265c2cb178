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
    distinct, places = apart(kept)
    if len(distinct) == len(kept):
        return [function(*each) for each in kept]
    found = [function(*each) for each in distinct]
    return [found[at] for at in places]


def apart(kept: Sequence[tuple[Any, ...]]) -> tuple[list[tuple[Any, ...]], list[int]]:
    """Those that are not of the same objects, and the place among them of each."""
    keys = [*zip(*(map(id, each) for each in zip(*kept, strict=True)), strict=True)]
    distinct = dict(zip(keys, kept, strict=True))
    at = {key: place for place, key in enumerate(distinct)}
    return [*distinct.values()], [at[key] for key in keys]
