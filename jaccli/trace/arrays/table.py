"""The tables of what is traced: NumPy's functions and ufuncs, and what stands for each.

A handler takes what the function takes, with traced arrays among it, and raises TypeError for
arguments that it does not know.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

import numpy

from jaccli.trace.arrays.constants import CONSTANT_FUNCTIONS, CONSTANT_UFUNCS
from jaccli.trace.arrays.made import as_made
from jaccli.trace.arrays.memory import fresh, lies_as_numpys
from jaccli.trace.arrays.operands import constant_only, first_traced, recorder_of
from jaccli.trace.arrays.value import Traced, concrete_of, of
from jaccli.trace.source.instead import instead_of
from jaccli.trace.source.raised import text_of
from jaccli.trace.source.refusal import Refusal, numpy_name, unknown

np: Any = numpy  # without its types, which know no traced arrays
F = TypeVar("F", bound=Callable[..., Any])
FUNCTIONS: dict[Any, Any] = {}  # by the function of NumPy
SHARING: set[Any] = set()  # those of them whose results may share memory with their arguments
UFUNCS: dict[str, Callable[..., Any]] = {}  # by the name of the ufunc
METHODS: dict[str, Callable[..., Any]] = {}  # of ufuncs: reduce and its kin, by their names
FOREIGN: dict[str, dict[str, Callable[..., Any]]] = {}  # those of other libraries, by their module
ANSWERABLE = (TypeError, ValueError, IndexError, OverflowError)

PLAIN_UFUNCS = frozenset(CONSTANT_UFUNCS.split())  # their derivative is 0 wherever it exists


def implements(*names: str, shares: bool = False) -> Callable[[F], F]:
    """Makes the function the handler of np.NAME; names that this NumPy lacks are left out.

    shares: what it gives may be a view of its arguments, or one of them, just as NumPy's
    """

    def register(handler: F) -> F:
        for name in names:
            function = find(name)
            if function is not None:
                FUNCTIONS[function] = handler
                if shares:
                    SHARING.add(function)
        return handler

    return register


def find(name: str) -> Any:
    """np.NAME, where the name may have dots; None if there is none."""
    found: Any = np
    for part in name.split("."):
        found = getattr(found, part, None)
    return found


PLAIN = frozenset(
    filter(None, map(find, CONSTANT_FUNCTIONS.split()))
)  # constants: their derivative is 0


def supported() -> list[str]:
    """The names of all that is traced, after `np.`"""
    functions = {numpy_name(each) for each in FUNCTIONS if callable(each)}
    return sorted(functions | set(UFUNCS) | {numpy_name(each) for each in PLAIN} | PLAIN_UFUNCS)


def concrete(value: Any) -> Any:
    """The value without its history, also inside lists, tuples and dictionaries."""
    match value:
        case Traced():
            return concrete_of(value)
        case tuple() | list():
            return type(value)([concrete(each) for each in value])
        case dict():
            return {key: concrete(each) for key, each in value.items()}
        case np.ndarray() if value.dtype == object:
            return np.array([concrete(each) for each in value.flat]).reshape(value.shape)
    return value


def dispatch(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What a function of NumPy gives for traced arrays."""
    handler = FUNCTIONS.get(function)
    if function not in SHARING and constant_only(args) and constant_only(kwargs.values()):
        return function(*concrete(args), **concrete(kwargs))
    if handler is None:
        if function in PLAIN:
            return _plain(function, args, kwargs)
        raise unknown(numpy_name(function))
    try:
        result = handler(*args, **kwargs)
    except ANSWERABLE as error:
        raise_as_numpy_does(function, args, kwargs, error)
    if function not in SHARING:
        if any(each is result for each in args):
            return _itself(result, function, args, kwargs)
        result = fresh(result)
        lies_as_numpys(
            result,
            [*args, *kwargs.values()],
            lambda: function(*concrete(args), **concrete(kwargs)),
        )
    if isinstance(result, Traced):
        of(result).recorder.seen(result)
    return result


