"""The one screen of a Showing, and that of several: the layers, J as their product, the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import (
    Answer,
    Blank,
    Block,
    Choice,
    Column,
    Finding,
    Legend,
    Matrix,
    Next,
    Table,
)
from jaccli.document.cells import Cell, Number, Shape
from jaccli.reports.common.chains import a_line_each, answer_of_all
from jaccli.reports.common.heading import opening, sizes_of
from jaccli.reports.common.names import command
from jaccli.reports.common.notation import jacobian_of
from jaccli.reports.common.picture.page import diagram
from jaccli.reports.show import say
from jaccli.reports.show.answer import answer, headline
from jaccli.reports.show.layers import of_a_chain, of_a_graph
from jaccli.reports.show.product import LARGEST, SMALL, in_a_table, largest, product
from jaccli.words import count

if TYPE_CHECKING:
    from jaccli.reports.show.find import Showing

MOST_WHOLE = 16  # rows of the table that no picture takes the room of
MOST_PICTURES = 8  # matrices of a product that is drawn
MOST_SIZES = 5  # of a chain that are listed
MOST_FIGURES = 30  # rows or columns of a matrix that may stand in figures


def screen(
    found: Showing, again: Sequence[str], *, picture: bool = False, values: bool = False
) -> Iterator[Block]:
    """The layers, the product in numbers where they fit, and what stands out.

    picture: the product in pictures; values: every number of every Jacobian
    """
    graph = found.graph
    parameters = [count(graph.parameters, "parameter")] if graph.parameters else []
    yield from opening(graph, *sizes_of(graph), *parameters)
    yield Blank
    layers = of_a_chain(found) if graph.is_chain else of_a_graph(found)
    if picture and not values:
        yield Choice(_pictured(found, layers, again))
    else:
        # who asks for every number gets every row
        yield layers._replace(elastic=None) if values and len(layers.rows) <= MOST_WHOLE else layers
        yield from _numbers(found) if values else [Choice(_product(found))]
    yield Blank
    yield answer(found, again, "--values" if picture else "--picture")


def _pictured(found: Showing, layers: Table, again: Sequence[str]) -> Sequence[Sequence[Block]]:
    """The product or the graph as a picture, below the layers where there is room for both."""
    if not found.graph.is_chain:
        drawn = [diagram(found.picture)._replace(otherwise=say.drawn_by(found, again))]
        return [
            [layers, Blank, *drawn, Blank, _alone(found)],
            [*drawn, Blank, _alone(found)],
            drawn,
        ]
    whole: Block = Matrix("J", found.jacobian)
    if found.graph.depth <= MOST_PICTURES:
        whole = product(found, figures=False)
    return [[layers, Blank, whole, Legend()], [whole, Legend()]]


def _product(found: Showing) -> Sequence[Sequence[Block]]:
    """J4·J3·J2·J1 = J; J alone where there is no room for that; nothing where there is none."""
    choices: list[Sequence[Block]] = [[Blank, _alone(found), Legend()], []]
    if found.jacobian.size > LARGEST:
        choices.insert(1, [Blank, largest(found)])
    if found.jacobian.size == 1:
        choices = [[]]  # the answer says it
    shapes = [each.shape for layer in found.layers for each in layer.jacobians]
    if found.graph.is_chain and len(shapes) > 1 and max(map(max, shapes)) <= MOST_FIGURES:
        choices.insert(0, [Blank, product(found, figures=True), Legend()])
    return choices


def _alone(found: Showing) -> Matrix:
    """J, with names for its rows and columns while they are few."""
    small = max(found.jacobian.shape) <= SMALL
    return in_a_table(found) if small else Matrix("J", found.jacobian)


def _numbers(found: Showing) -> Iterator[Block]:
    """Every entry of every Jacobian, and of J."""
    for k, layer in enumerate(found.layers, start=1):
        for each in layer.jacobians:
            name = jacobian_of(k, layer.name, each.input, is_chain=found.graph.is_chain)
            yield Blank
            yield Matrix(name, each.map.dense(), True)
    yield Blank
    yield Matrix("J", found.jacobian, True)


def side_by_side(results: Sequence[Showing], again: Sequence[str]) -> Iterator[Block]:
    """Several chains in one table: a line each."""
    columns = [
        Column("sizes", priority=1),
        Column("K", right=True),
        Column("parameters", right=True, priority=2),
        Column("J", right=True),
        Column("not 0", right=True, priority=3),
    ]
    rows: list[list[Cell]] = [
        [
            _sizes(found),
            Number(found.graph.depth),
            Number(found.graph.parameters),
            Shape((found.graph.m, found.graph.n)),
            Number(found.nonzeros),
        ]
        for found in results
    ]
    yield a_line_each([found.graph.file for found in results], columns, rows)
    yield Blank
    yield _together(results, again)


def _sizes(found: Showing) -> str:
    """6 → 4 → 4 → 3 → 1"""
    graph = found.graph
    if not graph.is_chain:
        return f"graph, {count(graph.edges, 'edge')}"
    sizes = [f"{size:,}" for size in graph.sizes]
    if len(sizes) > MOST_SIZES:
        sizes = [*sizes[: MOST_SIZES - 2], "…", sizes[-1]]
    return " → ".join(sizes)


def _together(results: Sequence[Showing], again: Sequence[str]) -> Answer:
    """How many of them have a gradient for J, and which J has the most entries."""
    rows = [found for found in results if found.graph.m == 1]
    text = f"{len(rows):,} of {count(len(results), 'chain')} "
    text += f"{'has' if len(rows) == 1 else 'have'} one output: J is one row there, a gradient."
    most = max(results, key=lambda found: found.jacobian.size)
    said = f"{most.graph.file}. {headline(most).text}"
    findings = [Finding("headline", text), Finding("note", said, "Largest J:")]
    return answer_of_all(findings, Next(command("show", most.graph.file, *again)))
