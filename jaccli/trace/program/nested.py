"""Values with parts: dictionaries, lists, tuples, dataclasses. Their leaves are numbers and arrays.

Nothing here knows whether a value is an argument or a result.
"""

from __future__ import annotations

import copy
import dataclasses
import typing
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from jaccli.trace.arrays.value import Traced


class Leaf(NamedTuple):
    """A number or an array of floats; None where only its place is known."""

    value: Any = None


class Fixed(NamedTuple):
    """What is handed on as it is: integers, text, functions."""

    value: Any


class Nested(NamedTuple):
    """The parts of a value, what leads to each (`.W`, `['b']`, `[0]`), and how one is made anew."""

    parts: tuple[tuple[str, Part], ...]
    make: Callable[[list[Any]], Any]


Part: TypeAlias = "Leaf | Fixed | Nested"


def parts_of(value: Any) -> list[tuple[str, Any]] | None:
    """What stands in a dictionary, list, tuple or dataclass, and what leads to each; else None."""
    if isinstance(value, Traced | np.ndarray | np.generic):
        return None
    if isinstance(value, dict):
        return [(f"[{key!r}]", each) for key, each in value.items()]
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return [(f".{name}", each) for name, each in zip(value._fields, value, strict=True)]
    if isinstance(value, list | tuple):
        return [(f"[{at}]", each) for at, each in enumerate(value)]
    names = _fields_of(value)
    return None if names is None else [(f".{name}", getattr(value, name)) for name in names]


def _fields_of(value: Any) -> list[str] | None:
    """The names of what a dataclass, a class of attrs or a namespace holds; None of other values"""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [each.name for each in dataclasses.fields(value)]
    if not isinstance(value, type) and hasattr(type(value), "__attrs_attrs__"):
        return [each.name for each in type(value).__attrs_attrs__]
    return list(vars(value)) if type(value) is SimpleNamespace else None


def part_of(value: Any) -> Part:
    """The structure of a value that is there, with its leaves."""
    found = parts_of(value)
    if found is not None:
        return Nested(
            tuple((step, part_of(each)) for step, each in found), lambda new: _like(value, new)
        )
    is_float = isinstance(value, float) or getattr(getattr(value, "dtype", None), "kind", "") == "f"
    return Leaf(value) if is_float or hasattr(value, "load") else Fixed(value)


def _like(value: Any, parts: list[Any]) -> Any:
    """A new value of the same kind with other parts."""
    if isinstance(value, dict):
        found = copy.copy(value)
        found.update(zip(value, parts, strict=True))
        return found
    if hasattr(value, "_fields"):
        return value._make(parts)
    if isinstance(value, list | tuple):
        return type(value)(parts)
    found = copy.copy(value)
    for name, each in zip(_fields_of(value) or (), parts, strict=True):
        object.__setattr__(found, name, each)  # also where it is frozen
    return found


def is_nested(value: Any) -> bool:
    """Whether an argument has parts of its own; a list of numbers is an array as well."""
    found = parts_of(value)
    if found is None:
        return False
    if not isinstance(value, list | tuple) or hasattr(value, "_fields"):
        return bool(leaves_of(part_of(value)))
    return any(
        hasattr(x, "load") or np.ndim(x) > 0 if _is_array(x) else is_nested(x) for _, x in found
    )


def _is_array(value: Any) -> bool:
    """Whether it is an array, or a recipe of one."""
    return isinstance(value, np.ndarray) or hasattr(value, "load")


def part_of_type(annotation: Any) -> Part:
    """The structure of the values of a class, where its fields are known; else a leaf."""
    if typing.is_typeddict(annotation):
        keys = hints_of(annotation)
        return Nested(
            tuple((f"[{key!r}]", part_of_type(kind)) for key, kind in keys.items()),
            lambda parts: dict(zip(keys, parts, strict=True)),
        )
    named = isinstance(annotation, type) and hasattr(annotation, "_fields")
    if not named and not (isinstance(annotation, type) and dataclasses.is_dataclass(annotation)):
        return Leaf()
    kinds = hints_of(annotation)
    fields: list[tuple[str, Any]]
    if named:
        defaults = annotation._field_defaults
        fields = [(name, defaults.get(name, dataclasses.MISSING)) for name in annotation._fields]
    else:
        fields = [(each.name, each.default) for each in dataclasses.fields(annotation) if each.init]
    names = [name for name, _ in fields]
    return Nested(
        tuple((f".{name}", _part_of_field(kinds.get(name), default)) for name, default in fields),
        lambda parts: annotation(**dict(zip(names, parts, strict=True))),
    )


def _part_of_field(kind: Any, default: Any) -> Part:
    inner = part_of_type(kind)
    if isinstance(inner, Nested) or default is dataclasses.MISSING:
        return inner
    return part_of(default) if not isinstance(part_of(default), Leaf) else Leaf()


def hints_of(annotated: Any) -> dict[str, Any]:
    """The annotations of a function or a class; none where they mean nothing."""
    try:
        return typing.get_type_hints(annotated)
    except Exception:  # names that are not there when the program runs
        return {}


def leaves_of(part: Part, name: str = "") -> list[tuple[str, Any]]:
    """The name of each leaf, after that of the whole, and its value."""
    match part:
        case Leaf(value):
            return [(name, value)]
        case Nested(parts):
            return [leaf for step, each in parts for leaf in leaves_of(each, name + step)]
    return []


def rebuilt(part: Part, leaves: Iterator[Any]) -> Any:
    """A value of this structure with the next leaves."""
    match part:
        case Leaf():
            return next(leaves)
        case Nested(parts, make):
            return make([rebuilt(each, leaves) for _, each in parts])
    return part.value
