"""The price of sweeps edge by edge, from shapes alone: parameters are inputs like any other.

An edge leads from a value, an input or a parameter into the layer that reads it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain
from operator import mul
from typing import Any, NamedTuple

from jaccli.accumulate.price import (
    COLUMNS,
    ROWS,
    CostModel,
    Memory,
    Mode,
    Seeds,
    full,
    total_of,
)
from jaccli.cost import Cost
from jaccli.graph import Graph
from jaccli.linmap import Form
from jaccli.spread import once


class Edge(NamedTuple):
    """`layer` reads `source`, with a Jacobian of this form."""

    layer: str
    source: str
    form: Form


class SweepPrice(NamedTuple):
    """What each edge costs, in the order of the sweep, and the additions where edges meet."""

    edges: tuple[tuple[Edge, Cost], ...]
    meeting: Cost

    @property
    def total(self) -> Cost:
        """Of all edges and meetings."""
        return self.meeting + total_of(cost for _, cost in self.edges)


def sources_of(graph: Graph, *, inputs: bool, parameters: bool) -> dict[str, int]:
    """Inputs and parameters with their sizes, in the order of the file."""
    sources = {entry.name: entry.size for entry in graph.inputs} if inputs else {}
    if parameters:
        for node in graph.nodes:
            sources |= node.parameter_sizes
    return sources


def depending_on(graph: Graph, sources: Collection[str]) -> set[str]:
    """The sources, and every value that depends on one of them; constants do not."""
    found = set(sources)
    for node in graph.nodes:
        if not found.isdisjoint(node.inputs) or not found.isdisjoint(node.parameter_sizes):
            found.add(node.name)
    return found


def edges_of(
    graph: Graph, sources: Collection[str], forms: Mapping[str, Sequence[Any]] | None = None
) -> list[Edge]:
    """The edges that lie on a path from one of the sources, in the order of the layers.

    forms: what stands for the forms of each layer, by its name, where its own are not meant
    """
    live = set(sources)
    edges: list[Edge] = []
    for node in graph.nodes:
        before = len(edges)
        own = node.forms if forms is None else forms[node.name]
        for name, form in zip(node.inputs, own, strict=True):
            if name in live:
                edges.append(Edge(node.name, name, form))
        for name, form in node.parameter_forms.items():
            if (called := node.parameter_name(name)) in live:
                edges.append(Edge(node.name, called, form))
        if len(edges) > before:
            live.add(node.name)
    return edges


def unused_in(graph: Graph) -> tuple[str, ...]:
    """The layers that the output does not depend on, in the order of the file."""
    needed = graph.needed
    return tuple(node.name for node in graph.nodes if node.name not in needed)


def idle_in(graph: Graph) -> tuple[str, ...]:
    """The inputs that the output does not depend on: their columns of J are 0."""
    needed = graph.needed
    return tuple(entry.name for entry in graph.inputs if entry.name not in needed)


def sweep_price(
    graph: Graph,
    sources: Mapping[str, int],
    mode: Mode,
    model: CostModel,
    seeds: Seeds,
    edges: Sequence[Edge] | None = None,
) -> SweepPrice:
    """The price of the full Jacobian (m, Σ sizes) of the output by one mode.

    Forward mode carries every edge with all Σ sizes columns; reverse mode every edge on a path to
    the output with all m rows. seeds free: the edges that leave a source (forward) or enter the
    output (reverse) cost nothing; meeting additions stay. edges: those of `edges_of`, where they
    are at hand.
    """
    edges = edges_of(graph, sources) if edges is None else edges
    vectors = sum(sources.values()) if mode == "forward" else graph.output_size
    priced, meeting = priced_edges(edges, (graph.output, sources), vectors, mode, (model, seeds))
    return SweepPrice(tuple(priced), Cost(additions=meeting))


def priced_edges(
    edges: Sequence[Any],
    ends: tuple[str, Collection[str]],
    vectors: Any,
    mode: Mode,
    rule: tuple[CostModel, Seeds],
    apply: Callable[..., Any] = once,
) -> tuple[list[tuple[Any, Any]], Any]:
    """What each edge of a sweep costs, in its order, and the additions where edges meet.

    edges: in the order of the layers; ends: the output and the sources; vectors: that are carried.
    apply: as in `price_in_order`
    """
    (output, sources), (model, seeds) = ends, rule
    if mode == "reverse":
        edges = _reaching(edges, output)[::-1]
    nothing = Cost()
    one = _ahead if mode == "forward" else _back
    # by the id of a form, of which a recording has few
    costs = {
        key: apply(one, apply(full, form) if model == "dense" else form, vectors)
        for key, form in {id(edge.form): edge.form for edge in edges}.items()
    }
    if seeds == "counted":
        priced = [(edge, costs[id(edge.form)]) for edge in edges]
    elif mode == "forward":
        priced = [(e, nothing if e.source in sources else costs[id(e.form)]) for e in edges]
    else:
        priced = [(e, nothing if e.layer == output else costs[id(e.form)]) for e in edges]
    return priced, apply(_added, vectors, *chain.from_iterable(_meetings(edges, mode, apply)))


def sweep_memory(
    graph: Graph,
    sources: Mapping[str, int],
    mode: Mode,
    itemsize: int,
    edges: Sequence[Edge] | None = None,
) -> Memory:
    """What a sweep keeps and the most that it carries at once. itemsize in bytes.

    Tangents are carried until their last reader, adjoints until their layer; what reverse mode
    found for a source is carried to the end. edges: as in `sweep_price`.
    """
    edges = edges_of(graph, sources) if edges is None else edges
    sizes = dict(sources) | {node.name: node.size for node in graph.nodes}
    if mode == "forward":
        vectors = sum(sources.values())
        most = vectors * _most_tangents(graph, sources, edges, sizes)
        return Memory(0, most, most * itemsize)
    read = {
        name: n
        for node in graph.nodes
        for name, n in zip(node.inputs, node.input_sizes, strict=True)
    }
    stored = sum(read.values())
    most = graph.output_size * _most_adjoints(graph, _reaching(edges, graph.output), sizes)
    return Memory(stored, most, (stored + most) * itemsize)


def _most_tangents(
    graph: Graph, sources: Mapping[str, int], edges: Sequence[Edge], sizes: Mapping[str, int]
) -> int:
    """The most numbers of one tangent that are live at once; a layer's own comes on top."""
    last = {edge.source: edge.layer for edge in edges}
    done: dict[str, list[str]] = {}
    for name, layer in last.items():
        done.setdefault(layer, []).append(name)
    carried = most = sum(sources.values())
    for name in sources:
        carried -= 0 if name in last or name == graph.output else sizes[name]
    moving = {edge.layer for edge in edges}
    for node in graph.nodes:
        if node.name not in moving:
            continue
        carried -= sum(sizes[name] for name in done.get(node.name, ()) if name != graph.output)
        carried += node.size if node.name in last or node.name == graph.output else 0
        most = max(most, carried)
    return most


