"""Functions of NumPy that write into an array: put, place, putmask, copyto and their like."""

from __future__ import annotations

from typing import Any

from jaccli.trace.arrays.inplace import write, write_with
from jaccli.trace.arrays.table import concrete, implements, np
from jaccli.trace.arrays.value import Traced


@implements("copyto", shares=True)
def _copyto(dst: Any, src: Any, casting: str = "same_kind", where: Any = True) -> None:
    mask = concrete(where)
    if not isinstance(src, Traced):
        src = np.asarray(src) if not isinstance(src, (list, tuple)) else src
    write_with(dst, src, lambda x, values: np.copyto(x, values, casting, mask))


@implements("put", shares=True)
def _put(a: Any, ind: Any, v: Any, mode: str = "raise") -> None:
    index = concrete(ind)
    write_with(a, v, lambda x, values: np.put(x, index, values, mode))


@implements("place", shares=True)
def _place(arr: Any, mask: Any, vals: Any) -> None:
    chosen = concrete(mask)
    write_with(arr, vals, lambda x, values: np.place(x, chosen, values))


@implements("putmask", shares=True)
def _putmask(a: Any, mask: Any, values: Any) -> None:
    chosen = concrete(mask)
    write_with(a, values, lambda x, given: np.putmask(x, chosen, given))


@implements("fill_diagonal", shares=True)
def _fill_diagonal(a: Any, val: Any, wrap: bool = False) -> None:
    write_with(a, val, lambda x, values: np.fill_diagonal(x, values, wrap))


@implements("put_along_axis", shares=True)
def _put_along_axis(arr: Any, indices: Any, values: Any, axis: int | None) -> None:
    index = concrete(indices)
    write_with(arr, values, lambda x, given: np.put_along_axis(x, index, given, axis))


def fill(x: Traced, value: Any) -> None:
    """x.fill(value)"""
    write_with(x, value, lambda array, number: array.fill(number))


def sort(x: Traced, axis: int = -1, kind: Any = None, order: Any = None, **others: Any) -> None:
    """x.sort(): the entries in order, in the place of x."""
    concrete(x).copy().sort(axis, kind, order, **others)  # NumPy says what it does not take
    write(x, np.sort(x, axis))
