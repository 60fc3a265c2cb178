"""What something is at each of many sizes, and what follows from it, found once for all who ask.

A chain of a thousand layers has few that differ: those written alike and given alike are one
spread, and so are their sizes, forms and prices. Nothing here knows what these are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any, Generic, TypeVar

T = TypeVar("T")
SMALL = 4  # arguments that take no longer to collect than a call takes


class TooMany(Exception):
    """More would have to be found than there is time for."""


class Spread(Generic[T]):
    """What something is at each size, None at those that do not fit. One of its kind is one object:
    it is found by identity."""

    __slots__ = ("each", "fits")

    def __init__(self, each: tuple[T | None, ...]) -> None:
        self.each = each
        self.fits = all(value is not None for value in each)  # everywhere


class Spreads:
    """Applies functions at each size. Called with the same again, it gives what it gave."""

    __slots__ = ("_found", "_kept", "left", "many")

    def __init__(self, many: int, most: int) -> None:
        self.many = many  # sizes
        self.left = most  # calls until `TooMany` is raised
        self._found: dict[tuple[Any, ...], Spread[Any]] = {}
        self._kept: dict[tuple[Any, ...], Spread[Any]] = {}

    def __call__(self, function: Callable[..., T], *of: Any) -> Spread[T]:
        """function(a, b, …) at each size, for spreads or what is the same at all of them."""
        asked = (function, *of)
        found = self._found.get(asked)
        if found is None:
            self.spend(1 + len(of) // SMALL)
            found = self._found[asked] = self.kept(self._applied(function, of))
        return found

    def _applied(self, function: Callable[..., T], of: Sequence[Any]) -> Iterator[T | None]:
        if not of:  # of nothing: a graph whose output reads no input
            return repeat(function(), self.many)
        columns = [
            each.each if isinstance(each, Spread) else repeat(each, self.many) for each in of
        ]
        if all(each.fits for each in of if isinstance(each, Spread)):
            return map(function, *columns)
        given = zip(*columns, strict=True)
        return (None if any(each is None for each in some) else function(*some) for some in given)

    def kept(self, each: Iterable[T | None]) -> Spread[T]:
        """The one spread of these values."""
        values = tuple(each)
        kind = next((type(value) for value in values if value is not None), None)
        return self._kept.setdefault((kind, *values), Spread(values))

    def spend(self, calls: int) -> None:
        """Count calls at each size. Raises TooMany."""
        self.left -= calls * self.many
        if self.left < 0:
            raise TooMany


def once(function: Callable[..., T], *of: Any) -> T:
    """What the function gives, where there is one size."""
    return function(*of)
