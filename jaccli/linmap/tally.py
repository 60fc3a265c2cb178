"""Numbers that only count, and maps made of them: what a product costs is seen by running it."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import cache
from itertools import chain
from typing import Any

from jaccli.arrays import Array, Shape, np
from jaccli.cost import Cost
from jaccli.linmap.base import Form, LinearMap
from jaccli.linmap.identity import Identity
from jaccli.linmap.low_rank import Whole

UNWRITTEN = "unwritten"


class Tally:
    """A number that notes every + and × in which it takes part, and is the result of each.

    It has no value, for the price of a product may not depend on one. Accumulators start at zero:

    >>> tally = Tally()
    >>> sum(tally * each for each in (4, 5, 6)) is tally, tally.cost
    (True, Cost(multiplications=3, additions=3))
    """

    __slots__ = ("additions", "multiplications")

    def __init__(self) -> None:
        self.multiplications = 0
        self.additions = 0

    def __add__(self, _: object) -> Tally:
        self.additions += 1
        return self

    def __mul__(self, _: object) -> Tally:
        self.multiplications += 1
        return self

    __radd__ = __sub__ = __rsub__ = __add__
    __rmul__ = __mul__

    @property
    def cost(self) -> Cost:
        """What has been noted so far."""
        return Cost(self.multiplications, self.additions)

    def array(self, shape: Shape) -> Array:
        """An array of nothing but this number."""
        return np.full(shape, self, object)


class Counted:
    """A map whose entries are a tally; `spent` is what its last product has cost.

    It stands where a `LinearMap` does, and is none: it has no numbers. twin: the map on tallies,
    where it is at hand.
    """

    __slots__ = ("map", "spent", "tally", "twin")

    def __init__(self, map_: LinearMap, tally: Tally, twin: LinearMap | None = None) -> None:
        self.map = map_
        self.tally = tally
        self.twin = on_tallies(map_, tally) if twin is None else twin
        self.spent = Cost()

    @property
    def form(self) -> Form:
        """Of the map that it stands for."""
        return self.map.form

    def on_columns(self, columns: Array) -> Array:
        """J V, noted."""
        return self._noted(self.twin.on_columns, columns)

    def on_rows(self, rows: Array) -> Array:
        """U J, noted."""
        return self._noted(self.twin.on_rows, rows)

    def dense(self) -> Array:
        """The matrix, all of it the tally."""
        return self.tally.array(self.map.form.shape)  # materialising is not counted

    def _noted(self, act: Callable[[Array], Array], vectors: Array) -> Array:
        before = self.tally.cost
        moved = act(vectors)
        after = self.tally.cost
        self.spent = Cost(*(b - a for a, b in zip(before, after, strict=True)))
        return self.tally.array(moved.shape)  # zeros that were only moved are numbers too


def on_tallies(map_: LinearMap, tally: Tally) -> LinearMap:
    """The same kind of map, its numbers tallies; indices and sizes stay, and to materialise it
    is not counted."""
    twin = copy(map_)
    kind = type(map_)
    twin.__class__ = kind if kind.__name__ == UNWRITTEN else _unwritten(kind)
    slots = chain.from_iterable(getattr(each, "__slots__", ()) for each in kind.__mro__)
    for name in {*slots, *getattr(map_, "__dict__", ())}:
        value = getattr(map_, name, None)
        if name == "dtype":
            setattr(twin, name, _Objects.of(tally))
        elif isinstance(value, Whole):
            setattr(twin, name, None)  # nothing cancels here, and to dissolve one is not counted
        elif isinstance(value, np.ndarray) or type(value) is tuple:
            # what only stands for a map adds up what its own give, zeros that were moved as well
            inner = on_tallies if isinstance(map_, LinearMap) else Counted
            setattr(twin, name, _of_tallies(value, tally, inner))
    return twin


def _of_tallies(value: Any, tally: Tally, inner: Callable[[LinearMap, Tally], Any]) -> Any:
    """Numbers, or the maps that a map is made of, with tallies for each number."""
    if isinstance(value, tuple):
        return tuple([_of_tallies(each, tally, inner) for each in value])
    if isinstance(value, LinearMap):
        return inner(value, tally)
    if not hasattr(value, "dtype"):
        return value  # lengths of axes, names
    return tally.array(value.shape) if value.dtype.kind in "fO" else value


class _Objects(str):
    """The type of a map's numbers where these are tallies: NumPy's `object`, and which tally."""

    tally: Tally

    @classmethod
    def of(cls, tally: Tally) -> _Objects:
        """The type of this one's numbers."""
        found = cls("object")
        found.tally = tally
        return found


@cache  # a class for each map would make every isinstance slower than the one before
def _unwritten(kind: type[LinearMap]) -> type[LinearMap]:
    """The kind of map, but its matrix is all of the tally that its numbers are."""

    def dense(self: LinearMap) -> Array:
        for array in filter(np.size, self.arrays):
            return np.full(self.form.shape, array.flat[0], object)
        numbers = getattr(self, "dtype", None)
        if isinstance(numbers, _Objects):
            return numbers.tally.array(self.form.shape)  # zeros and ones are added as well
        return kind.dense(self)  # factors without a number of their own

    def entries(self: LinearMap) -> Array:
        return dense(self).diagonal()

    own: dict[str, Any] = {"__slots__": (), "dense": dense}
    if kind is Identity:
        own["entries"] = property(entries)  # its ones are added as well
    return type(UNWRITTEN, (kind,), own)
