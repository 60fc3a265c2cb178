"""Generators of random numbers that a function may draw from, and the states that they are in."""

from __future__ import annotations

import gc
import pickle
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

from jaccli.trace.source.places import Program

MOST = 10_000  # objects that are looked at
UNSEEDED = """
    default_rng RandomState Random SystemRandom SeedSequence urandom randbits token_bytes uuid4
    time time_ns perf_counter perf_counter_ns monotonic monotonic_ns process_time now
"""  # names of what may give other numbers each time and has no state that can be asked for


class Chance(NamedTuple):
    """What a function may draw from. unseeded: whether its code names a source without a state."""

    generators: tuple[Any, ...]
    unseeded: bool

    @property
    def states(self) -> list[bytes]:
        """Where each generator stands: another state after a call tells that the call drew."""
        return [pickle.dumps(_state(each)) for each in self.generators]


def chance_of(function: Callable[..., Any], program: Program) -> Chance:
    """What the function reaches in its module, closure, defaults and objects.

    The global generators of `random` and `np.random` are among them, once they are imported. What
    a library keeps for itself is not looked at.
    """
    found = _global_ones()
    kinds = _kinds()
    names: set[str] = set()
    todo: list[Any] = [function]
    seen = {id(each) for each in found}
    at = 0
    while at < len(todo) and at < MOST:
        each = todo[at]
        at += 1
        if id(each) in seen:
            continue
        seen.add(id(each))
        if issubclass(type(each), kinds):  # nothing of the user's own is asked
            found.append(each)
        else:
            if isinstance(each, FunctionType) and _is_own(each, program):
                names |= set(_names(each.__code__))
            todo += [one for one in _within(each, program) if gc.is_tracked(one)]
    return Chance(tuple(found), not names.isdisjoint(UNSEEDED.split()))


def _names(code: CodeType) -> Iterator[str]:
    """The globals and attributes that code names, that of inner functions among it."""
    yield from code.co_names
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _names(each)


def _kinds() -> tuple[type, ...]:
    found: list[type] = []
    if (python := _loaded("random")) is not None:
        found.append(python.Random)
    if (numpy := _loaded("numpy.random")) is not None:
        found += [numpy.Generator, numpy.RandomState, numpy.BitGenerator]
    return tuple(found)


def _global_ones() -> list[Any]:
    found: list[Any] = []
    if (python := _loaded("random")) is not None:
        found.append(python.seed.__self__)
    if (numpy := _loaded("numpy.random")) is not None:
        found.append(numpy.get_state.__self__)
    return found


def _loaded(name: str) -> Any:
    """The module if it has been imported, whole: what another thread has begun is waited for."""
    return import_module(name) if name in sys.modules else None


def _within(each: Any, program: Program) -> list[Any]:
    """What an object refers to; of a library's module nothing, of its function the closure."""
    match each:
        case ModuleType():
            file = getattr(each, "__file__", None)
            own = isinstance(file, str) and program.source_of(file) is not None
            return list(vars(each).values()) if own else []
        case FunctionType() if not _is_own(each, program):
            return [each.__closure__]
        case list() | tuple() | dict() | set() if len(each) > MOST:
            return []
    return gc.get_referents(each)


def _is_own(function: FunctionType, program: Program) -> bool:
    return program.source_of(function.__code__.co_filename) is not None


def _state(generator: Any) -> Any:
    if hasattr(generator, "get_state"):
        return generator.get_state(legacy=False)
    if hasattr(generator, "getstate"):
        # that of the base, since random.SystemRandom has none of its own
        base: Any = super(sys.modules["random"].Random, generator)
        return base.getstate(), getattr(generator, "gauss_next", None)
    return getattr(generator, "bit_generator", generator).state
