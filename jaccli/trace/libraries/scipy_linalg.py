"""scipy.linalg, where the program has imported it: its functions become layers of matrices.

SciPy computes what the program computes; the layers need NumPy alone.
"""

from __future__ import annotations

import sys
from typing import Any

from jaccli.trace.arrays.libraries import stands_for
from jaccli.trace.arrays.operands import (
    as_value,
    chosen,
    emit,
    numbering,
    operands,
    recorder_of,
    traced,
)
from jaccli.trace.arrays.table import concrete, np
from jaccli.trace.arrays.value import Traced
from jaccli.trace.numpy.linalg import cholesky, solved, turned_as
from jaccli.trace.source.refusal import Refusal

_SYMMETRIC = ("pos", "positive definite", "sym", "symmetric", "her", "hermitian")


@stands_for("scipy.linalg.inv")
def _inv(a: Any, overwrite_a: bool = False, check_finite: bool = True) -> Any:
    return np.linalg.inv(traced(a))


@stands_for("scipy.linalg.det")
def _det(a: Any, overwrite_a: bool = False, check_finite: bool = True) -> Any:
    return np.linalg.det(traced(a))


@stands_for("scipy.linalg.pinv")
def _pinv(a: Any, *, check_finite: bool = True) -> Any:
    return np.linalg.pinv(traced(a))


@stands_for("scipy.linalg.norm")
def _norm(
    a: Any, ord: Any = None, axis: Any = None, keepdims: bool = False, check_finite: bool = True
) -> Any:
    return np.linalg.norm(traced(a), ord, axis, keepdims)


@stands_for("scipy.linalg.cholesky")
def _cholesky(
    a: Any, lower: bool = False, overwrite_a: bool = False, check_finite: bool = True
) -> Any:
    x = traced(a)
    np.linalg.cholesky(concrete(x if lower else np.swapaxes(x, -1, -2)))
    return cholesky(x, upper=not lower)


@stands_for("scipy.linalg.cho_factor")
def _cho_factor(
    a: Any, lower: bool = False, overwrite_a: bool = False, check_finite: bool = True
) -> Any:
    x = traced(a)
    factor = _cholesky(x, lower)
    half = np.tri(x.shape[-1], dtype=bool)
    return np.where(half if lower else half.T, factor, x), lower  # the other half is as it was


@stands_for("scipy.linalg.cho_solve")
def _cho_solve(
    c_and_lower: Any, b: Any, overwrite_b: bool = False, check_finite: bool = True
) -> Any:
    factor, lower = c_and_lower
    first = _triangular(factor, b, lower=lower, transposed=not lower)
    return _triangular(factor, first, lower=lower, transposed=bool(lower))


@stands_for("scipy.linalg.solve_triangular")
def _solve_triangular(
    a: Any,
    b: Any,
    trans: Any = 0,
    lower: bool = False,
    unit_diagonal: bool = False,
    overwrite_b: bool = False,
    check_finite: bool = True,
) -> Any:
    a, b = operands(a, b)
    if unit_diagonal:
        a = np.where(np.eye(a.shape[-1]) != 0, 1.0, a)
    return _triangular(a, b, lower=lower, transposed=trans not in (0, "N"))


def _batched(name: str) -> Refusal:
    title = f"scipy.linalg.{name} of a batch of matrices cannot be traced"
    return Refusal(title, "one matrix is recorded", "`np.linalg.solve(A, y)` takes batches")


def _triangular(a: Any, b: Any, *, lower: Any, transposed: bool) -> Any:
    """The solution with the lower or upper half of one matrix, or with its transposed one."""
    a, b = operands(a, b)
    if a.ndim != 2:
        raise _batched("solve_triangular")
    if transposed:
        a, lower = np.transpose(a), not lower
    p, shape = a.shape[0], b.shape
    half = np.tril(concrete(a)) if lower else np.triu(concrete(a))
    np.linalg.solve(half, np.reshape(concrete(b), (p, -1)))
    fields = {} if lower else {"upper": 1}
    right = np.reshape(b, (p, -1))
    if not isinstance(a, Traced):
        return emit("solve_triangular", (right,), shape, matrix=np.asarray(a), **fields)
    if not isinstance(right, Traced):
        return emit("solve_triangular", (a,), shape, right=right, **fields)
    pair = [as_value(each, recorder_of((a, right))) for each in (a, right)]
    return emit("solve_triangular", pair, shape, **fields)


@stands_for("scipy.linalg.solve")
def _solve(
    a: Any,
    b: Any,
    lower: bool = False,
    overwrite_a: bool = False,
    overwrite_b: bool = False,
    check_finite: bool = True,
    assume_a: str | None = None,
    transposed: bool = False,
) -> Any:
    a, b = operands(a, b)
    if a.ndim != 2:
        raise _batched("solve")
    if assume_a in _SYMMETRIC:
        a = _from_one_half(a, lower=lower)
    elif assume_a not in (None, "gen", "general", *_SYMMETRIC):
        raise Refusal(
            f"scipy.linalg.solve with assume_a={assume_a!r} cannot be traced",
            "only a part of the matrix is read then",
            "`np.linalg.solve(A, y)`",
        )
    if transposed:
        a = np.transpose(a)
    plain = np.linalg.solve(*concrete([a, b]))
    return solved(a, b, plain.shape)


def _from_one_half(a: Any, *, lower: bool) -> Any:
    """The symmetric matrix that has this lower or upper half."""
    index = numbering(a.shape)
    half = np.tri(len(index), dtype=bool)
    taken = np.where(half if lower else half.T, index, index.T)
    return chosen(a, taken) if isinstance(a, Traced) else np.ravel(a)[taken]


@stands_for("scipy.linalg.eigvalsh")
def _eigvalsh(a: Any, *, lower: bool = True, check_finite: bool = True) -> Any:
    return np.linalg.eigvalsh(traced(a), "L" if lower else "U")


@stands_for("scipy.linalg.eigh")
def _eigh(
    a: Any, *, lower: bool = True, eigvals_only: bool = False, check_finite: bool = True
) -> Any:
    x = traced(a)
    if eigvals_only:
        return _eigvalsh(x, lower=lower)
    values, vectors = np.linalg.eigh(x, "L" if lower else "U")
    plain: Any = sys.modules["scipy.linalg"]
    return values, turned_as(vectors, plain.eigh(concrete(x), lower=lower)[1])


@stands_for("scipy.linalg.svdvals")
def _svdvals(a: Any, overwrite_a: bool = False, check_finite: bool = True) -> Any:
    return np.linalg.svd(traced(a), compute_uv=False)


@stands_for("scipy.linalg.svd")
def _svd(
    a: Any, full_matrices: bool = True, compute_uv: bool = True, *, check_finite: bool = True
) -> Any:
    found = np.linalg.svd(traced(a), full_matrices, compute_uv)
    return tuple(found) if compute_uv else found


@stands_for("scipy.linalg.lstsq")
def _lstsq(a: Any, b: Any, *, check_finite: bool = True) -> Any:
    return np.linalg.lstsq(traced(a), traced(b))


@stands_for("scipy.linalg.block_diag")
def _block_diag(*arrs: Any) -> Any:
    blocks = [np.atleast_2d(each) for each in operands(*arrs)]
    widths = [each.shape[1] for each in blocks]
    rows = []
    for at, block in enumerate(blocks):
        before, after = sum(widths[:at]), sum(widths[at + 1 :])
        left, right = (np.zeros((block.shape[0], size)) for size in (before, after))
        rows.append(np.concatenate([left, block, right], axis=1))
    return np.concatenate(rows)
