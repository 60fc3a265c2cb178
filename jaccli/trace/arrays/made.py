"""Plain arrays that a program makes itself: NumPy's own until a traced value is written into one.

They are arrays of a class of their own, so that such a write is noticed. From then on each array
that sees this memory is a traced one, which looks up what it holds in the buffer beneath. In the
memory itself NaN stands for what is traced: whoever reads it past the arrays, as compiled code
does, comes to a value that the plain run refutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from jaccli.arrays import Array
from jaccli.trace.arrays.buffers import CONSTANT, Buffer, Rows
from jaccli.trace.arrays.memories import Memories, base_of, memory_of, writeable
from jaccli.trace.arrays.operands import first_traced, holds_traced
from jaccli.trace.arrays.record import Recorder
from jaccli.trace.arrays.value import OfProgram, Traced, Value, of, set_value
from jaccli.trace.source.refusal import Refusal

NUMBERS = "biuf"  # the kinds of arrays that are looked after
_write, _plain = np.ndarray.__setitem__, np.ndarray.view
_function: Any = np.ndarray.__array_function__
_PLAIN = frozenset([bool, int, float, str, type(None), slice, np.float64, np.int64])
_set_class = object.__dict__["__class__"].__set__


class Made(np.ndarray):
    """A plain array that notices when a traced value is written into it."""

    __slots__ = ("_value",)
    __array_priority__ = 1e-9  # beside NumPy's own arrays it decides what comes out

    @property  # type: ignore[misc]  # as NumPy's own
    def __class__(self) -> type:
        return np.ndarray

    def __array_finalize__(self, given: Any) -> None:
        if type(self) is not Made:
            _set_class(self, Made)  # of compiled code: what it copied is no longer traced
        # of a new result nobody else sees the memory
        if (base := base_of(self)) is not None and isinstance(base, Made):
            _MEMORIES.saw(self)

    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Any:
        return array[()] if return_scalar else _plain(array, Made)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if not (_is_plain(args) and _is_plain(kwargs.values())):
            among = first_traced([*args, *kwargs.values()])
            if among is not None:
                return type(among).__array_function__(among, function, types, args, kwargs)
        return as_made(_function(self, function, types, args, kwargs))

    def __setitem__(self, key: Any, value: Any) -> None:
        if type(value) in _PLAIN or not holds_traced(value) or not _takes_derivatives(self, value):
            _write(self, key, value)
            return
        if not self.flags.writeable:
            super().__setitem__(key, 0.0)  # NumPy says that it is read-only
        trace_through(self, of(first_traced([value])).recorder)
        self[key] = value  # by now the array is another class

    def fill(self, value: Any) -> None:
        """All entries become this number."""
        if isinstance(value, Traced) and _takes_derivatives(self, value):
            self[...] = value
        else:
            super().fill(value)

    def put(self, indices: Any, values: Any, mode: Any = "raise") -> None:
        """The entries with these positions, row by row, become the values."""
        if holds_traced(values):
            np.put(self, indices, values, mode)
        else:
            super().put(indices, values, mode)

    def view(self, *args: Any, **kwargs: Any) -> Any:
        """The same memory; also as np.ndarray it notices what is written."""
        found = super().view(*args, **kwargs)
        return as_made(found)

    @property
    def flat(self) -> Any:
        """Its entries row by row, each of which may be written."""
        return _Flat(self)

    @flat.setter
    def flat(self, value: Any) -> None:
        _Flat(self)[...] = value

    def __repr__(self) -> str:
        return repr(_plain(self, np.ndarray))

    def __reduce_ex__(self, protocol: Any) -> Any:
        return _plain(self, np.ndarray).__reduce_ex__(protocol)


Made.__name__ = Made.__qualname__ = "ndarray"
Made.__module__, Made.__doc__ = "numpy", np.ndarray.__doc__


def _is_plain(values: Iterable[Any]) -> bool:
    """Whether these can be told to hold nothing traced by their types alone, which takes no time.

    `isinstance` asks an array of a program for its class, which is a call.
    """
    for each in values:
        kind = type(each)
        if kind is Made:
            if each.dtype.kind == "O":
                return False
        elif kind not in _PLAIN and not (kind in (list, tuple) and _is_plain(each)):
            return False
    return True


class _Flat:
    """NumPy's iterator over the entries of an array, which notices what is written."""

    def __init__(self, x: Made) -> None:
        self._array = x
        self._entries = np.ndarray.flat.__get__(x)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._entries, name)

    def __iter__(self) -> Any:
        return self._entries

    def __next__(self) -> Any:
        return next(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, key: Any) -> Any:
        return self._entries[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        if holds_traced(value) and _takes_derivatives(self._array, value):
            trace_through(self._array, of(first_traced([value])).recorder)
            self._array.flat[key] = value  # by now another iterator
        else:
            self._entries[key] = value


_MEMORIES = Memories(Made)


@contextmanager
def memories_watched() -> Iterator[None]:
    """In here, and not outside, arrays that are made notice what is written into them."""
    outer, _MEMORIES.watched = _MEMORIES.watched, True
    try:
        yield
    finally:
        _MEMORIES.watched = outer
        if not outer:
            for each in _MEMORIES.forgotten():
                if type(each) is OfProgram.kind:
                    OfProgram.slot.__delete__(each)
                    _set_class(each, Made)


def is_watched() -> bool:
    """Whether a program is being recorded."""
    return _MEMORIES.watched


def as_made(result: Any) -> Any:
    """Plain arrays of numbers that a program gets, as ones that notice what is written."""
    if type(result) is np.ndarray:
        if result.dtype.kind not in NUMBERS:
            return result
        seen = result.view(Made)
        _MEMORIES.saw(seen)
        return seen
    if type(result) in (list, tuple) and any(type(each) is np.ndarray for each in result):
        return type(result)(map(as_made, result))
    return result


def owned(array: Array) -> Made:
    """A copy that notices what is written, with memory of its own as a new array has."""
    order: Any = "C" if array.flags.c_contiguous else "F"
    found = np.ndarray.__new__(Made, array.shape, array.dtype, order=order)
    _write(found, ..., array)
    return found


def traced_in_place(x: Any, recorder: Recorder) -> Traced:
    """The array itself, as a traced one: a traced value is about to be written into it."""
    if isinstance(x, Made) and not isinstance(x, Traced):
        trace_through(x, recorder)
    if not isinstance(x, Traced):
        raise Refusal(
            "a traced value is written into a plain array that comes from elsewhere",
            "the array would hold the number without its derivative",
            WRITE_COPY,
        )
    return x


def trace_through(x: Made, recorder: Recorder) -> None:
    """From now on this array and all that see its memory are traced ones. They hold constants."""
    memory = memory_of(x)
    if x.dtype != recorder.dtype or memory.dtype != x.dtype:
        raise Refusal(
            f"a traced value of {recorder.dtype} is written into an array of {x.dtype}",
            "rounding on the way is not traced",
            f"`np.zeros(n, np.{recorder.dtype})` makes the array with the type of the input",
        )
    if not memory.flags.forc:
        raise Refusal(
            "a traced value is written into the memory of a library",
            "the array would hold the number without its derivative",
            WRITE_COPY,
        )
    with writeable(memory):
        plain = _plain(memory, np.ndarray).ravel("K")
    start, size = memory.__array_interface__["data"][0], memory.size
    rows = Rows(np.full(size, CONSTANT), np.zeros(size, np.intp), plain.copy())
    buffer = Buffer.of_rows(recorder, rows)
    buffer.memory = plain
    places = np.arange(size)
    for each in {id(one): one for one in (x, *_MEMORIES.seeing(memory))}.values():
        if each.dtype == x.dtype:
            _give(each, buffer, _lying_as(each, places, start), recorder)
    _MEMORIES.held(memory, buffer)


WRITE_COPY = "`a = np.array(a)` makes a copy to write into"


def _lying_as(x: Array, places: Array, start: int) -> Array:
    """The places in memory that the array sees, as an array that lies as it does."""
    if not x.size:
        return np.empty(x.shape, places.dtype)
    seen = x.__array_interface__
    steps = tuple([step // x.itemsize * places.itemsize for step in x.strides])
    offset = (seen["data"][0] - start) // x.itemsize * places.itemsize
    layout: Array = np.ndarray(x.shape, places.dtype, places.data, offset, steps)
    layout.flags.writeable = x.flags.writeable
    return layout


def _give(x: Made, buffer: Buffer, layout: Array, recorder: Recorder) -> None:
    value = Value(recorder, None, np.empty(0))
    value.lies_in(buffer, layout, known=False)
    set_value(x, value)
    _set_class(x, OfProgram.kind)


def _takes_derivatives(x: Made, value: Any) -> bool:
    """Whether a float is kept as it is; a number that is cut off is a constant, as int(x) is."""
    if x.dtype.kind == "f":
        return True
    if isinstance(value, Traced) and value.ndim == 0:
        return False
    raise Refusal(
        f"a traced value is written into an array of {x.dtype}",
        "NumPy cuts the fraction off, and with it the derivative",
        "`np.zeros(n)` makes an array of floats",
    )
