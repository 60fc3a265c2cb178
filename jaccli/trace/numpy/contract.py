"""Products of matrices and vectors: matmul, dot, inner, outer and their like.

All become the layer `matmul`, on arrays (batch, p, q) and (batch, q, r).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from jaccli.trace.arrays.dtypes import check_dtype
from jaccli.trace.arrays.operands import as_value, emit, operands, recorder_of
from jaccli.trace.arrays.table import concrete, implements, np
from jaccli.trace.arrays.value import Traced
from jaccli.trace.numpy.ufuncs import ufunc


def product(a: Any, b: Any, sizes: Sequence[int], shape: Sequence[int]) -> Any:
    """`batch` products (p, q)·(q, r) of two operands, each flattened row by row.

    sizes: batch, p, q, r; shape: of the result. A constant that is one matrix for the whole batch
    has the size of one.
    """
    batch, p, q, r = sizes
    shape = tuple(shape)
    if 0 in sizes:
        return np.zeros(shape)
    if not isinstance(a, Traced) and a.size == p * q:
        return emit("matmul", (b,), shape, left=a.reshape(p, q), batch=batch)
    if not isinstance(b, Traced) and b.size == q * r:
        return emit("matmul", (a,), shape, right=b.reshape(q, r))
    recorder = recorder_of((a, b))
    left, right = as_value(a, recorder), as_value(b, recorder)
    return emit("matmul", (left, right), shape, inner=q, batch=batch)


@ufunc("matmul")
def _matmul(a: Any, b: Any) -> Any:
    if not a.shape or not b.shape:
        raise ValueError("matmul: an operand has no axes")
    left = np.reshape(a, (1, -1)) if a.ndim == 1 else a
    right = np.reshape(b, (-1, 1)) if b.ndim == 1 else b
    (p, q), (inner, r) = left.shape[-2:], right.shape[-2:]
    if q != inner:
        raise ValueError(f"matmul: {q} and {inner} differ")
    batches = np.broadcast_shapes(left.shape[:-2], right.shape[:-2])
    shape = (*batches, *(() if a.ndim == 1 else (p,)), *(() if b.ndim == 1 else (r,)))
    if right.ndim == 2:  # the rows of the whole batch meet the one matrix
        return product(left, right, (1, math.prod(batches) * p, q, r), shape)
    if isinstance(left, Traced) or left.ndim > 2:
        left = np.broadcast_to(left, (*batches, p, q))
    if isinstance(right, Traced) or right.ndim > 2:
        right = np.broadcast_to(right, (*batches, q, r))
    return product(left, right, (math.prod(batches), p, q, r), shape)


@ufunc("vecdot")
def _vecdot(a: Any, b: Any) -> Any:
    return np.einsum("...i,...i->...", a, b)


@ufunc("matvec")
def _matvec(a: Any, b: Any) -> Any:
    return np.einsum("...ij,...j->...i", a, b)


@ufunc("vecmat")
def _vecmat(a: Any, b: Any) -> Any:
    return np.einsum("...i,...ij->...j", a, b)


@implements("dot")
def _dot(a: Any, b: Any, out: None = None) -> Any:
    if out is not None:
        raise TypeError("out")
    a, b = operands(a, b)
    if not a.shape or not b.shape:
        return a * b
    if a.ndim <= 2 and b.ndim <= 2:
        return _matmul(a, b)
    return np.tensordot(a, b, axes=([-1], [max(-2, -b.ndim)]))


@implements("inner")
def _inner(a: Any, b: Any, /) -> Any:
    a, b = operands(a, b)
    return np.tensordot(a, b, axes=([-1], [-1])) if a.shape and b.shape else a * b


@implements("vdot")
def _vdot(a: Any, b: Any, /) -> Any:
    a, b = operands(a, b)
    return _matmul(np.ravel(a), np.ravel(b))


@implements("outer", "linalg.outer")
def _outer(a: Any, b: Any, out: None = None) -> Any:
    if out is not None:
        raise TypeError("out")
    a, b = operands(a, b)
    return product(a, b, (1, a.size, 1, b.size), (a.size, b.size))


@implements("linalg.matmul")
def _linalg_matmul(x1: Any, x2: Any, /) -> Any:
    return _matmul(*operands(x1, x2))


@implements("convolve")
def _convolve(a: Any, v: Any, mode: str = "full") -> Any:
    a, v = operands(a, v)
    np.convolve(concrete(a), concrete(v), mode)  # NumPy says what it does not take
    if v.size > a.size:
        a, v = v, a
    n, m = a.size, v.size
    spans = {"s": ((m - 1) // 2 + 1, (m - 1) // 2 + n), "v": (m, n)}  # counted from 1
    first, last = spans.get(str(mode)[0].lower(), (1, n + m - 1))
    fields = {} if (first, last) == (1, n + m - 1) else {"span": (first, last)}
    shape = (last - first + 1,)
    if isinstance(a, Traced) and isinstance(v, Traced):
        return emit("convolve", (a, v), shape, **fields)
    taken, given = (v, a) if isinstance(a, Traced) else (a, v)
    return emit("convolve", (given,), shape, taps=np.ravel(taken), **fields)


@implements("correlate")
def _correlate(a: Any, v: Any, mode: str = "valid") -> Any:
    a, v = operands(a, v)
    if v.size > a.size:
        return _convolve(v, a[::-1], mode)[::-1]
    return _convolve(a, v[::-1], mode)


@implements("trace")
def _trace(
    a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None, out: None = None
) -> Any:
    check_dtype(dtype)
    return np.sum(np.diagonal(a, offset, axis1, axis2), axis=-1)
