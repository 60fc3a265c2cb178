"""What stands behind a traced array: the value of the graph, its numbers, and whose memory it sees.

None of it can be reached from the array itself, which has the attributes of NumPy's arrays only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from jaccli.arrays import Array, Shape

if TYPE_CHECKING:
    from jaccli.trace.arrays.buffers import Buffer
    from jaccli.trace.arrays.record import Recorder


class Value:
    """A value of the graph, as one traced array shows it.

    Where its memory has been written to since, both its name and its numbers are read anew.
    """

    __slots__ = ("_flat", "_name", "_version", "buffer", "layout", "numbering", "recorder")

    def __init__(self, recorder: Recorder, name: str | None, flat: Array) -> None:
        self.recorder = recorder
        self._name = name
        self._flat = flat
        self._version = 0  # of the buffer, when it was read
        self.numbering: Array | None = None  # 0, 1, 2, … in the array's shape, once asked for
        # a plain array that lies in memory as NumPy's would, and holds the places in the buffer
        self.layout: Array | None = None
        self.buffer: Buffer | None = None  # the memory, where others see it or it is written to

    @property
    def name(self) -> str:
        """What the value is called in the graph; emits what is not there yet."""
        buffer = self.buffer
        if buffer is not None:
            if self._version != buffer.version:
                self._look_up(buffer)
            if self._name is None:
                self._name = buffer.read(self.places)
        return self._name  # type: ignore[return-value]  # without memory it always has one

    @property
    def flat(self) -> Array:
        """Its numbers row by row (n,), read-only."""
        buffer = self.buffer
        if buffer is not None and self._version != buffer.version:
            self._look_up(buffer)
        return self._flat

    @property
    def named(self) -> tuple[str, Array]:
        """Its name and its numbers."""
        if self.buffer is None and self._name is not None:  # of most: nothing to look up
            return self._name, self._flat
        return self.name, self.flat

    @property
    def is_constant(self) -> bool:
        """Whether it holds nothing but constants now, as a new array that is partly filled."""
        buffer = self.buffer
        return buffer is not None and not buffer.is_whole and buffer.is_constant(self.places)

    @property
    def places(self) -> Array:
        """Where its entries lie in the buffer, row by row (n,)."""
        assert self.layout is not None
        return self.layout.reshape(-1)

    def _look_up(self, buffer: Buffer) -> None:
        self._flat = buffer.numbers[self.places]
        self._flat.flags.writeable = False
        self._version, self._name = buffer.version, None

    def lies_in(self, buffer: Buffer, layout: Array, *, known: bool) -> None:
        """Gives it a place in memory. known: whether its name and numbers are those there."""
        self.buffer, self.layout = buffer, layout
        self._version = buffer.version if known else -1


class Traced:
    """A value of the graph, seen as an array of some shape, or as a number."""

    __slots__ = ()

    shape: Shape

    if TYPE_CHECKING:  # what NumPy's arrays have, which array.py gives to the classes below

        def __getattr__(self, name: str) -> Any: ...
        def __iter__(self) -> Iterator[Any]: ...


class Shown(Traced):
    """A traced array or number that has no memory of its own."""

    __slots__ = ("__weakref__", "_value", "shape")


def _hidden(name: str) -> tuple[Callable[..., Any], Callable[..., None]]:
    """How to read and to write a slot that no attribute leads to any more."""
    slot = Shown.__dict__[name]
    delattr(Shown, name)
    return slot.__get__, slot.__set__


_of: Callable[[Traced], Value]
_of, _set = _hidden("_value")
_set_shape: Callable[[Traced, Shape], None] = Shown.__dict__["shape"].__set__
KINDS: dict[Any, type[Traced]] = {}  # the class of arrays, as None, and of numbers by their dtype


class OfProgram:
    """Traced arrays that a program made itself: their class, and its slot for the value."""

    kind: type = Shown
    slot: Any = None


def of(x: Traced) -> Value:
    """What stands behind a traced array."""
    found: Value = OfProgram.slot.__get__(x) if type(x) is OfProgram.kind else _of(x)
    return found


def set_value(x: Any, value: Value) -> None:
    """Has a value stand behind an array that a program made."""
    OfProgram.slot.__set__(x, value)


def set_shape(x: Traced, shape: Shape) -> None:
    """Another shape of the same entries."""
    if type(x) is OfProgram.kind:
        np.ndarray.__dict__["shape"].__set__(x, shape)
    else:
        _set_shape(x, shape)


def made(
    recorder: Recorder, name: str | None, flat: Array, shape: Shape, *, array: bool = False
) -> Any:
    """A traced array of this shape, or a traced number; array: also where the shape is ()."""
    flat.flags.writeable = False  # the graph has this value, and copies of the array may share it
    x = object.__new__(KINDS[None if shape or array else flat.dtype])
    _set(x, Value(recorder, name, flat))
    _set_shape(x, shape)
    return x


def seen_as(x: Traced, shape: Shape, *, array: bool = False) -> Any:
    """The same value as another array or number, which shares no memory with this one."""
    value = of(x)
    return made(value.recorder, value.name, value.flat, shape, array=array)


def is_array(x: Traced) -> bool:
    """Whether it is an array; what has no axes mostly is a number."""
    return type(x) is KINDS[None] or type(x) is OfProgram.kind


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


def told_of(x: Traced) -> Any:
    """The plain value, of which text or a whole number is made. The recorder takes that down."""
    of(x).recorder.is_told = True
    return concrete_of(x)
