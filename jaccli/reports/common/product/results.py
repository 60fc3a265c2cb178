"""What products come to, as blocks: one vector on a line, several as the matrix that they make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jaccli.document.blocks import Block, Column, Elastic, Paragraph, Table, on_a_line, vectors
from jaccli.document.display import USUAL
from jaccli.document.figures import ELLIPSIS, Figures
from jaccli.document.rows import MORE
from jaccli.errors import cells
from jaccli.layers.say import unit_entry
from jaccli.reports.common.names import component
from jaccli.reports.common.notation import LETTER, derivative
from jaccli.reports.common.product.ledger import carried, laid

if TYPE_CHECKING:
    from jaccli.reports.common.product.find import Products
    from jaccli.reports.common.vectors import Vector

LONGEST = 12  # signs of a vector's name above its numbers
BESIDE = 3  # columns of a table before its names, and of a gap between two


def named(found: Products) -> str:
    """Result u·J = u1, and J·V = V5 of several."""
    several, forward = len(found.vectors) > 1, found.mode == "forward"
    what = ("J·V" if several else "J·v") if forward else ("U·J" if several else "u·J")
    if found.flow:
        return f"Result {what}"
    return f"Result {what} = {carried(found, found.graph.depth + 1 if forward else 1)}"


def result(found: Products, *, whole: bool, blank: bool) -> Block:
    """The products under their name, tangents as columns. whole: all numbers"""
    name = named(found)
    if blank:
        return Paragraph(f"{name} = ?", indent=2)
    if len(found.vectors) > 1:
        side = "columns" if found.mode == "forward" else "rows"
        called = labels(found)
        said = called if len(called) <= 3 else [called[0], ELLIPSIS, called[-1]]
        name = f"{name}, {side} {', '.join(said)}"
    return vectors(name, laid(found, found.results), whole)


def in_a_line(found: Products, *, whole: bool, blank: bool) -> Block:
    """The product of one vector on a line."""
    name = named(found)
    if blank:
        return Paragraph(f"{name} = ?")
    if found.results.size == 1:
        number = found.results.item()
        text = f"{number!r}" if whole else f"{number:.7g}"
        return Paragraph(f"{name} = {text}", style="winner")
    return on_a_line(name, found.results[0], whole)


def table(found: Products) -> Table:
    """The products of several vectors: J·V with a column for each tangent, U·J with a row for each
    adjoint. Of many columns the first ones and the last."""
    matrix = laid(found, found.results)
    forward = found.mode == "forward"
    rows, columns = (outputs if forward else labels)(found), (labels if forward else inputs)(found)
    figures = Figures(matrix)
    width = max(figures.width, *map(cells, columns))
    room = USUAL - BESIDE - max(map(cells, rows))
    fit = max(2, room // (width + 2))
    shown = [*range(len(columns))]
    if len(shown) > fit:
        shown = [*range(fit - 2), -1, len(columns) - 1]
    texts = figures.of(matrix[:, shown])
    return Table(
        [Column(), *(Column(columns[at] if at >= 0 else ELLIPSIS, right=True) for at in shown)],
        [
            [name, *(text if at >= 0 else ELLIPSIS for at, text in zip(shown, row, strict=True))]
            for name, row in zip(rows, texts, strict=True)
        ],
        elastic=Elastic(MORE),
    )


def labels(found: Products) -> list[str]:
    """What the product of each vector is called: ∂o/∂x[3] for e3, ∇o[3]ᵀ in reverse mode; else as
    the vector is."""
    return [_label(found, at, vector) for at, vector in enumerate(found.vectors, start=1)]


def _label(found: Products, at: int, vector: Vector) -> str:
    name, index = vector.name, unit_entry(vector.entries)
    if index:
        if found.mode == "forward":
            return derivative("o", component(found.graph, index))
        return f"∇o[{index}]ᵀ"
    return f"{LETTER[found.mode]} = {name}" if len(name) <= LONGEST else f"vector {at:,}"


def outputs(found: Products) -> list[str]:
    """The rows of J·V: the gradients, where it is J; else the outputs."""
    named = "∇o[{}]ᵀ" if found.is_basis else "o[{}]"
    return [named.format(i) for i in range(1, found.graph.m + 1)]


def inputs(found: Products) -> list[str]:
    """The columns of U·J."""
    names = [component(found.graph, j) for j in range(1, found.graph.n + 1)]
    return [derivative("o", name) if found.is_basis else f"by {name}" for name in names]
