"""The table of layers: what goes into each, its Jacobian's shape and rule."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from jaccli.arrays import Array
from jaccli.document.blocks import Column, Elastic, Table
from jaccli.document.cells import Cell, Entries, Name, Number
from jaccli.document.figures import compact
from jaccli.document.rows import MORE
from jaccli.errors import cells
from jaccli.layers.notation import lettered
from jaccli.reports.common.acting import rule_in_chain
from jaccli.reports.common.facts import LayerFacts
from jaccli.reports.common.names import called
from jaccli.reports.common.notation import derivative
from jaccli.words import shape

if TYPE_CHECKING:
    from jaccli.reports.show.find import Showing

WIDTH = 80  # columns that the table may take
LEAST, MOST = 12, 34  # columns for the entries of a value
ENOUGH = 20  # with which they need no more
GAPS = 9  # columns between the columns but the last, and before them
SECTIONS = 13  # columns of the last one
MOST_EDGES = 3  # of a layer that are named
MOST_ROWS = 24  # at either end of the table

OF_A_CHAIN = (
    Column("k", right=True),
    Column("layer"),
    Column("value that goes in", brief="value"),
    Column("J_k", priority=3),
    Column("rule", priority=2, brief="J ="),
    Column("in the book", priority=1),
)
OF_A_GRAPH = (
    Column("value"),
    Column("layer"),
    Column("reads", priority=1),
    Column("numbers"),
    Column("Jacobians", priority=2),
)

T = TypeVar("T")
Value = LayerFacts | tuple[str, Array]  # of a layer, or of an input with its entries


def of_a_chain(found: Showing) -> Table:
    """One row a layer, and the output below them."""
    ends = Ends.of([*enumerate(found.layers, start=1)])
    names = [called(k, layer) for k, layer in ends.kept]
    shapes = [shape(layer.jacobians[0].shape) for _, layer in ends.kept]
    rules = [_rule(found, k, layer) for k, layer in ends.kept]
    sections = [layer.section for _, layer in ends.kept]
    heads = [f"x{k} = " for k, _ in ends.kept] + [f"x{found.graph.depth + 1} = "]
    taken = [map(cells, column) for column in ([*names, "output"], [*shapes, "J_k"], rules, heads)]
    room = WIDTH - GAPS - len(str(found.graph.depth)) - sum(map(max, taken))
    if room - SECTIONS >= ENOUGH:  # else the values come before the sections
        room -= SECTIONS
    values = [*(layer.step.inputs[0] for _, layer in ends.kept), found.output]
    entries = [
        head + compact(value, max(LEAST, min(room, MOST)))
        for head, value in zip(heads, values, strict=True)
    ]
    rows: list[list[Cell]] = [
        [str(k), *row]
        for (k, _), *row in zip(ends.kept, names, entries, shapes, rules, sections, strict=False)
    ]
    rows.append(["", "output", entries[-1], "", "", ""])
    return ends.table(OF_A_CHAIN, rows)


def of_a_graph(found: Showing) -> Table:
    """One row a value: what it reads, its numbers, and its Jacobians by what it reads."""
    inputs = found.graph.inputs.items()
    starts = accumulate(inputs, lambda start, each: start + each[1], initial=0)
    parts: list[Value] = [
        (name, found.input[start : start + size])
        for (name, size), start in zip(inputs, starts, strict=False)
    ]
    ends = Ends.of([*parts, *found.layers])
    for room, rules in ((MOST, True), (ENOUGH, True), (LEAST, True), (ENOUGH, False)):
        rows = [_value(found, each, room, rules=rules) for each in ends.kept]
        headed = zip(*rows, [each.header for each in OF_A_GRAPH], strict=True)
        if sum(max(map(cells, map(str, column))) for column in headed) + GAPS <= WIDTH:
            break
    return ends.table(OF_A_GRAPH, rows)


def every_jacobian(found: Showing) -> Table:
    """One row a Jacobian, with what goes into its layer and what its numbers are."""
    names = ("layer", "type", "by", "rows", "columns", "form", "nonzero", "parameters", "rule")
    rows: list[list[Cell]] = [
        [
            Name(layer.name),
            layer.type,
            Name(each.input),
            *map(Number, each.shape),
            each.structure,
            Number(each.nonzeros),
            Number(layer.parameters),
            _named(found, layer, each.rule),
            Entries(value),
        ]
        for layer in found.layers
        for each, value in zip(layer.jacobians, layer.step.inputs, strict=True)
    ]
    return Table([*map(Column, (*names, "value that goes in"))], rows)


class Ends(NamedTuple, Generic[T]):
    """The first and the last of many: no screen has more, and a program has many layers.

    left_out: how many are in between
    """

    kept: Sequence[T]
    left_out: int

    @classmethod
    def of(cls, items: Sequence[T]) -> Ends[T]:
        """All where they are few."""
        if len(items) <= 2 * MOST_ROWS:
            return cls(items, 0)
        return cls([*items[:MOST_ROWS], *items[-MOST_ROWS:]], len(items) - 2 * MOST_ROWS)

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Table:
        """The rows, and one for those that are left out."""
        blank = [""] * (len(columns) - 2)
        gap = [["", MORE(self.left_out), *blank]] if self.left_out else []
        listed = [*rows[:MOST_ROWS], *gap, *rows[MOST_ROWS:]]
        unseen = self.left_out - len(gap)
        return Table(columns, listed, elastic=Elastic(lambda hidden: MORE(hidden + unseen), at=1))


def _value(found: Showing, value: Value, room: int, *, rules: bool) -> list[str]:
    """The row of a layer, or of an input with its entries.

    room: columns for the numbers; rules: whether Jacobians have theirs
    """
    if not isinstance(value, LayerFacts):
        name, entries = value
        return [name, "input", "", compact(entries, room), ""]
    more = ", …" if len(value.inputs) > MOST_EDGES else ""
    reads = ", ".join(value.inputs[:MOST_EDGES])
    edges = ", ".join(_edges(found, value, rules=rules))
    return [value.name, value.type, reads + more, compact(value.value, room), edges + more]


def _edges(found: Showing, layer: LayerFacts, *, rules: bool) -> list[str]:
    """∂x4/∂x3 = 2 where it is a number, else ∂y/∂x 4×4 I"""
    said = []
    for each in layer.jacobians[:MOST_EDGES]:
        name = derivative(layer.name, each.input)
        if each.shape == (1, 1):
            said.append(f"{name} = {float(each.map.dense()[0, 0]) + 0.0:.4g}")
        else:
            rule = f" {_named(found, layer, each.rule)}" if rules else ""
            said.append(f"{name} {shape(each.shape)}{rule}")
    return said


def _rule(found: Showing, k: int, layer: LayerFacts) -> str:
    """The Jacobian as a formula of x_k: diag(1 where x2 > 0). What its letters mean is left to the
    page of the layer."""
    return _named(found, layer, rule_in_chain(layer.step, k))


def _named(found: Showing, layer: LayerFacts, rule: str) -> str:
    """A rule in the letters of the network's formula: W₁ for W."""
    alone, _, _ = rule.partition(", ")
    if alone.count("(") == alone.count(")"):
        rule = alone
    return lettered(rule, found.graph.letters_at(layer.name))
