"""Generators of random numbers that a function may draw from, and the states that they are in."""

from __future__ import annotations

import gc
import pickle
import sys
from collections.abc import Callable
from types import CodeType, FunctionType, ModuleType
from typing import Any

from jaccli.trace.places import Program

MOST = 10_000  # objects that are looked at


def generators_of(function: Callable[..., Any], program: Program) -> list[Any]:
    """The generators that the function reaches: in its module, closure, defaults and objects.

    The global ones of `random` and `np.random` are among them, once they are imported. What a
    library keeps for itself is not looked at.
    """
    found = _global_ones()
    kinds = _kinds()
    todo: list[Any] = [function]
    seen = {id(each) for each in found}
    at = 0
    while kinds and at < len(todo) and at < MOST:
        each = todo[at]
        at += 1
        if id(each) in seen:
            continue
        seen.add(id(each))
        if issubclass(type(each), kinds):  # nothing of the user's own is asked
            found.append(each)
        else:
            todo += [one for one in _within(each, program) if gc.is_tracked(one)]
    return found


def states(generators: list[Any]) -> list[bytes]:
    """Where each of them stands: another state after a call tells that the call drew numbers."""
    return [pickle.dumps(_state(each)) for each in generators]


def _kinds() -> tuple[type, ...]:
    found: list[type] = []
    if "random" in sys.modules:
        found.append(sys.modules["random"].Random)
    if "numpy.random" in sys.modules:
        random = sys.modules["numpy.random"]
        found += [random.Generator, random.RandomState, random.BitGenerator]
    return tuple(found)


def _global_ones() -> list[Any]:
    found: list[Any] = []
    if "random" in sys.modules:
        found.append(sys.modules["random"].seed.__self__)
    if "numpy.random" in sys.modules:
        found.append(sys.modules["numpy.random"].get_state.__self__)
    return found


def _within(each: Any, program: Program) -> list[Any]:
    """What an object refers to; of a library's module nothing, of its function the closure."""
    match each:
        case ModuleType():
            file = getattr(each, "__file__", None)
            own = isinstance(file, str) and program.source_of(file) is not None
            return list(vars(each).values()) if own else []
        case FunctionType() if program.source_of(each.__code__.co_filename) is None:
            return [each.__closure__]
        case CodeType():
            return []
        case list() | tuple() | dict() | set() if len(each) > MOST:
            return []
    return gc.get_referents(each)


def _state(generator: Any) -> Any:
    if hasattr(generator, "get_state"):
        return generator.get_state(legacy=False)
    if hasattr(generator, "getstate"):
        # of random.Random, since random.SystemRandom has none
        return sys.modules["random"].Random.getstate(generator)
    return getattr(generator, "bit_generator", generator).state
