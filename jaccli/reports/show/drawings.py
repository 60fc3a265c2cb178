"""What of a Showing is drawn: J as the product of its Jacobians, all on one scale."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.document.blocks import Block, Product
from jaccli.document.graphics import Factor
from jaccli.document.pictures.looks import of_layer
from jaccli.reports.common.heading import sizes_of
from jaccli.reports.common.names import called
from jaccli.reports.common.notation import jacobian_of
from jaccli.reports.show.answer import headline

if TYPE_CHECKING:
    from jaccli.reports.show.find import Showing

MOST_EDGES = 24  # of a graph whose Jacobians are drawn
PATHS = "J is the sum, over all paths from an input to the output, of the products along them."


def drawings(found: Showing) -> Iterator[Block]:
    """J_K · … · J_1 = J; of a graph the Jacobian of each edge, and J."""
    graph = found.graph
    factors = [
        Factor(
            jacobian_of(k, layer.name, each.input, is_chain=graph.is_chain),
            each.map.dense(),
            note=f"{called(k, layer)}, {each.structure}",
            look=of_layer(k),
        )
        for k, layer in enumerate(found.layers, start=1)
        for each in layer.jacobians
    ]
    said = [f"{graph.file}: {', '.join(sizes_of(graph))}"]
    if not graph.is_chain:
        said.append(PATHS)
        if len(factors) > MOST_EDGES:
            said.append(f"The Jacobians of the {len(factors):,} edges are too many to draw.")
            factors = []
    if found.formula is not None:
        said.append(found.formula.said)
    yield Product(
        factors[::-1] if graph.is_chain else factors,
        Factor("J", found.jacobian, look="quiet"),
        title=headline(found).text,
        said=said,
        joined=graph.is_chain,
    )
