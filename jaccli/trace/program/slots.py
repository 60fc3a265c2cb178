"""Parameters with the structure of what stands there: how it is known."""

from __future__ import annotations

import inspect
from typing import Any, NamedTuple

from jaccli.trace.program.nested import (
    Leaf,
    Nested,
    Part,
    is_nested,
    leaves_of,
    part_of,
    part_of_type,
)


class Slot(NamedTuple):
    """A parameter and the structure of what stands there.

    default: what it is when left out; likely: whether the structure is that of a value of the file
    with the name of the parameter, which holds where as many values are given
    """

    name: str
    optional: bool
    default: Any
    part: Part
    likely: bool = False

    @property
    def leaves(self) -> list[str]:
        """The names of its leaves."""
        return [name for name, _ in leaves_of(self.part, self.name)]


def as_array(slot: Slot) -> Slot:
    """The same parameter, as one array where its parts are only likely."""
    return slot._replace(part=Leaf(), likely=False) if slot.likely else slot


def value_slot(name: str) -> Slot:
    """One of *args."""
    return Slot(name, False, None, Leaf())


def names_a_class(parameter: inspect.Parameter) -> bool:
    """Whether the parameter has an annotation."""
    return parameter.annotation is not parameter.empty


def slot_of(parameter: inspect.Parameter, kind: Any, namesake: Any) -> Slot:
    """A parameter with its structure, where that is known.

    kind: the class in its annotation; namesake: what the file has under its name
    """
    optional = parameter.default is not parameter.empty
    part: Part = Leaf()
    if optional and is_nested(parameter.default):
        part = part_of(parameter.default)
    elif optional and isinstance(parameter.default, dict):
        part = Nested((), lambda _: parameter.default)  # no numbers in it
    elif not optional:
        part = part_of_type(kind)
    likely = not optional and isinstance(part, Leaf) and _has_parts(namesake)
    part = part_of(namesake) if likely else part
    return Slot(parameter.name, optional, parameter.default, part, likely)


def _has_parts(namesake: Any) -> bool:
    try:
        return is_nested(namesake)
    except RecursionError:  # it holds itself, and is none that a point could be like
        return False
