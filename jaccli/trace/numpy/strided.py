"""np.lib.stride_tricks.as_strided of recording arrays: their memory, seen with other steps."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np
from numpy.lib.array_utils import byte_bounds

from jaccli.arrays import Array
from jaccli.trace.arrays.memory import seen_through
from jaccli.trace.arrays.operands import holds_traced, traced
from jaccli.trace.arrays.value import is_array, seen_as
from jaccli.trace.source.refusal import Refusal


def as_strided(original: Callable[..., Array]) -> Callable[..., Any]:
    """NumPy's, and for recording arrays a view of the places that they have in memory."""

    @wraps(original)
    def strided(x: Any, shape: Any = None, strides: Any = None, *args: Any, **kwargs: Any) -> Any:
        if not holds_traced(x):
            return original(x, shape, strides, *args, **kwargs)
        x = traced(x)
        x = x if is_array(x) else seen_as(x, (), array=True)
        size = x.dtype.itemsize

        def view(layout: Array) -> Array:
            """The places as the steps, which count bytes of the numbers, find them."""
            given = layout.strides if strides is None else [_entries(s, size) * 8 for s in strides]
            return _within(layout, original(layout, shape, given, *args, **kwargs))

        return seen_through(x, view)

    return strided


def _entries(step: int, size: int) -> int:
    """The step in entries. Raises Refusal where it ends within a number."""
    if step % size:
        raise _beyond("a step of this many bytes ends within a number")
    return int(step) // size


def _within(layout: Array, view: Array) -> Array:
    """The view. Raises Refusal if it reaches beyond the memory that the layout lies in."""
    memory = layout
    while isinstance(memory.base, np.ndarray):
        memory = memory.base
    (first, last), (low, high) = byte_bounds(view), byte_bounds(memory)
    if view.size and (first < low or last > high):
        raise _beyond("what lies beyond the memory of the array is no number of the program's")
    return view


def _beyond(why: str) -> Refusal:
    return Refusal(
        "as_strided cannot be traced with this shape and these strides",
        why,
        "`np.lib.stride_tricks.sliding_window_view(x, 3)`, or an index: x[rows]",
    )
