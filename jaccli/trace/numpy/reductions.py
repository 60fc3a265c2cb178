"""Sums, products, extremes and norms, along axes or over all."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

from numpy.lib.array_utils import normalize_axis_tuple

from jaccli.arrays import Array
from jaccli.trace.arrays.dtypes import check_dtype
from jaccli.trace.arrays.operands import emit, traced
from jaccli.trace.arrays.table import concrete, implements, np
from jaccli.trace.arrays.value import Traced, concrete_of, of, seen_as
from jaccli.trace.numpy.linalg import matrix_norm

REDUCTIONS = {"sum": "sum", "prod": "product", "max": "max", "min": "min"}  # and their layers
NEUTRAL = {"sum": 0.0, "prod": 1.0, "max": -np.inf, "min": np.inf}  # changes nothing
COMBINED = {"sum": np.add, "prod": np.multiply, "max": np.maximum, "min": np.minimum}


def kept(keepdims: Any) -> bool:
    """Whether the reduced axes stay, as NumPy reads it: any integer but 0 says so."""
    return keepdims is not np._NoValue and operator.index(keepdims) != 0


def reduced(layer: str, x: Traced, axis: Any, keepdims: bool) -> Any:
    """A layer that reduces, along one axis, several, or all of them (None)."""
    axes = sorted(range(x.ndim) if axis is None else normalize_axis_tuple(axis, x.ndim))
    shape = tuple(n for at, n in enumerate(x.shape) if at not in axes)
    if keepdims:
        shape = tuple(1 if at in axes else n for at, n in enumerate(x.shape))
    length = math.prod(x.shape[at] for at in axes)
    if length == 1:
        return seen_as(np.abs(x) if layer == "norm" else x, shape)
    if axes != list(range(axes[0], axes[-1] + 1)):  # side by side they are one axis
        rest = [at for at in range(x.ndim) if at not in axes]
        x = np.transpose(x, (*rest, *axes))
        axes = list(range(len(rest), x.ndim))
    outer, inner = math.prod(x.shape[: axes[0]]), math.prod(x.shape[axes[-1] + 1 :])
    if outer == inner == 1:
        return emit(layer, (x,), shape)
    recorder = of(x).recorder
    layer_of_cubes = recorder.layer(layer, shape=(outer, length, inner))
    return recorder.emit(layer_of_cubes, (x,), shape)


def _reducing(name: str) -> Callable[..., Any]:
    """The sum and its kin. initial: what is there before the first entry; where: which count"""

    def handler(
        a: Any,
        axis: Any = None,
        dtype: Any = None,
        out: None = None,
        keepdims: Any = np._NoValue,
        initial: Any = np._NoValue,
        where: Any = True,
    ) -> Any:
        check_dtype(dtype)
        if out is not None:
            raise TypeError("out")
        started = initial is not np._NoValue and initial is not None
        a, mask = traced(a), mask_of(where)
        if not a.ndim and axis in (0, -1) and not isinstance(axis, tuple):
            axis = None  # NumPy lets a number have that one axis here
        if mask is not None and not started and name in ("max", "min"):
            getattr(np, name)(np.zeros(a.shape), where=mask)  # NumPy wants a start
        if mask is not None:
            a = np.where(mask, a, NEUTRAL[name])
        found = reduced(REDUCTIONS[name], traced(a), axis, kept(keepdims))
        return COMBINED[name](found, initial) if started else found

    if name in ("max", "min"):
        return lambda a, axis=None, out=None, *others, **more: handler(
            a, axis, None, out, *others, **more
        )
    return handler


def mask_of(where: Any) -> Array | None:
    """Which entries count; None if all do."""
    if where is np._NoValue or where is None:
        return None
    mask: Array = np.asarray(concrete(where)) != 0
    return None if mask.all() else mask


for _name in REDUCTIONS:
    implements(_name)(_reducing(_name))
implements("amax")(_reducing("max"))
implements("amin")(_reducing("min"))


@implements("linalg.norm")
def _norm(x: Any, ord: Any = None, axis: Any = None, keepdims: Any = False) -> Any:
    x = traced(x)
    axes = range(x.ndim) if axis is None else normalize_axis_tuple(axis, x.ndim)
    axes = tuple(axes)
    keep = {"keepdims": kept(keepdims)}
    if ord is None or ord in ("fro", "f") or (ord == 2 and len(axes) == 1):
        if ord is not None and len(axes) != (1 if ord == 2 else 2):
            raise ValueError("Invalid norm order for vectors.")
        return reduced("norm", x, axes, kept(keepdims))
    if len(axes) == 1:
        return _order_norm(x, float(ord), axes[0], keep)
    if len(axes) != 2:
        raise ValueError("Improper number of dimensions to norm.")
    if ord in (2, -2, "nuc"):
        found = matrix_norm(np.moveaxis(x, axes, (-2, -1)), ord)
        return np.expand_dims(found, axes) if kept(keepdims) else found
    if ord not in (1, -1, np.inf, -np.inf):
        raise ValueError("Invalid norm order for matrices.")
    row, column = axes if abs(ord) == 1 else axes[::-1]
    sums = np.sum(np.abs(x), axis=row, keepdims=True)
    found = (np.max if ord > 0 else np.min)(sums, axis=column, keepdims=True)
    return found if kept(keepdims) else np.squeeze(found, axes)


def _order_norm(x: Any, order: float, axis: int, keep: dict[str, bool]) -> Any:
    sizes = np.abs(x)
    if math.isinf(order):
        return (np.max if order > 0 else np.min)(sizes, axis=axis, **keep)
    if order == 0:
        return np.sum(concrete_of(sizes) != 0, axis=axis, **keep).astype(x.dtype)
    if order == 1:
        return np.sum(sizes, axis=axis, **keep)
    return np.sum(sizes**order, axis=axis, **keep) ** (1 / order)


@implements("linalg.vector_norm")
def _vector_norm(x: Any, /, *, axis: Any = None, keepdims: bool = False, ord: Any = 2) -> Any:
    x = traced(x)
    axes = tuple(range(x.ndim)) if axis is None else normalize_axis_tuple(axis, x.ndim)
    if ord == 2:
        return reduced("norm", x, axes, kept(keepdims))
    if len(axes) == 1:
        return _norm(x, ord, axes[0], keepdims)
    last = tuple(range(x.ndim - len(axes), x.ndim))
    flat = np.moveaxis(x, axes, last)
    found = _norm(flat.reshape((*flat.shape[: last[0]], -1)), ord, -1, False)
    return np.expand_dims(found, axes) if kept(keepdims) else found


@implements("linalg.matrix_norm")
def _matrix_norm(x: Any, /, *, keepdims: bool = False, ord: Any = "fro") -> Any:
    return _norm(x, ord, (-2, -1), keepdims)
