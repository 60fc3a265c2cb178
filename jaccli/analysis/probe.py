"""f of all inputs side by side, evaluated layer by layer beside the point, as differences ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

from jaccli.accumulate import unused_in
from jaccli.analysis.differences import Probe, Probed
from jaccli.arrays import Array, np
from jaccli.graph import Graph, Node
from jaccli.linearise import Step

FEW = 64  # numbers of arrays that are looked at together


def needed_in(graph: Graph, tape: Sequence[Step]) -> list[Node]:
    """The loaded nodes that the output depends on: the kinks of others are nobody's."""
    unused = set(unused_in(graph))
    return [step.node for step in tape if step.node.name not in unused]


def probe_of(nodes: Sequence[Node], inputs: Mapping[str, int], output: str) -> Probe:
    """f of all inputs side by side, as `differences` asks for it. inputs: name and size."""
    places = places_of(inputs)

    order = {name: place for place, name in enumerate([*places, *(node.name for node in nodes)])}
    steps = [
        (
            node.layer.forward,
            [order[name] for name in node.inputs],
            node.layer.sides if node.layer.has_sides else None,
        )
        for node in nodes
    ]
    wanted = order[output]

    def at(x: Array) -> Probed:
        values = [x[place] for place in places.values()]
        sides: list[Array] = []
        with np.errstate(all="ignore"):  # a point beside the domain gives what it gives
            for forward, reads, sides_of in steps:  # places in `values`: names take twice as long
                given = [values[each] for each in reads]
                if sides_of is not None:
                    sides += sides_of(*given)
                values.append(forward(*given))
        return Probed(values[wanted], tuple(sides), _largest([x, *values]))

    return at


def _largest(values: Sequence[Array]) -> float:
    """The largest size among all numbers: what is not finite nobody reads, or the output is not."""
    few = [each for each in values if each.size <= FEW]
    many = [each for each in values if each.size > FEW]
    sizes = map(np.abs, [np.concatenate(few), *many] if few else many)
    return max(float(each.max(where=np.isfinite(each), initial=0.0)) for each in sizes)


def weighed(probe: Probe, adjoints: Array) -> Probe:
    """U f of a function f. adjoints: U (r, m)"""

    def at(x: Array) -> Probed:
        probed = probe(x)
        return probed._replace(value=adjoints @ probed.value)

    return at


def across(size: int) -> Array:
    """A direction across all entries without a pattern that a mistake could have: as good as
    random, and always the same."""
    return np.cos(np.arange(1.0, size + 1) ** 2)


def sizes_of(graph: Graph) -> dict[str, int]:
    """The inputs by name, and how many numbers each has."""
    return {entry.name: entry.size for entry in graph.inputs}


def places_of(sizes: Mapping[str, int]) -> dict[str, slice]:
    """Where each of several vectors stands when they are put side by side."""
    ends = list(accumulate(sizes.values()))
    return {
        name: slice(end - size, end) for (name, size), end in zip(sizes.items(), ends, strict=True)
    }
