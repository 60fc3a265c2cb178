"""The table of layers: what goes into each, its Jacobian's shape and rule."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jaccli.document.blocks import Column, Elastic, Table
from jaccli.document.cells import Cell
from jaccli.document.figures import compact
from jaccli.errors import cells
from jaccli.reports.common.facts import LayerFacts
from jaccli.reports.common.names import called
from jaccli.words import shape

if TYPE_CHECKING:
    from jaccli.reports.show.find import Showing

WIDTH = 80  # columns that the table may take
LEAST, MOST = 12, 34  # columns for the entries of a value
ENOUGH = 20  # with which they need no more
GAPS = 9  # columns between the columns but the last, and before them
SECTIONS = 13  # columns of the last one
WORD = re.compile(r"\w+")
MOST_EDGES = 3  # of a layer that are named


def of_a_chain(found: Showing) -> Table:
    """One row a layer, and the output below them."""
    layers = found.layers
    names = [called(k, layer) for k, layer in enumerate(layers, start=1)]
    shapes = [shape(layer.jacobians[0].shape) for layer in layers]
    rules = [_rule(found, k, layer) for k, layer in enumerate(layers, start=1)]
    sections = [layer.section for layer in layers]
    heads = [f"x{k} = " for k in range(1, len(layers) + 2)]
    taken = [map(cells, column) for column in ([*names, "output"], [*shapes, "J_k"], rules, heads)]
    room = WIDTH - GAPS - len(str(len(layers))) - sum(map(max, taken))
    if room - SECTIONS >= ENOUGH:  # else the values come before the sections
        room -= SECTIONS
    values = [found.input, *(layer.value for layer in layers)]
    entries = [
        head + compact(value, max(LEAST, min(room, MOST)))
        for head, value in zip(heads, values, strict=True)
    ]
    rows: list[list[Cell]] = [
        [str(k), *row]
        for k, row in enumerate(zip(names, entries, shapes, rules, sections, strict=False), start=1)
    ]
    rows.append(["", "output", entries[-1], "", "", ""])
    columns = [
        Column("k", right=True),
        Column("layer"),
        Column("value that goes in", brief="input"),
        Column("J_k", priority=3),
        Column("rule", priority=2, brief="J ="),
        Column("in the book", priority=1),
    ]
    return Table(columns, rows, elastic=Elastic(_more, at=1))


def of_a_graph(found: Showing) -> Table:
    """One row a value: what it reads, its numbers, and its Jacobians by what it reads."""
    for room, rules in ((MOST, True), (ENOUGH, True), (LEAST, True), (ENOUGH, False)):
        rows = _values(found, room, rules=rules)
        headed = zip(*rows, ("value", "layer", "reads", "numbers", "Jacobians"), strict=True)
        if sum(max(map(cells, map(str, column))) for column in headed) + GAPS <= WIDTH:
            break
    columns = [
        Column("value"),
        Column("layer"),
        Column("reads", priority=1),
        Column("numbers"),
        Column("Jacobians", priority=2),
    ]
    return Table(columns, rows, elastic=Elastic(_more, at=1))


def _values(found: Showing, room: int, *, rules: bool) -> list[list[Cell]]:
    """The rows of a graph. room: columns for the numbers; rules: whether Jacobians have theirs"""
    rows: list[list[Cell]] = []
    at = 0
    for name, size in found.graph.inputs.items():
        rows.append([name, "input", "", compact(found.input[at : at + size], room), ""])
        at += size
    for layer in found.layers:
        more = ", …" if len(layer.inputs) > MOST_EDGES else ""
        reads = ", ".join(layer.inputs[:MOST_EDGES])
        edges = ", ".join(_edges(found, layer, rules=rules))
        said = [reads + more, compact(layer.value, room), edges + more]
        rows.append([layer.name, layer.type, *said])
    return rows


def _more(hidden: int) -> str:
    return f"… {hidden:,} more …"


def _edges(found: Showing, layer: LayerFacts, *, rules: bool) -> list[str]:
    """∂x4/∂x3 = 2 where it is a number, else ∂y/∂x 4×4 I"""
    said = []
    for each in layer.jacobians[:MOST_EDGES]:
        name = f"∂{layer.name}/∂{each.input}"
        if found.numbers is not None:
            said.append(f"{name} = {float(each.map.dense()[0, 0]) + 0.0:.4g}")
        else:
            rule = f" {_named(found, layer, each.rule)}" if rules else ""
            said.append(f"{name} {shape(each.shape)}{rule}")
    return said


def _rule(found: Showing, k: int, layer: LayerFacts) -> str:
    """The Jacobian as a formula of x_k: diag(1 where x2 > 0). What its letters mean is left to the
    page of the layer."""
    return _named(found, layer, layer.step.node.layer.rule(0, [f"x{k}"], f"x{k + 1}"))


def _named(found: Showing, layer: LayerFacts, rule: str) -> str:
    """A rule in the letters of the network's formula: W₁ for W."""
    alone, _, _ = rule.partition(", ")
    if alone.count("(") == alone.count(")"):
        rule = alone
    letters = found.formula.letters.get(layer.name, {}) if found.formula is not None else {}
    return WORD.sub(lambda word: letters.get(word.group(), word.group()), rule)
