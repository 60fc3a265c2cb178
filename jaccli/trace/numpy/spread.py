"""Means, variances and deviations, ranges and weighted means, along axes or over all."""

from __future__ import annotations

import math
from typing import Any

from numpy.lib.array_utils import normalize_axis_tuple

from jaccli.trace.arrays.dtypes import check_dtype
from jaccli.trace.arrays.operands import operands, traced
from jaccli.trace.arrays.table import implements, np
from jaccli.trace.numpy.reductions import kept, mask_of, reduced


@implements("mean")
def _mean(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: None = None,
    keepdims: Any = np._NoValue,
    *,
    where: Any = True,
) -> Any:
    _check(dtype, out)
    a, mask = traced(a), mask_of(where)
    if mask is None:
        return reduced("mean", a, axis, kept(keepdims))
    counted = np.sum(np.broadcast_to(mask, a.shape), axis=axis, keepdims=kept(keepdims))
    return np.sum(a, axis=axis, keepdims=kept(keepdims), where=mask) / counted


@implements("var")
def _var(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: None = None,
    ddof: float = 0,
    keepdims: Any = False,
    *,
    where: Any = True,
    mean: Any = np._NoValue,
    correction: float | None = None,
) -> Any:
    _check(dtype, out)
    centred, counted = _centred(a, axis, kept(keepdims), where, mean)
    less = ddof if correction is None else correction
    if less == 0 and mask_of(where) is None:
        return np.mean(np.square(centred), axis=axis, keepdims=kept(keepdims))
    squares = np.sum(np.square(centred), axis=axis, keepdims=kept(keepdims))
    return squares / np.maximum(counted - less, 0)


@implements("std")
def _std(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: None = None,
    ddof: float = 0,
    keepdims: Any = False,
    *,
    where: Any = True,
    mean: Any = np._NoValue,
    correction: float | None = None,
) -> Any:
    _check(dtype, out)
    centred, counted = _centred(a, axis, kept(keepdims), where, mean)
    less = ddof if correction is None else correction
    length = reduced("norm", traced(centred), axis, kept(keepdims))
    return length / np.sqrt(np.maximum(counted - less, 0))


def _check(dtype: Any, out: None) -> None:
    check_dtype(dtype)
    if out is not None:
        raise TypeError("out")


def _centred(a: Any, axis: Any, keepdims: bool, where: Any, mean: Any) -> tuple[Any, Any]:
    """What is left of the entries that count without their mean, and how many share one."""
    a, mask = traced(a), mask_of(where)
    if mean is np._NoValue:
        mean = np.mean(a, axis=axis, keepdims=True, where=where)
    if mask is None:
        axes = range(a.ndim) if axis is None else normalize_axis_tuple(axis, a.ndim)
        return a - mean, math.prod(a.shape[at] for at in axes)
    counted = np.sum(np.broadcast_to(mask, a.shape), axis=axis, keepdims=keepdims)
    return np.where(mask, a - mean, 0.0), counted


@implements("ptp")
def _ptp(a: Any, axis: Any = None, out: None = None, keepdims: Any = False) -> Any:
    top = np.max(a, axis=axis, keepdims=kept(keepdims))
    return top - np.min(a, axis=axis, keepdims=kept(keepdims))


@implements("average")
def _average(
    a: Any, axis: Any = None, weights: Any = None, returned: bool = False, *, keepdims: Any = False
) -> Any:
    if weights is None:
        found = np.mean(a, axis=axis, keepdims=kept(keepdims))
        return (found, np.full(np.shape(found), np.size(a) / np.size(found))) if returned else found
    a, weights = operands(a, weights)
    if weights.shape != a.shape:
        along = normalize_axis_tuple(axis, a.ndim)
        weights = np.transpose(weights, np.argsort(along))  # its axes are in the order of `axis`
        weights = np.reshape(weights, [n if at in along else 1 for at, n in enumerate(a.shape)])
        weights = weights * np.ones(a.shape)
    total = np.sum(weights, axis=axis, keepdims=kept(keepdims))
    found = np.sum(a * weights, axis=axis, keepdims=kept(keepdims)) / total
    return (found, total) if returned else found
