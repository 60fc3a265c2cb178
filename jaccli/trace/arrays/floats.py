"""float, np.float64 and np.float32 as the program sees them: a traced number stays what it is."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from jaccli.trace.arrays.dtypes import check_dtype
from jaccli.trace.arrays.libraries import STAND_INS
from jaccli.trace.arrays.operands import holds_traced, traced
from jaccli.trace.arrays.value import Traced, concrete_of, is_array, seen_as


def as_number(x: Traced) -> Any:
    """The traced number that is the one entry of x. Raises NumPy's TypeError where it has more."""
    if is_array(x):
        float(concrete_of(x))
    return seen_as(x, ())


class _Kind(type):
    """The type of a type that stands for another one, and is equal to it."""

    def __instancecheck__(cls, x: Any) -> bool:
        return isinstance(x, cls.original)  # type: ignore[attr-defined]

    def __subclasscheck__(cls, kind: type) -> bool:
        return issubclass(kind, cls.original)  # type: ignore[attr-defined]

    def __eq__(cls, other: object) -> bool:
        return other is cls or other is cls.original  # type: ignore[attr-defined]

    def __hash__(cls) -> int:
        return hash(cls.original)  # type: ignore[attr-defined]


def _standing(convert: Callable[[Any], Any], original: type) -> type:
    """A type that makes what the original makes, and hands on what is traced."""

    def new(_: type, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and not kwargs and holds_traced(args[0]):
            return convert(args[0])
        return original(*args, **kwargs)

    body = {"__new__": new, "__slots__": (), "original": original, "dtype": np.dtype(original)}
    return _Kind(original.__name__, (original,), body)


def _float(x: Any) -> Any:
    return (
        as_number(x) if isinstance(x, Traced) else float(x)
    )  # a list: Python says that it is none


def _of_numpy(dtype: type) -> Callable[[Any], Any]:
    def convert(x: Any) -> Any:
        array = traced(x)
        check_dtype(dtype, array.dtype)
        return array.astype(dtype) if array.shape else as_number(array)

    return convert


STAND_INS["builtins.float"] = functools.partial(_standing, _float)
STAND_INS["numpy.float64"] = functools.partial(_standing, _of_numpy(np.float64))
STAND_INS["numpy.float32"] = functools.partial(_standing, _of_numpy(np.float32))
