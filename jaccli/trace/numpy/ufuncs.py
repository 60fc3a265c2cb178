"""What stands for NumPy's ufuncs: layers entry by entry, and what is put together from them."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

from jaccli.trace.arrays.dtypes import check_dtype
from jaccli.trace.arrays.operands import (
    common_shape,
    emit,
    operand_fields,
    operands,
    spread,
)
from jaccli.trace.arrays.table import UFUNCS, np
from jaccli.trace.arrays.value import Traced, concrete_of, seen_as

SAME = """
    negative exp exp2 expm1 log log1p log2 log10 sqrt cbrt square reciprocal sin cos tan arcsin
    arccos arctan sinh cosh tanh arcsinh arccosh arctanh
"""  # what the layer is called as well
CALLED = {"power": "pow"}  # ufuncs whose layer has another name
BOUNDS = {"maximum": -math.inf, "minimum": math.inf}  # the bound that changes nothing


def ufunc(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Makes the function the handler of these ufuncs; `dtype` and the like are looked after."""

    def register(handler: Callable[..., Any]) -> Callable[..., Any]:
        def call(*inputs: Any, dtype: Any = None, casting: Any = None, order: Any = None) -> Any:
            check_dtype(dtype)
            return handler(*operands(*inputs))

        for name in names:
            UFUNCS[name] = call
        return handler

    return register


def pair(name: str, a: Any, b: Any) -> Any:
    """An operation of two operands, at least one of them traced, entry by entry."""
    layer = CALLED.get(name, name)
    first, second = operand_fields(layer)
    shape = common_shape(a.shape, b.shape)
    if 0 in shape:
        return np.zeros(shape)
    a, b = spread(a, shape), spread(b, shape)
    if name in BOUNDS and (bounded := _bounded(name, a, b)) is not None:
        return bounded if isinstance(bounded, Traced) else bounded.reshape(shape)
    if name in BOUNDS:
        a, b = _finite_bound(a, b, BOUNDS[name]), _finite_bound(b, a, BOUNDS[name])
    if not isinstance(b, Traced):
        return emit(layer, (a,), shape, **{second: b})
    if not isinstance(a, Traced):
        return emit(layer, (b,), shape, **{first: a})
    return emit(layer, (a, b), shape)


def _bounded(name: str, a: Any, b: Any) -> Any:
    """What a bound that never holds, or always does, leaves of the operation; None for others."""
    x, bound = (b, a) if isinstance(b, Traced) else (a, b)
    if isinstance(bound, Traced):
        return None
    never = BOUNDS[name]
    if (bound == never).all():
        return seen_as(x, x.shape)
    if (bound == -never).all():
        return np.broadcast_to(bound, x.shape)
    return None


def _finite_bound(bound: Any, other: Any, never: float) -> Any:
    """The bound with the farthest number in place of the infinity that never holds.

    A file holds finite numbers. What is infinite itself keeps the bound that it has.
    """
    if isinstance(bound, Traced):
        return bound
    farthest = math.copysign(float(np.finfo(bound.dtype).max), never)
    idle = (bound == never) & (np.reshape(numbers_of(other), -1) != never)
    if not idle.any():
        return bound
    return np.where(idle, farthest, bound).astype(bound.dtype)


def unary(layer: str, x: Traced) -> Traced:
    """A function of one number, applied to every entry."""
    return emit(layer, (x,), x.shape)


for _name in SAME.split():
    ufunc(_name)(partial(unary, _name))
ufunc("absolute", "fabs")(partial(unary, "abs"))
for _name in ("add", "subtract", "maximum", "minimum", "arctan2", "hypot", "logaddexp"):
    ufunc(_name)(partial(pair, _name))


def _but_nan(name: str, a: Any, b: Any) -> Any:
    """np.fmax and np.fmin: what is not a number gives way to the other operand."""
    nan_a, nan_b = np.isnan(numbers_of(a)), np.isnan(numbers_of(b))
    if not nan_a.any() and not nan_b.any():
        return pair(name, a, b)
    a, b = np.where(nan_a, b, a), np.where(nan_b, a, b)
    return getattr(np, name)(a, b)


ufunc("fmax")(partial(_but_nan, "maximum"))
ufunc("fmin")(partial(_but_nan, "minimum"))


def number_in(x: Any, shape: tuple[int, ...]) -> float | None:
    """The constant, if it is one number that does not widen an array of this shape."""
    if isinstance(x, Traced) or x.size != 1 or len(x.shape) > len(shape):
        return None
    return float(x.reshape(-1)[0])


@ufunc("multiply")
def _multiply(a: Any, b: Any) -> Any:
    for x, c in ((a, b), (b, a)):
        if (number := number_in(c, x.shape)) is not None:
            return emit("scale", (x,), x.shape, factor=number)
    return pair("multiply", a, b)


@ufunc("divide", "true_divide")
def _divide(a: Any, b: Any) -> Any:
    return unary("reciprocal", b) if number_in(a, b.shape) == 1 else pair("divide", a, b)


@ufunc("power", "pow", "float_power")
def _power(a: Any, b: Any) -> Any:
    exponent = number_in(b, a.shape)
    if exponent is None:
        return pair("power", a, b)
    match exponent:
        case 2:
            return unary("square", a)
        case 0.5:
            return unary("sqrt", a)
        case -1:
            return unary("reciprocal", a)
    return emit("power", (a,), a.shape, exponent=exponent)


@ufunc("positive", "conjugate", "conj")
def _positive(x: Any) -> Any:
    return seen_as(x, x.shape)


@ufunc("logaddexp2")
def _logaddexp2(a: Any, b: Any) -> Any:
    return np.logaddexp(a * math.log(2), b * math.log(2)) / math.log(2)


@ufunc("deg2rad", "radians")
def _radians(x: Any) -> Any:
    return x * (math.pi / 180)


@ufunc("rad2deg", "degrees")
def _degrees(x: Any) -> Any:
    return x * (180 / math.pi)


@ufunc("heaviside")
def _heaviside(x: Any, at_zero: Any) -> Any:
    steps = np.heaviside(numbers_of(x), 0.0)
    return np.where(numbers_of(x) == 0, at_zero, steps)


@ufunc("copysign")
def _copysign(x: Any, sign: Any) -> Any:
    x_is, sign_is = np.signbit(numbers_of(x)), np.signbit(numbers_of(sign))
    return x * np.where(x_is == sign_is, 1.0, -1.0)


@ufunc("ldexp")
def _ldexp(x: Any, exponent: Any) -> Any:
    return x * 2.0 ** numbers_of(exponent)


@ufunc("nextafter")
def _nextafter(x: Any, towards: Any) -> Any:
    if not isinstance(x, Traced):
        return np.nextafter(x, numbers_of(towards))
    return x + (np.nextafter(numbers_of(x), numbers_of(towards)) - numbers_of(x))


@ufunc("frexp")
def _frexp(x: Any) -> Any:
    exponent = np.frexp(numbers_of(x))[1]
    return x * 2.0**-exponent, exponent


def numbers_of(x: Any) -> Any:
    """The operand without its history."""
    return concrete_of(x) if isinstance(x, Traced) else x
