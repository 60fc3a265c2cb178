"""What of a Showing is drawn: J as the product of its Jacobians, all on one scale."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.document.blocks import Block, Product
from jaccli.document.graphics import Factor
from jaccli.document.pictures.looks import of_layer
from jaccli.reports.common.facts import LayerFacts
from jaccli.reports.common.heading import sizes_of
from jaccli.reports.common.names import called
from jaccli.reports.common.notation import jacobian_of
from jaccli.reports.show.answer import headline

if TYPE_CHECKING:
    from jaccli.graph import Graph
    from jaccli.reports.show.find import Showing

MOST_FACTORS = 14  # of a chain that are drawn; of more the first and the last
MOST_EDGES = 24  # of a graph whose Jacobians are drawn
PATHS = "J is the sum, over all paths from an input to the output, of the products along them."


def draws_each(graph: Graph) -> bool:
    """Whether Jacobians of single edges are drawn, each in full."""
    return graph.is_chain or sum(len(node.inputs) for node in graph.nodes) <= MOST_EDGES


def drawings(found: Showing) -> Iterator[Block]:
    """J_K · … · J_1 = J; of a graph the Jacobian of each edge, and J."""
    graph = found.graph
    said = [f"{graph.file}: {', '.join(sizes_of(graph))}"]
    if found.formula is not None:
        said.append(found.formula.said)
    layers = [*enumerate(found.layers, start=1)]
    hidden = 0
    if graph.is_chain:
        hidden = max(0, len(layers) - MOST_FACTORS)
        half = MOST_FACTORS // 2
        layers = [*layers[:half], *layers[-half:]][::-1] if hidden else layers[::-1]
    else:
        said.append(PATHS)
        if graph.edges > MOST_EDGES:
            said.append(f"The Jacobians of the {graph.edges:,} edges are too many to draw.")
            layers = []
    yield Product(
        [factor for k, layer in layers for factor in _factors(k, layer, is_chain=graph.is_chain)],
        Factor("J", found.jacobian, look="quiet"),
        title=headline(found).text,
        said=said,
        joined=graph.is_chain,
        hidden=hidden,
    )


def _factors(k: int, layer: LayerFacts, *, is_chain: bool) -> Iterator[Factor]:
    """The Jacobians of a layer, each with the type of the layer and its form."""
    for each in layer.jacobians:
        name = jacobian_of(k, layer.name, each.input, is_chain=is_chain)
        note = f"{called(k, layer)}, {each.structure}"
        yield Factor(name, each.map.dense(), note=note, look=of_layer(k))
