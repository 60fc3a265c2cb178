"""What goes wrong while a program is recorded, as a mistake at its place in the user's file."""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from jaccli.errors import JaccliError, Label, Mistakes, Place
from jaccli.keywords import option
from jaccli.nearest import nearest
from jaccli.trace.arrays.table import ANSWERABLE, supported
from jaccli.trace.arrays.value import Traced
from jaccli.trace.program.foreign import Call, described, raised_in
from jaccli.trace.program.judge import LOST
from jaccli.trace.program.load import mistake
from jaccli.trace.program.peers import INSTEAD_OF, METHODS_OF
from jaccli.trace.source.instead import RENAMED, formula_of
from jaccli.trace.source.places import Program
from jaccli.trace.source.raised import said_by, text_of
from jaccli.trace.source.refusal import Refusal

_ATTRIBUTES = ("array.py", "likeness.py", "standins.py")  # where they are looked up
_NO_INTEGER = "interpreted as an integer|must be integers|only integers"
_OF_THE_TYPE = re.compile(r"descriptor '(\w+)' .*'numpy.(ndarray|float64|float32)' object")
_OUR_NAMES = re.compile(
    r"(?<!\()'(ndarray|float64|float32)'"
)  # NumPy's types say where they are from
_TYPES = (
    "`isinstance(x, np.ndarray)` in place of type(x): recording arrays have a type of their own"
)
_COMPILED = "`np.linalg.qr(A)`: write with np what compiled code of a library computes"
_NO_ANSWER = {  # what np.linalg says, and what helps
    "Singular": "`np.linalg.lstsq(A, y)[0]` has an answer where two rows are multiples",
    "positive definite": "`A + 1e-9 * np.eye(len(A))` where rounding is the reason",
}


def failure(
    error: BaseException, program: Program, function: Callable[..., Any] | None
) -> Mistakes | None:
    """The mistake that an error is; None if tracing itself failed.

    function: the one that was called, None while the file was read
    """
    spot = program.innermost(error.__traceback__)
    place = program.place(spot) if spot else None
    if program.refused:  # the error may be what became of the first of them
        refusal = program.refused[0]
        if refusal.place is None and place is None and function is not None:
            return _function_refused(refusal, program, function)
        return _refused(refusal, place, program)
    if isinstance(error, JaccliError):
        return Mistakes([error], program.name)
    if _is_ours(error):
        return None
    if place is None:
        return _not_recorded(_said(error), program, function) if function is not None else None
    return _raised(error, place, program)


@contextmanager
def followed(what: str, program: Program, place: Place) -> Iterator[None]:
    """In here the parts of values are gone through. Raises Mistakes where they have no end.

    what: whose parts; place: what the mistake points at
    """
    try:
        yield
    except RecursionError:
        title = f"{what} holds itself, or parts within parts without an end"
        help_ = "arrays, or lists and dictionaries of arrays, have an end"
        raise mistake(
            program.name, title, Label(place, "too deep to be followed"), [("help", help_)]
        ) from None


def _refused(refusal: Refusal, place: Place | None, program: Program) -> Mistakes:
    title, label, helps = refusal.title, refusal.label, refusal.helps
    call = refusal.call
    if isinstance(call, Call) and (call.library != "numpy" or title.startswith("x.")):
        title, label, helps = call.title, refusal.title, (call.help,)
    notes = [("help", each) for each in helps]
    return mistake(program.name, title, Label(refusal.place or place, label), notes)


def _function_refused(refusal: Refusal, program: Program, function: Callable[..., Any]) -> Mistakes:
    """FUNCTION itself is a library's, and what it does is refused."""
    if described(function, program).library not in ("numpy", "jaccli"):
        return _not_recorded(refusal.title, program, function)
    return _refused(refusal, program.definition(function), program)


def _not_recorded(said: str, program: Program, function: Callable[..., Any]) -> Mistakes:
    """FUNCTION itself is a library's, and it does not take traced arrays."""
    call = described(function, program)
    inner = getattr(function, "__wrapped__", None)
    help_ = call.help
    if inspect.isfunction(inner) and call.library not in ("jax", "autograd"):  # no derivatives
        name = f"{program.wanted}.__wrapped__"
        name = name if program.alive else f"{program.name}:{name}"
        help_ = f"give the function inside, without {call.library}: `{name}`"
    title, label = call.title, said
    if call.library in ("numpy", "builtins"):
        title, label = said, f"raised by {call.name}"
    place = Label(program.definition(function), label)
    return mistake(program.name, title, place, [("help", help_)])


