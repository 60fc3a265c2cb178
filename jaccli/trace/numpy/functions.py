"""Further functions of NumPy: choices, triangles, polynomials and the like."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from jaccli.arrays import Array
from jaccli.trace.arrays.dtypes import check_dtype
from jaccli.trace.arrays.operands import emit, operands, spread, traced
from jaccli.trace.arrays.table import concrete, implements, np
from jaccli.trace.arrays.value import Traced
from jaccli.trace.source.refusal import Refusal


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
    dtype: Any = None,
) -> Any:
    check_dtype(dtype)
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
    dtype: Any = None,
    axis: int = 0,
    *,
    device: Any = None,
) -> Any:
    check_dtype(dtype)
    start, stop = operands(start, stop)
    parts = np.linspace(0.0, 1.0, num, endpoint).reshape(-1, *(1,) * max(start.ndim, stop.ndim))
    found = start + (stop - start) * parts
    found = np.moveaxis(found, 0, axis) if axis else found
    if not retstep:
        return found
    return found, (stop - start) / ((num - 1) if endpoint else num)


@implements("logspace")
def _logspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    base: Any = 10.0,
    dtype: Any = None,
    axis: int = 0,
) -> Any:
    check_dtype(dtype)
    base = traced(base) if np.ndim(concrete(base)) == 0 else np.expand_dims(traced(base), axis)
    return np.power(base, np.linspace(start, stop, num, endpoint, axis=axis))


@implements("geomspace")
def _geomspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: Any = None, axis: int = 0
) -> Any:
    check_dtype(dtype)
    start, stop = operands(start, stop)
    shares = np.linspace(0.0, 1.0, num, endpoint).reshape(-1, *(1,) * max(start.ndim, stop.ndim))
    found = start * np.power(stop / start, shares)
    return np.moveaxis(found, 0, axis) if axis else found


@implements("astype")
def _astype(x: Any, dtype: Any, /, *, copy: bool = True, device: Any = None) -> Any:
    return x.astype(dtype, copy=copy)


@implements("real", "real_if_close", shares=True)
def _real(x: Any, *_: Any, **__: Any) -> Any:
    return traced(x)  # NumPy gives the array itself, too


@implements("sinc")
def _sinc(x: Any) -> Any:
    (x,) = operands(x)
    return emit("sinc", (x,), x.shape)


@implements("cross")
def _cross(
    a: Any, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None
) -> Any:
    if axis is not None:
        axisa = axisb = axisc = axis
    a, b = operands(a, b)
    a, b = np.moveaxis(a, axisa, -1), np.moveaxis(b, axisb, -1)
    a_flat, b_flat = a.shape[-1] == 2, b.shape[-1] == 2
    if a_flat or b_flat:
        with warnings.catch_warnings():  # NumPy 2.0 warns that it will not take them any more
            warnings.simplefilter("ignore", DeprecationWarning)
            np.cross(np.zeros(a.shape[-1]), np.zeros(b.shape[-1]))  # later ones say so
    if a_flat and b_flat:
        return a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    a, b = (_in_space(x) if flat else x for x, flat in ((a, a_flat), (b, b_flat)))
    if a.shape[-1] != 3 or b.shape[-1] != 3:
        raise ValueError("np.cross takes vectors of two or three entries")
    ahead: Array = np.array([1, 2, 0])
    behind = np.array([2, 0, 1])
    found = a[..., ahead] * b[..., behind] - a[..., behind] * b[..., ahead]
    return np.moveaxis(found, -1, axisc)


def _in_space(x: Any) -> Any:
    """Vectors of two entries, with 0 as their third."""
    return np.concatenate([x, np.zeros((*x.shape[:-1], 1))], axis=-1)


@implements("linalg.cross")
def _linalg_cross(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
    return _cross(x1, x2, axis=axis)


def _where_real(name: str) -> Callable[..., Any]:
    """np.emath.NAME, which is np.NAME unless the numbers make it complex."""

    def handler(x: Any, *args: Any, **kwargs: Any) -> Any:
        args = (x, *args, *kwargs.values())
        if np.iscomplexobj(getattr(np.emath, name)(*concrete(args))):
            raise Refusal(
                f"np.emath.{name} cannot be traced where it gives complex numbers",
                "derivatives are those of real functions",
                f"`np.{name}(np.abs(x)" + (", y)`" if name == "power" else ")`"),
            )
        return getattr(np, name)(*args)

    return handler


for _name in ["sqrt", "log", "log2", "log10", "power", "arccos", "arcsin", "arctanh"]:
    implements(f"emath.{_name}")(_where_real(_name))


@implements("emath.logn")
def _logn(n: Any, x: Any) -> Any:
    return np.emath.log(x) / np.emath.log(n)
