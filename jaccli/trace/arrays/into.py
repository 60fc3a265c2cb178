"""`out=`: results of ufuncs and functions that are written into an array which is there already."""

from __future__ import annotations

import inspect
import sys
from functools import cache
from typing import Any

import numpy as np

from jaccli.trace.arrays.inplace import assign, writable, write
from jaccli.trace.arrays.made import as_made, traced_in_place
from jaccli.trace.arrays.memory import layout_of
from jaccli.trace.arrays.operands import recorder_of
from jaccli.trace.arrays.table import concrete, dispatch
from jaccli.trace.arrays.value import Traced


def into(ufunc: Any, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What a ufunc, or a method of it, writes into the arrays that `out` names."""
    outs = kwargs["out"]
    if "where" in kwargs and method == "__call__":
        return _into_some(ufunc, inputs, **kwargs)
    call = getattr(ufunc, method)
    result = call(*inputs, **{name: each for name, each in kwargs.items() if name != "out"})
    results = result if isinstance(result, tuple) else (result,)
    if not all(map(fits, outs, results)):
        call(*concrete(inputs), **{**concrete(kwargs), "out": tuple(map(writable, outs))})
    found = tuple(
        each if out is None else put_into(out, each)
        for out, each in zip(outs, results, strict=True)
    )
    return found if len(found) > 1 else found[0]


def _into_some(
    ufunc: Any, inputs: tuple[Any, ...], out: tuple[Any, ...], where: Any, **kwargs: Any
) -> Any:
    """What a ufunc writes into the entries that `where` chooses, and computes for no others."""
    where = concrete(where)
    ufunc(*concrete(inputs), out=tuple(map(writable, out)), where=where, **kwargs)
    shape = next(each.shape for each in out if each is not None)
    chosen = np.broadcast_to(where, shape)
    if chosen.any() and all(each is not None for each in out):
        given = [np.broadcast_to(x, shape)[chosen] if np.ndim(x) else x for x in inputs]
        result = ufunc(*given, **kwargs)
        for each, found in zip(out, result if len(out) > 1 else (result,), strict=True):
            each[chosen] = found
    return out if len(out) > 1 else out[0]


@cache
def _place_of_out(function: Any) -> int:
    """Where among the arguments of a function `out` stands; beyond all of them for none."""
    try:
        known = inspect.signature(function).parameters
    except (TypeError, ValueError):  # of C
        return 2 if function.__name__ in ("concatenate", "dot") else sys.maxsize
    if "out" not in known or known["out"].kind is not inspect.Parameter.POSITIONAL_OR_KEYWORD:
        return sys.maxsize
    return list(known).index("out")


def called(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What a function of NumPy gives for traced arrays, or writes where `out` says so."""
    place = _place_of_out(function)
    out = args[place] if len(args) > place else kwargs.get("out")
    if out is not None:
        return _into_function(function, args, kwargs, out)
    return as_made(dispatch(function, args, kwargs))


def _into_function(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], out: Any) -> Any:
    """What a function writes into an array, which is among its arguments."""
    place = _place_of_out(function)
    before, after = args[:place], args[place + 1 :]
    rest = {name: each for name, each in kwargs.items() if name != "out"}
    by_place = len(args) > place
    result = function(*before, *([None] if by_place else []), *after, **rest)
    if not fits(out, result):
        plain = {"out": writable(out)} if not by_place else {}
        given = [writable(out)] if by_place else []
        function(*concrete(before), *given, *concrete(after), **concrete(rest), **plain)
    return put_into(out, result)


def fits(out: Any, result: Any) -> bool:
    """Whether an array takes the result without anything that NumPy would have to say."""
    if out is None:
        return True
    if not isinstance(out, Traced) or not isinstance(result, Traced):
        return False
    return out.shape == result.shape and bool(layout_of(out).flags.writeable)


def put_into(out: Any, result: Any) -> Any:
    """Writes a result into the array, which comes back."""
    if isinstance(out, Traced) or isinstance(result, Traced):
        recorder = recorder_of((out, result))
        out = traced_in_place(out, recorder)
        if out.shape == np.shape(result):
            write(out, result)
        else:
            assign(out, ..., result)
    else:
        np.copyto(out, result, casting="unsafe")
    return out
