"""np.array of traced numbers: while the user's code runs, the functions that make arrays take them.

NumPy asks nobody before it makes an array of a list, so its names are replaced and put back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import numpy as np

from jaccli.arrays import np as lazy_numpy
from jaccli.trace.dtypes import check_dtype
from jaccli.trace.flat import Flat
from jaccli.trace.memory import moved
from jaccli.trace.operands import holds_traced, operands, spread, stacked
from jaccli.trace.refusal import unknown
from jaccli.trace.replaced import REPLACED
from jaccli.trace.table import concrete
from jaccli.trace.value import Traced

_MAKERS = """
    array asarray asanyarray ascontiguousarray asfortranarray asarray_chkfinite require
"""


@contextmanager
def arrays_of_traced_numbers() -> Iterator[None]:
    """np.array and its kin take traced numbers in here."""
    kinds: dict[str, Any] = {
        **dict.fromkeys(_MAKERS.split(), _maker),
        "full": _full,
        "nditer": _refusing,
    }
    kinds |= REPLACED
    replaced = {name: getattr(np, name) for name in kinds if hasattr(np, name)}
    for name in replaced:
        getattr(lazy_numpy, name)  # the layers' numpy keeps the names that it has looked up
    try:
        for name, original in replaced.items():
            setattr(np, name, kinds[name](original))
        yield
    finally:
        for name, original in replaced.items():
            setattr(np, name, original)


def _maker(original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def make(*args: Any, **kwargs: Any) -> Any:
        rest = dict(kwargs)
        value = args[0] if args else rest.pop("object", rest.pop("a", None))
        if isinstance(value, Flat):
            value = value.as_array()
        if not holds_traced(value):
            return original(*args, **kwargs)
        dtype = args[1] if len(args) > 1 else rest.pop("dtype", None)
        if not isinstance(value, Traced):
            if kwargs.get("copy", True) is False:
                original(concrete(value), copy=False)  # NumPy says that it cannot
            value = stacked(value)
        check_dtype(dtype, value.dtype)
        converted = dtype is not None and np.dtype(dtype) != value.dtype
        return moved(
            value, lambda x: original(x.copy() if converted else x, None, *args[2:], **rest)
        )

    return make


def _full(original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def full(shape: Any, fill_value: Any, *args: Any, **kwargs: Any) -> Any:
        if not holds_traced(fill_value):
            return original(shape, fill_value, *args, **kwargs)
        (value,) = operands(fill_value)
        check_dtype(args[0] if args else kwargs.get("dtype"), value.dtype)
        return spread(value, tuple(np.atleast_1d(shape).tolist()))

    return full


def _refusing(original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original, updated=())
    def refuse(*args: Any, **kwargs: Any) -> Any:
        if holds_traced(args[:1] if args else kwargs.get("op")):
            raise unknown(original.__name__, ())
        return original(*args, **kwargs)

    return refuse
