"""What stands for the functions of scipy.special: layers, and what is put together from them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

from jaccli.layers import TYPES
from jaccli.trace.arrays.libraries import stands_for, ufunc_of
from jaccli.trace.arrays.operands import common_shape, emit, operands, spread, traced
from jaccli.trace.arrays.table import concrete, np
from jaccli.trace.arrays.value import Traced
from jaccli.trace.numpy.ufuncs import unary
from jaccli.trace.source.refusal import Refusal

_SAME = """
    erf erfc erfcx erfinv erfcinv ndtr log_ndtr ndtri gamma expi exp1 ellipk ellipe exprel expm1
    log1p exp2 cbrt gammainc gammaincc betainc stdtr
"""  # what the layer is called as well
_CALLED = {"expit": "sigmoid", "logit": "log_odds", "gammaln": "lgamma", "psi": "digamma"}
_BESSEL = {"jv": "j", "jn": "j", "yv": "y", "yn": "y", "iv": "i", "kv": "k"}
_BESSEL |= {"ive": "ie", "kve": "ke"}


def special(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Makes the function the handler of these ufuncs, of arrays of the graph's type."""

    def register(handler: Callable[..., Any]) -> Callable[..., Any]:
        def call(*inputs: Any) -> Any:
            return handler(*operands(*inputs))

        ufunc_of("scipy.special", *names)(call)
        return handler

    return register


for _name, _layer in ({name: name for name in _SAME.split()} | _CALLED).items():
    special(_name)(lambda *given, layer=_layer: _layered(layer, *given))
for _name, _kind in _BESSEL.items():
    special(_name)(lambda *given, layer=f"bessel_{_kind}": of_constants(layer, *given))
for _kind, _order in itertools.product(("j", "y", "i", "k", "ie", "ke"), (0, 1)):
    _order_of = np.array(float(_order))
    special(f"{_kind[0]}{_order}{_kind[1:]}")(
        lambda x, layer=f"bessel_{_kind}", order=_order_of: of_constants(layer, order, x)
    )


def _layered(layer: str, *given: Any) -> Any:
    return unary(layer, *given) if len(given) == 1 else of_constants(layer, *given)


def of_constants(layer: str, *given: Any) -> Any:
    """A function whose last operand is traced, and no other."""
    *constants, x = given
    if not isinstance(x, Traced) or any(isinstance(each, Traced) for each in constants):
        raise Refusal(
            f"a derivative of {layer} is known by its last argument alone",
            "another one is traced",
            "`def f(x, n=2): ...`: make the others constants, with a default or as numbers",
        )
    shape = common_shape(*(each.shape for each in given))
    if 0 in shape:
        return np.zeros(shape)
    fields: Any = TYPES[layer].operands  # type: ignore[attr-defined]  # of combinations
    held = {name: spread(each, shape) for name, each in zip(fields, constants, strict=False)}
    return emit(layer, (spread(x, shape),), shape, **held)


@special("log_expit")
def _log_expit(x: Any) -> Any:
    return np.negative(unary("softplus", -x))


@special("rgamma")
def _rgamma(x: Any) -> Any:
    return np.reciprocal(unary("gamma", x))


@special("loggamma")
def _loggamma(x: Any) -> Any:
    if (concrete(x) < 0).any():
        raise ValueError("loggamma is not a number left of 0; gammaln is")
    return unary("lgamma", x)


@special("exp10")
def _exp10(x: Any) -> Any:
    return np.power(10.0, x)


@special("cosm1")
def _cosm1(x: Any) -> Any:
    return -2 * np.sin(x / 2) ** 2


def log_of(x: Any) -> Any:
    """log |Γ|, of constants as well."""
    if isinstance(x, Traced):
        return unary("lgamma", x)
    flat = [math.lgamma(each) for each in np.ravel(x).tolist()]
    return np.array(flat).reshape(np.shape(x))


@special("betaln")
def betaln(a: Any, b: Any) -> Any:
    """log |B(a, b)|"""
    return log_of(a) + log_of(b) - log_of(a + b)


@special("beta")
def _beta(a: Any, b: Any) -> Any:
    if (concrete(a) <= 0).any() or (concrete(b) <= 0).any():
        raise ValueError("only positive numbers are recorded")
    return np.exp(betaln(a, b))


