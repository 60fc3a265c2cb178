"""What a field of a layer may hold: an array with named axes, a number in a range, a class index.

The reader of chain files, the help and the tests ask these kinds; nothing else describes a field.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple


class ArrayKind(NamedTuple):
    """An array. `axes` names its sizes: "n" is the layer's input size, any other letter is free.

    parameter     learnable, counted in the number of parameters
    init          what stands here when the file gives nothing; None if it must be given or is
                  left out
    distribution  entries >= 0 that sum to 1
    spread        one number may stand for every entry: its shape is () then
    """

    axes: tuple[str, ...]
    parameter: bool
    optional: bool
    init: str | None = None
    distribution: bool = False
    spread: bool = False

    @property
    def noun(self) -> str:
        """What it is called in messages."""
        return {1: "a vector", 2: "a matrix"}[len(self.axes)]


class NumberKind(NamedTuple):
    """A number with minimum <= number <= maximum."""

    minimum: float | None
    maximum: float | None

    @property
    def noun(self) -> str:
        if self.minimum is not None and self.maximum is not None:
            return f"a number from {self.minimum:g} to {self.maximum:g}"
        return "a number" if self.minimum is None else f"a number of at least {self.minimum:g}"

    def admits(self, number: float) -> bool:
        return (self.minimum is None or number >= self.minimum) and (
            self.maximum is None or number <= self.maximum
        )


class IndexKind(NamedTuple):
    """A class index, from 0 to n - 1."""

    noun: str = "an integer from 0 to n - 1"


class CountKind(NamedTuple):
    """How many there are of something: a positive integer, or a name from `sizes`."""

    noun: str = "a positive integer"


class IntegersKind(NamedTuple):
    """A list of positive integers. length: how many, None for any number."""

    length: int | None
    noun: str = "a list of positive integers"


class TextKind(NamedTuple):
    """Words that the layer itself reads. example: such a text, where the input is one vector"""

    example: str
    noun: str = "a text"


Kind = ArrayKind | NumberKind | IndexKind | CountKind | IntegersKind | TextKind


def parameter(*axes: str, optional: bool = False, init: str | None = None) -> Any:
    """A learnable array."""
    return _field(ArrayKind(axes, True, optional, init), optional=optional or init is not None)


def constant(*axes: str, optional: bool = False, distribution: bool = False) -> Any:
    """An array that is not learnt, such as a target."""
    return _field(ArrayKind(axes, False, optional, None, distribution), optional=optional)


def number(
    default: float | None = None, *, minimum: float | None = None, maximum: float | None = None
) -> Any:
    """A number; required without a default."""
    kind = NumberKind(minimum, maximum)
    if default is None:
        return dataclasses.field(metadata={"kind": kind})
    return dataclasses.field(default=default, metadata={"kind": kind})


def operand(*axes: str) -> Any:
    """A constant in place of an input; for a vector one number may stand for every entry."""
    return _field(ArrayKind(axes, False, True, spread=len(axes) == 1), optional=True)


def number_of(default: int | None) -> Any:
    """A positive integer."""
    return dataclasses.field(default=default, metadata={"kind": CountKind()})


def integers(*, length: int | None = None, optional: bool = False) -> Any:
    """A list of positive integers."""
    return _field(IntegersKind(length), optional=optional)


def text(example: str) -> Any:
    """A text, required."""
    return _field(TextKind(example), optional=False)


def index() -> Any:
    """A class index, optional."""
    return _field(IndexKind(), optional=True)


def _field(kind: Kind, *, optional: bool) -> Any:
    if optional:
        return dataclasses.field(default=None, metadata={"kind": kind})
    return dataclasses.field(metadata={"kind": kind})


@cache
def kinds(layer: type) -> Mapping[str, Kind]:
    """The fields of a layer type and what each may hold."""
    return {
        field.name: field.metadata["kind"]
        for field in dataclasses.fields(layer)
        if "kind" in field.metadata
    }


def described(layer: type) -> str:
    """What a layer type says of itself, as running text; "" of a dataclass that says nothing."""
    text = " ".join((layer.__doc__ or "").split())
    return "" if text.startswith(f"{layer.__name__}(") else text  # which dataclass wrote itself


def held(kind: Kind) -> str:
    """What a field holds, in words: a matrix (m, n), learnable."""
    if not isinstance(kind, ArrayKind):
        return kind.noun
    return f"{kind.noun} ({', '.join(kind.axes)}){', learnable' if kind.parameter else ''}"


def left_out(layer: type, name: str) -> str:
    """What stands in where a field is left out; "" where nothing does, so that it is required."""
    (default,) = (each.default for each in dataclasses.fields(layer) if each.name == name)
    kind = kinds(layer)[name]
    if isinstance(kind, ArrayKind) and kind.init is not None:
        return f"{kind.init}, with `size`"
    if default is dataclasses.MISSING:
        return ""
    return "left out" if default is None else f"{default}"


@cache
def array_fields(layer: type) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields of a layer type that hold arrays, and those among them that are learnable."""
    fields = {name: kind for name, kind in kinds(layer).items() if isinstance(kind, ArrayKind)}
    return tuple(fields), tuple(name for name, kind in fields.items() if kind.parameter)
