"""What the user's own modules see of libraries while a call is recorded: stand-ins for functions.

Their names are bound to the stand-ins before the call and back afterwards, and what they import
meanwhile is seen so, too. Libraries keep what they have, and so does the program when it runs on
plain arrays.
"""

from __future__ import annotations

import builtins
import functools
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CellType, MethodType, ModuleType
from typing import Any

import numpy as np

from jaccli.trace.arrays.libraries import METHODS, STAND_INS, recording
from jaccli.trace.arrays.made import as_made
from jaccli.trace.numpy.makers import REPLACED_NOW
from jaccli.trace.program.peers import without_autograd
from jaccli.trace.source.places import Program, inside

MOST = 256  # entries of a dictionary that is looked through for functions
_COPIED = {"__file__", "__loader__", "__package__", "__path__", "__spec__"}


@contextmanager
def stand_ins(function: Callable[..., Any], program: Program) -> Iterator[None]:
    """In here the user's modules, those of the function and its program, see stand-ins."""
    shown, bound = _Shown(), []
    for names in _namespaces(function, program):
        for held in (names, *_held(names)):
            for name, value in list(held.items()):
                if (seen := shown(value)) is not value:
                    held[name] = seen
                    bound.append((held, name, value, seen))
        for name, seen in shown.of_builtins.items():
            if names.setdefault(name, seen) is seen:
                bound.append((names, name, _NOTHING, seen))
    cells = list(_bind_cells(function, shown))
    program.shown = shown
    original = builtins.__import__

    def importing(name: str, *args: Any, **kwargs: Any) -> Any:
        found = original(name, *args, **kwargs)
        caller = sys._getframe(1).f_code.co_filename
        return found if program.source_of(caller) is None else shown(found)

    builtins.__import__ = importing
    try:
        yield
    finally:
        builtins.__import__ = original
        for kind, method, before in shown.methods:
            setattr(kind, method, before)
        for cell, value in cells:
            cell.cell_contents = value
        for names, name, value, seen in bound:
            if names.get(name) is not seen:
                continue  # the program has another one by now
            if value is _NOTHING:
                del names[name]
            else:
                names[name] = value
        _undo(shown, _namespaces(function, program))


def _undo(shown: _Shown, namespaces: Iterator[dict[str, Any]]) -> None:
    """Binds the names back that modules have bound meanwhile, as one does that was imported."""
    originals = shown.originals
    for names in namespaces:
        for held in (names, *_held(names)):
            for name, value in list(held.items()):
                if id(value) in originals:
                    held[name] = originals[id(value)]


_NOTHING = object()


def _namespaces(function: Callable[..., Any], program: Program) -> Iterator[dict[str, Any]]:
    """The global names of the function, and of the user's modules."""
    code = inspect.unwrap(inside(function))
    own = getattr(code, "__globals__", None) or getattr(type(code).__call__, "__globals__", None)
    if own is not None:
        yield own
    for module in list(sys.modules.values()):
        names = getattr(module, "__dict__", None)
        file = names.get("__file__") if names is not None and names is not own else None
        # most modules are a library's, in other folders: those are not asked for one by one
        if not isinstance(file, str) or not file.startswith(program.root):
            continue
        if program.source_of(file) is not None:
            yield module.__dict__


def _held(names: dict[str, Any]) -> Iterator[dict[Any, Any]]:
    """The small dictionaries among what is named, and those of objects of the module's classes."""
    for value in list(names.values()):
        held = value
        if type(value).__module__ == names.get("__name__"):
            held = getattr(value, "__dict__", None)
        # the names of modules, those of builtins among them, are no dictionaries of the program's
        if type(held) is dict and "__name__" not in held and len(held) <= MOST:
            yield held


def _bind_cells(
    function: Callable[..., Any], shown: Callable[[Any], Any]
) -> Iterator[tuple[CellType, Any]]:
    """Lets the names of the functions around see stand-ins; the cells, and what they held."""
    for cell in getattr(inspect.unwrap(inside(function)), "__closure__", None) or ():
        try:
            value = cell.cell_contents
        except ValueError:  # nothing in it yet
            continue
        if (seen := shown(value)) is not value:
            cell.cell_contents = seen
            yield cell, value


