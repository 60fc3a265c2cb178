"""Functions that only move entries: NumPy moves the numbers 0, 1, 2, …, and a selection follows.

Where NumPy's answer shares memory with its argument it is a view, and the traced one is too.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from jaccli.arrays import Array
from jaccli.trace.arrays.dtypes import check_dtype
from jaccli.trace.arrays.memory import is_written, layout_of, moved, moved_together, number_at
from jaccli.trace.arrays.operands import (
    chosen,
    emit,
    holds_traced,
    joined,
    numbering,
    operands,
    traced,
)
from jaccli.trace.arrays.table import concrete, find, implements, np
from jaccli.trace.arrays.value import Traced, concrete_of
from jaccli.trace.source.refusal import Refusal

MOVES = """
    reshape ravel transpose permute_dims matrix_transpose linalg.matrix_transpose swapaxes moveaxis
    rollaxis flip fliplr flipud rot90 roll squeeze expand_dims broadcast_to repeat tile resize
    diagonal linalg.diagonal take take_along_axis delete split array_split hsplit vsplit dsplit
    unstack copy fft.fftshift fft.ifftshift lib.stride_tricks.sliding_window_view
"""
JOINS = ("stack", "vstack", "hstack", "dstack", "column_stack", "concatenate", "concat")


def _moving(function: Callable[..., Any]) -> Callable[..., Any]:
    first = next(iter(inspect.signature(function).parameters))  # what the array is called

    def handler(*args: Any, **kwargs: Any) -> Any:
        given = list(args)
        x = traced(given.pop(0) if given else kwargs.pop(first, None))
        if holds_traced([*given, *kwargs.values()]):
            raise Refusal(
                "a traced value cannot say which entries are meant",
                "an index is no number with a derivative",
                "`int(x)` reads the number",
            )
        return moved(x, lambda index: function(index, *given, **kwargs))

    return handler


for _name in MOVES.split():
    if (_function := find(_name)) is not None:
        implements(_name, shares=True)(_moving(_function))


def getitem(x: Traced, key: Any) -> Any:
    """x[key]: a selection of the entries that it names."""
    if type(key) is int and len(x.shape) == 1 < (size := x.shape[0]) and -size <= key < size:
        if is_written(x):
            return number_at(x, layout_of(x)[key])
        return emit("select", (x,), (), entries=(key % size + 1,))
    if holds_traced(list(key) if isinstance(key, tuple) else key):
        return concrete_of(x)[concrete(key)]  # NumPy says that floats are no indices
    return moved(x, lambda index: index[key])


def _at_least(function: Callable[..., Any]) -> Callable[..., Any]:
    def handler(*arrays: Any) -> Any:
        found = tuple(
            moved(each, function) if isinstance(each, Traced) else function(each)
            for each in map(traced, arrays)
        )
        return found[0] if len(found) == 1 else found

    return handler


for _name in ("atleast_1d", "atleast_2d", "atleast_3d"):
    implements(_name, shares=True)(_at_least(find(_name)))


def _sharing(name: str) -> Callable[..., Any]:
    def handler(a: Any, b: Any, *args: Any, **kwargs: Any) -> Any:
        lying = [layout_of(each) if isinstance(each, Traced) else each for each in (a, b)]
        return find(name)(*lying, *args, **kwargs)

    return handler


for _name in ("shares_memory", "may_share_memory"):
    implements(_name)(_sharing(_name))


@implements("compress")
def _compress(condition: Any, a: Any, axis: int | None = None) -> Any:
    return moved(traced(a), lambda index: np.compress(condition, index, axis))


@implements("extract")
def _extract(condition: Any, arr: Any) -> Any:
    return moved(traced(arr), lambda index: np.extract(condition, index))


@implements("broadcast_arrays", shares=True)
def _broadcast_arrays(*args: Any, **kwargs: Any) -> Any:
    return moved_together(_each(args), lambda *xs: np.broadcast_arrays(*xs, **kwargs))


@implements("meshgrid", shares=True)
def _meshgrid(*xi: Any, **kwargs: Any) -> Any:
    return moved_together(_each(xi), lambda *xs: np.meshgrid(*xs, **kwargs))


def _each(values: Any) -> list[Any]:
    return [traced(each) for each in values]


def join(pieces: Any, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What a joining function of NumPy makes of a list of pieces."""
    if isinstance(pieces, Traced):
        pieces = list(pieces)
    given = operands(*pieces)
    starts = np.cumsum([0, *(each.size for each in given)])
    numbers = [
        numbering(each.shape) + start for each, start in zip(given, starts[:-1], strict=True)
    ]
    return joined(given, function(numbers, *args, **kwargs))


def _joining(function: Callable[..., Any]) -> Callable[..., Any]:
    def handler(pieces: Any, *args: Any, dtype: Any = None, **kwargs: Any) -> Any:
        check_dtype(dtype)
        kwargs.pop("casting", None)
        return join(pieces, function, *args, **kwargs)

    return handler


for _name in JOINS:
    if (_function := find(_name)) is not None:
        implements(_name)(_joining(_function))


@implements("append")
def _append(arr: Any, values: Any, axis: int | None = None) -> Any:
    return join([arr, values], lambda pieces: np.append(*pieces, axis=axis))


@implements("insert")
def _insert(arr: Any, obj: Any, values: Any, axis: int | None = None) -> Any:
    return join([arr, values], lambda pieces: np.insert(pieces[0], obj, pieces[1], axis=axis))


@implements("block")
def _block(arrays: Any) -> Any:
    leaves: list[Any] = []

    def numbered(part: Any) -> Any:
        if isinstance(part, list):
            return [numbered(each) for each in part]
        leaves.append(part)
        return len(leaves) - 1

    def filled(part: Any, pieces: Any) -> Any:
        return [filled(each, pieces) for each in part] if isinstance(part, list) else pieces[part]

    plan = numbered(arrays)
    return join(leaves, lambda pieces: np.block(filled(plan, pieces)))


@implements("diag", shares=True)
def _diag(v: Any, k: int = 0) -> Any:
    v = traced(v)
    return np.diagonal(v, k) if v.ndim == 2 else _diagflat(v, k)


@implements("diagflat")
def _diagflat(v: Any, k: int = 0) -> Any:
    return with_fill(np.ravel(v), lambda numbers: np.diag(numbers, k), 0.0)


def with_fill(x: Traced, move: Callable[[Array], Array], fill: Any) -> Any:
    """What `move` makes of x where it leaves 0 at places that are `fill`."""
    order = move(numbering(x.shape) + 1)
    if not (order == 0).any():
        return chosen(x, order - 1)
    last = np.where(order == 0, x.size, order - 1)
    return joined(operands(np.ravel(x), np.ravel(fill)), last)
