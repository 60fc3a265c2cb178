"""A chain file at many sizes, for its prices: layers that are written alike and read values of the
same sizes are read once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any, NamedTuple, TypeVar

from jaccli.arrays import Recipe
from jaccli.graph import Graph, Node
from jaccli.linmap import Form
from jaccli.spec import document
from jaccli.spec.inputs import points_of
from jaccli.spec.layer import read_layer
from jaccli.spec.layers import LayersReader, Placed
from jaccli.spread import Spread, Spreads

LONG = 16  # nodes of a list beyond which it is like no other
READING = 8  # calls that take as long as to read a layer
FEW = 4  # inputs that take as long as a call
OF_ITS_PLACE = ("name", "inputs")  # keys of a layer that say nothing of what it is
LIST, MAPPING = ("[]",), ("{}",)
T = TypeVar("T")


class Swept(NamedTuple):
    """A graph at many sizes. fits: at which of them the file does

    graph: at a size of its own, for all that is the same at others; values: sizes of inputs and
    layers by name; forms: of each layer by its name, one for each value that it reads
    """

    sizes: tuple[int, ...]
    fits: tuple[bool, ...]
    graph: Graph
    values: Mapping[str, Spread[int]]
    forms: Mapping[str, tuple[Spread[Form], ...]]
    apply: Spreads


class Written(NamedTuple):
    """How a layer or an input is written. kind: a number for all that are written alike; fixed:
    whether it is the same at all sizes"""

    kind: int
    fixed: bool


class Resizable:
    """A chain file that has been read at one size.

    reader: that did; given: the inputs; names: of the sizes that are varied; point: the one
    of --at, () where there is none
    """

    def __init__(
        self,
        reader: LayersReader,
        given: Mapping[str, document.Node],
        graph: Graph,
        names: Sequence[str],
        point: Sequence[Recipe],
    ) -> None:
        self.reader, self.given, self.graph = reader, given, graph
        self.names = names
        self.named = all(name in reader.sizes for name in names)  # by the file
        self.point = point
        self._kinds: dict[Any, int] = {}
        self.written = [self._written(each.item) for each in reader.placed]
        self.inputs = [self._written(each) for each in given.values()]

    def at(self, sizes: Sequence[int], most: int) -> Swept:
        """The graph at these sizes. most: calls that it may take, to read it and to price it.
        Raises TooMany beyond them."""
        reading = _Reading(self, sizes, Spreads(len(sizes), most))
        values = reading.inputs()
        forms: dict[str, tuple[Spread[Form], ...]] = {}
        for placed, written in zip(self.reader.placed, self.written, strict=True):
            reads = self.reader.values[placed.name].inputs  # type: ignore[union-attr]  # a layer
            node = reading.layer(placed, written, tuple([values[name] for name in reads]))
            values[placed.name] = reading.apply(_size, node)
            forms[placed.name] = reading.forms(node, len(reads))
        fits = [self.named] * len(sizes)
        for each in {*values.values()}:
            if not each.fits:
                fits = [so and size is not None for so, size in zip(fits, each.each, strict=True)]
        return Swept(tuple(sizes), tuple(fits), self.graph, values, forms, reading.apply)

    def _written(self, node: document.Node) -> Written:
        parts = tuple(_parts(node, OF_ITS_PLACE))
        fixed = not any(type(part) is int or part in self.names for part in parts)
        return Written(self._kinds.setdefault(parts, len(self._kinds)), fixed)


class _Reading:
    """One reading at many sizes. Whatever is a mistake at one of them is None there."""

    def __init__(self, file: Resizable, sizes: Sequence[int], apply: Spreads) -> None:
        self.file, self.sizes, self.apply = file, sizes, apply
        self.layers: dict[tuple[Any, ...], Spread[Node]] = {}
        self.known: dict[Spread[Node], tuple[Spread[Form], ...]] = {}

    def inputs(self) -> dict[str, Spread[int]]:
        """The sizes of the inputs by name."""
        given, point = self.file.given, self.file.point
        if point:  # its numbers may be parted among the inputs
            self.apply.spend(READING * len(given))
            sizes = [*self._each(lambda reader: _input_sizes(reader, given, point))]
            columns = zip(*(each or len(given) * (None,) for each in sizes), strict=True)
            return dict(zip(given, map(self.apply.kept, columns), strict=True))
        found: dict[int, Spread[int]] = {}
        for (name, node), written in zip(given.items(), self.file.inputs, strict=True):
            if written.kind not in found:
                found[written.kind] = self._input(name, node, written)
        kinds = (found[written.kind] for written in self.file.inputs)
        return dict(zip(given, kinds, strict=True))

    def _input(self, name: str, node: document.Node, written: Written) -> Spread[int]:
        if written.fixed:
            size = next(each.size for each in self.file.graph.inputs if each.name == name)
            return self.apply.kept(repeat(size, len(self.sizes)))
        self.apply.spend(READING)
        sizes = self._each(lambda reader: _input_sizes(reader, {name: node}, ()))
        return self.apply.kept(None if each is None else each[0] for each in sizes)

    def layer(
        self, placed: Placed, written: Written, reads: tuple[Spread[int], ...]
    ) -> Spread[Node]:
        """The layer at its place, given values of these sizes."""
        found = self.layers.get((written.kind, *reads))
        if found is None:
            own = self.file.reader.values[placed.name]
            assert isinstance(own, Node), "layers stand among the values"
            self.apply.spend(READING + len(reads) // FEW)
            names = own.inputs

            def read(reader: LayersReader, *sizes: int) -> Node | None:
                draft = read_layer(reader, placed.item, placed.position, sizes)
                return reader.node(draft, placed.position, names, sizes)

            found = Spread(tuple(self._each(read, *reads)))
            self.layers[(written.kind, *reads)] = found
        return found

    def forms(self, node: Spread[Node], inputs: int) -> tuple[Spread[Form], ...]:
        """The forms of its Jacobians, one for each of so many inputs."""
        found = self.known.get(node)
        if found is None:
            self.apply.spend(1 + inputs // FEW)
            each = [inputs * (None,) if one is None else one.forms for one in node.each]
            columns = zip(*each, strict=True)
            found = self.known[node] = tuple(map(self.apply.kept, columns))
        return found

    def _each(self, read: Callable[..., T | None], *of: Spread[int]) -> Iterator[T | None]:
        """What is read at each size, from values of these sizes."""
        reader = self.file.reader
        for size, *given in zip(self.sizes, *(each.each for each in of), strict=True):
            reader.sizes.update(dict.fromkeys(self.file.names, size))
            reader.errors.clear()
            found = None if None in given else read(reader, *given)
            yield None if reader.errors else found


def _input_sizes(
    reader: LayersReader, given: Mapping[str, document.Node], point: Sequence[Recipe]
) -> tuple[int, ...] | None:
    """Of these inputs, None where there is a mistake."""
    points = points_of(reader, given, False, point)
    sizes = tuple([each.shape[0] for each in points if each is not None])
    return sizes if len(sizes) == len(points) else None


def _parts(node: document.Node, without: Collection[str] = ()) -> Iterator[Any]:
    """What two nodes have in common that are written alike: scalars as text, brackets, keys but for
    these; long lists are like no others, and are their ids."""
    match node:
        case document.Given():
            yield id(node)
        case document.Sequence():
            if node.total > LONG:
                yield id(node)
                return
            yield LIST
            for item in node.items:
                yield from _parts(item)
            yield LIST
        case document.Mapping():
            yield MAPPING
            for key, value in node.pairs:
                if not isinstance(key, document.Scalar) or key.value not in without:
                    yield from _parts(key)
                    yield from _parts(value)
            yield MAPPING
        case _:
            yield node.value
            yield (node.implicit[0],)


def _size(node: Node) -> int:
    return node.size
