"""The traced array and the traced number: values of the graph that look like NumPy's own.

Comparisons, shapes and indices are those of the numbers, and plain; arithmetic and NumPy's
functions leave nodes behind. What would lose the derivative in silence is refused. They have the
attributes that NumPy's have, and no others.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from jaccli.trace.arrays.conversions import as_float, asked_by_name, lost
from jaccli.trace.arrays.inplace import assign, at
from jaccli.trace.arrays.into import called, into
from jaccli.trace.arrays.likeness import NotIterable, OnTheType, absent, as_numpys
from jaccli.trace.arrays.made import Made, as_made
from jaccli.trace.arrays.memory import layout_of
from jaccli.trace.arrays.methods import untraced
from jaccli.trace.arrays.moves import getitem
from jaccli.trace.arrays.table import UFUNCS, concrete, dispatch_ufunc
from jaccli.trace.arrays.value import (
    KINDS,
    OfProgram,
    Shown,
    Traced,
    concrete_of,
    is_array,
    of,
    seen_as,
    set_shape,
    told_of,
)
from jaccli.trace.arrays.written import Written
from jaccli.trace.source.refusal import Refusal


def _array_function(
    self: Traced, function: Any, types: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    return called(function, args, kwargs)


def _array_ufunc(self: Traced, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
    if method == "at":
        return at(ufunc, *inputs)
    if kwargs.get("out") is not None:
        return into(ufunc, method, inputs, kwargs)
    return as_made(dispatch_ufunc(ufunc, method, inputs, kwargs))


class _Common(Shown):
    """What arrays and numbers have in common."""

    __slots__ = ()

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "shape" and is_array(self):
            layout = layout_of(self).view()
            layout.shape = value  # NumPy says what does not fit
            of(self).layout = layout
            set_shape(self, layout.shape)
            return
        if name == "real" and value is self:
            return  # as after `x.real += 1`
        if name in ("real", "flat") and is_array(self):
            (self if name == "real" else self.flat)[...] = value
            return
        setattr(concrete_of(self).copy(), name, concrete(value))
        raise untraced(name)

    def __delattr__(self, name: str) -> None:
        delattr(concrete_of(self).copy(), name)

    def __dir__(self) -> list[str]:
        return dir(self.__class__)

    def __getitem__(self, key: Any) -> Any:
        try:
            return getitem(self, key)
        except (IndexError, TypeError, ValueError) as error:
            raise error from None

    def __bool__(self) -> bool:
        return bool(concrete_of(self))

    def __int__(self) -> int:
        return int(told_of(self))

    def __copy__(self) -> Any:
        return self.copy()

    def __deepcopy__(self, _: Any) -> Any:
        return self.copy()

    def __repr__(self) -> str:
        return Written(repr(told_of(self)))

    def __str__(self) -> str:
        return Written(told_of(self))

    def __format__(self, spec: str) -> str:
        return Written(format(told_of(self), spec))

    def __divmod__(self, other: Any) -> Any:
        return UFUNCS["divmod"](self, other)

    def __rdivmod__(self, other: Any) -> Any:
        return UFUNCS["divmod"](other, self)

    def __reduce_ex__(self, _: Any) -> Any:
        refusal = _lost(self, "array of bytes")
        if of(self).recorder.program.here() is None:
            # in a thread of a pool, which dies of anything but an Exception, and is waited for
            raise TypeError(refusal.title)
        raise refusal

    def __reduce__(self) -> Any:
        return self.__reduce_ex__(2)


class TracedArray(_Common):
    """A traced array; without axes, too, where NumPy has an array and no number."""

    __slots__ = ()

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return np.ndarray(*args, **kwargs)  # `type(x)(…)` of a program

    @property  # type: ignore[misc]  # a program that asks isinstance takes the branch of NumPy
    def __class__(self) -> type:
        return np.ndarray

    def __setitem__(self, key: Any, value: Any) -> None:
        try:
            assign(self, key, value)
        except (IndexError, TypeError, ValueError) as error:
            raise error from None

    def __delitem__(self, key: Any) -> None:
        raise Refusal(
            "entries of an array cannot be deleted",
            "arrays have a fixed size",
            "`x = np.delete(x, i)`",
        )

    def __len__(self) -> int:
        return len(concrete_of(self))

    def __iter__(self) -> Iterator[Any]:
        if not self.shape:
            raise TypeError("iteration over a 0-d array")
        return (self[i] for i in range(self.shape[0]))

    def __contains__(self, item: Any) -> bool:
        return bool(np.any(concrete_of(self) == concrete(item)))

    def __index__(self) -> int:
        return operator.index(concrete_of(self))  # NumPy says that it is none

    def __float__(self) -> float:
        if concrete_of(self).size != 1:
            return float(concrete_of(self))  # TypeError
        return _as_float(self)

    def __complex__(self) -> complex:
        if concrete_of(self).size != 1:
            return complex(concrete_of(self))  # TypeError
        raise _lost(self, "complex number")

    @property
    def __array__(self) -> Callable[..., Any]:
        return partial(_no_array, self)

    @property
    def __array_interface__(self) -> Any:
        raise untraced("__array_interface__") if asked_by_name() else _lost(self, "array")

    @property
    def __array_struct__(self) -> Any:
        raise untraced("__array_struct__") if asked_by_name() else _lost(self, "array")

    __array_function__ = _array_function
    __array_ufunc__ = _array_ufunc


class TracedNumber(_Common):
    """A traced number. Nothing can change it, and NumPy may hold it as an object."""

    __slots__ = ()

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and isinstance(args[0], Traced) and not args[0].shape and not kwargs:
            return seen_as(args[0], ())  # `type(x)(…)` of a program
        return np.dtype(cls.__name__).type(*args, **kwargs)

    @property  # type: ignore[misc]  # a program that asks isinstance takes the branch of NumPy
    def __class__(self) -> type:
        return of(self).flat.dtype.type

    def __hash__(self) -> int:
        raise Refusal(
            "a traced number would be hashed: the key of a dictionary, a set or a cache",
            "what is found under it would not depend on it",
            "`table[int(x)]`: take an index or a string as the key",
        )

    def __float__(self) -> float:
        return _as_float(self)

    def __round__(self, digits: int | None = None) -> Any:
        number = told_of(self)
        return round(number, digits) if digits is not None else round(number)

    @property
    def __array__(self) -> Callable[..., Any]:
        # NumPy finds none, so that it makes an array of objects, and the number stays traced
        if not asked_by_name():
            raise absent(self, "__array__")
        return partial(_no_array, self)

    __array_function__ = OnTheType(_array_function)
    __array_ufunc__ = OnTheType(_array_ufunc)
    __iter__ = NotIterable()  # type: ignore[assignment]

    @property
    def __array_interface__(self) -> Any:
        raise untraced("__array_interface__") if asked_by_name() else absent(self, "")

    @property
    def __array_struct__(self) -> Any:
        raise untraced("__array_struct__") if asked_by_name() else absent(self, "")


def _as_float(x: Traced) -> float:
    refusal = as_float(of(x).recorder.program, depth=3)
    if refusal is not None:
        raise refusal
    return float(told_of(x))


def _lost(x: Traced, kind: str) -> Refusal:
    return lost(of(x).recorder.program, kind)


def _no_array(x: Traced, *_: Any, **__: Any) -> Any:
    raise _lost(x, "array")


TracedArray.__hash__ = None  # type: ignore[assignment]  # as arrays have none
KINDS[None] = as_numpys(TracedArray, np.ndarray)
for _type in (np.float64, np.float32):
    _own = type(_type.__name__, (TracedNumber,), {"__slots__": ()})
    KINDS[np.dtype(_type)] = as_numpys(_own, _type)
_attributes: dict[str, Any] = {**vars(_Common), **vars(TracedArray)}
for _name in ("__weakref__", "__array_finalize__", "__annotations__"):
    _attributes.pop(_name, None)
_attributes["__slots__"] = ()
OfProgram.kind = type("ndarray", (Made, Traced), _attributes)
OfProgram.slot = Made.__dict__["_value"]
for _each in (Traced, Shown, _Common, TracedArray, TracedNumber, *KINDS.values()):
    for _name in {"__slots__", "__weakref__", "__annotations__"} & set(vars(_each)):
        delattr(_each, _name)  # what Python adds of its own
