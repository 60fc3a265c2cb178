"""One entry of `layers:` to a layer: its fields are what the layer's class declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from jaccli.errors import Note, Place
from jaccli.layers import (
    TYPES,
    Layer,
)
from jaccli.spec import document
from jaccli.spec.array import ArrayReader
from jaccli.spec.elsewhere import FIELDS_NOWHERE, fields_elsewhere
from jaccli.spec.fields import Fields
from jaccli.spec.meant import LONGEST
from jaccli.spec.numerals import NULLS
from jaccli.spec.parted import written
from jaccli.spec.types import keys_of, type_with
from jaccli.spec.unknown import LAYERS_EXPLAINED, with_known_type
from jaccli.words import a


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
        inner = written(item)[1:-1]
        help = f"write `{inner}`" if 0 < len(inner) <= LONGEST else "leave it out"
        reader.expect(item, f"layer {position}", "a layer: a mapping, or just its type", help)
        place = reader.place(item)
        return Draft(f"f{position}", place, place, {})
    n = next((size for size in sizes if size is not None), None)
    item = with_known_type(reader, item, n)
    given: dict[str, document.Node]
    type_node: document.Node | None
    unknown = False
    if isinstance(item, document.Scalar):
        given, type_node, kind = {}, item, _kind(reader, item)
    else:
        type_node = item.get("type")
        mistakes = len(reader.errors)
        kind = None if type_node is None else _kind(reader, type_node)
        given = reader.mapping(
            item,
            f"layer {position}" if kind is None else f"{a(kind.type)} layer",
            None if kind is None else keys_of(kind.type),
            None if kind is None else fields_elsewhere(keys_of(kind.type)),
            FIELDS_NOWHERE,
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
    fields = Fields(reader, kind, given, called, place, position, n, unknown)
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

    def notes() -> Iterator[Note]:
        if meant := type_with([*given]):
            layer = written(item).replace("{", f"{{type: {meant}, ", 1)
            in_lines = item.end_mark.line > item.start_mark.line or len(layer) > LONGEST
            yield "help", f"write `{f'type: {meant}' if in_lines else layer}`"
        yield "note", LAYERS_EXPLAINED

    reader.fail(item, f"layer {position} has no `type`", "which layer?", notes)


def _kind(reader: ArrayReader, node: document.Node) -> type[Layer] | None:
    """The layer type of that name; None where there is none, which was said."""
    if not isinstance(node, document.Scalar) or (node.implicit[0] and node.value in NULLS):
        reader.expect(node, "type", "the name of a layer type", "write one, such as `relu`")
        return None
    return TYPES.get(node.value)
