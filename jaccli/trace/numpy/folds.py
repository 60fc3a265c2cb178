"""The methods of ufuncs: reduce, accumulate, reduceat and outer, and what stands for each."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from numpy.lib.array_utils import normalize_axis_tuple

from jaccli.trace.arrays.operands import traced
from jaccli.trace.arrays.table import METHODS, concrete, find, np

REDUCED = {"add": "sum", "multiply": "prod", "maximum": "max", "minimum": "min"}
RUNNING = {"add": "cumsum", "multiply": "cumprod"}


def _method(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def register(handler: Callable[..., Any]) -> Callable[..., Any]:
        METHODS[name] = handler
        return handler

    return register


@_method("reduce")
def _reduce(
    ufunc: Any,
    array: Any,
    axis: Any = 0,
    dtype: Any = None,
    out: None = None,
    keepdims: bool = False,
    initial: Any = np._NoValue,
    where: Any = True,
) -> Any:
    if ufunc.__name__ in REDUCED:
        kwargs = {"axis": axis, "keepdims": keepdims, "initial": initial, "where": where}
        return getattr(np, REDUCED[ufunc.__name__])(array, **kwargs)
    x = traced(array)
    axes = range(x.ndim) if axis is None else normalize_axis_tuple(axis, x.ndim)
    ufunc.reduce(*concrete((x, axis, dtype, None, keepdims, initial, where)))  # what is wrong
    rest = [at for at in range(x.ndim) if at not in axes]
    length = math.prod(x.shape[at] for at in axes)
    rows = np.reshape(np.transpose(x, [*axes, *rest]), (length, *(x.shape[at] for at in rest)))
    wanted = np.broadcast_to(where, x.shape).transpose(*axes, *rest).reshape(rows.shape)
    given = np._NoValue
    if initial is not np._NoValue and initial is not None:
        given = initial
    elif not wanted.all():
        given = ufunc.identity
    start, first = (+rows[0], 1) if given is np._NoValue else (given, 0)
    total = start
    for at in range(first, length):
        further = ufunc(total, rows[at])
        total = further if wanted[at].all() else np.where(wanted[at], further, total)
    if not keepdims:
        return total
    return np.reshape(total, [1 if at in axes else n for at, n in enumerate(x.shape)])


@_method("accumulate")
def _accumulate(ufunc: Any, array: Any, axis: int = 0, dtype: Any = None, out: None = None) -> Any:
    if ufunc.__name__ in RUNNING:
        return getattr(np, RUNNING[ufunc.__name__])(array, axis=axis, dtype=dtype)
    rows = np.moveaxis(traced(array), axis, 0)
    found = [rows[0]]
    for at in range(1, rows.shape[0]):
        found.append(ufunc(found[-1], rows[at]))
    return np.moveaxis(np.stack(found), 0, axis)


@_method("reduceat")
def _reduceat(
    ufunc: Any, array: Any, indices: Any, axis: int = 0, dtype: Any = None, out: None = None
) -> Any:
    rows = np.moveaxis(traced(array), axis, 0)
    ends = [*np.asarray(indices)[1:], rows.shape[0]]
    found = [
        ufunc.reduce(rows[first:last]) if first < last else rows[first]
        for first, last in zip(indices, ends, strict=True)
    ]
    return np.moveaxis(np.stack(found), 0, axis)


@_method("outer")
def _outer(ufunc: Any, a: Any, b: Any, /, **kwargs: Any) -> Any:
    if ufunc.__name__ == "multiply" and not kwargs:
        shape = np.shape(concrete(a)) + np.shape(concrete(b))
        return np.reshape(find("outer")(a, b), shape)
    a = traced(a)
    return ufunc(np.reshape(a, np.shape(a) + (1,) * np.ndim(concrete(b))), b, **kwargs)
