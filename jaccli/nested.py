"""Arrays as nested lists, and JSON in pieces: of a large array a few rows are lists at a time.

A number in a list takes 32 bytes and more, and its text 20: a large array is neither as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from operator import eq
from typing import Any, overload

from jaccli.arrays import Array, np
from jaccli.signs import uncalled

FEW = 64  # numbers that are lists at once
PORTION = 1 << 12  # numbers, or other values of a list, that are written at once
SHARP = "\\u0023"  # # within a string, where it might begin a command to a CI runner


def listed(array: Array) -> Any:
    """Nested lists, or what is like them and made as it is asked for; -0.0 is written as 0.0, for
    it compares as text otherwise.

    JSON has no number for what is not finite and was cut off: null.
    """
    return _lists(array) if array.size <= FEW or not array.ndim else Nested(array)


class Nested(Sequence[Any]):
    """An array (m, …) as nested lists of numbers, each of which is made where it is asked for."""

    __slots__ = ("array",)
    __hash__ = None  # type: ignore[assignment]  # as of lists

    def __init__(self, array: Array) -> None:
        self.array = array

    def __len__(self) -> int:
        return len(self.array)

    @overload
    def __getitem__(self, at: int) -> Any: ...

    @overload
    def __getitem__(self, at: slice) -> Any: ...

    def __getitem__(self, at: int | slice) -> Any:
        return listed(np.asarray(self.array[at]))

    def __eq__(self, other: object) -> bool:
        """As lists are: with as many rows, and each of them equal."""
        if not isinstance(other, Nested | list):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    def __repr__(self) -> str:
        return repr(_lists(self.array))

    def pieces(self) -> Iterator[str]:
        """The JSON of it, a few rows at a time."""
        array = self.array
        if array.size <= PORTION:
            yield ENCODER.encode(_lists(array))
            return
        wide = array.size // len(array)
        high = max(1, PORTION // wide)
        for at in range(0, len(array), high):
            yield ", " if at else "["
            if wide > PORTION:
                yield from Nested(array[at]).pieces()
            else:
                yield ENCODER.encode(_lists(array[at : at + high]))[1:-1]
        yield "]"


def json_pieces(value: Any, *, apart: int = 0) -> Iterator[str]:
    """The JSON of mappings, lists, texts, numbers and `Nested`, in pieces that join to what
    json.dumps writes. No string in it is a command for a CI runner that reads along.

    apart: of so many levels each value is a piece of its own. Raises ValueError for a number that
    is not finite
    """
    return (uncalled(piece, SHARP) for piece in _pieces(value, apart))


def _pieces(value: Any, apart: int) -> Iterator[str]:
    if isinstance(value, Nested):
        yield from value.pieces()
    elif isinstance(value, list | tuple) and value:
        yield from _of_items(value, apart)
    elif isinstance(value, Mapping) and value:
        whole = None if apart else _whole(value)
        yield from _of_pairs(value, apart) if whole is None else (whole,)
    else:
        yield ENCODER.encode(value)


def _of_pairs(value: Mapping[Any, Any], apart: int) -> Iterator[str]:
    for at, (key, each) in enumerate(value.items()):
        named = ENCODER.encode({key: 0})  # a number is a string there
        yield (", " if at else "{") + named[1:-2]
        yield from _pieces(each, max(0, apart - 1))
    yield "}"


def _of_items(value: Sequence[Any], apart: int) -> Iterator[str]:
    """A long list in portions; item by item where that is asked, or a large array is within."""
    for at in range(0, len(value), PORTION):
        yield ", " if at else "["
        part = value[at : at + PORTION]
        whole = None if apart else _whole(part)
        if whole is not None:
            yield whole[1:-1]
            continue
        for place, each in enumerate(part):
            yield ", " if place else ""
            yield from _pieces(each, max(0, apart - 1))
    yield "]"


def _whole(value: Any) -> str | None:
    """The JSON in one piece, which is quick; None where a large array is within."""
    try:
        return ENCODER.encode(value)
    except _Large:
        return None


class _Large(Exception):
    """A large array is within."""


def _refused(value: object) -> Any:
    if isinstance(value, Nested):
        raise _Large
    raise TypeError(f"{type(value).__name__} is not JSON")


ENCODER = json.JSONEncoder(allow_nan=False, default=_refused)


def _lists(array: Array) -> Any:
    finite = np.isfinite(array)
    if finite.all():
        return (array + 0.0).tolist()
    return np.where(finite, array + 0.0, None).tolist()  # type: ignore[call-overload]  # objects