def _itself(result: Any, function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    """The argument that a function gives back, or a copy of it, as NumPy does."""
    plain = concrete(args)
    found = function(*plain, **concrete(kwargs))
    return result if any(each is found for each in plain) else np.copy(result)


def _plain(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What a function gives whose results have no derivative."""
    found = function(*concrete(args), **concrete(kwargs))
    if isinstance(found, str):
        recorder_of([first_traced([*args, *kwargs.values()])]).is_told = True
    return found


def apply(name: str, *operands: Any) -> Any:
    """What the operator that is this ufunc gives for traced operands."""
    handler = UFUNCS.get(name)
    if handler is None or constant_only(operands):
        return as_made(find(name)(*concrete(operands)))
    try:
        result = handler(*operands)
    except ANSWERABLE as error:
        raise_as_numpy_does(find(name), operands, {}, error)
    lies_as_numpys(result, operands, lambda: find(name)(*concrete(operands)))
    return result


def dispatch_ufunc(ufunc: Any, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What a ufunc, or a method of it, gives for traced arrays."""
    name = ufunc.__name__.partition(" ")[0]
    foreign = None if find(name) is ufunc else _foreign(ufunc, name, method)
    if constant_only(inputs):
        return getattr(ufunc, method)(*concrete(inputs), **kwargs)
    if method != "__call__":
        return _method(ufunc, name, method, inputs, kwargs)
    if name in PLAIN_UFUNCS:
        return _plain(ufunc, inputs, kwargs)
    handler = foreign or UFUNCS.get(name)
    if handler is None:
        raise unknown(name)
    if (where := kwargs.pop("where", True)) is not True and not np.all(concrete(where)):
        raise Refusal(
            f"np.{name} with `where` and without `out` cannot be traced",
            "where the condition fails stands what the memory held before",
            _guarded(name, ufunc.nin),
        )
    try:
        result = handler(*inputs, **kwargs)
    except ANSWERABLE as error:
        raise_as_numpy_does(ufunc, inputs, kwargs, error, called=name if foreign else "")
    given = [*inputs, *kwargs.values()]
    lies_as_numpys(result, given, lambda: ufunc(*concrete(inputs), **concrete(kwargs)))
    return result


def _guarded(name: str, operands: int) -> str:
    """What to write in place of `where`, so that no entry is computed that is not taken."""
    last = f"np.where(condition, {'x' if operands == 1 else 'y'}, 1.0)"
    return f"`np.where(condition, np.{name}({last if operands == 1 else f'x, {last}'}), 0.0)`"


def _foreign(ufunc: Any, name: str, method: str) -> Callable[..., Any]:
    """The handler of a ufunc that is not NumPy's. Raises a Refusal where there is none."""
    for module, handlers in FOREIGN.items():
        known = name in handlers and method == "__call__"
        if known and getattr(sys.modules.get(module), name, None) is ufunc:
            return handlers[name]
    raise Refusal(
        f"{name if method == '__call__' else f'{name}.{method}'} cannot be traced",
        "it is none of NumPy's functions, and its derivative is not known here",
        instead_of(name),
    )


def _method(ufunc: Any, name: str, method: str, inputs: tuple[Any, ...], kwargs: Any) -> Any:
    """What ufunc.reduce, .accumulate, .reduceat and .outer give for traced arrays."""
    if method == "at" or name not in PLAIN_UFUNCS | UFUNCS.keys():
        raise unknown(f"{name}.{method}")
    if name in PLAIN_UFUNCS:
        return getattr(ufunc, method)(*concrete(inputs), **concrete(kwargs))
    original = getattr(ufunc, method)
    try:
        result = fresh(METHODS[method](ufunc, *inputs, **kwargs))
    except ANSWERABLE as error:
        raise_as_numpy_does(original, inputs, kwargs, error)
    lies_as_numpys(result, inputs, lambda: original(*concrete(inputs), **concrete(kwargs)))
    return result


def raise_as_numpy_does(
    function: Any,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    error: Exception,
    called: str = "",
) -> NoReturn:
    """Raises what NumPy itself says about the arguments; if it takes them, a Refusal.

    called: the name of a function that is another library's
    """
    try:
        # on copies, which may be written to
        plain = [x.copy() if isinstance(x, np.ndarray) else x for x in concrete(args)]
        function(*plain, **concrete(kwargs))
    except Exception as own:
        raise own from None
    raise Refusal(
        f"{called or f'np.{numpy_name(function)}'} cannot be traced with these arguments",
        _said(error),
        f"`{called or f'np.{numpy_name(function)}'}(…)` with its common arguments alone",
    ) from error


def _said(error: Exception) -> str:
    """What a handler said of its arguments, without its own name, which is ours."""
    text = text_of(error)
    if unknown_one := re.search(r"unexpected keyword argument '(\w+)'", text):
        return f"the argument `{unknown_one.group(1)}` is not known here"
    if isinstance(error, TypeError) and re.match(r"[\w.<>]+\(\) ", text):
        return "this way to call it is not known here"
    return text or type(error).__name__
