"""Writing into traced arrays: `x[i] = v`, `x += v`, `out=` and whatever else changes an array.

NumPy writes into memory; here the buffer beneath the array learns what stands at each of its places
now, and whoever sees that memory sees it. What NumPy forbids, it says itself.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from jaccli.arrays import Array
from jaccli.trace.arrays.buffers import CONSTANT, Rows
from jaccli.trace.arrays.made import traced_in_place
from jaccli.trace.arrays.memory import buffer_of, entries_of, layout_of, overlaps_itself, read_at
from jaccli.trace.arrays.operands import numbering, recorder_of, traced
from jaccli.trace.arrays.table import apply, concrete
from jaccli.trace.arrays.value import Traced, concrete_of, of
from jaccli.trace.source.refusal import Refusal


def assign(x: Traced, key: Any, value: Any) -> None:
    """x[key] = value."""
    layout, key = layout_of(x), concrete(key)
    try:
        places = layout[key]
        if not layout.flags.writeable:
            raise ValueError
        if not isinstance(places, np.ndarray) and isinstance(value, Traced) and not value.shape:
            number = of(value)  # the loop that fills an array
            rows = Rows(number.recorder.number_of(value), 0, number.flat[0])
            buffer_of(x).write(places, rows)
            return
        written = _rows(x, traced(value), np.shape(places))
    except (IndexError, TypeError, ValueError) as error:
        plain = writable(x)
        plain[key] = concrete(value)  # NumPy says what is wrong
        raise error
    if written is not None and not _stands_there(x, places, value):
        buffer_of(x).write(places, written)


def write_with(x: Any, value: Any, change: Callable[[Array, Any], Any]) -> None:
    """Changes x as `change(array, values)` changes a plain array, where it only moves values."""
    change(writable(x), concrete(value))  # NumPy says what it does not take
    value = traced(value)
    if not isinstance(x, Traced) and not isinstance(value, Traced):
        change(x, value)
        return
    x = traced_in_place(x, recorder_of((x, value)))
    marks = np.empty_like(layout_of(x))
    marks[...] = -1
    change(marks, entries_of(value) if isinstance(value, Traced) else numbering(np.shape(value)))
    here = marks >= 0
    rows = _rows_of(x, value)
    if here.any():
        rows = rows.reshaped((rows.numbers.size,)).chosen(marks[here])
        buffer_of(x).write(layout_of(x)[here], rows)


def at(ufunc: Any, x: Any, index: Any, *values: Any) -> None:
    """ufunc.at(x, index, values): entries that are meant several times change several times."""
    index = concrete(index)
    ufunc.at(writable(x), index, *concrete(values))  # NumPy says what it does not take
    x = traced_in_place(x, recorder_of((x, *map(traced, values))))
    meant = layout_of(x)[index]
    places = np.ravel(meant)
    # copies, as NumPy makes of values that lie in the memory of x
    given = [np.broadcast_to(traced(each), np.shape(meant)).flatten() for each in values]
    fold = _FOLDS.get(ufunc.__name__)
    order = np.argsort(places, kind="stable")
    _, first, counts = np.unique(places[order], return_index=True, return_counts=True)
    for count in np.unique(counts) if fold else range(1, max(counts, default=0) + 1):
        if fold:  # those that are meant as often as this, all at once
            members = order[first[counts == count][:, None] + np.arange(count)]
            here = places[members[:, 0]]
            rest = [fold(v[members], axis=1) if count > 1 else v[members[:, 0]] for v in given]
        else:  # those that are meant at least as often, once more
            members = order[first[counts >= count] + count - 1]
            here = places[members]
            rest = [v[members] for v in given]
        buffer_of(x).write(here, _rows_of(x, ufunc(read_at(x, here), *rest)))


_FOLDS: dict[str, Callable[..., Any]] = {
    "add": np.sum,
    "subtract": np.sum,
    "multiply": np.prod,
    "maximum": np.max,
    "minimum": np.min,
}


def overwritten(x: Traced, symbol: str, name: str, other: Any) -> Traced:
    """The traced array x after `x += …`: every name that it has sees the result, as in NumPy."""
    layout = layout_of(x)
    if not layout.flags.writeable:
        _as_numpy_does(x, symbol, other)
    result = apply(name, x, other)
    if np.shape(result) != x.shape or result.dtype != x.dtype:
        _as_numpy_does(x, symbol, other)
    write(x, result)
    return x


def write(x: Traced, result: Any) -> None:
    """All entries of x become those of an array of the same shape."""
    if overlaps_itself(x):
        raise Refusal(
            "a traced array is changed in place whose entries share their memory",
            "NumPy would write into the same place several times",
            "`y = y + c` makes a new array",
        )
    buffer, layout = buffer_of(x), layout_of(x)
    places, size = layout.reshape(-1), len(buffer.numbers)
    entire = len(places) == size and bool((places == np.arange(size)).all())
    if entire and isinstance(result, Traced):
        buffer.become(result)
    elif x.size:
        buffer.write(layout, _rows_of(x, result))


def writable(x: Any) -> Any:
    """A plain copy of the array, which lies as it does, and may be written to if it may."""
    if not isinstance(x, Traced):
        copied = np.array(x) if isinstance(x, np.ndarray) else x
        if isinstance(x, np.ndarray):
            copied.flags.writeable = x.flags.writeable
        return copied
    plain: Array = np.empty_like(layout_of(x), x.dtype)
    plain[...] = concrete_of(x)
    plain.flags.writeable = layout_of(x).flags.writeable
    return plain


def _as_numpy_does(x: Traced, symbol: str, other: Any) -> None:
    """Raises what NumPy says to this change of an array, if it does not take it."""
    getattr(operator, f"i{symbol}")(writable(x), concrete(other))


def _rows(x: Traced, value: Any, shape: tuple[int, ...]) -> Rows | None:
    """What is written where x takes the value at places of this shape; None for no places."""
    if not isinstance(value, Traced):
        numbers = np.empty(shape, x.dtype)
        numbers[...] = value
        return Rows(np.array(CONSTANT), np.array(0), numbers) if numbers.size else None
    rows = _rows_of(x, value)
    if rows.numbers.shape == shape:
        return rows if rows.numbers.size else None
    index = np.empty(shape, np.intp)
    index[...] = numbering(rows.numbers.shape)
    return rows.reshaped((value.size,)).chosen(index) if index.size else None


def _rows_of(x: Traced, value: Any) -> Rows:
    """The entries of a value, in its shape."""
    if not isinstance(value, Traced):
        numbers = np.array(value, x.dtype)
        return Rows(np.full(numbers.shape, CONSTANT), np.zeros(numbers.shape, np.intp), numbers)
    known = of(value)
    if known.buffer is not None:
        return known.buffer.rows(layout_of(value))
    source = np.full(value.shape, known.recorder.number_of(value))
    return Rows(source, numbering(value.shape), known.flat.reshape(value.shape))


def _stands_there(x: Traced, places: Any, value: Any) -> bool:
    """Whether the value is what lies at these places already, as after `x[1:] += 1`."""
    if not isinstance(value, Traced) or of(value).buffer is not of(x).buffer:
        return False
    layout = of(value).layout
    if layout is None or not isinstance(places, np.ndarray):
        return False
    here, there = layout.__array_interface__, places.__array_interface__
    return all(here[name] == there[name] for name in ("data", "strides", "shape"))
