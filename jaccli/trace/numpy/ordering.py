"""What depends on the order of the numbers: sorts, partitions, sets. Entries are only selected.

Among equal numbers the order is that of their places, as in np.argsort(kind="stable").
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jaccli.arrays import Array
from jaccli.trace.arrays.memory import moved_together
from jaccli.trace.arrays.operands import chosen, joined, numbering, operands, traced
from jaccli.trace.arrays.table import concrete, find, implements, np
from jaccli.trace.arrays.value import Traced, concrete_of


@implements("sort")
def _sort(
    a: Any, axis: int | None = -1, kind: Any = None, order: None = None, *, stable: Any = None
) -> Any:
    x = traced(a)
    if order is not None:
        raise ValueError("Cannot specify order when the array has no fields.")
    return _sorted_entries(np.ravel(x), 0) if axis is None else _sorted_entries(x, axis)


def _sorted_entries(x: Traced, axis: int) -> Any:
    """The entries of x in their order along an axis, as the numbers have it."""
    order = np.argsort(concrete_of(x), axis=axis, kind="stable")
    index: Array = np.arange(x.size).reshape(x.shape)
    return chosen(x, np.take_along_axis(index, order, axis))


@implements("partition")
def _partition(
    a: Any, kth: Any, axis: int | None = -1, kind: Any = "introselect", order: None = None
) -> Any:
    a = np.ravel(a) if axis is None else traced(a)
    along = -1 if axis is None else axis
    order = np.argpartition(concrete(a), kth, axis=along, kind=kind)
    return chosen(a, np.take_along_axis(numbering(a.shape), order, along))


@implements("ix_", shares=True)
def _ix(*args: Any) -> Any:
    given = [traced(each) for each in args]
    return moved_together(given, lambda *each: [*_opened(each)])


def _opened(arrays: Any) -> Any:
    for at, each in enumerate(arrays):
        if np.ndim(each) != 1:
            raise ValueError("Cross index must be 1 dimensional")
        yield np.reshape(each, [-1 if axis == at else 1 for axis in range(len(arrays))])


@implements("trim_zeros", shares=True)
def _trim_zeros(filt: Any, trim: str = "fb", axis: Any = None) -> Any:
    filt = traced(filt)
    if filt.ndim != 1:
        raise ValueError("only vectors are recorded")
    where = np.flatnonzero(concrete(filt))
    first = where[0] if where.size and "f" in trim.lower() else 0
    last = where[-1] + 1 if where.size and "b" in trim.lower() else filt.size
    return filt[first : last if where.size else 0]


def _places(given: list[Any], wanted: Array) -> Any:
    """The entries of the given arrays that have these values, each the first that has it."""
    numbers = np.concatenate([np.ravel(concrete(each)) for each in given])
    order = np.argsort(numbers, kind="stable")
    return joined(given, order[np.searchsorted(numbers[order], wanted)])


@implements("unique", shares=True)
def _unique(
    ar: Any,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: int | None = None,
    **more: Any,
) -> Any:
    ar = traced(ar)
    plain = np.unique(concrete(ar), True, return_inverse, return_counts, axis, **more)
    first = plain[1]
    found = np.take(np.ravel(ar) if axis is None else ar, first, axis=axis or 0)
    others = plain[1 if return_index else 2 :]
    return (found, *others) if others else found


def _with_values(name: str) -> Callable[..., Any]:
    def handler(x: Any) -> Any:
        plain = find(name)(concrete(x))
        found = np.take(np.ravel(traced(x)), np.unique(concrete(x), return_index=True)[1])
        return type(plain)(found, *plain[1:]) if isinstance(plain, tuple) else found

    return handler


for _name in ("unique_all", "unique_counts", "unique_inverse", "unique_values"):
    implements(_name)(_with_values(_name))


def _of_sets(name: str) -> Callable[..., Any]:
    def handler(ar1: Any, ar2: Any, *args: Any, **kwargs: Any) -> Any:
        plain = find(name)(concrete(ar1), concrete(ar2), *args, **kwargs)
        given = operands(ar1, ar2)
        if isinstance(plain, tuple):
            return (_places(given, plain[0]), *plain[1:])
        return _places(given, plain)

    return handler


for _name in ("union1d", "intersect1d", "setdiff1d", "setxor1d"):
    implements(_name)(_of_sets(_name))


@implements("ediff1d")
def _ediff1d(ary: Any, to_end: Any = None, to_begin: Any = None) -> Any:
    ary = np.ravel(traced(ary))
    parts = [to_begin, ary[1:] - ary[:-1], to_end]
    return np.concatenate([np.ravel(traced(each)) for each in parts if each is not None])