@special("xlogy")
def xlogy(x: Any, y: Any) -> Any:
    """x log y, 0 where a constant x is 0."""
    return _times_log(np.log, x, y, 1.0)


@special("xlog1py")
def xlog1py(x: Any, y: Any) -> Any:
    """x log(1 + y), 0 where a constant x is 0."""
    return _times_log(np.log1p, x, y, 0.0)


def _times_log(log: Callable[..., Any], x: Any, y: Any, other: float) -> Any:
    nothing = (concrete(x) == 0) & ~np.isnan(concrete(y))
    if not nothing.any():
        return x * log(y)
    if isinstance(x, Traced):
        if not np.isfinite(log(concrete(y)))[nothing].all():
            raise _without_slope("x log y", "x and y are 0")
        return x * log(y)
    return x * log(np.where(nothing, other, y))


def _without_slope(what: str, where: str) -> Refusal:
    return Refusal(
        f"{what} has no derivative where {where}",
        "its slope is infinite there",
        "`np.where(x > 0, x * np.log(np.where(x > 0, x, 1)), 0)` keeps 0 out of it",
    )


@special("entr")
def _entr(x: Any) -> Any:
    if (concrete(x) <= 0).any():
        raise _without_slope("entr", "x is 0, or negative")
    return -(x * np.log(x))


@special("rel_entr")
def rel_entr(x: Any, y: Any) -> Any:
    """x log(x / y), 0 where a constant x is 0."""
    plain = concrete(x)
    if isinstance(x, Traced) and (plain <= 0).any():
        raise _without_slope("rel_entr", "x is 0, or negative")
    positive = np.where(plain > 0, x, 1.0)
    return np.where(plain > 0, x * np.log(positive / y), np.where(plain == 0, 0.0, np.inf))


@special("kl_div")
def _kl_div(x: Any, y: Any) -> Any:
    return rel_entr(x, y) - x + y


@special("huber")
def _huber(delta: Any, r: Any) -> Any:
    inside = np.abs(concrete(r)) <= concrete(delta)
    return np.where(inside, 0.5 * r * r, delta * (np.abs(r) - 0.5 * delta))


@special("pseudo_huber")
def _pseudo_huber(delta: Any, r: Any) -> Any:
    # as SciPy has it: 1 is not taken from a root near 1
    v, u = r / delta, delta
    return u * u * (v * v / (1 + np.sqrt(1 + v * v)))


@special("boxcox")
def _boxcox(x: Any, power: Any) -> Any:
    if isinstance(power, Traced):
        return np.expm1(power * np.log(x)) / power
    zero = power == 0
    some = np.where(zero, 1.0, power)
    return np.where(zero, np.log(x), np.expm1(some * np.log(x)) / some)


@stands_for("scipy.special.polygamma")
def _polygamma(n: Any, x: Any) -> Any:
    if isinstance(traced(n), Traced) or np.ndim(n):
        raise TypeError("the order has to be one integer that is constant")
    (x,) = operands(x)
    if n == 0:
        return unary("digamma", x)
    if n > 2 and (concrete(x) <= 0).any():
        raise ValueError("beyond the second order only positive numbers are recorded")
    return emit("polygamma", (x,), x.shape, order=int(n))


@stands_for("scipy.special.lambertw")
def _lambertw(z: Any, k: Any = 0, tol: float = 1e-8) -> Any:
    (z,) = operands(z)
    if k != 0 or (concrete(z) < -1 / math.e).any():
        raise ValueError("only the real branch is recorded, k = 0 and z >= -1/e")
    return unary("lambertw", z)


@stands_for("scipy.special.softplus")
def _softplus(x: Any) -> Any:
    (x,) = operands(x)
    return unary("softplus", x)


@stands_for("scipy.special.multigammaln")
def _multigammaln(a: Any, d: int) -> Any:
    (a,) = operands(a)
    total: Any = d * (d - 1) * 0.25 * math.log(math.pi)
    for j in range(1, d + 1):
        total = total + unary("lgamma", a - (j - 1.0) / 2)
    return total
