"""The functions that make arrays, as the user's own files see them while they are recorded.

NumPy's asks nobody before it makes an array, so its names are replaced and put back. Those that
take lists take traced numbers, too; what they give notices when a traced value is written into it.
NumPy's own code and other libraries get what they always get.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from operator import attrgetter
from typing import Any

import numpy as np

from jaccli.arrays import np as lazy_numpy
from jaccli.trace.arrays.dtypes import check_dtype
from jaccli.trace.arrays.flat import Flat
from jaccli.trace.arrays.into import called
from jaccli.trace.arrays.made import NUMBERS, Made, as_made, is_watched, memories_watched, owned
from jaccli.trace.arrays.memory import moved
from jaccli.trace.arrays.operands import holds_traced, operands, spread, stacked
from jaccli.trace.arrays.table import FUNCTIONS, PLAIN, concrete, find
from jaccli.trace.arrays.value import Traced
from jaccli.trace.numpy.replaced import REPLACED
from jaccli.trace.source.places import Program

_OF_LISTS = """
    array asarray asanyarray ascontiguousarray asfortranarray asarray_chkfinite require
"""
_NEW = """
    zeros empty ones eye identity zeros_like empty_like ones_like full_like arange linspace logspace
    geomspace copy tri indices fromfunction fromiter load loadtxt genfromtxt
"""

NOTICING = frozenset([*_OF_LISTS.split(), *_NEW.split(), "full"])
REPLACED_NOW: dict[int, tuple[Any, Any]] = {}  # by id: NumPy's own, and what stands for it


@contextmanager
def arrays_of_traced_numbers(program: Program) -> Iterator[None]:
    """np.array and its kin take traced numbers in here, and what they make takes them, too."""
    kinds: dict[str, Callable[[Any], Any]] = {
        **dict.fromkeys(_OF_LISTS.split(), _taking_lists),
        **dict.fromkeys(_NEW.split(), lambda original: original),
        "full": _full,
    }
    kinds = {name: _noticing(program, kind) for name, kind in kinds.items()}
    kinds |= REPLACED
    replaced = {name: found for name in kinds if (found := find(name)) is not None}
    for name in replaced:
        getattr(
            lazy_numpy, name.partition(".")[0]
        )  # the layers' numpy keeps the names that it has looked up
    try:
        for name, original in replaced.items():
            made = kinds[name](original)
            _bind(name, made)
            REPLACED_NOW[id(original)] = original, made
        with memories_watched():
            yield
    finally:
        for name, original in replaced.items():
            _bind(name, original)
            REPLACED_NOW.pop(id(original), None)


def _bind(name: str, value: Any) -> None:
    """Lets a name in np, or in a module of it, mean the value."""
    module, _, own = name.rpartition(".")
    setattr(attrgetter(module)(np) if module else np, own, value)


def _noticing(program: Program, kind: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The maker, whose arrays notice what is written into them where the user's code calls it."""

    def wrapped(original: Callable[..., Any]) -> Callable[..., Any]:
        taking = kind(original)
        recorded = original in FUNCTIONS or original in PLAIN

        @wraps(original)
        def make(*args: Any, **kwargs: Any) -> Any:
            if not is_watched():  # a name that the program has kept
                return original(*args, **kwargs)
            if program.source_of(sys._getframe(1).f_code.co_filename) is None:
                return taking(*args, **kwargs)
            if recorded and any(
                isinstance(each, list | tuple) and holds_traced(each) for each in args
            ):
                return called(original, args, kwargs)
            if args and type(args[0]) is Made:
                plain = np.ndarray.view(args[0], np.ndarray)
                found = taking(plain, *args[1:], **kwargs)
                return args[0] if found is plain else as_made(found)
            return _owned(taking(*args, **kwargs), args)

        return make

    return wrapped


def _owned(result: Any, args: tuple[Any, ...]) -> Any:
    """A new array as one that notices, and has memory of its own as NumPy's has."""
    if type(result) is not np.ndarray or result.dtype.kind not in NUMBERS:
        return as_made(result)
    if any(each is result for each in args):
        return result  # it has been there before
    return owned(result) if result.base is None else as_made(result)


def _taking_lists(original: Callable[..., Any]) -> Callable[..., Any]:
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
