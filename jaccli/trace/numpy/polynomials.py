"""Polynomials by their coefficients, the highest power first as in np.polyval."""

from __future__ import annotations

from typing import Any

from jaccli.trace.arrays.operands import holds_traced, operands, traced
from jaccli.trace.arrays.table import concrete, implements, np
from jaccli.trace.source.refusal import Refusal


@implements("polyval")
def _polyval(p: Any, x: Any) -> Any:
    (p, x) = operands(p, x)
    total: Any = 0 * x
    for at in range(p.shape[0]):
        total = total * x + p[at] if at else p[0] + total
    return total


@implements("polyadd")
def _polyadd(a1: Any, a2: Any) -> Any:
    a, b = _of_one_length(a1, a2)
    return a + b


@implements("polysub")
def _polysub(a1: Any, a2: Any) -> Any:
    a, b = _of_one_length(a1, a2)
    return a - b


def _of_one_length(*coefficients: Any) -> list[Any]:
    """With zeros in front of the shorter one."""
    given = [np.atleast_1d(each) for each in operands(*coefficients)]
    most = max(each.size for each in given)
    return [np.concatenate([np.zeros(most - each.size), each]) for each in given]


@implements("polymul")
def _polymul(a1: Any, a2: Any) -> Any:
    return np.convolve(*(np.atleast_1d(each) for each in operands(a1, a2)))


@implements("polydiv")
def _polydiv(u: Any, v: Any) -> Any:
    """Long division, and what is left."""
    rest, divisor = (np.atleast_1d(each) for each in operands(u, v))
    size = np.polydiv(*concrete((u, v)))[1].size  # NumPy leaves zeros out in front
    terms = []
    for _ in range(max(rest.size - divisor.size + 1, 1)):
        if rest.size < divisor.size:
            terms.append(0.0)
            break
        factor = rest[0] / divisor[0]
        terms.append(factor)
        less = factor * divisor
        rest = np.concatenate([rest[1 : divisor.size] - less[1:], rest[divisor.size :]])
    return np.array(terms), rest[rest.size - size :] if size <= rest.size else np.zeros(size)


@implements("polyder")
def _polyder(p: Any, m: int = 1) -> Any:
    p = traced(p)
    for _ in range(m):
        p = p[:-1] * np.arange(p.size - 1, 0, -1)
    return p


@implements("polyint")
def _polyint(p: Any, m: int = 1, k: Any = None) -> Any:
    (p,) = operands(p)
    constants = np.zeros(m) if k is None else np.ravel(traced(k)) * np.ones(m)
    for at in range(m):
        p = np.concatenate([p / np.arange(p.size, 0, -1), constants[at : at + 1]])
    return p


@implements("poly")
def _poly(seq_of_zeros: Any) -> Any:
    zeros = traced(seq_of_zeros)
    if zeros.ndim == 2:
        raise Refusal(
            "np.poly of a traced matrix cannot be traced",
            "its eigenvalues may be complex",
            "`np.poly(np.linalg.eigvalsh(A))` of a symmetric matrix",
        )
    found: Any = np.ones(1)
    for at in range(zeros.size):
        found = np.concatenate([found, np.zeros(1)]) - zeros[at] * np.concatenate([[0.0], found])
    return found


@implements("vander")
def _vander(x: Any, N: int | None = None, increasing: bool = False) -> Any:
    x = traced(x)
    count = x.size if N is None else N
    columns = [np.ones(x.shape), x][:count]
    while len(columns) < count:
        columns.append(columns[-1] * x)
    return np.stack(columns if increasing else columns[::-1], axis=1)


@implements("polyfit")
def _polyfit(
    x: Any,
    y: Any,
    deg: Any,
    rcond: Any = None,
    full: bool = False,
    w: Any = None,
    cov: Any = False,
) -> Any:
    """Least squares at given places: a constant matrix times y."""
    if full or cov or holds_traced([x, w]) or np.ndim(deg):
        raise Refusal(
            "np.polyfit cannot be traced with these arguments",
            "it is a constant matrix times y where the rest is constant and a degree is given",
            "`np.linalg.lstsq(np.vander(x, degree + 1), y)[0]`",
        )
    y = traced(y)
    matrix = np.polyfit(concrete(x), np.eye(len(y)), deg, rcond, w=concrete(w))
    return matrix @ y
