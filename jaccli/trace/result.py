"""What the user's function returned, as the output of the graph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from jaccli.errors import Label, Mistakes, Place
from jaccli.trace.array import Traced
from jaccli.trace.load import mistake
from jaccli.trace.operands import (
    as_value,
    emit,
    holds_traced,
    joined,
    numbering,
    operands,
    plain_array,
)
from jaccli.trace.record import Recorder

_HELPS = {
    "NoneType": "end it with `return …`",
    "complex": "return the real and the imaginary part",
    "function": "call it, and return what it gives",
}


def output_of(result: Any, recorder: Recorder, function: str, place: Place) -> str:
    """The name of the value that was returned; the parts of a tuple or a list are put together.

    Raises Mistakes for anything but numbers.
    """
    file = recorder.program.name
    pieces = list(_pieces(result, file, function, place))
    if not sum(np.size(each) if not isinstance(each, Traced) else each.size for each in pieces):
        raise mistake(file, f"`{function}` returned no numbers", Label(place, "nothing in it"))
    if not holds_traced(pieces):
        whole = np.concatenate([np.ravel(each) for each in pieces])
        return recorder.constant(whole.reshape(pieces[0].shape) if len(pieces) == 1 else whole).name
    given = operands(*pieces)
    value = as_value(given[0], recorder)
    if len(given) > 1:
        value = joined(given, numbering((sum(each.size for each in given),)))
    if recorder.is_input(value.name):
        value = emit("identity", (value,), value.shape)
    return value.name


def _pieces(result: Any, file: str, function: str, place: Place) -> Iterator[Any]:
    """The arrays in what was returned, in order."""
    if isinstance(result, Traced):
        yield result
        return
    if isinstance(result, tuple | list) or _holds_objects(result):
        for each in result:
            yield from _pieces(each, file, function, place)
        return
    try:
        array = plain_array(result)
        kind = array.dtype.kind
    except Exception:  # whatever it is, it is no array
        kind = "O"
    if kind not in "biuf":
        raise _unreturnable(result, kind, file, function, place)
    yield array


def _holds_objects(result: Any) -> bool:
    return isinstance(result, np.ndarray) and result.dtype == object and result.ndim > 0


def _unreturnable(result: Any, kind: str, file: str, function: str, place: Place) -> Mistakes:
    name = "complex" if kind == "c" else type(result).__name__
    said = "None" if result is None else f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
    if isinstance(result, np.ndarray | np.generic):
        said = f"an array of {result.dtype}"
    title = f"`{function}` returned {said}: there is nothing to differentiate"
    help_ = _HELPS.get(name, "return a number, an array, or a tuple of them")
    return mistake(file, title, Label(place, "what comes back"), [("help", help_)])
