"""The most that the arrays of a sweep over a graph hold at once, from shapes alone.

Not the `carried` of the textbook, which counts every live tangent or adjoint: what leaves an
identity is the array that entered it, and of a thousand adjoints of one sum there is one array.
On the other hand a contribution is there beside the sum that it is added to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jaccli.accumulate.edges import Edge, edges_of
from jaccli.accumulate.price import Mode
from jaccli.graph import Graph
from jaccli.linmap import Form

# forms whose product is made at once; others add it up from parts
AT_ONCE = ("dense", "diagonal", "identity", "selection")


class _Arrays:
    """Arrays by number, each held by so many."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.holders: list[int] = []
        self.held = self.most = 0

    def made(self, size: int) -> int:
        """A new array, held by whoever asked for it."""
        self.sizes.append(size)
        self.holders.append(1)
        self.held += size
        self.most = max(self.most, self.held)
        return len(self.sizes) - 1

    def kept(self, array: int) -> int:
        """The same array, held by one more."""
        self.holders[array] += 1
        return array

    def let_go(self, array: int) -> None:
        """One holder less."""
        self.holders[array] -= 1
        self.held -= 0 if self.holders[array] else self.sizes[array]

    def product(self, array: int, form: Form, size: int) -> int:
        """What a map makes of an array: another of this size, or the same."""
        if form.structure == "identity":
            return self.kept(array)
        parts = 0 if form.structure in AT_ONCE else sum(form.shape)
        self.most = max(self.most, self.held + size + parts)
        return self.made(size)

    def added(self, total: int, contribution: int, size: int) -> int:
        """The sum of two arrays, which nobody holds any longer."""
        found = self.made(size)
        self.let_go(total)
        self.let_go(contribution)
        return found


def most_held(graph: Graph, sources: Mapping[str, int], mode: Mode) -> int:
    """The most numbers of one vector that `pushforward` or `pullback` holds at once, beside those
    that it starts from."""
    by_layer: dict[str, list[Edge]] = {}
    for edge in edges_of(graph, sources):
        by_layer.setdefault(edge.layer, []).append(edge)
    if mode == "forward":
        return _pushed(graph, sources, by_layer)
    return _pulled(graph, sources, by_layer)


def _pushed(
    graph: Graph, sources: Mapping[str, int], by_layer: Mapping[str, Sequence[Edge]]
) -> int:
    arrays = _Arrays()
    live = {name: arrays.made(0) for name in sources}
    last = {edge.source: layer for layer, edges in by_layer.items() for edge in edges}
    for layer, edges in by_layer.items():
        first, *others = _unlike(edges)
        size = first.form.rows
        total = arrays.product(live[first.source], first.form, size)
        for edge in others:
            moved = arrays.product(live[edge.source], edge.form, size)
            total = arrays.added(total, moved, size)
        live[layer] = total
        for name in {edge.source for edge in edges}:
            if last[name] == layer:
                arrays.let_go(live.pop(name))
        if layer == graph.output:
            break
    return arrays.most


def _pulled(
    graph: Graph, sources: Mapping[str, int], by_layer: Mapping[str, Sequence[Edge]]
) -> int:
    arrays = _Arrays()
    collected = {graph.output: arrays.made(0)}
    for layer in reversed([*by_layer]):
        if layer not in collected:
            continue
        adjoint = collected.pop(layer)
        for edge in _unlike(by_layer[layer]):
            size = edge.form.columns
            found = arrays.product(adjoint, edge.form, size)
            there = collected.get(edge.source)
            collected[edge.source] = found if there is None else arrays.added(there, found, size)
        arrays.let_go(adjoint)
    return arrays.most


def _unlike(edges: Sequence[Edge]) -> Sequence[Edge]:
    """The edges into a layer without those between the second and the last of a value and a form.

    A layer may read one value thousands of times. From the second on what is added to is an array
    of its own: nothing is left of a further one but the sum, and as no edge lets go of more than
    it makes, the last finds the most there.
    """
    met: dict[tuple[str, int], int] = {}
    kept: set[int] = set()
    last: dict[tuple[str, int], int] = {}
    for at, edge in enumerate(edges):
        kind = edge.source, id(edge.form)
        met[kind] = times = met.get(kind, 0) + 1
        if times <= 2:
            kept.add(at)
        else:
            last[kind] = at
    return [edges[at] for at in sorted(kept.union(last.values()))] if last else edges


def kept_of(graph: Graph, mode: Mode) -> int:
    """How many numbers of one vector are kept where each layer's tangent, or adjoint, is."""
    edges = edges_of(graph, [entry.name for entry in graph.inputs])
    met: dict[str, list[Form]] = {}
    for edge in edges:
        met.setdefault(edge.layer if mode == "forward" else edge.source, []).append(edge.form)
    sizes = {entry.name: entry.size for entry in graph.inputs}
    sizes |= {node.name: node.size for node in graph.nodes}
    return sum(
        size
        for name, size in sizes.items()
        if [form.structure for form in met.get(name, ())] != ["identity"]
    )
