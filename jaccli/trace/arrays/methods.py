"""The methods and attributes of arrays, by name: what stands for each, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from jaccli.trace.arrays.conversions import lost
from jaccli.trace.arrays.dtypes import check_dtype
from jaccli.trace.arrays.flat import Flat
from jaccli.trace.arrays.memory import layout_of, moved
from jaccli.trace.arrays.value import concrete_of, of, told_of
from jaccli.trace.arrays.writes import fill, sort
from jaccli.trace.source.refusal import Refusal

_SAME = """
    sum mean prod max min var std dot clip cumsum cumprod trace argmax argmin argsort argpartition
    any all nonzero searchsorted round
"""  # np.NAME(x, …) takes what x.NAME(…) takes
_MOVING = """
    reshape ravel transpose swapaxes squeeze copy flatten diagonal repeat take compress
"""  # they only move entries
_ELEMENTWISE = """
    sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh exp exp2 expm1 log log2
    log10 log1p sqrt cbrt square reciprocal
"""
ELEMENTWISE = frozenset(_ELEMENTWISE.split())  # np.sin asks it of the elements of an array


def _moving(name: str) -> Callable[..., Any]:
    def method(x: Any, *args: Any, **kwargs: Any) -> Any:
        return moved(x, lambda index: getattr(index, name)(*args, **kwargs))

    return method


def _astype(
    x: Any, dtype: Any, order: Any = "K", casting: Any = "unsafe", *others: Any, **kwargs: Any
) -> Any:
    check_dtype(dtype, x.dtype)
    np.empty(0, x.dtype).astype(dtype, order, casting)  # NumPy says what it does not take
    if np.dtype(dtype) != x.dtype:
        others, kwargs = (), {}
    return moved(x, lambda index: index.astype(index.dtype, order, "safe", *others, **kwargs))


def _view(x: Any, dtype: Any = None, type: Any = None) -> Any:
    if dtype is np.ndarray:
        dtype = None  # the type may stand in its place
    if type not in (None, np.ndarray) or (dtype is not None and np.dtype(dtype) != x.dtype):
        raise untraced("view")
    return moved(x, lambda index: index.view())


def _item(x: Any, *index: Any) -> Any:
    return moved(x, lambda entries: np.intp(entries.item(*index)))


def _tolist(x: Any) -> Any:
    return [_tolist(each) for each in x] if x.ndim else moved(x, lambda index: index[()])


def _setflags(x: Any, *args: Any, **kwargs: Any) -> None:
    layout_of(x).setflags(*args, **kwargs)


def _to_device(x: Any, device: Any, /, *, stream: Any = None) -> Any:
    concrete_of(x).to_device(device, stream=stream)
    return x


METHODS: dict[str, Callable[..., Any]] = {
    **{name: getattr(np, name) for name in _SAME.split()},
    **{name: _moving(name) for name in _MOVING.split()},
    "conj": lambda x: x,  # of real numbers NumPy gives the array itself
    "conjugate": lambda x: x,
    "astype": _astype,
    "view": _view,
    "item": _item,
    "tolist": _tolist,
    "setflags": _setflags,
    "fill": fill,
    "put": np.put,
    "sort": sort,
    "to_device": _to_device,
    "__array_finalize__": lambda x, given: None,
    "__buffer__": lambda x, flags: _raise(lost(of(x).recorder.program, "array")),
    "__floor__": lambda x: math.floor(told_of(x)),
    "__ceil__": lambda x: math.ceil(told_of(x)),
    "__trunc__": lambda x: math.trunc(told_of(x)),
    "is_integer": lambda x: concrete_of(x).is_integer(),
    "hex": lambda x: told_of(x).hex(),
    "__array_namespace__": lambda x, **kwargs: of(x).recorder.program.shown(
        concrete_of(x).__array_namespace__(**kwargs)
    ),
    "__dlpack_device__": lambda x: concrete_of(x).__dlpack_device__(),
    "__sizeof__": lambda x: concrete_of(x).copy().__sizeof__(),
}
ATTRIBUTES: dict[str, Callable[[Any], Any]] = {
    "T": lambda x: moved(x, lambda index: index.T),
    "mT": lambda x: moved(x, lambda index: index.mT),
    "real": lambda x: x,
    "imag": lambda x: concrete_of(x).imag,
    "flat": Flat,
    "flags": lambda x: layout_of(x).flags,
    "strides": lambda x: tuple(s // 8 * x.dtype.itemsize for s in layout_of(x).strides),
    "ndim": lambda x: len(x.shape),
    "size": lambda x: math.prod(x.shape),
    "dtype": lambda x: of(x).recorder.dtype,
    "nbytes": lambda x: math.prod(x.shape) * of(x).recorder.dtype.itemsize,
    "itemsize": lambda x: of(x).recorder.dtype.itemsize,
    "device": lambda x: "cpu",
    "__array_priority__": lambda x: concrete_of(x).__array_priority__,
}
_CHANGING = {"partition", "resize", "setfield", "__setstate__"}
_DATA = {"base", "data", "ctypes"}  # attributes that are no methods


def of_name(name: str, kind: type) -> Any:
    """What a class has as this attribute, so that its objects are as arrays or numbers are.

    kind: np.ndarray, or the type of the number
    """
    if name in ATTRIBUTES:
        return property(ATTRIBUTES[name])
    if name in METHODS:
        return _answering(METHODS[name], getattr(kind, name))
    if name in _DATA:
        return property(lambda x: _raise(untraced(name)))
    return lambda x, *_, **__: _raise(untraced(name))


def _answering(handler: Callable[..., Any], method: Any) -> Callable[..., Any]:
    """The handler as a method; what it does not take is answered as NumPy does."""
    from jaccli.trace.arrays.table import ANSWERABLE, raise_as_numpy_does

    def call(x: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return handler(x, *args, **kwargs)
        except ANSWERABLE as error:
            raise_as_numpy_does(method, (x, *args), kwargs, error)

    call.__name__ = call.__qualname__ = method.__name__
    return call


def _raise(error: BaseException) -> Any:
    raise error


def untraced(name: str) -> Refusal:
    """Why what arrays have is not there."""
    if name in _CHANGING:
        return Refusal(
            f"x.{name} changes an array in place, which is not traced",
            "its memory would be another one",
            "`np.sort(x)`" if name == "partition" else "`np.resize(x, shape)` gives a new array",
        )
    return Refusal(
        f"x.{name} cannot be traced",
        "the memory of an array does not tell how it was computed",
        "`np.reshape(x, -1)`: the array itself has what was computed",
    )
