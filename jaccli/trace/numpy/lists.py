"""NumPy's functions of lists with traced arrays in them, and `W.dot(x)` of a plain array W.

NumPy asks an array how a function is done for it, but not what lies in a list, and a method of
plain arrays asks nobody.
"""

from __future__ import annotations

import ctypes
import functools
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from jaccli.trace.arrays.into import called
from jaccli.trace.arrays.libraries import STAND_INS
from jaccli.trace.arrays.made import as_made
from jaccli.trace.arrays.operands import holds_traced, stacked
from jaccli.trace.arrays.table import FOREIGN, FUNCTIONS, PLAIN, PLAIN_UFUNCS, UFUNCS, find
from jaccli.trace.arrays.value import Traced
from jaccli.trace.numpy.makers import NOTICING
from jaccli.trace.source.refusal import numpy_name


@functools.cache
def _of_lists(function: Any) -> Any:
    """The function, which also looks into the lists that it is given."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        given = (*args, *kwargs.values())
        if any(isinstance(each, list | tuple) and holds_traced(each) for each in given):
            return called(function, args, kwargs)
        return as_made(function(*args, **kwargs))

    return call


class _UfuncOfLists:
    """A ufunc that makes an array of a list with traced arrays in it."""

    def __init__(self, ufunc: np.ufunc) -> None:
        self._ufunc = ufunc
        self.__name__, self.__doc__ = ufunc.__name__, ufunc.__doc__

    @property  # type: ignore[misc]  # for `isinstance(f, np.ufunc)` of a program
    def __class__(self) -> type:
        return np.ufunc

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return as_made(self._ufunc(*map(_as_array, args), **kwargs))

    def reduce(self, array: Any, *args: Any, **kwargs: Any) -> Any:
        """One entry after the other, put together."""
        return as_made(self._ufunc.reduce(_as_array(array), *args, **kwargs))

    def accumulate(self, array: Any, *args: Any, **kwargs: Any) -> Any:
        """What is put together on the way."""
        return as_made(self._ufunc.accumulate(_as_array(array), *args, **kwargs))

    def reduceat(self, array: Any, *args: Any, **kwargs: Any) -> Any:
        """Several stretches, each put together."""
        return as_made(self._ufunc.reduceat(_as_array(array), *args, **kwargs))

    def outer(self, a: Any, b: Any, /, **kwargs: Any) -> Any:
        """All pairs."""
        return as_made(self._ufunc.outer(_as_array(a), _as_array(b), **kwargs))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ufunc, name)

    def __eq__(self, other: object) -> bool:  # for a table of the program that has it as a key
        return other is self or other is self._ufunc

    def __hash__(self) -> int:
        return hash(self._ufunc)

    def __repr__(self) -> str:
        return repr(self._ufunc)


def _as_array(given: Any) -> Any:
    return stacked(given) if isinstance(given, list | tuple) and holds_traced(given) else given


def take_lists() -> None:
    """Has all functions that are traced look into lists; for when the tables are filled."""
    for function in {*FUNCTIONS, *PLAIN}:
        name = numpy_name(function)
        if find(name) is function and name not in NOTICING:
            STAND_INS.setdefault(f"numpy.{name}", _of_lists)
    for name in {*UFUNCS, *PLAIN_UFUNCS}:
        STAND_INS.setdefault(f"numpy.{name}", _UfuncOfLists)
    for module, handlers in FOREIGN.items():
        STAND_INS.update({f"{module}.{name}": _UfuncOfLists for name in handlers})


@contextmanager
def plain_arrays_times_traced() -> Iterator[None]:
    """`W.dot(x)` is np.dot(W, x) in here, where W is any plain array and x is traced.

    The method is C, asks no argument how it is done, and belongs to a type that Python does not
    let us change: so its entry in the dictionary behind the type is replaced for the time.
    """
    (methods,) = gc.get_referents(np.ndarray.__dict__)
    original: Callable[..., Any] = methods["dot"]

    @functools.wraps(original)
    def dot(self: Any, other: Any, *out: Any, **kwargs: Any) -> Any:
        if not out and not kwargs and (isinstance(other, Traced) or holds_traced(other)):
            return np.dot(self, other)
        return original(self, other, *out, **kwargs)

    try:
        _set(methods, dot)
        yield
    finally:
        _set(methods, original)


def _set(methods: dict[str, Any], dot: Callable[..., Any]) -> None:
    methods["dot"] = dot
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(np.ndarray))  # or it would be found as before
