"""A Showing as blocks: the product in pictures, the layers, every Jacobian, J with its names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import Blank, Block, Column, Either, Legend, Matrix, Paragraph, Table
from jaccli.document.cells import Cell, Change, Number, Shape, Share, written
from jaccli.layers.notation import lettered
from jaccli.reports.common.derivatives.say import check_findings
from jaccli.reports.common.facts import LayerFacts
from jaccli.reports.common.heading import heading
from jaccli.reports.common.names import called
from jaccli.reports.common.notation import derivative
from jaccli.reports.common.picture.page import diagram, edge_table
from jaccli.reports.show import say
from jaccli.reports.show.answer import closing
from jaccli.reports.show.product import in_a_table, product
from jaccli.words import shape

if TYPE_CHECKING:
    from jaccli.graph import Graph
    from jaccli.reports.show.find import Showing

STRIP_DEPTH = 8  # layers up to which the product is drawn
MOST_EDGES = 60  # that are listed
MOST_JACOBIANS = 16  # of the edges of a graph that are written out


def has_product(graph: Graph) -> bool:
    """Whether all Jacobians are on the page together, as factors of a product."""
    return graph.is_chain and len(graph.nodes) <= STRIP_DEPTH


def has_each(graph: Graph) -> bool:
    """Whether every Jacobian is on the page, one after another."""
    return graph.is_chain or sum(len(node.inputs) for node in graph.nodes) <= MOST_JACOBIANS


def page(found: Showing, *, values: bool = False, again: Sequence[str] = ()) -> Iterator[Block]:
    """The whole report of one chain or graph.

    values: matrices whole; again: the options that a next command repeats
    """
    yield from heading(found.graph, [layer.type for layer in found.layers])
    yield Blank
    if found.graph.is_chain:
        yield from _chain(found, values=values)
    else:
        yield from _graph(found, values=values, again=again)
    yield Blank
    yield say.shapes(found)
    yield from check_findings(found.check, found.graph.called)
    yield Blank
    yield closing(found, again)


def _chain(found: Showing, *, values: bool) -> Iterator[Block]:
    """The product in pictures, the layers, every Jacobian, J."""
    drawn = found.graph.depth <= STRIP_DEPTH
    if drawn:
        yield from (product(found, figures=False), Blank, Legend(), Blank)
    yield _layers(found)
    scaling = found.scaling
    for k, layer in enumerate(found.layers, start=1):
        yield Blank
        yield _titled(found, k, layer)
        yield Matrix(f"J{k}", layer.jacobians[0].map.dense(), values)
        yield from say.remarks(layer)
        if k == scaling:
            yield say.scaling(k)
    yield Blank
    yield from _full(found, values=values)
    if not drawn:
        yield Legend()


def _graph(found: Showing, *, values: bool, again: Sequence[str]) -> Iterator[Block]:
    """The graph drawn, its edges, their Jacobians while they are few, J."""
    yield diagram(found.picture)._replace(otherwise=say.drawn_by(found, again))
    yield Blank
    numbers = found.numbers
    yield from say.no_edge(found)
    if found.graph.edges:
        listed = found.picture.edges[:MOST_EDGES]
        yield edge_table(listed, numbers and numbers[:MOST_EDGES])
        yield from say.unlisted(found, len(listed), again)
    whole = values or (found.graph.edges <= MOST_JACOBIANS and numbers is None)
    for layer in found.layers:
        if whole:
            yield from _jacobians(found, layer, values=values)
        yield from say.remarks(layer, layer.name)
    yield Blank
    yield from _full(found, values=values)
    yield Legend()


def _jacobians(found: Showing, layer: LayerFacts, *, values: bool) -> Iterator[Block]:
    """The Jacobians of one layer of a graph, one for each edge to it."""
    letters = found.graph.letters_at(layer.name)
    for jacobian in layer.jacobians:
        rows, columns = jacobian.shape
        name = derivative(layer.name, jacobian.input)
        yield Blank
        nonzero = written(Share(jacobian.nonzeros, rows * columns))
        yield Paragraph(
            f"{name} {layer.type}: {shape(jacobian.shape)}, {jacobian.structure}, "
            f"J = {lettered(jacobian.rule, letters)}; nonzero {nonzero}",
            style="title",
        )
        yield Matrix(name, jacobian.map.dense(), values)


def _layers(found: Showing) -> Either:
    """One row a layer; what may be left out also stands with each Jacobian, below."""
    chain = found.graph
    rows = [_layer_row(k, layer) for k, layer in enumerate(found.layers, start=1)]
    whole: list[Cell] = [
        "all",
        Change(chain.n, chain.m),
        Shape((chain.m, chain.n)),
        Number(chain.parameters),
        Share(found.nonzeros, chain.m * chain.n),
        "",
        "13.3.1",
    ]
    table = Table(
        [
            Column("layer"),
            Column("in → out"),
            Column("J", priority=2),
            Column("parameters", right=True, priority=4),
            Column("nonzero", right=True, priority=5),
            Column("form", priority=3),
            Column("Murphy 2022", priority=1),
        ],
        rows,
        [whole],
    )
    return Either(
        [table],
        [
            Paragraph(f"in → out {written(row[1])}", label=f"{row[0]}:", indent=1)
            for row in (*rows, whole)
        ],
    )


def _layer_row(k: int, layer: LayerFacts) -> list[Cell]:
    jacobian = layer.jacobians[0]
    height, width = jacobian.shape
    return [
        f"{k} {called(k, layer)}",
        Change(width, height),
        Shape((height, width)),
        Number(layer.parameters) if layer.parameters else "",
        Share(jacobian.nonzeros, height * width),
        jacobian.structure,
        layer.section,
    ]


def _titled(found: Showing, k: int, layer: LayerFacts) -> Paragraph:
    """The shape of J_k, its form, its rule, and the parameters behind it."""
    jacobian = layer.jacobians[0]
    section = f", Murphy 2022, {layer.section}" if layer.section else ""
    letters, symbols = found.graph.letters_at(layer.name), layer.step.node.layer.symbols
    shapes = ", ".join(
        f"{lettered(symbols[name], letters)} = {layer.name}.{name} {shape(axes)}"
        for name, axes in layer.parameter_shapes.items()
    )
    return Paragraph(
        f"J{k} {called(k, layer)}: {shape(jacobian.shape)}, {jacobian.structure}, "
        f"J = {lettered(layer.rule, letters)}{section}" + (f"; {shapes}" if shapes else ""),
        style="title",
    )


def _full(found: Showing, *, values: bool) -> Iterator[Block]:
    """J with its rows and columns named while they are few."""
    yield say.jacobian(found)
    yield in_a_table(found, values=values)
