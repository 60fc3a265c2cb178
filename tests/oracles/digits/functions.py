"""What layers compute, in mpmath, straight from their definitions, and points where that is hard.

Nothing here imports jaccli. A function takes numbers of mpmath and gives a list of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from mpmath import mp, mpf  # type: ignore[import-untyped]  # has no types

Function = Callable[..., Any]


def softmax(x: Sequence[Any]) -> list[Any]:
    total = mp.fsum(map(mp.exp, x))
    return [mp.exp(each) / total for each in x]


def log_softmax(x: Sequence[Any]) -> list[Any]:
    total = mp.log(mp.fsum(map(mp.exp, x)))
    return [each - total for each in x]


def layer_norm(x: Sequence[Any], epsilon: float = 1e-5, weight: Any = None) -> list[Any]:
    mean = mp.fsum(x) / len(x)
    spread = mp.sqrt(mp.fsum((each - mean) ** 2 for each in x) / len(x) + mpf(epsilon))
    gains = [1] * len(x) if weight is None else weight
    return [mpf(w) * (each - mean) / spread for w, each in zip(gains, x, strict=True)]


def rms_norm(x: Sequence[Any], epsilon: float = 1e-5, weight: Any = None) -> list[Any]:
    size = mp.sqrt(mp.fsum(each**2 for each in x) / len(x) + mpf(epsilon))
    gains = [1] * len(x) if weight is None else weight
    return [mpf(w) * each / size for w, each in zip(gains, x, strict=True)]


def cross_entropy(x: Sequence[Any], label: Any = None, target: Any = None) -> list[Any]:
    wanted = target if label is None else [float(at == label) for at in range(len(x))]
    logs = log_softmax(x)
    # up to rounding a target sums to 1: the layer takes it as it stands
    return [-mp.fsum(mpf(y) * each for y, each in zip(wanted, logs, strict=True))]


def trigamma(x: Any) -> Any:
    """By reflection left of ½, where mpmath would add up |x| terms (DLMF 5.15.6)."""
    return mp.psi(1, x) if x >= 0.5 else (mp.pi / mp.sin(mp.pi * x)) ** 2 - mp.psi(1, 1 - x)


VECTORS: dict[str, Function] = {
    "softmax": softmax,
    "log_softmax": log_softmax,
    "layer_norm": layer_norm,
    "rms_norm": rms_norm,
    "cross_entropy": cross_entropy,
    "power": lambda x, exponent: [x[0] ** mpf(exponent)],
    "norm": lambda x: [mp.sqrt(mp.fsum(each**2 for each in x))],
    "logsumexp": lambda x: [mp.log(mp.fsum(map(mp.exp, x)))],
}

ENTRIES: dict[str, Function] = {
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "tanh": mp.tanh,
    "softplus": lambda x: mp.log(1 + mp.exp(x)),
    "silu": lambda x: x / (1 + mp.exp(-x)),
    "gelu": lambda x: x * mp.erfc(-x / mp.sqrt(2)) / 2,
    "elu": lambda x: x if x > 0 else mp.exp(x) - 1,
    "sin": mp.sin,
    "cos": mp.cos,
    "exp": mp.exp,
    "log": mp.log,
    "sqrt": mp.sqrt,
    "square": lambda x: x * x,
    "reciprocal": lambda x: 1 / x,
    "tan": mp.tan,
    "arcsin": mp.asin,
    "arccos": mp.acos,
    "arctan": mp.atan,
    "sinh": mp.sinh,
    "cosh": mp.cosh,
    "arcsinh": mp.asinh,
    "arccosh": mp.acosh,
    "arctanh": mp.atanh,
    "expm1": lambda x: mp.exp(x) - 1,
    "exp2": lambda x: mpf(2) ** x,
    "log1p": lambda x: mp.log(1 + x),
    "log2": lambda x: mp.log(x) / mp.log(2),
    "log10": lambda x: mp.log(x) / mp.log(10),
    "sinc": lambda x: mp.sin(mp.pi * x) / (mp.pi * x) if x else mpf(1),
    "cbrt": lambda x: mp.sign(x) * mp.cbrt(abs(x)),
    "log_odds": lambda x: mp.log(x / (1 - x)),
    "exprel": lambda x: (mp.exp(x) - 1) / x,
    "erf": mp.erf,
    "erfc": mp.erfc,
    "erfcx": lambda x: mp.exp(x * x) * mp.erfc(x),
    "ndtr": lambda x: mp.erfc(-x / mp.sqrt(2)) / 2,
    "log_ndtr": lambda x: mp.log(mp.erfc(-x / mp.sqrt(2)) / 2),
    "gamma": mp.gamma,
    "lgamma": lambda x: mp.re(mp.loggamma(x)),
    "digamma": lambda x: mp.psi(0, x),
    "polygamma": lambda x: trigamma(x),
}
PAIRS: dict[str, Function] = {
    "hypot": lambda a, b: mp.sqrt(a * a + b * b),
    "arctan2": lambda y, x: mp.atan2(y, x),
    "divide": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
}


class Hard(NamedTuple):
    """A layer at a point. x: one vector, or a number for each of several inputs"""

    layer: str
    fields: dict[str, Any]
    x: list[float]


ULP = 2.0**-52
SIZES = (1e-300, 1e-200, 1e-100, 1e-20, 1e-9, 1e-6, 1e-4, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999)
SIZES += (1.0, 1.1, 1.43, 1.5, 1.6, 2.0, 2.5, 3.3, 5.0, 7.7, 10.0, 12.0, 15.5, 20.0, 24.0, 28.0)
SIZES += (32.0, 36.0, 37.0, 38.0, 40.0, 45.3, 100.0, 354.0, 355.5, 700.0, 709.0, 1e4, 1e8, 1e17)
SIZES += (1e100, 1e200, 1e300, 1 - ULP, 1 + ULP, 1 - 1e-9, 1 + 1e-9)
POINTS = sorted({0.0, *SIZES, *(-size for size in SIZES)})
LOGITS = [
    [40.0, 0.0],
    [0.0, 40.0],
    [37.5, 0.1],
    [0.0, -37.42994775023705],
    [40.0, 0.0, 1.0],
    [-40.0, 3.0, 40.0, 39.0],
    [700.0, 0.25, -30.0],
    [-700.0, -650.0, 0.5, 0.5],
    [1e3, 300.0, 350.0, -1e3],
    [1.0, 1.0 + ULP, 1.0 - ULP],
    [0.5, 0.5],
    [3.0, 3.0, 3.0, 3.0, 3.0],
    [-700.5, -740.25, -0.125, 36.0, -1.0],
    [-0.6931471805599453, -0.6931471805599453],
    [-40.0, -80.0, -77.0],
    [5.0],
    [20.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
]
TARGETS = {2: ([1.0, 0.0], [0.0, 1.0], [0.9, 0.1]), 3: ([1.0, 0.0, 0.0], [0.25, 0.5, 0.25])}
POWERS = [(2.5, [3.0]), (1e-9, [1e-300]), (-0.25, [1e-200]), (3.0, [-1e-90]), (-7.0, [1e20])]
NORMALISED = [
    [1.0, 1.0 + ULP],
    [1.0, 1.0 + ULP, 1.0, 1.0, 1.0],
    [1e8, 1e8 + 2.0**-26, 1e8 - 2.0**-26],
    [3.0],
    [1e-3],
    [2.0, 2.0],
    [1e8, 0.0],
    [1e8, 0.0, 0.0],
    [1e6, 1.0, 1.0, 1.0],
    [1e6, 1.0, 1.0, 1.0, 1.0],
    [1e3, 1.0, 1.0 + ULP, 1.0, 1.0 + 2 * ULP, 1.0],
    [1.0, 2.0, -1e7, 1.5, 0.25, 3.0],
    [1e200, 1.0, 3e199, -2e200],
    [1e200, 1e200, 1e200 * (1 + 4 * ULP), 1e200, 1e200, 1e200],
    [1e-200, 3e-200, -2e-200, 0.0, 1e-201],
    [0.5, -1.0, 2.0, 0.25, 3.0],
    [1e3, 1e3, 1e3 + 1, 1e3, 1e3],
    [1.7e308, -1.7e308, 1e308],
]
FEW_UNITS = [
    [9999999999999994.0, 9999999999999998.0, 1e16],
    [1e16, 10000000000000002.0, 9999999999999998.0, 10000000000000004.0, 1e16],
    [8.542160258741376e100, 8.54216025874137e100, 8.542160258741368e100],
    [9.606338968678085e300, 9.606338968678065e300, 9.606338968678084e300, 9.606338968678074e300],
    [-3e-12, -3e-12 * (1 + 2 * ULP), -3e-12 * (1 - ULP), -3e-12 * (1 + 5 * ULP)],
]
ALIKE = [[3e200], [3e200, 3e200, 3e200]]  # nothing is left of them but ε


def hard() -> Iterator[Hard]:
    """Vectors at which the plain formula of a layer overflows or cancels."""
    for x in LOGITS:
        for layer in ("softmax", "log_softmax", "logsumexp"):
            yield Hard(layer, {}, x)
        for label in range(min(len(x), 2)):
            yield Hard("cross_entropy", {"label": label}, x)
        for target in TARGETS.get(len(x), ()):
            yield Hard("cross_entropy", {"target": target}, x)
    for x in NORMALISED:
        spread = max(x) > min(x)
        yield Hard("layer_norm", {}, x)
        yield Hard("rms_norm", {}, x)
        yield Hard("rms_norm", {"weight": [0.5 + at for at in range(len(x))]}, x)
        if spread:
            yield Hard("layer_norm", {"weight": [0.5 + at for at in range(len(x))]}, x)
            yield Hard("layer_norm", {"epsilon": 0.0}, x)
        yield Hard("rms_norm", {"epsilon": 0.0}, x)
        if 1e-100 < max(map(abs, x)) < 1e100:  # beyond, the squares overflow or vanish
            yield Hard("norm", {}, x)
    for x in FEW_UNITS:
        for epsilon in (0.0, 1e-30, 1e-5):
            yield Hard("layer_norm", {"epsilon": epsilon}, x)
        weight = [0.5 + at for at in range(len(x))]
        yield Hard("layer_norm", {"epsilon": 1e-12, "weight": weight}, x)
    for x in ALIKE:
        yield Hard("layer_norm", {}, x)
    for exponent, x in POWERS:
        yield Hard("power", {"exponent": exponent}, x)
    yield from pairs()


def pairs() -> Iterator[Hard]:
    for a in (3.0, -1e-20, 1e200, -4e-300, 1e-9):
        for b in (4.0, -1.0, 2e200, 1e-300, -3e-9):
            for layer in ("hypot", "arctan2", "divide"):
                yield Hard(layer, {}, [a, b])
    for a in (1e-300, 0.5, 1 + ULP, 3.0, 1e100):
        for b in (-1.5, 1e-9, 1.0, 2.5, -3.0):
            yield Hard("pow", {}, [a, b])
