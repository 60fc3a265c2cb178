"""The fields of one layer, each read as the kind of value that its class declares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jaccli.arrays import Random
from jaccli.errors import JaccliError, Label, Place
from jaccli.layers import (
    ArrayKind,
    CountKind,
    IndexKind,
    IntegersKind,
    Kind,
    Layer,
    NumberKind,
    TextKind,
    kinds,
)
from jaccli.spec import document
from jaccli.spec.array import ArrayReader
from jaccli.spec.numerals import TRUTHS
from jaccli.words import a, count

WHETHER = {**TRUTHS, "none": "0", "None": "0"}  # whether there is a bias, as others say it


class Fields:
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
            elif field in self.given:
                self.whole = False
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
            case TextKind():
                return self._text(field, kind, node)

    def _text(self, field: str, kind: TextKind, node: document.Node | None) -> str | None:
        if node is None:
            self._missing(f"`{field}`", f'add `{field}`, such as "{kind.example}"')
            return None
        return self.reader.name(node, f"{field} of {self.name}")

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
        if kind.optional and isinstance(node, document.Scalar) and node.value in WHETHER:
            self._whether(field, node)
            return None
        drawn = isinstance(node, document.Mapping) and node.get("file") is None
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
        help = "write `{init: zeros}`" if WHETHER[node.value] == "1" else f"leave `{field}` out"
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
                f"{self.name}: {a(self.kind.type)} layer needs {what}",
                Label(self.place, f"{what} is missing"),
                notes=[("help", help)],
            )
        )
