"""The parameters of the user's function, and which of them the values given belong to."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from jaccli.arrays import Inline, Recipe
from jaccli.errors import Label, Mistakes, Place
from jaccli.graph import Input
from jaccli.keywords import Worded
from jaccli.trace.arrays.record import Held, Recorder
from jaccli.trace.arrays.value import Traced, made
from jaccli.trace.program.load import mistake
from jaccli.trace.program.nested import (
    Leaf,
    Nested,
    Part,
    hints_of,
    is_nested,
    leaves_of,
    part_of,
    rebuilt,
)
from jaccli.trace.program.slots import Slot, as_array, names_a_class, slot_of, value_slot
from jaccli.trace.source.places import inside
from jaccli.words import count

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class Parameter(NamedTuple):
    """A parameter of the function, and whether it may be left out."""

    name: str
    optional: bool


class Given(NamedTuple):
    """The value of each input with its name, and how the function is called with them."""

    names: list[str]
    values: list[Any]
    call: Callable[..., Any]


class Signature(NamedTuple):
    """What the function takes, and where it is defined."""

    function: str
    file: str
    place: Place
    positional: tuple[Slot, ...]
    rest: str  # the name of *args, "" without
    keywords: tuple[Slot, ...]  # those after *

    def given(self, function: Callable[..., Any], values: Sequence[Any]) -> Given:
        """The parameter for each of the values, *args counted on. Raises Mistakes.

        A value is one for each leaf of a parameter; one that has parts itself is the whole.
        """
        if not self.positional and not self.rest and not self.keywords:
            title = f"`{self.function}` has no parameters: no derivative can be taken"
            raise mistake(self.file, title, Label(self.place, "give it one"))
        whole = any(map(is_nested, values))
        taken = self._taken(len(values), whole=whole)
        if taken is None and any(each.likely for each in self.positional + self.keywords):
            arrays = [tuple(map(as_array, each)) for each in (self.positional, self.keywords)]
            plain = self._replace(positional=arrays[0], keywords=arrays[1])
            return plain.given(function, values)
        if taken is None:
            raise self._miscounted(len(values), whole=whole)
        left = list(values)
        chosen: list[tuple[Slot, Part]] = []
        for slot in taken:
            if whole or not isinstance(slot.part, Nested):
                value = left.pop(0)
                chosen.append((slot, part_of(value) if is_nested(value) else Leaf(value)))
            else:
                chosen.append((slot, rebuilt_with(slot.part, left)))
        leaves = [each for slot, part in chosen for each in leaves_of(part, slot.name)]
        call = function
        if any(isinstance(part, Nested) for _, part in chosen) or taken != self._first(len(taken)):
            call = self._arranged(function, chosen)
        return Given([name for name, _ in leaves], [value for _, value in leaves], call)

    def _first(self, number: int) -> list[Slot]:
        """The parameters that so many values belong to where all are given by position."""
        more = range(number - len(self.positional))
        rest = [value_slot(f"{self.rest}{k + 1}") for k in more] if self.rest else []
        return [*self.positional[:number], *rest]

    def _taken(self, given: int, *, whole: bool) -> list[Slot] | None:
        """The parameters that get values: those that need one, then others in their order.

        None where so many values do not fit.
        """
        slots = [each for each in (*self.positional, *self.keywords) if each.leaves]
        sizes = {each.name: 1 if whole else len(each.leaves) for each in slots}
        spare = given - sum(sizes[each.name] for each in slots if not each.optional)
        taken = []
        for slot in slots:
            if slot.optional and (
                spare < sizes[slot.name] or (slot in self.keywords and self.rest)
            ):
                continue
            spare -= sizes[slot.name] if slot.optional else 0
            taken.append(slot)
        if given == 0 or spare < 0 or (spare > 0 and not self.rest):
            return None
        at = len([each for each in taken if each in self.positional])
        return [
            *taken[:at],
            *(value_slot(f"{self.rest}{k + 1}") for k in range(spare)),
            *taken[at:],
        ]

    def _arranged(
        self, function: Callable[..., Any], chosen: Sequence[tuple[Slot, Part]]
    ) -> Callable[..., Any]:
        """The function of all leaves, one after the other."""
        named = {slot.name for slot in self.keywords}
        parts = {slot.name: part for slot, part in chosen}
        last = max((k for k, each in enumerate(self.positional) if each.name in parts), default=-1)
        if len(parts) > len(named & parts.keys()) + last + 1:
            last = len(self.positional) - 1  # *args come after all of them
        rest = [slot.name for slot, _ in chosen if slot not in self.positional + self.keywords]

        @functools.wraps(function)
        def arranged(*leaves: Any) -> Any:
            following = iter(leaves)
            found = {name: rebuilt(part, following) for name, part in parts.items()}
            args = [found.get(each.name, each.default) for each in self.positional[: last + 1]]
            keywords = {name: found[name] for name in found if name in named}
            return function(*args, *(found[name] for name in rest), **keywords)

        return arranged

    def _miscounted(self, given: int, *, whole: bool) -> Mistakes:
        slots = [each for each in (*self.positional, *self.keywords) if each.leaves]
        names = [name for each in slots for name in ([each.name] if whole else each.leaves)]
        wanted = [
            name
            for each in slots
            if not each.optional
            for name in ([each.name] if whole else each.leaves)
        ]
        takes = count(len(names), "value")
        if len(wanted) < len(names):
            takes = f"{max(1, len(wanted))} to {takes}" if len(names) > 1 else takes
        listed = ", ".join([*names, *([f"*{self.rest}"] if self.rest else [])])
        verb = "is" if given < 2 else "are"
        title = f"`{self.function}` takes {takes} ({listed}), and {given or 'none'} {verb} given"
        points = [_shouted(each) for each in wanted or names[:1] or [self.rest]]
        python = f"at={points[0]}" if len(points) == 1 else f"at=({', '.join(points)})"
        told = "write " + Worded(" ".join(f"--at {x}" for x in points), python)
        told += ": one for each parameter"
        if any(isinstance(each.part, Nested) for each in slots):
            told += ", of one with parts one for each of them"
        notes: list[tuple[str, str]] = [("help", told)]
        return mistake(self.file, title, Label(self.place, "its parameters"), notes)


def _shouted(name: str) -> str:
    """The name of a value in capitals, as a word."""
    return "_".join("".join(sign if sign.isalnum() else " " for sign in name).upper().split())


def rebuilt_with(part: Part, values: list[Any]) -> Part:
    """The same structure with the first of these values as its leaves; they are taken away."""
    match part:
        case Leaf():
            return Leaf(values.pop(0))
        case Nested(parts, make):
            return Nested(tuple((step, rebuilt_with(each, values)) for step, each in parts), make)
    return part


def signature_of(function: Callable[..., Any], name: str, file: str, place: Place) -> Signature:
    """What the function takes. Raises Mistakes where Python cannot tell."""
    try:
        # np.vectorize takes anything, and hands it on
        own = getattr(function, "pyfunc", function)
        found = list(inspect.signature(own).parameters.values())
    except (TypeError, ValueError):
        title = f"the parameters of `{name}` are not known"
        raise mistake(file, title, Label(place, "not written in Python")) from None
    inner = inspect.unwrap(inside(own))
    hints = hints_of(inner) if any(names_a_class(each) for each in found) else {}
    known = getattr(inner, "__globals__", {})
    slots = {each.name: slot_of(each, hints.get(each.name), known.get(each.name)) for each in found}
    return Signature(
        name,
        file,
        place,
        tuple(slots[each.name] for each in found if each.kind in _POSITIONAL),
        next((each.name for each in found if each.kind is each.VAR_POSITIONAL), ""),
        tuple(slots[each.name] for each in found if each.kind is each.KEYWORD_ONLY),
    )


def inputs_of(
    names: Sequence[str], values: Sequence[Recipe | Any], dtype: str, place: Place
) -> list[Input]:
    """An input of the graph for each leaf, its point flattened row by row."""
    return [_input(name, each, dtype, place) for name, each in zip(names, values, strict=True)]


def argument(given: Input, recorder: Recorder) -> Traced:
    """The traced array that the function gets."""
    shape = (given.size,) if given.shape is None else given.shape
    return made(recorder, given.name, given.point.load(recorder.dtype.name), shape)


def _input(name: str, value: Recipe | Any, dtype: str, place: Place) -> Input:
    if not hasattr(value, "load"):
        array = np.asarray(value, dtype)
        value = Inline(array.ravel().tolist(), array.shape)
    shape = tuple(value.shape)
    size = int(np.prod(shape))
    point: Recipe = Inline(getattr(value, "numbers", ()), (size,), value.place)
    if not isinstance(value, Inline):
        point = Held(value.load(dtype).reshape(size), value.place)
    return Input(name, point, place, None if len(shape) == 1 else shape)
