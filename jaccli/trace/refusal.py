"""What cannot be traced: why, and what to write instead.

Whoever listens hears of every refusal as it is made, so that no `except:` can swallow it.
"""

from __future__ import annotations

import difflib
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from jaccli.errors import Place

FLOAT = "a float has no derivative: what is computed with it would be lost"
INSTEAD = {  # what to write, by the name in np
    "linalg.eig": "of a symmetric matrix: np.linalg.eigh(A); others may have complex eigenvalues",
    "linalg.eigvals": "of a symmetric matrix: np.linalg.eigvalsh(A); others may have complex ones",
    "fft.fft": "complex numbers are not traced; the real and the imaginary part are products "
    "with constant matrices: np.cos(…) @ x, np.sin(…) @ x",
    "interp": "np.where over the pieces, each a straight line",
    "apply_along_axis": "loop over the rows and join the results: np.stack([f(row) for row in A])",
    "vectorize": "np.where, or a loop: np.array([f(v) for v in x])",
    "bincount": "multiply with a constant matrix of ones and zeros",
    "subtract.outer": "x[:, None] - y[None, :]",
    "add.outer": "x[:, None] + y[None, :]",
    "multiply.outer": "np.outer",
    "nditer": "np.ndenumerate(x), x.flat, or a loop over np.ndindex(x.shape)",
    "r_": "np.concatenate([…])",
    "c_": "np.column_stack([…])",
    "dot": "W @ x, or np.dot(W, x)",
    "logsumexp": "with m = np.max(x): m + np.log(np.sum(np.exp(x - m)))",
    "expit": "1 / (1 + np.exp(-x))",
    "fromiter": "np.array([…])",
}
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


def unknown(name: str, known: Iterable[str]) -> Refusal:
    """A function of NumPy that is not traced. name, known: as written after `np.`"""
    helps = []
    if name in INSTEAD:
        helps.append(INSTEAD[name])
    else:
        near = difflib.get_close_matches(name, list(known), n=3, cutoff=0.6)
        if near:
            helps.append("traced, and near to it: " + ", ".join(f"np.{each}" for each in near))
        else:
            helps.append("write it with operators and functions that are traced")
    return Refusal(f"np.{name} cannot be traced", "its derivative is not known here", *helps)


def numpy_name(function: Any) -> str:
    """What a function is called after `np.`; a foreign one by its own name."""
    module = (getattr(function, "__module__", None) or "").split(".")
    name = getattr(function, "__name__", str(function))
    if module[0] == "numpy" and len(module) > 1 and not module[1].startswith("_"):
        return ".".join([*module[1:], name])
    return str(name)
