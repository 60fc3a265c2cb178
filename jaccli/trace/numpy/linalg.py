"""numpy.linalg: each function becomes a layer of matrices, with the batch that NumPy sees.

Where NumPy has no answer, it says so itself: its function is called on the plain numbers first.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from jaccli.arrays import Shape
from jaccli.trace.arrays.operands import Operand, as_value, emit, operands, recorder_of, traced
from jaccli.trace.arrays.table import concrete, find, implements, np
from jaccli.trace.arrays.value import Traced, of
from jaccli.trace.source.refusal import Refusal


def _batch(x: Operand) -> int:
    return math.prod(x.shape[:-2])


def _turned(x: Any) -> Any:
    return np.swapaxes(x, -1, -2)


def _of_squares(name: str, layer: str, shape: Callable[[Shape], Shape]) -> None:
    """np.linalg.NAME of square matrices, whose result has that shape."""

    def handler(a: Any) -> Any:
        x = traced(a)
        plain = find(name)(concrete(x))
        return emit(layer, (x,), shape(x.shape), batch=_batch(x)) if plain.size else plain

    implements(name)(handler)


_of_squares("linalg.inv", "inv", lambda shape: shape)
_of_squares("linalg.det", "det", lambda shape: shape[:-2])


@implements("linalg.slogdet")
def _slogdet(a: Any) -> Any:
    x = traced(a)
    plain = np.linalg.slogdet(concrete(x))
    size = emit("slogdet", (x,), x.shape[:-2], batch=_batch(x)) if x.size else plain.logabsdet
    return type(plain)(plain.sign, size)  # the sign does not move


@implements("linalg.solve")
def _solve(a: Any, b: Any) -> Any:
    a, b = operands(a, b)
    plain = np.linalg.solve(*concrete([a, b]))
    return plain if plain.size == 0 else solved(a, b, plain.shape)


def solved(a: Any, b: Any, shape: Shape) -> Any:
    """The solution of A Z = B, of this shape; b with one axis is one right-hand side."""
    p = a.shape[-1]
    right: Any = np.reshape(b, (p, 1)) if b.ndim == 1 else b
    batches = np.broadcast_shapes(a.shape[:-2], right.shape[:-2])
    batch, r = math.prod(batches), right.shape[-1]
    if isinstance(right, Traced) or right.ndim > 2:
        right = np.broadcast_to(right, (*batches, p, r))
    if not isinstance(a, Traced) and a.ndim == 2:
        return emit("solve", (right,), shape, matrix=a, batch=batch)
    a = np.broadcast_to(a, (*batches, p, p))
    if not isinstance(right, Traced) and right.ndim == 2:
        return emit("solve", (a,), shape, right=right, batch=batch)
    recorder = recorder_of((a, right))
    right = np.broadcast_to(right, (*batches, p, r))
    pair = as_value(a, recorder), as_value(right, recorder)
    return emit("solve", pair, shape, batch=batch)


@implements("linalg.tensorsolve")
def _tensorsolve(a: Any, b: Any, axes: Any = None) -> Any:
    a, b = operands(a, b)
    if axes is not None:
        rest = [at for at in range(a.ndim) if at not in axes]
        a = np.transpose(a, (*rest, *axes))
    solution = np.linalg.solve(np.reshape(a, (b.size, b.size)), np.ravel(b))
    return np.reshape(solution, a.shape[b.ndim :])


@implements("linalg.tensorinv")
def _tensorinv(a: Any, ind: int = 2) -> Any:
    x = traced(a)
    rows, columns = x.shape[:ind], x.shape[ind:]
    inverse = np.linalg.inv(np.reshape(x, (math.prod(rows), -1)))
    return np.reshape(inverse, (*columns, *rows))


@implements("linalg.cholesky")
def _cholesky(a: Any, /, *, upper: bool = False) -> Any:
    x = traced(a)
    np.linalg.cholesky(concrete(x), **({"upper": True} if upper else {}))
    return cholesky(x, upper=upper)


def cholesky(x: Traced, *, upper: bool = False) -> Any:
    """L of A = L Lᵀ, of which the lower half is read; upper: Lᵀ, of which the upper half is."""
    if x.size == 0:
        return np.zeros(x.shape)
    given = _turned(x) if upper else x
    factor = emit("cholesky", (given,), x.shape, batch=_batch(x))
    return _turned(factor) if upper else factor


@implements("linalg.eigvalsh")
def _eigvalsh(a: Any, UPLO: str = "L") -> Any:
    x = _lower(traced(a), UPLO)
    plain = np.linalg.eigvalsh(concrete(x))
    return emit("eigvalsh", (x,), x.shape[:-1], batch=_batch(x)) if plain.size else plain


@implements("linalg.eigh")
def _eigh(a: Any, UPLO: str = "L") -> Any:
    x = traced(a)
    plain = np.linalg.eigh(concrete(x), UPLO)
    if x.size == 0:
        return plain
    lower = _lower(x, UPLO)
    values = emit("eigvalsh", (lower,), x.shape[:-1], batch=_batch(x))
    vectors = emit("eigh", (lower,), x.shape, batch=_batch(x))
    spare(values, vectors)
    return type(plain)(values, turned_as(vectors, plain.eigenvectors))


def turned_as(vectors: Any, plain: Any) -> Any:
    """The vectors (columns) with the signs of the plain ones: LAPACK gives v or -v."""
    turned = np.sign(np.sum(concrete(vectors) * plain, axis=-2, keepdims=True))
    if (turned > 0).all():
        return vectors
    vectors = vectors * turned
    spare(vectors)
    return vectors


def _lower(x: Traced, uplo: str) -> Any:
    if uplo.upper() not in ("L", "U"):
        raise ValueError("UPLO argument must be 'L' or 'U'")
    return _turned(x) if uplo.upper() == "U" else x


def _hermitian(name: str, instead: str) -> Refusal:
    title = f"np.linalg.{name} with hermitian=True cannot be traced"
    return Refusal(title, "it is found from the eigenvalues, in another way", instead)


def _taken_for_zero(name: str) -> Refusal:
    return Refusal(
        f"np.linalg.{name} cannot be traced where rcond takes singular values for 0",
        "nearby they are not 0, and the answer is another one",
        "`np.linalg.solve(A.T @ A + 1e-9 * np.eye(A.shape[1]), A.T @ y)`",
    )


@implements("linalg.svd")
def _svd(
    a: Any, full_matrices: bool = True, compute_uv: bool = True, hermitian: bool = False
) -> Any:
    x = traced(a)
    if hermitian:
        raise _hermitian("svd", "`np.linalg.eigh(A)`, whose values may be negative")
    if not compute_uv:
        return singular_values(x)
    plain = np.linalg.svd(concrete(x), full_matrices)
    if x.size == 0:
        return plain
    values = of_rectangles("svdvals", x, plain.S.shape)
    left, right = (
        of_rectangles(kind, x, each.shape, vectors=number)
        for kind, each, number in (
            ("svd_u", plain.U, plain.U.shape[-1]),
            ("svd_vh", plain.Vh, plain.Vh.shape[-2]),
        )
    )
    spare(values, left, right)
    return type(plain)(left, values, right)


@implements("linalg.svdvals")
def _svdvals(x: Any, /) -> Any:
    return singular_values(traced(x))


def singular_values(x: Traced) -> Any:
    """Those of matrices (…, m, n), descending."""
    plain = np.linalg.svd(concrete(x), compute_uv=False)
    return of_rectangles("svdvals", x, plain.shape) if plain.size else plain


def of_rectangles(kind: str, x: Traced, shape: Shape, **fields: Any) -> Any:
    """A layer of matrices that need not be square; shape: of the value"""
    recorder = of(x).recorder
    layer = recorder.layer(kind, shape=(_batch(x), *x.shape[-2:]), **fields)
    return recorder.emit(layer, (x,), shape)


@implements("linalg.pinv")
def _pinv(a: Any, rcond: Any = None, hermitian: bool = False, *, rtol: Any = None) -> Any:
    x = traced(a)
    bound = {"rcond": rcond} if rtol is None else {"rtol": rtol}
    plain = np.linalg.pinv(concrete(x), **({} if rcond is rtol is None else bound))
    if hermitian:
        raise _hermitian("pinv", "`np.linalg.pinv(A)`, which gives the same")
    if plain.size == 0:
        return plain
    found = of_rectangles("pinv", x, plain.shape)
    if not np.allclose(concrete(found), plain):
        raise _taken_for_zero("pinv")
    return found


@implements("linalg.lstsq")
def _lstsq(a: Any, b: Any, rcond: Any = None) -> Any:
    a, b = operands(a, b)
    solution, residuals, rank, values = np.linalg.lstsq(*concrete([a, b]), rcond)
    m, n = a.shape
    right = np.reshape(b, (m, -1))
    if not isinstance(a, Traced):
        found = emit("lstsq", (right,), solution.shape, matrix=a)
    elif not isinstance(right, Traced):
        found = emit("lstsq", (a,), solution.shape, right=right)
    else:
        found = emit("lstsq", (a, right), solution.shape, rows=m)
    if not np.allclose(concrete(found), solution):
        raise _taken_for_zero("lstsq")
    if residuals.size:
        reached = np.matmul(a, np.reshape(found, (n, -1)))
        rest = right - reached
        squares = np.square(rest)
        residuals = np.sum(squares, axis=0)
        spare(reached, rest, squares, residuals)
    if isinstance(a, Traced):
        values = singular_values(a)
        spare(values)
    return found, residuals, rank, values


def spare(*values: Any) -> None:
    """Results that nobody may read: then they leave no node behind."""
    for each in values:
        of(each).recorder.spare(of(each).name)


def matrix_norm(x: Traced, order: Any) -> Any:
    """The norms of matrices (…, m, n) that are told from singular values: 2, -2 and nuc."""
    if order != "nuc":
        return (np.max if order == 2 else np.min)(singular_values(x), axis=-1)
    plain = np.linalg.norm(concrete(x), "nuc", (-2, -1))
    return of_rectangles("nuclear_norm", x, plain.shape)
