"""The traced array: a value of the graph that looks like an array, with its numbers at hand.

Comparisons, shapes and indices are those of the numbers, and plain; arithmetic and NumPy's
functions leave nodes behind. What would lose the derivative in silence is refused.
"""

from __future__ import annotations

import math
import sys
import weakref
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from jaccli.arrays import Array, Shape
from jaccli.trace import conversions
from jaccli.trace.inplace import check_rebinding
from jaccli.trace.methods import ATTRIBUTES, METHODS, untraced
from jaccli.trace.refusal import WRITE, Refusal
from jaccli.trace.table import (
    ANSWERABLE,
    FUNCTIONS,
    PLAIN_UFUNCS,
    UFUNCS,
    concrete,
    dispatch,
    dispatch_ufunc,
    raise_as_numpy_does,
)

if TYPE_CHECKING:
    from jaccli.trace.record import Recorder


class Traced:
    """A value of the graph, seen as an array of some shape."""

    __slots__ = ("__weakref__", "_kin", "flat_value", "name", "recorder", "shape")

    def __init__(self, recorder: Recorder, name: str, flat_value: Array, shape: Shape) -> None:
        self.recorder = recorder
        self.name = name  # of the value in the graph
        self.flat_value = flat_value  # (n,), its entries row by row
        self.shape = shape
        self._kin: list[weakref.ref[Traced]] | None = None  # who would share its memory in NumPy

    @property
    def concrete(self) -> Any:
        """The plain array; of a number, NumPy's number."""
        return self.flat_value.reshape(self.shape) if self.shape else self.flat_value[0]

    @property  # type: ignore[misc]  # a program that asks isinstance takes the branch of NumPy
    def __class__(self) -> type:
        return np.ndarray if self.shape else self.flat_value.dtype.type

    @property
    def ndim(self) -> int:
        return len(self.shape)

    @property
    def size(self) -> int:
        return len(self.flat_value)

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.flat_value.dtype

    def seen_as(self, shape: Shape) -> Traced:
        """The same value as an array of another shape."""
        return Traced(self.recorder, self.name, self.flat_value, shape)

    def with_view(self, other: Traced) -> Traced:
        """The other array, which in NumPy would share its memory with this one."""
        if self._kin is None:
            self._kin = [weakref.ref(self)]
        self._kin.append(weakref.ref(other))
        other._kin = self._kin
        return other

    def overwritten(self, result: Any) -> Traced:
        """This array after `x += …`: every name that it has sees the result, as in NumPy."""
        if not isinstance(result, Traced):
            raise Refusal(
                "a traced array is changed in place to plain numbers",
                "its other names would keep the traced ones",
                "write it as a new array: y = y // c",
            )
        if result.shape != self.shape:
            raise ValueError(
                f"non-broadcastable output operand with shape {self.shape} doesn't match the "
                f"broadcast shape {result.shape}"
            )
        if any((other := each()) is not None and other is not self for each in self._kin or ()):
            raise Refusal(
                "an array is changed in place while another array shares its memory",
                "NumPy would change both, and only one could be traced",
                "write it as a new array: y = y + c",
            )
        self.name, self.flat_value = result.name, result.flat_value
        return self

    def __getattr__(self, name: str) -> Any:
        if name in METHODS:
            return partial(METHODS[name], self)
        if name in ATTRIBUTES:
            return ATTRIBUTES[name](self)
        raise untraced(name)

    def __getitem__(self, key: Any) -> Any:
        return FUNCTIONS["getitem"](self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        raise Refusal(
            "a traced array cannot be assigned to", "the graph has this value already", WRITE
        )

    def __delitem__(self, key: Any) -> None:
        raise Refusal(
            "entries of an array cannot be deleted", "arrays have a fixed size", "np.delete(x, i)"
        )

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of unsized object")
        return self.shape[0]

    def __iter__(self) -> Iterator[Any]:
        if not self.shape:
            raise TypeError("iteration over a 0-d array")
        return (self[i] for i in range(self.shape[0]))

    def __contains__(self, item: Any) -> bool:
        return bool(np.any(self.concrete == concrete(item)))

    def __bool__(self) -> bool:
        return bool(self.concrete)

    def __int__(self) -> int:
        return int(self.concrete)

    def __round__(self, digits: int | None = None) -> Any:
        return round(self.concrete, digits) if digits is not None else round(self.concrete)

    def __trunc__(self) -> int:
        return math.trunc(self.concrete)

    def __floor__(self) -> int:
        return math.floor(self.concrete)

    def __ceil__(self) -> int:
        return math.ceil(self.concrete)

    def __index__(self) -> int:
        raise Refusal(
            "a traced number is no integer: it can be neither an index nor a count",
            "NumPy's floats cannot either",
            "int(x) reads the number; np.argmax(x) and len(x) are integers",
        )

    def __float__(self) -> float:
        refusal = conversions.as_float(self.recorder.program)
        if refusal is not None:
            raise refusal
        return float(self.concrete)

    def __complex__(self) -> complex:
        raise conversions.lost(self.recorder.program, "complex number")

    @property
    def __array__(self) -> Callable[..., Array]:
        # a number has none, so that NumPy puts it into an array of objects, and it stays traced
        if not self.shape:
            raise AttributeError("__array__")

        def refused(*_: Any, **__: Any) -> Array:
            raise conversions.lost(self.recorder.program, "array")

        return refused

    def __copy__(self) -> Traced:
        return self.seen_as(self.shape)

    def __deepcopy__(self, _: Any) -> Traced:
        return self.seen_as(self.shape)

    def __repr__(self) -> str:
        return repr(self.concrete)

    def __str__(self) -> str:
        return str(self.concrete)

    def __format__(self, spec: str) -> str:
        return format(self.concrete, spec)

    def __divmod__(self, other: Any) -> Any:
        return UFUNCS["divmod"](self, other)

    def __rdivmod__(self, other: Any) -> Any:
        return UFUNCS["divmod"](other, self)

    def __array_function__(
        self, function: Any, types: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        return dispatch(function, args, kwargs)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        if ufunc.__name__ not in PLAIN_UFUNCS and kwargs.get("out") is not None:
            references = sys.getrefcount(kwargs["out"][0])  # as the probe of inplace.py counts
            check_rebinding(self.recorder.program, ufunc, inputs, kwargs.pop("out"), references)
        return dispatch_ufunc(ufunc, method, inputs, kwargs)


OPERANDS = (Traced, int, float, complex, np.ndarray, np.generic, list, tuple)
_ARITHMETIC = {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "truediv": "divide",
    "floordiv": "floor_divide",
    "mod": "remainder",
    "pow": "power",
    "matmul": "matmul",
}
_COMPARISONS = {
    "lt": "less",
    "le": "less_equal",
    "gt": "greater",
    "ge": "greater_equal",
    "eq": "equal",
    "ne": "not_equal",
}
_SIGNS = {"neg": "negative", "pos": "positive", "abs": "absolute"}


def _applied(name: str, *operands: Any) -> Any:
    handler = UFUNCS.get(name)
    if handler is None:
        return getattr(np, name)(*concrete(operands))
    try:
        return handler(*operands)
    except ANSWERABLE as error:
        raise_as_numpy_does(getattr(np, name), operands, {}, error)


def _operator(name: str, *, turned: bool = False) -> Callable[[Traced, Any], Any]:
    def operator(self: Traced, other: Any) -> Any:
        if not isinstance(other, OPERANDS):
            return NotImplemented
        return _applied(name, other, self) if turned else _applied(name, self, other)

    return operator


def _in_place(name: str) -> Callable[[Traced, Any], Any]:
    def operator(self: Traced, other: Any) -> Any:
        if not isinstance(other, OPERANDS):
            return NotImplemented
        result = _applied(name, self, other)
        # a number is no array: `s += 1` gives the name another value
        return self.overwritten(result) if self.shape else result

    return operator


def _comparison(name: str) -> Callable[[Traced, Any], Any]:
    compare = getattr(np, name)
    return lambda self, other: compare(self.concrete, concrete(other))


def _sign(name: str) -> Callable[[Traced], Any]:
    return lambda self: UFUNCS[name](self)


for _symbol, _name in _ARITHMETIC.items():
    setattr(Traced, f"__{_symbol}__", _operator(_name))
    setattr(Traced, f"__r{_symbol}__", _operator(_name, turned=True))
    setattr(Traced, f"__i{_symbol}__", _in_place(_name))
for _symbol, _name in _COMPARISONS.items():
    setattr(Traced, f"__{_symbol}__", _comparison(_name))
for _symbol, _name in _SIGNS.items():
    setattr(Traced, f"__{_symbol}__", _sign(_name))
Traced.__hash__ = None  # type: ignore[assignment]  # as arrays have none
