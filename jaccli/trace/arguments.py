"""The parameters of the user's function, and which of them the values given belong to."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from jaccli.arrays import Inline, Recipe
from jaccli.errors import Label, Mistakes, Place
from jaccli.graph import Input
from jaccli.keywords import Worded
from jaccli.trace.load import mistake
from jaccli.trace.record import Held, Recorder
from jaccli.trace.value import Traced, made
from jaccli.words import count

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class Parameter(NamedTuple):
    """A parameter of the function, and whether it may be left out."""

    name: str
    optional: bool


class Signature(NamedTuple):
    """What the function takes, and where it is defined."""

    function: str
    file: str
    place: Place
    positional: tuple[Parameter, ...]
    rest: str  # the name of *args, "" without
    keywords: tuple[str, ...]  # those without a default

    def names_for(self, given: int) -> list[str]:
        """The parameter for each of the values given, *args counted on. Raises Mistakes."""
        names = [each.name for each in self.positional]
        required = [each.name for each in self.positional if not each.optional]
        if not names and not self.rest:
            title = f"`{self.function}` has no parameters: no derivative can be taken"
            raise mistake(self.file, title, Label(self.place, "give it one"))
        if self.keywords:
            title = f"`{self.function}` needs `{self.keywords[0]}` by keyword"
            notes = [("help", f"give {self.keywords[0]} a default")]
            label = Label(self.place, "values are given by position")
            raise mistake(self.file, title, label, notes)
        if given < max(1, len(required)) or (given > len(names) and not self.rest):
            raise self._miscounted(names, required, given)
        return [*names[:given], *(f"{self.rest}{k + 1}" for k in range(given - len(names)))]

    def _miscounted(self, names: list[str], required: list[str], given: int) -> Mistakes:
        takes = count(len(names), "value")
        if len(required) < len(names):
            takes = f"{max(1, len(required))} to {takes}" if len(names) > 1 else takes
        listed = ", ".join([*names, *([f"*{self.rest}"] if self.rest else [])])
        verb = "is" if given < 2 else "are"
        title = f"`{self.function}` takes {takes} ({listed}), and {given or 'none'} {verb} given"
        wanted = required or names[:1] or [self.rest]
        points = [each.upper() for each in wanted]
        python = f"at={points[0]}" if len(points) == 1 else f"at=({', '.join(points)})"
        told = "write " + Worded(" ".join(f"--at {x}" for x in points), python)
        told += ": one for each parameter"
        notes: list[tuple[str, str]] = [("help", told)]
        return mistake(self.file, title, Label(self.place, "its parameters"), notes)


def signature_of(function: Callable[..., Any], name: str, file: str, place: Place) -> Signature:
    """What the function takes. Raises Mistakes where Python cannot tell."""
    try:
        # np.vectorize takes anything, and hands it on
        own = getattr(function, "pyfunc", function)
        found = list(inspect.signature(own).parameters.values())
    except (TypeError, ValueError):
        title = f"the parameters of `{name}` are not known"
        raise mistake(file, title, Label(place, "not written in Python")) from None
    return Signature(
        name,
        file,
        place,
        tuple(
            Parameter(each.name, each.default is not each.empty)
            for each in found
            if each.kind in _POSITIONAL
        ),
        next((each.name for each in found if each.kind is each.VAR_POSITIONAL), ""),
        tuple(
            each.name
            for each in found
            if each.kind is each.KEYWORD_ONLY and each.default is each.empty
        ),
    )


def inputs_of(
    names: Sequence[str], values: Sequence[Recipe | Any], dtype: str, place: Place
) -> list[Input]:
    """An input of the graph for each parameter, its point flattened row by row."""
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
