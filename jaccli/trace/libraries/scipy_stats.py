"""What stands for the methods of scipy.stats' distributions; loc, scale, shapes may be traced.

A program may hold a distribution, frozen or not, under any name: so it is the methods of SciPy's
classes that look for what is traced.
"""

from __future__ import annotations

import math
import sys
from typing import Any

from jaccli.trace.arrays.libraries import method_of
from jaccli.trace.arrays.operands import operands
from jaccli.trace.arrays.table import concrete, np
from jaccli.trace.arrays.value import Traced
from jaccli.trace.libraries.distributions import CONTINUOUS, DISCRETE, Distribution, Formula
from jaccli.trace.source.refusal import Refusal

_DENSITIES = {"pdf": "log", "logpdf": "log", "pmf": "log", "logpmf": "log"}
_OUTSIDE = {  # what a method gives below the support, and above it
    **dict.fromkeys(("pdf", "pmf"), (0.0, 0.0)),
    **dict.fromkeys(("logpdf", "logpmf"), (-math.inf, -math.inf)),
    "cdf": (0.0, 1.0),
    "sf": (1.0, 0.0),
    "logcdf": (-math.inf, 0.0),
    "logsf": (0.0, -math.inf),
}


def _continuous(method: str) -> None:
    @method_of("scipy.stats", "rv_continuous", method)
    def handler(own: Any, x: Any, *args: Any, **kwargs: Any) -> Any:
        known = _known(CONTINUOUS, own, method)
        z, loc, scale, *shapes = _parsed(own, x, args, kwargs)
        if method in ("ppf", "isf"):
            return _of_formula(known, own, method)(_special(), z, *shapes) * scale + loc
        z = z - loc if isinstance(loc, Traced) or (loc != 0).any() else z
        scaled = isinstance(scale, Traced) or bool((scale != 1).any())
        z = z / scale if scaled else z
        plain = concrete(z)
        outside = plain < known.low, plain > known.high
        return _evaluated(known, own, method, z, shapes, outside, np.log(scale) if scaled else 0)


def _discrete(method: str) -> None:
    @method_of("scipy.stats", "rv_discrete", method)
    def handler(own: Any, k: Any, *args: Any, **kwargs: Any) -> Any:
        known = _known(DISCRETE, own, method)
        k, loc, _, *shapes = _parsed(own, k, args, kwargs)
        if isinstance(k, Traced) or isinstance(loc, Traced):
            raise Refusal(
                f"scipy.stats.{own.name}.{method} of a traced number",
                "it counts, and what it gives jumps from one whole number to the next",
                f"`{own.name}.{method}(int(k), p)`: let the counts be constants",
            )
        k = k - loc
        high = concrete(shapes[0]) if own.name == "binom" else known.high
        if method in _DENSITIES:
            outside = (k < known.low) | (k != np.floor(k)), k > high
        else:  # at the highest number all is there
            k = np.floor(k)
            outside = k < known.low, k >= high
        return _evaluated(known, own, method, k, shapes, outside, 0)


for _name in (*_OUTSIDE, "ppf", "isf"):
    if _name not in ("pmf", "logpmf"):
        _continuous(_name)
    if _name not in ("pdf", "logpdf", "ppf", "isf"):
        _discrete(_name)


def _special() -> Any:
    return sys.modules["scipy.special"]  # scipy.stats has imported it


def _parsed(own: Any, x: Any, args: Any, kwargs: Any) -> list[Any]:
    """The argument, loc, scale and the shapes, all as arrays."""
    shapes, loc, scale = own._parse_args(*args, **kwargs)
    return operands(x, loc, scale, *shapes)


def _known(table: dict[str, Distribution], own: Any, method: str) -> Distribution:
    found = table.get(own.name)
    if found is None:
        raise _unknown(own, method)
    return found


def _of_formula(known: Distribution, own: Any, method: str) -> Formula:
    """The formula of a method. Raises a Refusal where there is none."""
    found = getattr(known, _DENSITIES.get(method, method), None)
    base = getattr(known, method.removeprefix("log"), None)
    if found is None and method in ("logcdf", "logsf") and base is not None:
        return lambda *given: np.log(base(*given))
    if found is None and method == "isf" and known.ppf is not None:
        quantile = known.ppf
        return lambda s, q, *shapes: quantile(s, 1 - q, *shapes)
    if found is None:
        raise _unknown(own, method)
    formula: Formula = found
    return formula


def _unknown(own: Any, method: str) -> Refusal:
    return Refusal(
        f"scipy.stats.{own.name}.{method} cannot be traced",
        "its formula is not known here",
        f"`def {method}(x): ...` in the file: its formula, in functions of np and scipy.special",
    )


def _evaluated(
    known: Distribution,
    own: Any,
    method: str,
    z: Any,
    shapes: list[Any],
    outside: tuple[Any, Any],
    log_scale: Any,
) -> Any:
    """What a method gives, in the support and outside of it."""
    shape = np.broadcast_shapes(*(np.shape(each) for each in (z, *shapes, log_scale)))
    below, above = (np.broadcast_to(each, shape) for each in outside)
    inside = ~(below | above)
    # outside, the formula is asked at a number that it takes
    safe = z if inside.all() else np.where(inside, z, known.inner)
    found = _of_formula(known, own, method)(_special(), safe, *shapes)
    if method in _DENSITIES:
        found = found if isinstance(log_scale, int) else found - log_scale
        found = found if method.startswith("log") else np.exp(found)
    if inside.all():
        return found
    return np.where(inside, found, np.where(below, *_OUTSIDE[method]))