def _is_ours(error: BaseException) -> bool:
    """Whether tracing itself failed, in a way that NumPy has no name for."""
    if isinstance(error, (*ANSWERABLE, RecursionError, MemoryError)):
        return False
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    file = traceback.tb_frame.f_code.co_filename if traceback else ""
    if isinstance(error, AttributeError) and os.path.basename(file) in _ATTRIBUTES:
        return False  # what NumPy's arrays have not, traced ones have not either
    return file.startswith(os.path.dirname(__file__))


def _said(error: BaseException) -> str:
    return _OUR_NAMES.sub(r"'numpy.\1'", said_by(error))


def _raised(error: BaseException, place: Place, program: Program) -> Mistakes:
    text = text_of(error)
    said, label, notes = _said(error), "raised here", list(_helps(error, text, place))
    title = said
    if isinstance(error, SystemExit):
        title = f"the program leaves by itself: SystemExit({text})"
    elif isinstance(error, Exception) and (call := raised_in(program, error.__traceback__)):
        if not str(program.alone()).startswith(f"it raises {type(error).__name__}"):
            title, label, notes = call.title, said, [call.help]
    elif found := _OF_THE_TYPE.search(text):
        method, kind = found.groups()
        title, label = f"np.{kind}.{method} takes no recording arrays", "called on the type"
        notes = [f"`x.{method}(…)` calls it on the array"]
    elif not notes and str(program.alone()).startswith("it returns"):
        label = "raised for recording arrays alone: plain ones pass"
        notes = [_TYPES if "type(" in program.text else LOST]
    return mistake(program.name, title, Label(place, label), [("help", each) for each in notes])


PARTS = (
    "`def f(params: Params): ...`: a parameter with parts has a class in its annotation, a default "
    "or a value of its name in the file"
)


def indexed_by_text(place: Place) -> bool:
    """Whether the expression asks for an entry by its name, x['W']."""
    line = place.source.lines[place.line - 1][place.column - 1 :]
    return re.search(r"""\[['"]""", line[: place.width]) is not None


def _helps(error: BaseException, text: str, place: Place) -> Iterator[str]:
    if isinstance(error, MemoryError):
        yield "smaller arrays, or a larger " + option("--max-memory")
    if isinstance(error, ModuleNotFoundError):
        other = "the file's own folder is searched first; is the package installed?"
        yield INSTEAD_OF.get((error.name or "").partition(".")[0], other)
    if re.search("bytes-like|buffer", text):
        yield "`np.reshape(x, -1)`: the memory of an array does not tell how it was computed"
    if isinstance(error, np.linalg.LinAlgError):
        yield from (help_ for said, help_ in _NO_ANSWER.items() if said in text)
    if isinstance(error, ValueError) and "ambiguous" in text:
        yield "`np.where(condition, a, b)` decides entry by entry"
    if isinstance(error, TypeError) and "unhashable" in text:
        yield "`table[i]`: take an index or a string as the key"
    if isinstance(error, IndexError) and indexed_by_text(place):
        yield PARTS
    elif isinstance(error, TypeError | IndexError) and re.search(_NO_INTEGER, text):
        yield "`int(x)` reads the number; np.argmax(x) and len(x) are integers"
    if isinstance(error, AttributeError) and isinstance(error.obj, Traced):
        found = nearest(str(error.name), [each for each in dir(error.obj) if each[0] != "_"])
        other = f"did you mean `x.{found}`?" if found else PARTS
        yield METHODS_OF.get(str(error.name), other)
    if isinstance(error, TypeError) and "argument 'dim'" in text:
        yield "`x.sum(axis=0)`: NumPy calls the axis of torch's dim=0 axis=0"
    if isinstance(error, AttributeError) and any(error.obj is each for each in (np, np.linalg)):
        wanted = f"linalg.{error.name}" if error.obj is np.linalg else str(error.name)
        found = nearest(wanted, supported(), RENAMED)
        yield f"did you mean `np.{found}`?" if found else formula_of(wanted)
