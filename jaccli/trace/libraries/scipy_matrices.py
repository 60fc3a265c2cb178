"""Functions of matrices of scipy.linalg, and matrices that it makes of vectors."""

from __future__ import annotations

import math
from typing import Any

from jaccli.trace.arrays.libraries import stands_for
from jaccli.trace.arrays.operands import traced
from jaccli.trace.arrays.table import concrete, np

_WIDEST = 5.371920351148152  # Higham 2005, table 2.3: how large a matrix Padé's 13 holds for
_PADE = [1.0]  # its coefficients, of the lowest power first, up to a factor
for _k in range(1, 14):
    _PADE.append(_PADE[-1] * (14 - _k) / ((27 - _k) * _k))
_MOST = 60  # steps of Newton's
_NEAR = 1e-13


@stands_for("scipy.linalg.expm")
def _expm(A: Any) -> Any:
    """exp(A) by scaling, Padé's approximant and squaring (Higham 2005), as SciPy computes it."""
    x = traced(A)
    norm = float(np.max(np.sum(np.abs(concrete(x)), axis=-2)))
    halvings = max(0, math.ceil(math.log2(norm / _WIDEST))) if norm > 0 else 0
    x = x / 2.0**halvings
    second = x @ x
    fourth = second @ second
    sixth = second @ fourth
    powers = (np.eye(x.shape[-1]), second, fourth, sixth)

    def part(first: int) -> Any:
        """The powers from x^first on, two by two, without the factor x of the odd ones."""
        low = sum(_PADE[first + 2 * k] * power for k, power in enumerate(powers))
        high = sum(_PADE[first + 6 + 2 * k] * powers[k] for k in (1, 2, 3))
        return low + sixth @ high

    odd, even = x @ part(1), part(0)
    found = np.linalg.solve(even - odd, even + odd)
    for _ in range(halvings):
        found = found @ found
    return found


@stands_for("scipy.linalg.sqrtm")
def _sqrtm(A: Any) -> Any:
    """The root of a matrix by Newton's steps, Y → (Y + Z⁻¹)/2, Z → (Z + Y⁻¹)/2 from A and I.

    Denman & Beavers 1976. One step follows when Y no longer moves, for the derivative moves on.
    Raises TypeError where they do not come to an end.
    """
    root = traced(A)
    inverse: Any = np.eye(root.shape[-1])
    settled = 0
    for _ in range(_MOST):
        before = concrete(root)
        root, inverse = (
            (root + np.linalg.inv(inverse)) / 2,
            (inverse + np.linalg.inv(root)) / 2,
        )
        moved = np.max(np.abs(concrete(root) - before))
        settled += bool(moved <= _NEAR * np.max(np.abs(before)))
        if settled == 2:
            return root
    raise TypeError("Newton's steps find no real root")


@stands_for("scipy.linalg.toeplitz")
def _toeplitz(c: Any, r: Any = None) -> Any:
    column = np.ravel(traced(c))
    row = column if r is None else np.ravel(traced(r))
    entries = np.concatenate([column[::-1], row[1:]])
    return entries[
        np.subtract.outer(-np.arange(len(column)), -np.arange(len(row))) + len(column) - 1
    ]


@stands_for("scipy.linalg.circulant")
def _circulant(c: Any) -> Any:
    x = traced(c)
    if x.ndim != 1:
        raise TypeError("one vector is known here")
    return x[np.subtract.outer(np.arange(len(x)), np.arange(len(x))) % len(x)]


@stands_for("scipy.linalg.qr")
def _qr(
    a: Any,
    overwrite_a: bool = False,
    lwork: Any = None,
    mode: str = "full",
    pivoting: bool = False,
    check_finite: bool = True,
) -> Any:
    x = traced(a)
    rows, columns = x.shape[-2:]
    if pivoting or mode == "raw" or (rows > columns and mode != "economic"):
        raise TypeError("without pivoting, and mode='economic' where rows outnumber columns")
    found = np.linalg.qr(x, "r" if mode == "r" else "reduced")
    return (found,) if mode == "r" else tuple(found)
