"""One entry of `layers:` to a layer: its fields are what the layer's class declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from jaccli.arrays import Random
from jaccli.errors import JaccliError, Label, Place, printable
from jaccli.layers import (
    TYPES,
    ArrayKind,
    CountKind,
    IndexKind,
    IntegersKind,
    Kind,
    Layer,
    NumberKind,
    kinds,
)
from jaccli.spec import document
from jaccli.spec.array import ArrayReader
from jaccli.spec.meant import (
    ABSENT,
    FIELDS_ELSEWHERE,
    LONGEST,
    keys_of,
    plain_name,
    type_meant,
    type_with,
)
from jaccli.spec.numerals import NULLS, TRUTHS
from jaccli.spec.parted import written
from jaccli.words import count

LAYERS_EXPLAINED = "`jaccli explain layers` lists them all"


class Draft(NamedTuple):
    """What an entry says, mistakes or not. `layer` is None where they leave none."""

    name: str
    name_place: Place
    place: Place  # of the type
    places: Mapping[str, Place]  # of the fields
    kind: type[Layer] | None = None
    layer: Layer | None = None
    size: int | None = None  # how many numbers it says that it gives

    def size_after(self, sizes: Sequence[int | None]) -> int | None:
        """What it gives for inputs of these sizes; None where that is not known."""
        known = [size for size in sizes if size is not None]
        least = self.layer.takes[0] if self.layer is not None else 0
        whole = least <= len(known) == len(sizes)
        if self.layer is not None and whole and (known or self.layer.output_axis != "n"):
            return self.layer.output_size(*known)
        if self.kind is None:
            return None
        match self.kind.output_axis:
            case "1":
                return None if "shape" in self.places else 1
            case "n":
                return next(iter(known), None)
        return self.size


def read_layer(
    reader: ArrayReader, item: document.Node, position: int, sizes: Sequence[int | None]
) -> Draft:
    """The layer at `position` (from 1) whose inputs have these sizes, None where not known."""
    if isinstance(item, document.Sequence):
        reader.expect(item, f"layer {position}", "a layer: a mapping, or just its type")
        place = reader.place(item)
        return Draft(f"f{position}", place, place, {})
    given: dict[str, document.Node]
    type_node: document.Node | None
    unknown = False
    if isinstance(item, document.Scalar):
        given, type_node, kind = {}, item, _kind(reader, item)
    else:
        type_node = value_of(item, "type")
        mistakes = len(reader.errors)
        kind = None if type_node is None else _kind(reader, type_node, value_of(item, "name"))
        given = reader.mapping(
            item,
            f"layer {position}" if kind is None else f"a {kind.type} layer",
            None if kind is None else keys_of(kind.type),
            FIELDS_ELSEWHERE,
        )
        unknown = len(reader.errors) > mistakes
        if type_node is None:
            _no_type(reader, item, position, given)
            type_node = item
    name_node = given.get("name")
    name = None if name_node is None else reader.name(name_node, f"name of layer {position}")
    place = reader.place(type_node)
    given_name = name_node.value if isinstance(name_node, document.Scalar) else ""
    called = name or given_name or f"f{position}"  # a refused one is a mistake once, not wherever
    n = next((size for size in sizes if size is not None), None)
    fields = _Fields(reader, kind, given, called, place, position, n, unknown)
    return Draft(
        called,
        place if name_node is None else reader.place(name_node),
        place,
        {key: reader.place(value) for key, value in given.items()},
        kind,
        fields.layer(),
        fields.given_size,
    )


def _no_type(
    reader: ArrayReader, item: document.Mapping, position: int, given: Mapping[str, document.Node]
) -> None:
    """Say that a layer has no type, and which one goes with its keys."""
    meant = type_with([*given])
    notes = [("note", f"layer types: {', '.join(sorted(TYPES))}")]
    if meant:
        layer = written(item).replace("{", f"{{type: {meant}, ", 1)
        in_lines = item.end_mark.line > item.start_mark.line or len(layer) > LONGEST
        notes = [("help", f"write `{f'type: {meant}' if in_lines else layer}`")]
        notes.append(("note", LAYERS_EXPLAINED))
    reader.fail(item, f"layer {position} has no `type`", "which layer?", notes)


def value_of(item: document.Mapping, key: str) -> document.Node | None:
    """The value of a key, before the keys are checked."""
    for key_node, value in item.pairs:
        if isinstance(key_node, document.Scalar) and key_node.value == key:
            return value
    return None


def _kind(
    reader: ArrayReader, node: document.Node, name: document.Node | None = None
) -> type[Layer] | None:
    """The layer type of that name. name: what the layer is called, which the mistake shows"""
    if not isinstance(node, document.Scalar) or (node.implicit[0] and node.value in NULLS):
        reader.expect(node, "type", "the name of a layer type")
        return None
    if node.value in TYPES:
        return TYPES[node.value]
    meant = type_meant(node.value)
    notes = [("help", f"did you mean `{meant}`?")] if meant else []
    if instead := ABSENT.get(plain_name(node.value)):
        notes = [("help", instead)]
    listed = f"layer types: {', '.join(sorted(TYPES))}"
    notes.append(("note", LAYERS_EXPLAINED if notes else listed))
    reader.errors.append(
        JaccliError(
            f"unknown layer type `{printable(node.value)}`",
            Label(reader.place(node), "not a layer type"),
            others=[] if name is None else [Label(reader.place(name))],
            notes=notes,
        )
    )
    return TYPES.get(meant)


class _Fields:
    """The fields of one layer; `axes` are the sizes known so far, by letter."""

    def __init__(
        self,
        reader: ArrayReader,
        kind: type[Layer] | None,
        given: Mapping[str, document.Node],
        name: str,
        place: Place,
        position: int,
        size: int | None,
        unknown: bool,
    ) -> None:
        self.reader = reader
        self.kind = kind
        self.given = given
        self.name = name
        self.place = place
        self.position = position
        self.axes = {"n": size}
        self.whole = True  # nothing is missing
        self.unknown = unknown  # a key was not a key of this layer
        self.given_size: int | None = None

    def layer(self) -> Layer | None:
        if self.kind is None:
            return None
        mistakes = len(self.reader.errors)
        free = self.kind.output_axis
        if "size" in self.given:
            self.axes[free] = self.reader.size(self.given["size"], f"size of {self.name}")
        values = {}
        for index, (field, kind) in enumerate(kinds(self.kind).items()):
            value = self._value(index, field, kind)
            if value is not None:
                values[field] = value
        if free not in "n1":
            self.given_size = self.axes.get(free)
        if len(self.reader.errors) > mistakes or not self.whole:
            return None
        return self.kind(**values)

    def _value(self, index: int, field: str, kind: Kind) -> Any:
        node = self.given.get(field)
        match kind:
            case ArrayKind():
                seeds = (self.reader.seed, self.position, index)
                return self._array(field, kind, node, seeds)
            case NumberKind():
                return self._number(field, kind, node)
            case IndexKind():
                return node and self.reader.integer(node, f"{field} of {self.name}", 0)
            case CountKind():
                return node and self.reader.size(node, f"{field} of {self.name}")
            case IntegersKind():
                return self._integers(field, kind, node)

    def _integers(
        self, field: str, kind: IntegersKind, node: document.Node | None
    ) -> tuple[int, ...] | None:
        assert self.kind is not None
        if node is None:
            if field in self.kind.required():
                self._missing(f"`{field}`", f"add `{field}`, {kind.noun}")
            return None
        what = f"{field} of {self.name}"
        if not isinstance(node, document.Sequence) or not node.items:
            self.reader.expect(node, what, kind.noun)
            return None
        if kind.length is not None and len(node.items) != kind.length:
            self.reader.fail(
                node,
                f"{what}: expected {kind.length} integers, found {len(node.items)}",
                f"not {kind.length}",
            )
            return None
        found = [
            self.reader.size(item, f"{what}, entry {k}") for k, item in enumerate(node.items, 1)
        ]
        return None if None in found else tuple(each for each in found if each is not None)

    def _array(
        self, field: str, kind: ArrayKind, node: document.Node | None, seeds: tuple[int, ...]
    ) -> Any:
        assert self.kind is not None
        free = self.kind.output_axis
        shape = tuple(self.axes.get(axis) for axis in kind.axes)
        if node is None and kind.init is not None:
            if None not in shape:
                full = tuple(axis for axis in shape if axis is not None)
                return Random(kind.init, full, seeds, place=self.place)
            self.whole = False
            if "size" not in self.given:
                self._missing(f"`{field}` or `size`", "`size: 4` draws a random one for 4 outputs")
            return None
        if node is None:
            if not kind.optional:
                self._missing(f"`{field}`", f"add `{field}`, {kind.noun}")
            return None
        if kind.optional and isinstance(node, document.Scalar) and node.value in TRUTHS:
            self._whether(field, node)
            return None
        drawn = isinstance(node, document.Mapping) and value_of(node, "file") is None
        if drawn and shape[-1] is None and kind.axes[-1] == "n":
            self.whole = False  # a mistake before hides the size it is to be drawn in
            return None
        recipe = self.reader.array(
            node,
            f"{field} of {self.name}",
            shape,
            seeds,
            distribution=kind.distribution,
            spread=kind.spread,
        )
        if recipe is None or not recipe.shape:
            return recipe
        for axis, found in zip(kind.axes, recipe.shape, strict=True):
            known = self.axes.get(axis)
            if axis == free and axis != "n" and "size" in self.given and known not in (None, found):
                self._two_sizes(node, field, found, known or 0)
            elif axis != "n" and known is None:
                self.axes[axis] = found
        return recipe

    def _whether(self, field: str, node: document.Scalar) -> None:
        """Say of `bias: true` that it has numbers, or none."""
        help = "write `{init: zeros}`" if TRUTHS[node.value] == "1" else f"leave `{field}` out"
        self.reader.expect(node, f"{field} of {self.name}", "a list of numbers", help)

    def _two_sizes(self, node: document.Node, field: str, found: int, size: int) -> None:
        """Say that an array is not of the layer's `size`."""
        others = [Label(self.reader.place(self.given["size"]).after("size"), f"{size:,} numbers")]
        here, help = self.reader.place(node), f"write {count(size, 'entry', 'entries')} here"
        title = f"{self.name}: `size` is {size:,}, its {field} gives {count(found, 'number')}"
        if "weight" in self.given:
            others, here = [], self.reader.place(self.given["size"])
            help = f"write {found}, or leave `size` out"
        label = Label(here, f"{count(found, 'number')} here" if others else f"not {found:,}")
        self.reader.errors.append(JaccliError(title, label, others=others, notes=[("help", help)]))

    def _number(self, field: str, kind: NumberKind, node: document.Node | None) -> float | None:
        assert self.kind is not None
        if node is None:
            if field in self.kind.required():
                self._missing(f"`{field}`", f"add `{field}`, {kind.noun}")
            return None
        number = self.reader.number(node, f"{field} of {self.name}")
        if number is not None and not kind.admits(number):
            self.reader.fail(
                node, f"{field} of {self.name}: expected {kind.noun}, found {number:g}", "outside"
            )
            return None
        return number

    def _missing(self, what: str, help: str) -> None:
        assert self.kind is not None
        self.whole = False
        if self.unknown:
            return  # a misspelt key was reported; it is probably this one
        self.reader.errors.append(
            JaccliError(
                f"{self.name}: a {self.kind.type} layer needs {what}",
                Label(self.place, f"{what} is missing"),
                notes=[("help", help)],
            )
        )
