"""What a Showing finds, in words: what J is, what its layers show here, how shapes are counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import Finding
from jaccli.reports.common.facts import LayerFacts
from jaccli.reports.common.heading import way_of
from jaccli.reports.common.names import command, product_of
from jaccli.words import shape

if TYPE_CHECKING:
    from jaccli.reports.show.find import Showing


def jacobian(found: Showing) -> Finding:
    """What J is, its shape, and how its rows and columns are read."""
    graph = found.graph
    product = f" = {product_of(graph.depth)}" if graph.is_chain else ""
    moved = "x[j]" if graph.is_chain else "the j-th number that goes in"
    text = (
        f"J{product}: {shape((graph.m, graph.n))}; row i is the gradient of output o[i], "
        f"transposed; column j is how all outputs move with {moved}"
    )
    return Finding("note", text, indent=0, look="title")


def quiet(found: Showing) -> str:
    """The way through the layers and the shape of J."""
    graph = found.graph
    way = way_of(graph, [layer.type for layer in found.layers])
    return f"{graph.file}: {way}, J is {shape((graph.m, graph.n))}"


def remarks(layer: LayerFacts, called: str = "") -> Iterator[Finding]:
    """What to notice about a layer at this point. called: its name, where that is not said"""
    text = "; ".join(filter(None, (layer.remark, layer.kink)))
    if text:
        named = f"{called}: " if called else ""
        yield Finding("note", f"{named}{text}.", "note:", look="warning")


def scaling(k: int) -> Finding:
    """What a diagonal Jacobian does to the one before it."""
    text = (
        f"J{k}·J{k - 1} is diag(·)·J{k - 1}: it multiplies row i of J{k - 1} by entry i of the "
        "diagonal. More: jaccli explain diag"
    )
    return Finding("note", text, look="quiet")


def no_edge(found: Showing) -> Iterator[Finding]:
    """That nothing depends on anything."""
    if not found.graph.edges:
        text = "There is no edge: no layer reads a value."
        yield Finding("note", text, indent=0, look="quiet")


def unlisted(found: Showing, listed: int, again: Sequence[str]) -> Iterator[Finding]:
    """How many edges are not in the list, and who lists them."""
    more = found.graph.edges - listed
    if more > 0:
        typed = command("graph", found.graph.file, *again)
        text = f"and {more:,} more; {typed} lists them all"
        yield Finding("note", text, indent=1, look="quiet")


def drawn_by(found: Showing, again: Sequence[str]) -> str:
    """Who draws a graph that is too large for a picture."""
    return f"`{command('graph', found.graph.file, *again, '--format dot')}` draws the graph"


def shapes(found: Showing) -> Finding:
    """How the shapes of the Jacobians join, and what is counted."""
    if found.graph.is_chain:
        text = (
            "Shapes: J_k is (numbers out)×(numbers in), so neighbours share their inner size and "
            "it disappears in the product. nonzero counts the entries of J that are not 0 at this "
            "point. More: jaccli explain shapes"
        )
    else:
        text = "J sums over all paths from an input to the output the product of the edges on it."
    return Finding("rule", text, indent=0)
