"""The recorder: the nodes in the order in which they ran, and the constants that they met."""

from __future__ import annotations

import dataclasses
import weakref
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import numpy as np

from jaccli.arrays import Array, Shape
from jaccli.errors import Place
from jaccli.graph import Node
from jaccli.layers import TYPES, Layer
from jaccli.progress import UNSEEN, Stage
from jaccli.trace.arrays.value import Traced, made, of
from jaccli.trace.source.places import Program, Spot
from jaccli.trace.source.refusal import Refusal

FEW = 64  # numbers that are copied rather than compared
MOST = 1_000_000  # nodes; a loop that never ends is told from a long one


class Held:
    """An array that is there already, as a recipe: what a constant of the program is."""

    __slots__ = ("array", "place", "shape")

    def __init__(self, array: Array, place: Place | None = None) -> None:
        self.array = array
        self.shape: Shape = array.shape
        self.place = place

    def load(self, dtype: str, stage: Stage = UNSEEN) -> Array:
        """The array, of `dtype` and read-only; not always finite: a mask of logits holds −∞."""
        converted = self.array.astype(dtype)
        converted.flags.writeable = False
        return converted


class _Record(NamedTuple):
    name: str
    layer: Layer
    inputs: tuple[str, ...]
    sizes: tuple[int, ...]
    shape: Shape
    spot: Spot | None


