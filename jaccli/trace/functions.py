"""Further functions of NumPy: choices, triangles, polynomials and the like."""

from __future__ import annotations

from typing import Any

from jaccli.arrays import Array
from jaccli.trace.operands import emit, operands, spread, traced
from jaccli.trace.table import concrete, implements, np
from jaccli.trace.value import Traced


@implements("where")
def _where(condition: Any, *branches: Any) -> Any:
    if not branches:
        return np.where(concrete(condition))
    then, otherwise = branches
    flags = np.asarray(concrete(condition)) != 0
    if not isinstance(traced(then), Traced) and not isinstance(traced(otherwise), Traced):
        return np.where(flags, then, otherwise)
    a, b = operands(then, otherwise)
    shape = np.broadcast_shapes(flags.shape, a.shape, b.shape)
    if 0 in shape:
        return np.zeros(shape)
    chosen = (
        np.broadcast_to(flags, shape).reshape(-1).astype((a if isinstance(a, Traced) else b).dtype)
    )
    a, b = spread(a, shape), spread(b, shape)
    if not isinstance(a, Traced):
        return emit("where", (b,), shape, condition=chosen, then=_taken(a, chosen != 0))
    if not isinstance(b, Traced):
        return emit("where", (a,), shape, condition=chosen, otherwise=_taken(b, chosen == 0))
    return emit("where", (a, b), shape, condition=chosen)


def _taken(constant: Array, flags: Array) -> Array:
    """The constant, with 0 where it is not taken and is not finite."""
    if np.isfinite(constant).all():
        return constant
    if not constant.shape:
        return constant if flags.any() else np.zeros_like(constant)
    return np.where(flags | np.isfinite(constant), constant, 0.0)


@implements("select")
def _select(condlist: Any, choicelist: Any, default: Any = 0) -> Any:
    result = default
    for condition, choice in reversed(list(zip(condlist, choicelist, strict=True))):
        result = np.where(condition, choice, result)
    return result


@implements("clip")
def _clip(
    a: Any,
    a_min: Any = None,
    a_max: Any = None,
    out: None = None,
    *,
    min: Any = None,
    max: Any = None,
) -> Any:
    if out is not None:
        raise TypeError("out")
    low, high = (a_min if min is None else min), (a_max if max is None else max)
    result = a
    if low is not None and not _everywhere(low, -np.inf):
        result = np.maximum(result, low)
    if high is not None and not _everywhere(high, np.inf):
        result = np.minimum(result, high)
    return result


def _everywhere(bound: Any, number: float) -> bool:
    return not isinstance(bound, Traced) and bool(np.all(np.equal(bound, number)))


@implements("triu")
def _triu(m: Any, k: int = 0) -> Any:
    return np.where(np.triu(np.ones(m.shape), k) != 0, m, 0.0)


@implements("tril")
def _tril(m: Any, k: int = 0) -> Any:
    return np.where(np.tril(np.ones(m.shape), k) != 0, m, 0.0)


@implements("full_like")
def _full_like(
    a: Any, fill_value: Any, dtype: Any = None, *_: Any, shape: Any = None, **__: Any
) -> Any:
    wanted = np.shape(concrete(a)) if shape is None else tuple(np.atleast_1d(shape).tolist())
    if isinstance(traced(fill_value), Traced):
        return np.copy(np.broadcast_to(traced(fill_value), wanted))
    return np.full(wanted, fill_value, float if dtype is None else dtype)


@implements("linspace")
def _linspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    retstep: bool = False,
    *,
    axis: int = 0,
) -> Any:
    start, stop = operands(start, stop)
    parts = np.linspace(0.0, 1.0, num, endpoint).reshape(-1, *(1,) * max(start.ndim, stop.ndim))
    found = start + (stop - start) * parts
    found = np.moveaxis(found, 0, axis) if axis else found
    if not retstep:
        return found
    return found, (stop - start) / ((num - 1) if endpoint else num)


@implements("real", "real_if_close", shares=True)
def _real(x: Any, *_: Any, **__: Any) -> Any:
    return traced(x)  # NumPy gives the array itself, too


@implements("sinc")
def _sinc(x: Any) -> Any:
    (x,) = operands(x)
    return emit("sinc", (x,), x.shape)


@implements("polyval")
def _polyval(p: Any, x: Any) -> Any:
    (p, x) = operands(p, x)
    total: Any = 0 * x
    for at in range(p.shape[0]):
        total = total * x + p[at] if at else p[0] + total
    return total


@implements("cross", "linalg.cross")
def _cross(a: Any, b: Any, *_: Any, axis: int = -1, **others: int) -> Any:
    if _ or others:
        raise TypeError("only `axis`")
    a, b = (np.moveaxis(each, axis, -1) for each in operands(a, b))
    if a.shape[-1] != 3 or b.shape[-1] != 3:
        raise NotImplementedError("only vectors of three entries are recorded")
    ahead: Array = np.array([1, 2, 0])
    behind = np.array([2, 0, 1])
    found = a[..., ahead] * b[..., behind] - a[..., behind] * b[..., ahead]
    return np.moveaxis(found, -1, axis)


@implements("gradient")
def _gradient(f: Any, *varargs: Any, axis: Any = None, edge_order: int = 1) -> Any:
    (f,) = operands(f)
    if f.ndim != 1 or edge_order != 1 or len(varargs) > 1 or np.ndim(varargs[0] if varargs else 1):
        raise NotImplementedError("only a vector with one step is recorded")
    step = varargs[0] if varargs else 1.0
    inner = (f[2:] - f[:-2]) / (2 * step)
    return np.concatenate([(f[1:2] - f[:1]) / step, inner, (f[-1:] - f[-2:-1]) / step])


@implements("cov")
def _cov(
    m: Any, y: Any = None, rowvar: bool = True, bias: bool = False, ddof: int | None = None
) -> Any:
    rows = np.atleast_2d(m)
    rows = rows.T if not rowvar and np.ndim(m) != 1 else rows
    if y is not None:
        more = np.atleast_2d(y)
        more = more.T if not rowvar and more.shape[0] != 1 else more
        rows = np.concatenate([rows, more])
    centred = rows - np.mean(rows, axis=1, keepdims=True)
    less = ddof if ddof is not None else int(not bias)
    return np.squeeze(centred @ centred.T / (rows.shape[1] - less))
