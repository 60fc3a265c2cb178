"""Products of several matrices, in the order in which NumPy takes them, Q R, condition numbers."""

from __future__ import annotations

import math
from typing import Any

from jaccli.trace.arrays.operands import operands, traced
from jaccli.trace.arrays.table import concrete, implements, np
from jaccli.trace.numpy.linalg import of_rectangles, singular_values, spare


@implements("linalg.matrix_power")
def _matrix_power(a: Any, n: int) -> Any:
    """By squares, as NumPy does it."""
    x = traced(a)
    np.linalg.matrix_power(concrete(x), n)
    if n == 0:
        return np.broadcast_to(np.eye(x.shape[-1]), x.shape).copy()
    if n < 0:
        x, n = np.linalg.inv(x), -n
    if n == 3:
        return (x @ x) @ x
    result, square = None, x
    while True:
        n, odd = divmod(n, 2)
        if odd:
            result = square if result is None else result @ square
        if not n:
            return result
        square = square @ square


@implements("linalg.cond")
def _cond(x: Any, p: Any = None) -> Any:
    x = traced(x)
    if p in (None, 2, -2):
        values = singular_values(x)
        first, last = values[..., 0], values[..., -1]
        return last / first if p == -2 else first / last
    sizes = (np.linalg.norm(each, p, axis=(-2, -1)) for each in (x, np.linalg.inv(x)))
    return math.prod(sizes)


@implements("linalg.multi_dot")
def _multi_dot(arrays: Any, *, out: None = None) -> Any:
    """In the order that NumPy takes: the cheapest one."""
    given = operands(*arrays)
    first, last = given[0], given[-1]
    chain = [
        np.atleast_2d(first),
        *given[1:-1],
        np.reshape(last, (-1, 1)) if last.ndim == 1 else last,
    ]
    sizes = [each.shape[0] for each in chain] + [chain[-1].shape[1]]
    found = _multiplied(chain, _splits(sizes), 0, len(chain) - 1)
    shape = ([] if first.ndim == 1 else [sizes[0]]) + ([] if last.ndim == 1 else [sizes[-1]])
    return np.reshape(found, shape)


def _splits(sizes: list[int]) -> dict[tuple[int, int], int]:
    """Where the cheapest product of the matrices i … j is cut, for every i < j."""
    count = len(sizes) - 1
    price = {(i, i): 0 for i in range(count)}
    found: dict[tuple[int, int], int] = {}
    for length in range(1, count):
        for i in range(count - length):
            j = i + length
            options = [
                price[i, k] + price[k + 1, j] + sizes[i] * sizes[k + 1] * sizes[j + 1]
                for k in range(i, j)
            ]
            price[i, j] = min(options)
            found[i, j] = i + options.index(price[i, j])
    if count == 3:  # NumPy asks for less, not for less or as much
        left = sizes[0] * sizes[2] * (sizes[1] + sizes[3])
        right = sizes[1] * sizes[3] * (sizes[0] + sizes[2])
        found[0, 2] = 1 if left < right else 0
    return found


def _multiplied(chain: list[Any], splits: dict[tuple[int, int], int], i: int, j: int) -> Any:
    if i == j:
        return chain[i]
    k = splits[i, j]
    return _multiplied(chain, splits, i, k) @ _multiplied(chain, splits, k + 1, j)


@implements("linalg.qr")
def _qr(a: Any, mode: str = "reduced") -> Any:
    x = traced(a)
    plain = np.linalg.qr(concrete(x), mode)
    m, n = x.shape[-2:]
    if mode not in ("reduced", "r") and (mode != "complete" or m != n):
        raise TypeError(f"mode={mode!r} is not recorded: 'reduced' and 'r' are")
    if m < n:
        raise TypeError("fewer rows than columns are not recorded: factor A.T")
    right = of_rectangles("qr_r", x, (*x.shape[:-2], n, n))
    if mode == "r":
        return right
    left = of_rectangles("qr_q", x, x.shape)
    spare(left, right)
    return type(plain)(left, right)


@implements("linalg.trace")
def _trace(x: Any, /, *, offset: int = 0, dtype: Any = None) -> Any:
    return np.trace(x, offset, -2, -1, dtype)


@implements("linalg.vecdot")
def _vecdot(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
    a, b = operands(x1, x2)
    return np.einsum("...i,...i->...", np.moveaxis(a, axis, -1), np.moveaxis(b, axis, -1))