class Recorder:
    """Takes down what runs in one call of a program's function."""

    def __init__(self, program: Program, taken: Collection[str], dtype: str) -> None:
        self.program = program
        self._counted = program.recording
        self.dtype = np.dtype(dtype)
        self._taken = frozenset(taken)
        self._records: list[_Record] = []
        self._layers: dict[Any, Layer] = {}  # a loop runs the same ones again and again
        self.is_written = False  # whether a buffer was written to, so that some may hold constants
        self.is_told = False  # whether text or whole numbers were made of traced ones
        self._written: list[Traced | None] = [None]  # what buffers hold, by the number they know
        self._numbers: dict[str, int] = {}
        self._last = len(self._taken)  # after f(x) come x2, x3, …, as along a chain
        self._spare: set[str] = set()  # left out where nobody reads them
        self._kept: dict[int, tuple[weakref.ref[Array], Array]] = {}  # by id of the program's array

    def kept(self, array: Array) -> Array:
        """A copy of the program's array as it is now, one for all who meet it unchanged."""
        original, copied = self._kept.get(id(array), (None, array))
        known = original is not None and original() is array
        plain = np.ndarray.view(array, np.ndarray)
        if not known or not np.array_equal(_bits(copied), _bits(plain)):
            copied = plain.copy()
            copied.flags.writeable = False
            if array.size > FEW:  # a loop over a large matrix needs one copy of it
                self._kept[id(array)] = weakref.ref(array), copied
        return copied

    def emit(self, layer: Layer, operands: Sequence[Traced], shape: Shape) -> Traced:
        """One node: the layer applied to the operands' entries; the value has this shape."""
        read = [of(each).named for each in operands]  # what is looked up now comes before
        flat = [numbers for _, numbers in read]
        value = layer.forward(*flat)
        if value.dtype != self.dtype:
            value = value.astype(self.dtype)
        name = self._name()
        self._counted.done += 1
        self._records.append(
            _Record(
                name,
                layer,
                tuple([each for each, _ in read]),
                tuple([len(each) for each in flat]),
                shape,
                self.program.here(),
            )
        )
        return made(self, name, value, shape)

    def seen(self, value: Traced) -> None:
        """Gives the last node the shape in which the expression that ran it hands it on."""
        last = self._records[-1] if self._records else None
        if last is None or last.name != of(value).name or last.shape == value.shape:
            return
        if last.spot == self.program.here():
            self._records[-1] = last._replace(shape=value.shape)

    def layer(self, type_name: str, **fields: Any) -> Layer:
        """The layer of this type with these fields, one for all that are the same.

        Its arrays are those of this moment: the program may change its own later.
        """
        if not fields:
            found = self._layers.get(type_name)
            if found is None:
                found = self._layers[type_name] = TYPES[type_name]()
            return found
        fixed = {name: _fixed(value) for name, value in fields.items()}
        key = (type_name, *((name, each[1]) for name, each in fixed.items()))
        found = self._layers.get(key)
        if found is None:
            kept = {name: each[0] for name, each in fixed.items()}
            found = self._layers[key] = TYPES[type_name](**kept)
        return found

    def constant(self, array: Array) -> Traced:
        """A node that holds a constant."""
        flat = np.ravel(array).astype(self.dtype)
        return self.emit(self.layer("constant", value=flat), (), np.shape(array))

    def number_of(self, x: Traced) -> int:
        """A number for the value, by which buffers know it; from 1 on."""
        name = of(x).name
        found = self._numbers.get(name)
        if found is None:
            found = self._numbers[name] = len(self._written)
            self._written.append(made(self, name, of(x).flat, (x.size,)))
        return found

    def numbered(self, number: int) -> Any:
        """The value of this number, a vector."""
        return self._written[number]

    def is_input(self, name: str) -> bool:
        """Whether the value of this name is a parameter of the function."""
        return name in self._taken

    def spare(self, name: str) -> None:
        """Leaves a value out of the graph if nobody reads it: NumPy gives it among others."""
        self._spare.add(name)

    def nodes(self, otherwise: Place | None, output: str) -> tuple[Node, ...]:
        """The nodes of the graph; `otherwise` is the place of what no expression gave."""
        known: dict[tuple[int, int], Layer] = {}
        return tuple(self._node(record, otherwise, known) for record in self._kept_records(output))

    def _kept_records(self, output: str) -> list[_Record]:
        if not self._spare:
            return self._records
        read, found = {output}, []
        for record in reversed(self._records):
            if record.name in read or record.name not in self._spare:
                read.update(record.inputs)
                found.append(record)
        return found[::-1]

    def _node(
        self, record: _Record, otherwise: Place | None, known: dict[tuple[int, int], Layer]
    ) -> Node:
        place, expression = otherwise, ""
        if record.spot is not None:
            place = self.program.place(record.spot)
            expression = self.program.expression(record.spot)
        key = id(record.layer), id(place)
        layer = known.get(key)
        if layer is None:
            layer = known[key] = held(record.layer, place)
        return Node(
            record.name,
            layer,
            record.inputs,
            record.sizes,
            place,
            shape=None if len(record.shape) == 1 else record.shape,
            expression=expression,
        )

    def _name(self) -> str:
        if len(self._records) >= MOST:
            raise Refusal(
                f"the function has run {MOST:,} operations and has not returned",
                "the last of them",
                "`for i in range(100): ...` ends: does this loop?",
            )
        self._last += 1
        while (name := f"x{self._last}") in self._taken:
            self._last += 1
        return name


def _bits(array: Array) -> Array:
    """The numbers as integers: 0 and -0 are two, a NaN is itself, and comparing them is quick."""
    return array.view(f"i{array.itemsize}")


def _fixed(value: Any) -> tuple[Any, Any]:
    """The field's value as nobody changes it, and what tells it apart from others."""
    if not isinstance(value, np.ndarray):
        # 0 and -0 are two, and so are 1 and 1.0
        return value, (type(value), repr(value) if value == 0 else value)
    layout = value.shape, value.dtype.char
    if value.size > FEW:  # one copy for all who meet it, as long as a layer holds it
        return value, (*layout, value.strides, value.__array_interface__["data"][0])
    data = value.tobytes()
    return np.frombuffer(data, value.dtype).reshape(value.shape), (*layout, data)


def held(layer: Layer, place: Place | None = None) -> Layer:
    """The layer with recipes in place of its arrays."""
    if not dataclasses.fields(layer):
        return layer
    recipes: dict[str, Any] = {name: Held(array, place) for name, array in layer.arrays.items()}
    return layer.with_arrays(recipes)
