"""What stands for the functions of Python's `math`; those of `cmath` are refused."""

from __future__ import annotations

import cmath
import functools
import math
from collections.abc import Callable, Iterable
from typing import Any

from jaccli.trace.arrays.floats import as_number
from jaccli.trace.arrays.libraries import STAND_INS, stands_for
from jaccli.trace.arrays.operands import emit, holds_traced, traced
from jaccli.trace.arrays.table import concrete, np
from jaccli.trace.arrays.value import Traced
from jaccli.trace.source.refusal import Refusal

_SAME = """
    sin cos tan sinh cosh tanh exp expm1 exp2 log1p log2 log10 sqrt cbrt degrees radians fabs fmod
    modf copysign ldexp
"""  # what NumPy's function is called as well
_CALLED = {f"a{name}": f"arc{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")}
_CALLED |= {"atan2": "arctan2", "pow": "power"}
_LAYERS = {"erf": "erf", "erfc": "erfc", "gamma": "gamma", "lgamma": "lgamma"}
_PLAIN = "floor ceil trunc isnan isinf isfinite isclose ulp"  # their derivative is 0


def _of_math(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Makes the function the handler of math.NAME, where this Python has it.

    math itself is asked first: what it does not take, it says. The handler gets numbers.
    """

    def register(handler: Callable[..., Any]) -> Callable[..., Any]:
        original = getattr(math, name, None)
        if original is not None:

            @stands_for(f"math.{name}")
            def call(*args: Any) -> Any:
                original(*concrete(args))
                return handler(*(as_number(x) if isinstance(x, Traced) else x for x in args))

        return handler

    return register


for _name in _SAME.split():
    _of_math(_name)(getattr(np, _name))
for _name, _numpys in _CALLED.items():
    _of_math(_name)(getattr(np, _numpys))
for _name, _layer in _LAYERS.items():
    _of_math(_name)(lambda x, layer=_layer: emit(layer, (x,), ()))
for _name in _PLAIN.split():
    stands_for(f"math.{_name}")(
        lambda *args, name=_name, **kwargs: getattr(math, name)(*concrete(args), **concrete(kwargs))
    )


@_of_math("log")
def _log(x: Any, base: Any = math.e) -> Any:
    return np.log(x) if base is math.e else np.log(x) / np.log(base)


@_of_math("hypot")
def _hypot(*coordinates: Any) -> Any:
    if len(coordinates) == 2:
        return np.hypot(*coordinates)
    return np.linalg.norm(traced(list(coordinates)))


@_of_math("remainder")
def _remainder(x: Any, y: Any) -> Any:
    whole = round((concrete(x) - math.remainder(concrete(x), concrete(y))) / concrete(y))
    return x - whole * y


@_of_math("frexp")
def _frexp(x: Any) -> Any:
    exponent = math.frexp(concrete(x))[1]
    return np.ldexp(x, -exponent), exponent


@_of_math("fma")
def _fma(x: Any, y: Any, z: Any) -> Any:
    return x * y + z


def _of_sequences(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Makes the function the handler of math.NAME, which goes through what it is given once."""

    def register(handler: Callable[..., Any]) -> Callable[..., Any]:
        def stand_in(original: Callable[..., Any]) -> Callable[..., Any]:
            @functools.wraps(original)
            def call(*given: Any, **kwargs: Any) -> Any:
                args = [[*each] if isinstance(each, Iterable) else each for each in given]
                plain = original(*concrete(args), **concrete(kwargs))
                if not holds_traced(args) and not holds_traced([*kwargs.values()]):
                    return plain
                return handler(*args, **kwargs)

            return call

        STAND_INS[f"math.{name}"] = stand_in
        return handler

    return register


@_of_sequences("fsum")
def _fsum(terms: Any) -> Any:
    return np.sum(traced(terms))


@_of_sequences("prod")
def _prod(factors: Any, *, start: Any = 1) -> Any:
    found = np.prod(traced(factors)) if holds_traced(factors) else math.prod(factors)
    return start * found if holds_traced(start) or start != 1 else found


@_of_sequences("dist")
def _dist(p: Any, q: Any) -> Any:
    return np.linalg.norm(np.subtract(traced(p), traced(q)))


@_of_sequences("sumprod")
def _sumprod(p: Any, q: Any) -> Any:
    return np.dot(traced(p), traced(q))


_INSTEAD_OF_COMPLEX = "`{}(x)`, or calculate with the real and the imaginary part"


def _refused(name: str) -> Callable[..., Any]:
    def refuse(*_: Any) -> Any:
        raise Refusal(
            f"cmath.{name} gives complex numbers, which cannot be traced",
            "derivatives are those of real functions",
            _INSTEAD_OF_COMPLEX.format(f"math.{name}" if hasattr(math, name) else "np.hypot"),
        )

    return refuse


for _name in dir(cmath):
    if callable(getattr(cmath, _name)) and not _name.startswith("_"):
        stands_for(f"cmath.{_name}")(_refused(_name))
