"""A function of the program's, called for each entry, each row or each piece of an array."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Sequence
from typing import Any

from numpy.lib.array_utils import normalize_axis_tuple

from jaccli.arrays import Array
from jaccli.trace.arrays.libraries import STAND_INS
from jaccli.trace.arrays.operands import holds_traced, joined, numbering, operands, traced
from jaccli.trace.arrays.table import ANSWERABLE, concrete, implements, np


@implements("apply_along_axis")
def _apply_along_axis(
    func1d: Callable[..., Any], axis: int, arr: Any, *args: Any, **kwargs: Any
) -> Any:
    arr = traced(arr)
    (axis,) = normalize_axis_tuple(axis, arr.ndim)
    rows = np.moveaxis(arr, axis, -1)
    around = rows.shape[:-1]
    found = [func1d(rows[at], *args, **kwargs) for at in np.ndindex(*around)]
    if not found:
        raise ValueError("Cannot apply_along_axis when any iteration dimensions are 0")
    arrays = [np.asarray(each) for each in found]
    results = np.stack(arrays)
    if not holds_traced(arrays):
        results = results.astype(arrays[0].dtype)  # NumPy makes room for such as the first is
    results = np.reshape(results, (*around, *results.shape[1:]))
    new = results.ndim - len(around)
    return np.moveaxis(results, range(len(around), results.ndim), range(axis, axis + new))


@implements("apply_over_axes")
def _apply_over_axes(func: Callable[..., Any], a: Any, axes: Any) -> Any:
    found = traced(a)
    for axis in np.atleast_1d(axes):
        result = func(found, int(axis))
        found = result if np.ndim(result) == found.ndim else np.expand_dims(result, int(axis))
    return found


@implements("piecewise")
def _piecewise(x: Any, condlist: Any, funclist: Sequence[Any], *args: Any, **kw: Any) -> Any:
    x = traced(x)
    conditions = _conditions(x, condlist, len(funclist))
    order: Array = np.zeros(x.shape, int)
    pieces: list[Any] = [0.0]
    total = 1
    for condition, function in zip(conditions, funclist, strict=True):
        if not callable(function):
            values = function
        elif not condition.any():
            continue
        else:
            values = function(x[condition], *args, **kw)
        (piece,) = operands(values, x)[:1]
        order[condition] = total + np.broadcast_to(numbering(piece.shape), order[condition].shape)
        pieces.append(piece)
        total += piece.size
    return joined(operands(*pieces, x)[:-1], order)


def _conditions(x: Any, condlist: Any, functions: int) -> list[Array]:
    """Which entries each function is for, the last of several where more than one says so."""
    given = concrete(condlist)
    if np.isscalar(given) or (not isinstance(given[0], list | np.ndarray) and x.ndim != 0):
        given = [given]
    found = [np.asarray(each, bool) for each in given]
    if functions == len(found) + 1:
        found.append(~np.any(found, axis=0))
    if functions != len(found):
        raise ValueError(f"with {len(found)} condition(s), {functions} functions do not fit")
    return found


@implements("choose")
def _choose(a: Any, choices: Any, out: None = None, mode: str = "raise") -> Any:
    if out is not None:
        raise TypeError("out")
    given = operands(*(list(choices)))
    starts = itertools.accumulate((each.size for each in given), initial=0)
    numbers = [numbering(each.shape) + start for each, start in zip(given, starts, strict=False)]
    return joined(given, np.choose(concrete(a), numbers, mode=mode))


def _calling_back(handler: Callable[..., Any], original: Callable[..., Any]) -> Any:
    """The handler, also where arrays are plain: what it calls back may know traced ones."""

    @functools.wraps(original)
    def call(*args: Any, **kwargs: Any) -> Any:
        if holds_traced([*args, *kwargs.values()]):
            return original(*args, **kwargs)
        try:
            return handler(*args, **kwargs)
        except ANSWERABLE:
            return original(*args, **kwargs)

    return call


STAND_INS["numpy.apply_along_axis"] = functools.partial(_calling_back, _apply_along_axis)
STAND_INS["numpy.apply_over_axes"] = functools.partial(_calling_back, _apply_over_axes)