class View(ModuleType):
    """A module as the user sees it; what is asked of it is looked up once."""

    def __init__(self, module: ModuleType, shown: Callable[[Any], Any]) -> None:
        super().__init__(module.__name__, module.__doc__)
        self.__dict__.update({name: vars(module).get(name) for name in _COPIED})
        self.__dict__.update(_module=module, _shown=shown)

    def __getattr__(self, name: str) -> Any:
        found = self.__dict__["_shown"](getattr(self.__dict__["_module"], name))
        self.__dict__[name] = found
        return found

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__.pop(name, None)
        # what a program puts back may be what it was shown
        original = self.__dict__["_shown"].originals.get(id(value), value)
        setattr(self.__dict__["_module"], name, original)

    def __dir__(self) -> list[str]:
        return dir(self.__dict__["_module"])


class _Shown:
    """What is seen in the place of a value: the view of a module, a stand-in, or the value."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, Any]] = {}  # by id: the original, and what is seen
        self._missing = set(_names())
        self._missing_methods = dict(METHODS)
        self.methods: list[tuple[type, str, Any]] = []  # replaced, and what they were
        self._replaced: dict[int, str] = {}  # their names, by the ids of what they were
        self._known.update(REPLACED_NOW)
        self._look_up()
        self.of_builtins = {
            name: seen
            for name, value in vars(builtins).items()
            if (seen := self._known.get(id(value), (None, value))[1]) is not value
        }

    def __call__(self, value: Any) -> Any:
        value = without_autograd(value)
        if isinstance(value, ModuleType) and type(value) is not View and self._is_new(value):
            self._look_up()
            self._known[id(value)] = value, View(value, self)
        elif type(value) is np.ndarray and id(value) not in self._known:
            self._known[id(value)] = value, as_made(value)  # it may be written into
        elif type(value) is MethodType and id(value.__func__) in self._replaced:
            return getattr(
                value.__self__, self._replaced[id(value.__func__)]
            )  # N = norm.cdf, bound before the call
        original, seen = self._known.get(id(value), (None, None))
        return seen if original is value else value

    @property
    def originals(self) -> dict[int, Any]:
        """What each that was seen stands for, by its id."""
        pairs = self._known.values()
        return {id(seen): original for original, seen in pairs if seen is not original}

    def _is_new(self, module: ModuleType) -> bool:
        return module.__name__ in _viewed() and id(module) not in self._known

    def _look_up(self) -> None:
        """Finds the functions of the modules that have been imported by now."""
        for module in self._missing & sys.modules.keys():
            self._missing.remove(module)
            self._known.update(_seen_in(module))
        for module, kind_name, method in list(self._missing_methods):
            kind = getattr(sys.modules.get(module), kind_name, None)
            if kind is not None and method in vars(kind):  # other versions may lack it
                handler = self._missing_methods.pop((module, kind_name, method))
                original = vars(kind)[method]
                self.methods.append((kind, method, original))
                self._replaced[id(original)] = method
                setattr(kind, method, recording(handler, f"{kind_name}.{method}", original))


@functools.cache  # the table is filled when this module is used
def _names() -> dict[str, list[str]]:
    """The names that have stand-ins, by their module."""
    found: dict[str, list[str]] = {}
    for name in STAND_INS:
        module, _, attribute = name.rpartition(".")
        found.setdefault(module, []).append(attribute)
    return found


@functools.cache  # one stand-in for all recordings: making it takes as long as to record a node
def _seen_in(module: str) -> dict[int, tuple[Any, Any]]:
    """The functions of an imported module and what stands for each, by the id of the function."""
    there = [(name, getattr(sys.modules[module], name, None)) for name in _names()[module]]
    return {
        id(original): (original, STAND_INS[f"{module}.{name}"](original))
        for name, original in there
        if original is not None
    }


@functools.cache
def _viewed() -> frozenset[str]:
    """The modules that are seen as views: those with stand-ins, and the packages around them."""
    found = {"scipy.stats", *_names()}
    for name in list(found):
        parts = name.split(".")
        found |= {".".join(parts[:at]) for at in range(1, len(parts))}
    return frozenset(found)
