"""What makes a class like one of NumPy's: its operators, its attributes, and no others."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from jaccli.trace.arrays.conversions import asked_by_name
from jaccli.trace.arrays.flat import Flat
from jaccli.trace.arrays.inplace import overwritten
from jaccli.trace.arrays.methods import ELEMENTWISE, METHODS, of_name
from jaccli.trace.arrays.operands import plain_array
from jaccli.trace.arrays.table import apply, concrete
from jaccli.trace.arrays.value import Traced, concrete_of, is_array

OPERANDS = (Traced, int, float, complex, np.ndarray, np.generic, list, tuple)


class OnTheType:
    """A function that NumPy finds on the type; its objects have no such attribute."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    def __get__(self, x: Any, kind: type) -> Any:
        if x is None:
            return self.function
        raise absent(x, f"_{self.function.__name__}__")


class NotIterable:
    """Tells Python that what has `__getitem__` cannot be gone through; nobody else sees it."""

    def __get__(self, x: Any, kind: type) -> None:
        if asked_by_name():
            raise absent(x, "__iter__")


class Element:
    """A function that NumPy asks for of the elements of an array of objects, and nobody else."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, x: Any, kind: type) -> Any:
        if x is None or asked_by_name():
            raise absent(x, self.name)
        return partial(getattr(np, self.name), x)


def absent(x: Any, name: str) -> AttributeError:
    """What NumPy says of an attribute that is not there."""
    kind = x.__class__.__name__
    return AttributeError(f"'numpy.{kind}' object has no attribute '{name}'", name=name, obj=x)


_ARITHMETIC = {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "truediv": "divide",
    "floordiv": "floor_divide",
    "mod": "remainder",
    "pow": "power",
    "matmul": "matmul",
    "and": "bitwise_and",
    "or": "bitwise_or",
    "xor": "bitwise_xor",
    "lshift": "left_shift",
    "rshift": "right_shift",
}
_COMPARISONS = ("lt", "le", "gt", "ge", "eq", "ne")
_SIGNS = {"neg": "negative", "pos": "positive", "abs": "absolute", "invert": "invert"}


def _as_operand(other: Any) -> Any:
    """What NumPy makes an array of, as one; NotImplemented where the other type is to answer."""
    if isinstance(other, OPERANDS):
        return other
    if isinstance(other, Flat):
        return other.as_array()
    if hasattr(type(other), "__array_ufunc__") or hasattr(type(other), "__array_priority__"):
        return NotImplemented
    array = plain_array(other)
    return array if array.dtype.kind in "biuf" else NotImplemented


def _operator(name: str, *, turned: bool = False) -> Callable[[Any, Any], Any]:
    def operation(self: Traced, other: Any) -> Any:
        if (other := _as_operand(other)) is NotImplemented:
            return NotImplemented
        if name == "multiply" and isinstance(other, list | tuple) and not is_array(self):
            return NotImplemented  # a number times a list repeats it, or would
        return apply(name, other, self) if turned else apply(name, self, other)

    return operation


def _in_place(symbol: str, name: str) -> Callable[[Any, Any], Any]:
    def operation(self: Traced, other: Any) -> Any:
        if (other := _as_operand(other)) is NotImplemented:
            return NotImplemented
        return overwritten(self, symbol, name, other)

    return operation


def _comparison(symbol: str) -> Callable[[Any, Any], Any]:
    """As the operator compares: no number equals a word, which the ufunc does not take."""
    compare = getattr(operator, symbol)
    return lambda self, other: compare(concrete_of(self), concrete(other))


def _sign(name: str) -> Callable[[Any], Any]:
    return lambda self: apply(name, self)


def _arithmetic(own: type[Traced], numpys: type) -> None:
    operators: dict[str, Any] = {}
    for symbol, name in _ARITHMETIC.items():
        operators[f"__{symbol}__"] = _operator(name)
        operators[f"__r{symbol}__"] = _operator(name, turned=True)
        operators[f"__i{symbol}__"] = _in_place(symbol, name)
    operators |= {f"__{symbol}__": _comparison(symbol) for symbol in _COMPARISONS}
    operators |= {f"__{symbol}__": _sign(name) for symbol, name in _SIGNS.items()}
    for name, found in operators.items():
        if hasattr(numpys, name):
            setattr(own, name, found)


def as_numpys(own: type[Traced], numpys: type) -> type[Traced]:
    """The class with everything that NumPy's type has, and nothing that it has not."""
    _arithmetic(own, numpys)
    given = {name for each in own.__mro__[:-1] for name in vars(each)}
    if numpys is not np.ndarray:
        given.add("__buffer__")  # without it NumPy holds the numbers as objects, and as they are
    for name in set(dir(numpys)) - given - (set(dir(object)) - METHODS.keys()):
        setattr(own, name, of_name(name, numpys))
    for name in ELEMENTWISE:
        setattr(own, name, Element(name))
    own.__name__ = own.__qualname__ = numpys.__name__
    own.__module__, own.__doc__ = "numpy", numpys.__doc__
    return own