def _most_adjoints(graph: Graph, edges: Sequence[Edge], sizes: Mapping[str, int]) -> int:
    """The most numbers of one adjoint that are live at once."""
    by_layer: dict[str, set[str]] = {}
    for edge in edges:
        by_layer.setdefault(edge.layer, set()).add(edge.source)
    live = {graph.output}
    carried = most = graph.output_size
    for node in reversed(graph.nodes):
        if node.name not in by_layer:
            continue
        carried -= sizes[node.name] if node.name in live else 0
        live.discard(node.name)
        fresh = by_layer[node.name] - live
        carried += sum(sizes[name] for name in fresh)
        live |= fresh
        most = max(most, carried)
    return most


def _reaching(edges: Sequence[Edge], output: str) -> list[Edge]:
    """The edges on a path to the output."""
    needed = {output}
    found = []
    for edge in reversed(edges):
        if edge.layer in needed:
            needed.add(edge.source)
            found.append(edge)
    return found[::-1]


def _meetings(
    edges: Sequence[Any], mode: Mode, apply: Callable[..., Any]
) -> Iterable[tuple[Any, int]]:
    """How many numbers are added to others, for one vector: sizes, and how often each is."""
    forms = {id(edge.form): edge.form for edge in edges}
    times = Counter([id(edge.form) for edge in edges])
    if mode == "forward":
        first = {edge.layer: edge.form for edge in reversed(edges)}
    else:
        first = {edge.source: edge.form for edge in reversed(edges)}
    times.subtract(map(id, first.values()))  # which meet nothing
    size = ROWS if mode == "forward" else COLUMNS
    found: Counter[Any] = Counter()
    for key, often in times.items():
        if often:
            found[apply(size, forms[key])] += often
    return found.items()


def _added(vectors: int, *meetings: int) -> int:
    """Additions for so many vectors, of sizes that are each followed by how often it is added."""
    return vectors * sum(map(mul, meetings[::2], meetings[1::2]))


def _ahead(form: Form, vectors: int) -> Cost:
    return form.per_column.times(vectors)


def _back(form: Form, vectors: int) -> Cost:
    return form.per_row.times(vectors)
