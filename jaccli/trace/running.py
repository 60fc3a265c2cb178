"""What runs along an axis: running sums and products, differences."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from numpy.lib.array_utils import normalize_axis_tuple

from jaccli.trace.dtypes import check_dtype
from jaccli.trace.operands import traced
from jaccli.trace.table import implements, np
from jaccli.trace.value import concrete_of, of, seen_as

BLOCK = 256  # a running sum of more entries is put together from those of blocks


@implements("cumsum")
def _cumsum(a: Any, axis: int | None = None, dtype: Any = None, out: None = None) -> Any:
    return _running(_running_sum, a, axis, dtype, out)


@implements("cumulative_sum")
def _cumulative_sum(
    x: Any, /, *, axis: int | None = None, dtype: Any = None, include_initial: bool = False
) -> Any:
    found = _running(_running_sum, x, axis, dtype, None)
    return _after(0.0, found, axis or 0) if include_initial else found


@implements("cumprod")
def _cumprod(a: Any, axis: int | None = None, dtype: Any = None, out: None = None) -> Any:
    return _running(_running_product, a, axis, dtype, out)


@implements("cumulative_prod")
def _cumulative_prod(
    x: Any, /, *, axis: int | None = None, dtype: Any = None, include_initial: bool = False
) -> Any:
    found = _running(_running_product, x, axis, dtype, None)
    return _after(1.0, found, axis or 0) if include_initial else found


def _after(first: float, found: Any, axis: int) -> Any:
    """The same behind a slice of what there is before the first entry."""
    start = np.full(
        [1 if at == axis % found.ndim else n for at, n in enumerate(found.shape)], first
    )
    return np.concatenate([start, found], axis=axis)


def _running(run: Callable[[Any], Any], a: Any, axis: int | None, dtype: Any, out: None) -> Any:
    check_dtype(dtype)
    if out is not None:
        raise TypeError("out")
    x = traced(a)
    if axis is None or (not x.shape and axis in (0, -1)):
        x, axis = np.ravel(x), 0
    (axis,) = normalize_axis_tuple(axis, x.ndim)
    if x.shape[axis] == 1:
        return seen_as(x, x.shape)
    cube = seen_as(x, (math.prod(x.shape[:axis]), x.shape[axis], math.prod(x.shape[axis + 1 :])))
    return np.reshape(run(cube), x.shape)


def _running_sum(cube: Any) -> Any:
    """Running sums along the middle axis: a constant triangle of ones times each slice."""
    if not np.isfinite(concrete_of(cube)).all():
        return _one_by_one(np.add, cube)  # 0 · ∞ would spoil the sums that do not meet it
    outer, length, inner = cube.shape
    if length <= BLOCK:
        triangle = np.tril(np.ones((length, length), cube.dtype))
        recorder = of(cube).recorder
        layer = recorder.layer("matmul", left=triangle, batch=outer)
        return recorder.emit(layer, (cube,), cube.shape)
    whole = length - length % BLOCK
    blocks = np.reshape(cube[:, :whole], (outer * (whole // BLOCK), BLOCK, inner))
    within = np.reshape(_running_sum(blocks), (outer, whole // BLOCK, BLOCK, inner))
    before = _running_sum(within[:, :, -1]) if whole > BLOCK else within[:, :, -1]
    later = within[:, 1:] + before[:, :-1, None]
    parts = [within[:, 0], np.reshape(later, (outer, whole - BLOCK, inner))]
    if whole < length:
        parts.append(_running_sum(cube[:, whole:]) + before[:, -1:])
    return np.concatenate(parts, axis=1)


def _running_product(cube: Any) -> Any:
    return _one_by_one(np.multiply, cube)


def _one_by_one(combine: Callable[[Any, Any], Any], cube: Any) -> Any:
    """Running sums or products along the middle axis, each from the one before."""
    found = [cube[:, 0]]
    for at in range(1, cube.shape[1]):
        found.append(combine(found[-1], cube[:, at]))
    return np.stack(found, axis=1)


@implements("diff")
def _diff(a: Any, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None) -> Any:
    given = traced(a)
    pieces = [each for each in (prepend, given, append) if each is not None]
    if len(pieces) > 1:
        end = [n_ if at != axis % given.ndim else 1 for at, n_ in enumerate(given.shape)]
        pieces = [np.broadcast_to(p, end) if np.ndim(p) == 0 else p for p in pieces]
        given = np.concatenate(pieces, axis=axis)
    for _ in range(n):
        rows = np.moveaxis(given, axis, 0)
        given = np.moveaxis(rows[1:] - rows[:-1], 0, axis)
    return given
