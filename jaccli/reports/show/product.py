"""J_K · … · J_1 = J as a block, and J with its rows and columns named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jaccli.arrays import Array, np
from jaccli.document.blocks import Column, Matrix, Table
from jaccli.document.cells import Cell, Real
from jaccli.document.graphics import Factor, Product
from jaccli.reports.common.names import component
from jaccli.reports.common.notation import derivative

if TYPE_CHECKING:
    from jaccli.reports.show.find import Showing

SMALL = 12  # rows and columns up to which J carries ∇o and ∂x
LARGEST, DIGITS = 5, 4  # entries that stand for a J that is too large
AT_ONCE = 1 << 20  # entries of J that are looked through together


def product(found: Showing, *, figures: bool) -> Product:
    """J_K · … · J_1 = J. figures: in numbers where they have the room"""
    factors = [
        Factor(f"J{k}", layer.jacobians[0].map.dense())
        for k, layer in enumerate(found.layers, start=1)
    ]
    return Product(factors[::-1], Factor("J", found.jacobian, *names_of(found)), figures)


def names_of(found: Showing) -> tuple[list[str], list[str]]:
    """What the rows and the columns of J are called, while they are few."""
    graph = found.graph
    if graph.m > SMALL or graph.n > SMALL:
        return [], []
    return (
        [f"∇o[{i}]ᵀ" for i in range(1, graph.m + 1)],
        [derivative("o", component(graph, j)) for j in range(1, graph.n + 1)],
    )


def largest(found: Showing) -> Table:
    """The largest entries of J under their names, where no more of it is shown."""
    graph, entries = found.graph, found.jacobian.ravel()
    unsorted = [
        start + each
        for start in range(0, len(entries), AT_ONCE)
        for each in _largest_in(entries[start : start + AT_ONCE])
    ]
    at = sorted(unsorted, key=lambda each: (-abs(entries[each]), each))[:LARGEST]
    places = [divmod(each, graph.n) for each in at]
    outputs = ["o" if graph.m == 1 else f"o[{i + 1}]" for i, _ in places]
    inputs = [component(graph, j + 1) for _, j in places]
    names = map(derivative, outputs, inputs)
    first, *others = [Column(name, right=True) for name in names]
    others = [each._replace(priority=-k) for k, each in enumerate(others)]  # the last ones go first
    row: list[Cell] = ["J, largest", *(Real(float(entry), DIGITS) for entry in entries[at])]
    return Table([Column(), first, *others], [row])


def _largest_in(entries: Array) -> list[int]:
    """The places of a few, in no order."""
    if len(entries) <= LARGEST:
        return [*range(len(entries))]
    found: list[int] = np.argpartition(-np.abs(entries), LARGEST)[:LARGEST].tolist()
    return found


def in_a_table(found: Showing, *, values: bool = False) -> Matrix:
    """J with its rows and columns named."""
    rows, columns = names_of(found)
    return Matrix("J", found.jacobian, values, rows=rows, columns=columns)
