"""np.pad: entries that are repeated, or others that are put beside them, one axis after another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jaccli.trace.arrays.memory import moved
from jaccli.trace.arrays.moves import with_fill
from jaccli.trace.arrays.operands import traced
from jaccli.trace.arrays.table import concrete, implements, np
from jaccli.trace.source.refusal import Refusal

REPEATING = ("edge", "wrap", "reflect", "symmetric")
STATISTICS = {"maximum": "max", "minimum": "min", "mean": "mean", "median": "median"}


@implements("pad")
def _pad(array: Any, pad_width: Any, mode: Any = "constant", **kwargs: Any) -> Any:
    x = traced(array)
    if callable(mode) or mode == "empty":
        raise Refusal(
            f"np.pad with mode={getattr(mode, '__name__', mode)!r} cannot be traced",
            "what stands beside the entries is written into memory that holds no numbers yet",
            "`np.pad(x, 1, mode='edge')`",
        )
    np.pad(concrete(x), pad_width, mode, **concrete(kwargs))  # what is wrong with the arguments
    if mode == "constant" and np.ndim(concrete(kwargs.get("constant_values", 0))) == 0:
        fill = kwargs.get("constant_values", 0)
        return with_fill(x, lambda numbers: np.pad(numbers, pad_width), fill)
    if mode in REPEATING and kwargs.get("reflect_type", "even") == "even":
        return moved(x, lambda index: np.pad(index, pad_width, mode, **kwargs))
    for axis, widths in _of_axes(pad_width, x.ndim):
        x = _padded(x, axis, [int(each) for each in widths], mode, kwargs)
    return x


def _of_axes(widths: Any, ndim: int) -> Iterator[tuple[int, Any]]:
    """The widths before and after, for each axis."""
    if isinstance(widths, dict):
        for axis, each in widths.items():
            yield axis % ndim, np.broadcast_to(each, (2,))
        return
    yield from enumerate(np.broadcast_to(widths, (ndim, 2)))


def _padded(x: Any, axis: int, widths: list[int], mode: str, kwargs: Any) -> Any:
    if mode in REPEATING:  # reflected at the edge's number, too: a constant matrix times the row
        matrix = np.pad(np.eye(x.shape[axis]), (widths, (0, 0)), mode, **kwargs)
        return np.moveaxis(np.tensordot(matrix, x, (1, axis)), 0, axis)
    beside = [_beside(x, axis, width, side, mode, kwargs) for side, width in enumerate(widths)]
    return np.concatenate([beside[0], x, beside[1]], axis=axis)


def _beside(x: Any, axis: int, width: int, side: int, mode: str, kwargs: Any) -> Any:
    """What stands before (side 0) or after the entries of an axis."""
    shape = [width if at == axis else n for at, n in enumerate(x.shape)]
    if mode in STATISTICS:
        length = _pair(kwargs.get("stat_length"), axis, x.ndim)[side]
        rows = np.moveaxis(x, axis, 0)
        if length is not None:
            rows = rows[: int(length)] if side == 0 else rows[-int(length) :]
        found = getattr(np, STATISTICS[mode])(rows, axis=0, keepdims=True)
        return np.broadcast_to(np.moveaxis(found, 0, axis), shape)
    value = _pair(
        kwargs.get("constant_values" if mode == "constant" else "end_values", 0), axis, x.ndim
    )[side]
    if mode == "constant":
        return np.broadcast_to(value, shape)
    edge = np.take(x, [0 if side == 0 else -1], axis=axis)
    share = np.arange(width) / max(width, 1)  # 0 at the far end, where the end value stands
    share = (share if side == 0 else share[::-1]).reshape(
        [-1 if at == axis else 1 for at in range(x.ndim)]
    )
    return value + (edge - value) * share


def _pair(given: Any, axis: int, ndim: int) -> Any:
    """What is said of an axis: before and after."""
    if given is None:
        return None, None
    found = np.asarray(given) if not isinstance(given, list | tuple) else np.array(given)
    return np.broadcast_to(found, (ndim, 2))[axis]
