"""What stands behind a traced array: the value of the graph, its numbers, and whose memory it sees.

None of it can be reached from the array itself, which has the attributes of NumPy's arrays only.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from jaccli.arrays import Array, Shape

if TYPE_CHECKING:
    from jaccli.trace.record import Recorder


class Value:
    """A value of the graph, as one traced array shows it."""

    __slots__ = ("flat", "kin", "layout", "name", "numbering", "recorder")

    def __init__(self, recorder: Recorder, name: str, flat: Array) -> None:
        self.recorder = recorder
        self.name = name  # of the value in the graph
        self.flat = flat  # (n,), its entries row by row
        self.numbering: Array | None = None  # 0, 1, 2, … in the array's shape, once asked for
        self.layout: Array | None = None  # a plain array that lies in memory as NumPy's would
        self.kin: Kin | None = None  # who would share this memory in NumPy


class Kin:
    """The arrays that NumPy would have made as views of one another's memory."""

    __slots__ = ("_members", "_most", "memory")

    def __init__(self, first: Traced, memory: Array) -> None:
        self.memory = memory  # the layout of the first; those of the others are views of it
        self._members = [weakref.ref(first)]
        self._most = 32

    def add(self, other: Traced) -> None:
        """Counts one more in; from time to time forgets those that are gone."""
        self._members.append(weakref.ref(other))
        if len(self._members) > self._most:
            self._members = [each for each in self._members if each() is not None]
            self._most = 32 + 2 * len(self._members)

    def others(self, than: Traced) -> list[Traced]:
        """Those that are alive, but for one."""
        return [x for each in self._members if (x := each()) is not None and x is not than]


class Traced:
    """A value of the graph, seen as an array of some shape, or as a number."""

    __slots__ = ("__weakref__", "_value", "shape")

    shape: Shape

    if TYPE_CHECKING:  # what NumPy's arrays have, which array.py gives to the classes below

        def __getattr__(self, name: str) -> Any: ...
        def __iter__(self) -> Iterator[Any]: ...


def _hidden(name: str) -> tuple[Callable[..., Any], Callable[..., None]]:
    """How to read and to write a slot that no attribute leads to any more."""
    slot = Traced.__dict__[name]
    delattr(Traced, name)
    return slot.__get__, slot.__set__


of: Callable[[Traced], Value]
of, _set_value = _hidden("_value")
set_shape: Callable[[Traced, Shape], None] = Traced.__dict__["shape"].__set__
KINDS: dict[Any, type[Traced]] = {}  # the class of arrays, as None, and of numbers by their dtype


def made(recorder: Recorder, name: str, flat: Array, shape: Shape, *, array: bool = False) -> Any:
    """A traced array of this shape, or a traced number; array: also where the shape is ()."""
    flat.flags.writeable = False  # the graph has this value, and copies of the array may share it
    x = object.__new__(KINDS[None if shape or array else flat.dtype])
    _set_value(x, Value(recorder, name, flat))
    set_shape(x, shape)
    return x


def seen_as(x: Traced, shape: Shape, *, array: bool = False) -> Any:
    """The same value as another array or number, which shares no memory with this one."""
    value = of(x)
    return made(value.recorder, value.name, value.flat, shape, array=array)


def is_array(x: Traced) -> bool:
    """Whether it is an array; what has no axes mostly is a number."""
    return type(x) is KINDS[None]


def concrete_of(x: Traced) -> Any:
    """The plain array, read-only, in NumPy's order in memory; of a number, NumPy's number."""
    flat, layout = of(x).flat, of(x).layout
    if not x.shape:
        return flat.reshape(()) if is_array(x) else flat[0]
    plain = flat.reshape(x.shape)
    if layout is None or len(x.shape) < 2 or layout.flags.c_contiguous:
        return plain
    lying: Array = np.empty_like(layout, plain.dtype)
    lying[...] = plain
    lying.flags.writeable = False
    return lying
