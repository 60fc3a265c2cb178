"""Functions of other libraries that are traced: the table of what stands for each.

No library is imported here: what the program has not imported it cannot call.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from jaccli.trace.arrays.operands import holds_traced
from jaccli.trace.arrays.table import ANSWERABLE, FOREIGN, raise_as_numpy_does

F = TypeVar("F", bound=Callable[..., Any])
STAND_INS: dict[str, Callable[[Any], Any]] = {}  # "math.sin": makes, of it, what stands for it
METHODS: dict[tuple[str, str, str], Callable[..., Any]] = {}  # by module, class and name


def stands_for(*names: str) -> Callable[[F], F]:
    """Makes the function the handler of these, by their public names: "scipy.linalg.cholesky".

    It takes what they take, and is called where something traced is among that, also in lists.
    Of arguments that it does not know it raises TypeError, like the handlers of NumPy's functions:
    then the library says what is wrong with them, or a Refusal is raised.
    """

    def register(handler: F) -> F:
        for name in names:
            STAND_INS[name] = functools.partial(recording, handler, name)
        return handler

    return register


def recording(handler: Callable[..., Any], name: str, original: Any) -> Any:
    """The function of a library, with the handler for traced arguments."""

    @functools.wraps(original)
    def call(*args: Any, **kwargs: Any) -> Any:
        if not holds_traced(args) and not holds_traced([*kwargs.values()]):
            return original(*args, **kwargs)
        try:
            return handler(*args, **kwargs)
        except ANSWERABLE as error:
            raise_as_numpy_does(original, args, kwargs, error, called=name)

    return call


def ufunc_of(module: str, *names: str) -> Callable[[F], F]:
    """Makes the function the handler of these ufuncs of a module: it takes their operands.

    They need no stand-ins, for NumPy hands every ufunc on that is given something traced.
    """

    def register(handler: F) -> F:
        FOREIGN.setdefault(module, {}).update(dict.fromkeys(names, handler))
        return handler

    return register


def method_of(module: str, kind: str, *names: str) -> Callable[[F], F]:
    """Makes the function the handler of these methods of a class: it takes the object first.

    While a call is recorded the methods themselves look for traced arguments, for an object may
    lie anywhere in a program.
    """

    def register(handler: F) -> F:
        METHODS.update({(module, kind, name): handler for name in names})
        return handler

    return register
