"""np.vectorize and np.frompyfunc of a program's function: it is called for each entry."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from jaccli.trace.arrays.dtypes import check_dtype
from jaccli.trace.arrays.operands import holds_traced, traced
from jaccli.trace.arrays.table import concrete
from jaccli.trace.arrays.value import Traced
from jaccli.trace.source.refusal import Refusal

_VECTORIZE: Any = np.vectorize


class vectorize(_VECTORIZE):  # type: ignore[misc]  # as NumPy calls it
    """NumPy's, and for recording arrays a loop over their entries."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.pyfunc is np._NoValue:  # @np.vectorize(otypes=[float]): the function comes now
            return super().__call__(*args, **kwargs)
        recording = np.vectorize is vectorize  # plain arguments may meet traced ones inside
        if not recording and not holds_traced([*args, *kwargs.values()]):
            return super().__call__(*args, **kwargs)
        given: dict[Any, Any] = {**dict(enumerate(args)), **kwargs}
        varied = [key for key in given if key not in self.excluded]

        def called(*entries: Any) -> Any:
            now = {**given, **dict(zip(varied, entries, strict=True))}
            return self.pyfunc(
                *(now[at] for at in range(len(args))), **{name: now[name] for name in kwargs}
            )

        arrays = [traced(given[key]) for key in varied]
        if self.signature is not None:
            return _over_cores(called, arrays, self.signature, self.otypes)
        return _over_entries(called, arrays, self.otypes)


vectorize.__module__, vectorize.__doc__ = "numpy", np.vectorize.__doc__


def _over_entries(function: Callable[..., Any], arrays: Sequence[Any], types: Any) -> Any:
    given = np.broadcast_arrays(*arrays)
    entries = zip(*map(_entries, given), strict=True)
    found = [function(*each) for each in entries]
    if not found:
        return _VECTORIZE(function, otypes=types)(*concrete(list(given)))  # says what is missing
    if not isinstance(found[0], tuple):
        return _joined(found, np.shape(given[0]), types[0] if types else "")
    outputs = zip(*found, strict=True)
    return tuple(
        _joined(list(each), np.shape(given[0]), types[at] if types else "")
        for at, each in enumerate(outputs)
    )


def _entries(x: Any) -> Any:
    """The entries as NumPy hands them on: numbers of Python's, or traced ones."""
    return np.ravel(x) if isinstance(x, Traced) else np.ravel(x).tolist()


def _joined(found: list[Any], outer: tuple[int, ...], kind: Any) -> Any:
    """What the function gave for each, in one array of the type that NumPy makes it."""
    first = np.asarray(concrete(found[0])).dtype if not kind else np.dtype(kind)
    if not holds_traced(found):
        return np.reshape(np.array(found).astype(first), (*outer, *np.shape(found[0])))
    if not kind and first.kind in "biu":
        raise Refusal(
            f"np.vectorize makes {first} of all numbers, as the first that it gets is one",
            "an integer keeps neither the fraction nor the derivative",
            "`np.vectorize(f, otypes=[float])`",
        )
    made = np.array(found)
    check_dtype(first, made.dtype)
    return np.reshape(made, (*outer, *made.shape[1:]))


def _over_cores(
    function: Callable[..., Any], arrays: Sequence[Any], signature: str, types: Any
) -> Any:
    """The function of whole rows or matrices, as a signature such as (n),(n)->() says."""
    cores = [len(re.findall(r"\w+", each)) for each in re.findall(r"\(([^)]*)\)", signature)]
    outers = [each.shape[: each.ndim - core] for each, core in zip(arrays, cores, strict=False)]
    outer = np.broadcast_shapes(*outers)
    rows = [
        np.reshape(np.broadcast_to(x, outer + x.shape[len(own) :]), (-1, *x.shape[len(own) :]))
        for x, own in zip(arrays, outers, strict=True)
    ]
    found = [function(*(each[at] for each in rows)) for at in range(len(rows[0]))]
    if not found:
        return _VECTORIZE(function, otypes=types, signature=signature)(*concrete(list(arrays)))
    if isinstance(found[0], tuple):
        return tuple(_joined(list(each), outer, "d") for each in zip(*found, strict=True))
    return _joined(found, outer, "d" if holds_traced(found) else "")


class _FromFunction:
    """A ufunc of a Python function, and for recording arrays a loop over their entries."""

    def __init__(self, ufunc: Any, function: Callable[..., Any]) -> None:
        self._ufunc, self._function = ufunc, function
        self.__name__ = ufunc.__name__

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not holds_traced([*args, *kwargs.values()]):
            return self._ufunc(*args, **kwargs)
        return _over_entries(self._function, [traced(each) for each in args], "")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ufunc, name)


def from_python(original: Callable[..., Any]) -> Callable[..., Any]:
    """np.frompyfunc, whose functions take recording arrays."""

    def frompyfunc(func: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        return _FromFunction(original(func, *args, **kwargs), func)

    return frompyfunc


def recordable(function: Any) -> Any:
    """The same function, where it is NumPy's vectorize of one in the form that can be recorded."""
    if type(function) is not _VECTORIZE:
        return function
    found = vectorize(function.pyfunc)
    found.__dict__.update(function.__dict__)
    return found
