"""What cannot be traced: why, and what to write instead.

Whoever listens hears of every refusal as it is made, so that no `except:` can swallow it.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from jaccli.errors import Place
from jaccli.trace.source.instead import instead_of, why_not

FLOAT = "a float has no derivative: what is computed with it would be lost"
_LISTENERS: list[Callable[[Refusal], None]] = []  # not by thread: a program may start some


class Refusal(BaseException):
    """An operation that cannot be traced.

    No Exception, so that NumPy makes no other error of it; made only to be raised.
    title: the operation and why not; label: beside the carets; notes: as in JaccliError
    """

    def __init__(self, title: str, label: str = "", *helps: str) -> None:
        super().__init__(title)
        self.title = title
        self.label = label
        self.helps = helps
        self.place: Place | None = None  # where the program stood
        self.call: Any = None  # of a library (foreign.Call), where the program waited for one
        for listener in _LISTENERS:
            listener(self)


@contextmanager
def heard(listener: Callable[[Refusal], None]) -> Iterator[None]:
    """Tells the listener of every refusal that is made in here; nobody else prints one."""
    _LISTENERS.append(listener)
    hooks = [(sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")]
    before = [getattr(*hook) for hook in hooks]
    for hook, original in zip(hooks, before, strict=True):
        setattr(*hook, _but_refusals(original))
    try:
        yield
    finally:
        _LISTENERS.remove(listener)
        for hook, original in zip(hooks, before, strict=True):
            setattr(*hook, original)


def _but_refusals(hook: Callable[..., Any]) -> Callable[..., Any]:
    """The hook for exceptions that nobody catches, as in threads and callbacks of C code."""

    def call(*args: Any) -> None:
        kind = args[0] if isinstance(args[0], type) else args[0].exc_type
        if not issubclass(kind, Refusal):
            hook(*args)

    return call


def unknown(name: str) -> Refusal:
    """A function of NumPy that is not traced. name: as written after `np.`"""
    return Refusal(f"np.{name} cannot be traced", why_not(name), instead_of(name))


def numpy_name(function: Any) -> str:
    """What a function is called after `np.`; a foreign one by its own name."""
    module = (getattr(function, "__module__", None) or "").split(".")
    name = getattr(function, "__name__", str(function))
    if module[0] == "numpy" and len(module) > 1 and not module[1].startswith("_"):
        return ".".join([*module[1:], name])
    return str(name)
