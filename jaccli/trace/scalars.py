"""A recorded graph as one of scalar operations: one node for each number that is computed.

What only moves numbers (selections, concatenation, the branch that `where` took) renames them and
leaves no node. Where several entries tie for a maximum, pairs share the slope, not all at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product as every_index
from typing import Any, TypeAlias

import numpy as np

from jaccli.arrays import Array, Shape
from jaccli.errors import JaccliError, Label
from jaccli.graph import Graph, Input, Node, load
from jaccli.layers import TYPES, Elementwise, Layer
from jaccli.layers.combine import Combination
from jaccli.layers.special.shared import OfConstants
from jaccli.trace.arrays.operands import operand_fields
from jaccli.trace.arrays.record import MOST, Held
from jaccli.trace.loops import RUNS, convolved, nested, run_along
from jaccli.trace.scalars_special import exponentials, of_constants

Atom: TypeAlias = str | float  # a number of the graph: the name of its value, or a constant
FOLDS = {"sum": "add", "mean": "add", "product": "multiply", "max": "maximum", "min": "minimum"}
FOLDS |= {"norm": "hypot"}  # of squares the root would have no slope at 0


def scalar_graph(graph: Graph) -> Graph:
    """The same function as a graph of scalar operations.

    The inputs stay; of one that is no number each entry is selected first, x_1, x_2, … or X_1_2.
    Several numbers that come out are put together at the end.
    Raises JaccliError for a layer that tracing does not record, or beyond a million operations.
    """
    writer = _Writer(graph)
    atoms: dict[str, list[Atom]] = {each.name: writer.entries(each) for each in graph.inputs}
    output = graph.output
    for node in load(graph).nodes:
        writer.source = node
        atoms[node.name] = _scalars(writer, node, [atoms[name] for name in node.inputs])
        if node.name == output:
            writer.last = node
    output = writer.output(atoms[output])
    return graph._replace(nodes=writer.finished(output), output=output)


class _Writer:
    """Writes nodes of one number each."""

    def __init__(self, graph: Graph) -> None:
        self.source: Node | None = None  # what is being written out
        self.last = next(node for node in graph.nodes if node.name == graph.output)
        self._dtype = graph.dtype
        self._inputs = {each.name: each.size for each in graph.inputs}
        self._names = set(self._inputs)
        self._nodes: list[Node] = []
        self._selections: set[str] = set()
        self._constants: dict[float, str] = {}
        self._number = len(self._inputs)

    def entries(self, given: Input) -> list[Atom]:
        """The numbers of an input."""
        if given.size == 1:
            return [given.name]
        indices = every_index(*(range(1, n + 1) for n in given.shape or (given.size,)))
        names: list[Atom] = []
        for entry, index in enumerate(indices, start=1):
            name = "_".join([given.name, *map(str, index)])
            while name in self._names:
                name += "_"
            self._names.add(name)
            layer = _make("select", entries=(entry,))
            node = Node(name, layer, (given.name,), (given.size,), given.place, shape=())
            self._nodes.append(node)
            self._selections.add(name)
            names.append(name)
        return names

    def write(
        self, layer: Layer, *inputs: str, sizes: Sequence[int] = (), shape: Shape = ()
    ) -> str:
        """A node; its name."""
        if len(self._nodes) >= MOST:
            raise JaccliError(f"this function is more than {MOST:,} scalar operations")
        self._number += 1
        while (name := f"x{self._number}") in self._names:
            self._number += 1
        node = self.source or self.last
        self._nodes.append(
            node._replace(
                name=name,
                layer=layer,
                inputs=inputs,
                input_sizes=tuple(sizes) or (1,) * len(inputs),
                shape=shape,
            )
        )
        return name

    def value(self, atom: Atom) -> str:
        """The name of a number; a constant gets a node, one for all that read it."""
        if isinstance(atom, str):
            return atom
        if atom not in self._constants:
            held: Any = Held(np.full(1, atom, self._dtype))
            self._constants[atom] = self.write(_make("constant", value=held))
        return self._constants[atom]

    def binary(self, kind: str, a: Atom, b: Atom) -> str:
        """An operation of two numbers, a constant among them in its field."""
        if isinstance(a, float) and isinstance(b, float):
            a = self.value(a)
        if isinstance(a, str) and isinstance(b, str):
            return self.write(_make(kind), a, b)
        constant, at = (a, 0) if isinstance(a, float) else (b, 1)
        if kind == "multiply":
            return self.write(_make("scale", factor=constant), self.value(b if at == 0 else a))
        held = Held(np.asarray(constant, self._dtype))
        return self.write(
            _make(kind, **{operand_fields(kind)[at]: held}), self.value(b if at == 0 else a)
        )

    def folded(self, kind: str, terms: Sequence[Atom]) -> Atom:
        """All terms combined in pairs, from the left."""
        total = terms[0]
        for term in terms[1:]:
            total = self.binary(kind, total, term)
        return total

    def output(self, atoms: Sequence[Atom]) -> str:
        """The name of the result."""
        self.source = self.last
        names = [self.value(atom) for atom in atoms]
        if len(names) > 1:
            return self.write(
                _make("concatenate"),
                *names,
                sizes=[self._inputs.get(name, 1) for name in names],
                shape=(len(names),) if self.last.shape is None else self.last.shape,
            )
        return self.write(_make("identity"), *names) if names[0] in self._inputs else names[0]

    def finished(self, output: str) -> tuple[Node, ...]:
        """The nodes, without the entries of inputs that nobody reads."""
        read = {name for node in self._nodes for name in node.inputs}
        read.add(output)
        unread = self._selections - read
        return tuple(node for node in self._nodes if node.name not in unread)


def _scalars(writer: _Writer, node: Node, inputs: list[list[Atom]]) -> list[Atom]:
    """The numbers that a node computes."""
    layer: Any = node.layer
    match layer.type:
        case "identity":
            return inputs[0]
        case "constant":
            return [float(x) for x in layer.value]
        case "select":
            return [inputs[0][k - 1] for k in np.asarray(layer.entries).tolist()]
        case "concatenate":
            return [atom for each in inputs for atom in each]
        case "matmul":
            return _matmul(writer, layer, inputs, node.input_sizes)
        case "convolve":
            return convolved(writer, layer, inputs)
        case "einsum":
            return nested(writer, layer, inputs)
        case kind if kind in RUNS:
            return run_along(writer, layer, inputs[0])
        case kind if kind in FOLDS:
            return _reduction(writer, layer, inputs[0])
        case kind if isinstance(layer, Elementwise):
            return [writer.write(layer, writer.value(atom)) for atom in inputs[0]]
        case "logsumexp" | "softmax" | "log_softmax" as kind:
            return exponentials(writer, kind, inputs[0])
        case _ if isinstance(layer, OfConstants):
            return of_constants(writer, layer, inputs[0])
        case _ if isinstance(layer, Combination):
            return _entrywise(writer, layer, inputs, node.size)
    raise JaccliError(
        f"{node.name} ({layer.type}) has no graph of scalar operations",
        Label(node.place, "this layer"),
    )


def _entrywise(writer: _Writer, layer: Any, inputs: list[list[Atom]], size: int) -> list[Atom]:
    constants: dict[str, Array] = {
        name: np.broadcast_to(getattr(layer, name), size)
        for name in layer.operands
        if getattr(layer, name) is not None
    }
    given = iter(inputs)
    if layer.operands == ("constant",):
        operands: list[Any] = [*inputs, *constants.values()]
    else:
        operands = [constants[x] if x in constants else next(given) for x in layer.operands]
    rows = zip(*(_atoms(each) for each in operands), strict=True)
    if layer.type == "where":
        taken = (layer.condition != 0).tolist()
        return [row[0] if first else row[1] for first, row in zip(taken, rows, strict=True)]
    return [writer.folded(layer.type, row) for row in rows]


def _reduction(writer: _Writer, layer: Any, numbers: list[Atom]) -> list[Atom]:
    outer, length, inner = layer.cube(len(numbers))
    found: list[Atom] = []
    for a, c in every_index(range(outer), range(inner)):
        run = numbers[a * length * inner + c : (a + 1) * length * inner : inner]
        total = writer.folded(FOLDS[layer.type], run)
        if layer.type == "norm" and length == 1:
            total = writer.write(_make("abs"), writer.value(total))
        found.append(
            writer.binary("multiply", total, 1 / length) if layer.type == "mean" else total
        )
    return found


def _matmul(
    writer: _Writer, layer: Any, inputs: list[list[Atom]], sizes: Sequence[int]
) -> list[Atom]:
    p, q, r = layer.shape(*sizes)
    given = iter(inputs)
    left = _atoms(layer.left.ravel()) if layer.left is not None else next(given)
    right = _atoms(layer.right.ravel()) if layer.right is not None else next(given)
    found: list[Atom] = []
    for b, i, j in every_index(range(layer.batch), range(p), range(r)):
        first = 0 if layer.left is not None else b * p * q
        second = 0 if layer.right is not None else b * q * r
        row = left[first + i * q : first + (i + 1) * q]
        column = right[second + j : second + q * r : r]
        terms = [writer.binary("multiply", x, y) for x, y in zip(row, column, strict=True)]
        found.append(writer.folded("add", terms))
    return found


def _atoms(values: Any) -> list[Atom]:
    return values if isinstance(values, list) else [float(x) for x in values]


def _make(kind: str, **fields: Any) -> Layer:
    return TYPES[kind](**fields)
