"""Libraries that a program calls: which of them could not do with recording arrays, and where."""

from __future__ import annotations

import ast
import builtins
import functools
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType, FunctionType, TracebackType
from typing import Any, NamedTuple

from jaccli.trace.arrays.conversions import callee
from jaccli.trace.arrays.operands import holds_traced
from jaccli.trace.program.peers import INSTEAD_OF
from jaccli.trace.source.alone import parsed
from jaccli.trace.source.instead import EVERYWHERE, INSTEAD, formula_of, instead_of
from jaccli.trace.source.places import Program

_PACKAGE = str(Path(__file__).parents[2])
_NEITHER = """
    jaccli builtins importlib math cmath operator functools itertools
"""  # what comes of their calls is told in other words, or where they call back
_OURS = {"", *_NEITHER.split()}


class Call(NamedTuple):
    """A call of something that is neither the user's nor NumPy's."""

    name: str  # as the user wrote it
    library: str

    @property
    def title(self) -> str:
        """What is wrong with it."""
        if self.library == "numpy":
            return f"{self.name} cannot be traced"
        return f"{self.name} is of the library {self.library}, which takes no recording arrays"

    @property
    def help(self) -> str:
        """What to write."""
        last = self.name.rpartition(".")[2]
        if self.library == "numpy":
            return instead_of(self.name.partition(".")[2] or self.name)
        known = INSTEAD.get(f"{self.library}.{last}") or INSTEAD_OF.get(self.library)
        return known or (INSTEAD[last] if last in EVERYWHERE else formula_of(last))


def now_running(program: Program) -> Call | None:
    """The call of a library that the program waits for; None where its own code or NumPy runs."""
    frame: FrameType | None = sys._getframe(1)
    library = ""
    while frame is not None and frame.f_code is not program.boundary:
        if program.source_of(frame.f_code.co_filename) is not None:
            return _call(program, frame, frame.f_lasti, library)
        library = _library(frame)
        frame = frame.f_back
    return None


def raised_in(program: Program, traceback: TracebackType | None) -> Call | None:
    """The call of a library that raised an error while it had traced arrays in its hands."""
    own: TracebackType | None = None
    below: list[FrameType] = []
    while traceback is not None:
        if program.source_of(traceback.tb_frame.f_code.co_filename) is not None:
            own, below = traceback, []
        elif own is not None:
            below.append(traceback.tb_frame)
        traceback = traceback.tb_next
    if own is None or (below and not _library(below[0])):
        return None
    shows_nothing = not any(frame.f_locals for frame in below)  # as compiled code
    if not shows_nothing and not any(map(_holds_traced, below)):
        return None
    library = _library(below[0]) if below else ""
    call = _call(program, own.tb_frame, own.tb_lasti, library)
    if call is not None and shows_nothing and not _is_given_traced(program, own):
        return None
    return call


def described(function: Callable[..., Any], program: Program) -> Call:
    """A callable that is not the user's: what it is called, and whose it is."""
    while isinstance(function, functools.partial):
        function = function.func
    named: Any = function
    module = _module(named)
    if module == program.module:  # the user's, in the wrapping of a library
        module = getattr(function, "__globals__", {}).get("__name__", type(function).__module__)
    elif not module or not hasattr(named, "__qualname__"):
        named = type(function)
        module = _module(named)
    public = [part for part in module.split(".") if not part.startswith("_")] or [module]
    name = ".".join([*public, str(getattr(named, "__qualname__", ""))])
    own = _module(named) == program.module  # its name in the program
    return Call(f"`{program.wanted}`" if own else name, public[0].lstrip("_"))


def _call(program: Program, frame: FrameType, offset: int, library: str) -> Call | None:
    text = program.expression((frame.f_code, offset))
    name = callee(text)
    if not library and (start := re.match(r"[\w.]+", name)):
        meaning = _meaning(start.group(), frame)
        if getattr(getattr(meaning, "__code__", None), "co_filename", "").startswith(_PACKAGE):
            return None  # what stands for it says itself what is wrong
        module = _module(meaning)
        if module == program.module and not isinstance(meaning, FunctionType | type):
            module = type(meaning).__module__  # wrapped by a library
        library = _top(program, module)
    return Call(name or text, library) if library else None


def _top(program: Program, module: str) -> str:
    """The package of a module; "" for the program's own, ours and NumPy's compiled functions."""
    file = getattr(sys.modules.get(module), "__file__", None)
    name = module.partition(".")[0].lstrip("_")
    own = module == program.module or (file is not None and program.source_of(file) is not None)
    return "" if own or name in _OURS or name == "numpy" else name


def _library(frame: FrameType) -> str:
    """The name of the package that a frame's code belongs to; "" for ours."""
    name = str(frame.f_globals.get("__name__", "")).partition(".")[0]
    if name in _OURS or frame.f_code.co_filename.startswith(_PACKAGE):
        return ""
    return name.lstrip("_")


def _module(named: Any) -> str:
    module = getattr(named, "__module__", None)
    if module is None and hasattr(named, "__objclass__"):
        module = named.__objclass__.__module__
    return module if isinstance(module, str) else ""


def _meaning(name: str, frame: FrameType) -> Any:
    """What a name with dots means in a frame; None where it is not there."""
    first, *others = name.split(".")
    scopes = (frame.f_locals, frame.f_globals, vars(builtins))
    found = next((scope[first] for scope in scopes if first in scope), None)
    for each in others:
        found = getattr(found, each, None) if not holds_traced(found) else None
    return found


def _is_given_traced(program: Program, at: TracebackType) -> bool:
    """Whether a name in the expression stands for something traced."""
    text = program.expression((at.tb_frame.f_code, at.tb_lasti))
    try:
        names = {each.id for each in ast.walk(parsed(text)) if isinstance(each, ast.Name)}
    except SyntaxError:  # shortened
        names = set(re.findall(r"\w+", text))
    return any(holds_traced(_meaning(each, at.tb_frame)) for each in names)


def _holds_traced(frame: FrameType) -> bool:
    return _any_traced(frame.f_locals.values())


def _any_traced(values: Iterable[Any]) -> bool:
    return any(
        _any_traced(each.values()) if type(each) is dict else holds_traced(each)
        for each in list(values)
    )
