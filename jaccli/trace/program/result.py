"""What the user's function returned, as the output of the graph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from jaccli.arrays import Array, Shape
from jaccli.errors import Label, Mistakes, Place
from jaccli.trace.arrays.operands import (
    as_value,
    emit,
    holds_traced,
    joined,
    numbering,
    operands,
    plain_array,
)
from jaccli.trace.arrays.record import Recorder
from jaccli.trace.arrays.value import Traced, of, seen_as
from jaccli.trace.program.load import mistake
from jaccli.trace.program.nested import parts_of

_HELPS = {
    "NoneType": "end it with `return …`",
    "complex": "return the real and the imaginary part",
    "function": "call it, and return what it gives",
    "generator": "`return list(…)` of what it yields",
    "set": "`return sorted(…)`: a set has no order",
}


def output_of(result: Any, recorder: Recorder, function: str, place: Place) -> Traced:
    """The value that was returned; the parts of a tuple or a list are put together.

    Raises Mistakes for anything but numbers.
    """
    file = recorder.program.name
    pieces = list(_pieces(result, file, function, place))
    if not sum(np.size(each) if not isinstance(each, Traced) else each.size for each in pieces):
        raise mistake(file, f"`{function}` returned no numbers", Label(place, "nothing in it"))
    if not holds_traced(pieces):
        whole = np.concatenate([np.ravel(each) for each in pieces])
        return recorder.constant(whole.reshape(pieces[0].shape) if len(pieces) == 1 else whole)
    given = operands(*pieces)
    value = as_value(given[0], recorder)
    if len(given) > 1:
        value = joined(given, numbering((sum(each.size for each in given),)))
    if recorder.is_input(of(value).name):
        value = emit("identity", (value,), value.shape)
    return seen_as(value, value.shape)  # the program may keep its own, and change it


def leaves(result: Any) -> Iterator[Any]:
    """What stands in the tuples, lists and arrays of objects that were returned, in order."""
    for _, leaf in named_leaves(result):
        yield leaf


def named_leaves(result: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """The same, each with what leads to it: ['loss'], .mean, [0]."""
    found = parts_of(result)
    if found is None and _holds_objects(result):
        found = [("", each) for each in result]
    if found is None:
        yield name, result
    for step, each in found or ():
        if not is_passed_over(each):
            yield from named_leaves(each, name + step)


def is_passed_over(part: Any) -> bool:
    """Whether a part of a result is none that could have a derivative: a text, a function, None."""
    return part is None or isinstance(part, str) or callable(part)


def sizes(result: Any) -> tuple[tuple[str, int], ...]:
    """What leads to each leaf of a result, and its size; () of one array or of single numbers."""
    found = [(name, np.size(leaf)) for name, leaf in named_leaves(result) if np.size(leaf)]
    listed = isinstance(result, list | tuple) and not hasattr(result, "_fields")
    if len(found) < 2 or _holds_objects(result) or (listed and {n for _, n in found} == {1}):
        return ()
    return tuple(found)


def layout(result: Any) -> tuple[Shape, ...]:
    """The shapes of the arrays that were returned; an array of objects counts as one array."""
    if isinstance(result, Traced):
        return (result.shape,)
    if (parts := parts_of(result)) is not None:
        kept = (each for _, each in parts if not is_passed_over(each))
        return tuple(shape for each in kept for shape in layout(each))
    if _holds_objects(result):
        inner = {layout(each) for each in result.flat}
        if len(inner) == 1 and len(only := inner.pop()) == 1:
            return ((*result.shape, *only[0]),)
        return tuple(shape for each in result.flat for shape in layout(each))
    return (np.shape(result),)


def numbers(leaf: Any) -> Array | None:
    """A plain leaf as an array; None if it holds no real numbers."""
    try:
        array: Array = plain_array(leaf)
    except MemoryError:
        raise
    except Exception:  # whatever it is, it is no array
        return None
    return array if array.dtype.kind in "biuf" else None


def _pieces(result: Any, file: str, function: str, place: Place) -> Iterator[Any]:
    """The arrays in what was returned, in order."""
    for name, each in named_leaves(result):
        piece = each if isinstance(each, Traced) else numbers(each)
        if piece is None:
            raise _unreturnable(each, name, file, function, place)
        yield piece


def _holds_objects(result: Any) -> bool:
    return isinstance(result, np.ndarray) and result.dtype == object and result.ndim > 0


def described(result: Any) -> str:
    """What was returned, in words: None, a str, an array of complex128."""
    if isinstance(result, np.ndarray | np.generic):
        return f"an array of {result.dtype}"
    name = type(result).__name__
    return "None" if result is None else f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _unreturnable(result: Any, at: str, file: str, function: str, place: Place) -> Mistakes:
    among = f" at {at}" if at else ""
    title = f"`{function}` returned {described(result)}{among}: there is nothing to differentiate"
    name = type(result).__name__
    if getattr(getattr(result, "dtype", None), "kind", "") == "c":
        name = "complex"
    help_ = _HELPS.get(name, "return a number, an array, or a tuple or a dictionary of them")
    return mistake(file, title, Label(place, "what comes back"), [("help", help_)])
