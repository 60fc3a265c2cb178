"""What runs along an axis: running sums and products, differences."""

from __future__ import annotations

import math
from typing import Any

from numpy.lib.array_utils import normalize_axis_tuple

from jaccli.arrays import Shape
from jaccli.trace.arrays.dtypes import check_dtype
from jaccli.trace.arrays.operands import emit, traced
from jaccli.trace.arrays.table import implements, np
from jaccli.trace.arrays.value import Traced, of, seen_as


@implements("cumsum")
def _cumsum(a: Any, axis: int | None = None, dtype: Any = None, out: None = None) -> Any:
    return _running("cumsum", a, axis, dtype, out)


@implements("cumulative_sum")
def _cumulative_sum(
    x: Any, /, *, axis: int | None = None, dtype: Any = None, include_initial: bool = False
) -> Any:
    found = _running("cumsum", x, axis, dtype, None)
    return _after(0.0, found, axis or 0) if include_initial else found


@implements("cumprod")
def _cumprod(a: Any, axis: int | None = None, dtype: Any = None, out: None = None) -> Any:
    return _running("cumprod", a, axis, dtype, out)


@implements("cumulative_prod")
def _cumulative_prod(
    x: Any, /, *, axis: int | None = None, dtype: Any = None, include_initial: bool = False
) -> Any:
    found = _running("cumprod", x, axis, dtype, None)
    return _after(1.0, found, axis or 0) if include_initial else found


def _after(first: float, found: Any, axis: int) -> Any:
    """The same behind a slice of what there is before the first entry."""
    start = np.full(
        [1 if at == axis % found.ndim else n for at, n in enumerate(found.shape)], first
    )
    return np.concatenate([start, found], axis=axis)


def _running(kind: str, a: Any, axis: int | None, dtype: Any, out: None) -> Any:
    check_dtype(dtype)
    if out is not None:
        raise TypeError("out")
    x = traced(a)
    if axis is None or (not x.shape and axis in (0, -1)):
        x, axis = np.ravel(x), 0
    (axis,) = normalize_axis_tuple(axis, x.ndim)
    return seen_as(x, x.shape) if x.shape[axis] == 1 else _along(kind, x, axis, x.shape)


def _along(kind: str, x: Traced, axis: int, shape: Shape) -> Any:
    """A layer that runs along an axis; shape: of its value"""
    outer, inner = math.prod(x.shape[:axis]), math.prod(x.shape[axis + 1 :])
    if outer == inner == 1:
        return emit(kind, (x,), shape)
    recorder = of(x).recorder
    layer = recorder.layer(kind, shape=(outer, x.shape[axis], inner))
    return recorder.emit(layer, (x,), shape)


@implements("diff")
def _diff(a: Any, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None) -> Any:
    given = traced(a)
    pieces = [each for each in (prepend, given, append) if each is not None]
    if len(pieces) > 1:
        end = [n_ if at != axis % given.ndim else 1 for at, n_ in enumerate(given.shape)]
        pieces = [np.broadcast_to(p, end) if np.ndim(p) == 0 else p for p in pieces]
        given = np.concatenate(pieces, axis=axis)
    (axis,) = normalize_axis_tuple(axis, given.ndim)
    for _ in range(n):
        shape = (*given.shape[:axis], given.shape[axis] - 1, *given.shape[axis + 1 :])
        if 0 in shape:
            return np.zeros(shape)
        given = _along("diff", given, axis, shape)
    return given
