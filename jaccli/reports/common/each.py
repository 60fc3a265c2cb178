"""What is made of each of several chains, and the mistakes of all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from jaccli.errors import Mistakes, raise_all

S = TypeVar("S")
T = TypeVar("T")


def each_of(sources: Iterable[S], analyse: Callable[[S], T]) -> list[T]:
    """What `analyse` makes of each; the mistakes of all are raised at once."""
    reports: list[T] = []
    mistakes: list[Mistakes] = []
    for source in sources:
        try:
            reports.append(analyse(source))
        except Mistakes as found:
            mistakes.append(found)
    if mistakes:
        raise_all(mistakes)
    return reports
