"""f of all inputs side by side, evaluated layer by layer beside the point, as differences ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

from jaccli.accumulate import unused_in
from jaccli.arrays import Array, largest, np
from jaccli.graph import Graph, Node
from jaccli.layers import Layer
from jaccli.linearise import Step
from jaccli.progress import UNSEEN, Stage
from jaccli.reports.common.derivatives.differences import Probe, Probed
from jaccli.reports.common.derivatives.quotients import weighted

FEW = 64  # numbers of arrays that are looked at together


def needed_in(graph: Graph, tape: Sequence[Step]) -> list[Node]:
    """The loaded nodes that the output depends on: the kinks of others are nobody's."""
    unused = set(unused_in(graph))
    return [step.node for step in tape if step.node.name not in unused]


def read_in(tape: Sequence[Step]) -> dict[str, Array]:
    """Which entries of a value the output reads, where that is known; of others it may read all."""
    return {step.node.name: step.read for step in tape if step.read is not None}


def probe_of(
    nodes: Sequence[Node],
    inputs: Mapping[str, int],
    output: str,
    read: Mapping[str, Array],
    stage: Stage = UNSEEN,
) -> Probe:
    """f of all inputs side by side, as `differences` asks for it.

    inputs: name and size; read: which entries are read, by the names of values: the kinks of
    others are nobody's; stage: counts the layers that are evaluated
    """
    places = places_of(inputs)

    order = {name: place for place, name in enumerate([*places, *(node.name for node in nodes)])}
    steps = [
        (
            node.layer.forward,
            [order[name] for name in node.inputs],
            node.layer if node.layer.has_sides else None,
            read.get(node.name),
        )
        for node in nodes
    ]
    wanted = order[output]

    def at(x: Array) -> Probed:
        values = [x[place] for place in places.values()]
        sides: list[Array] = []
        with np.errstate(all="ignore"):  # a point beside the domain gives what it gives
            for forward, reads, kinked, rows in steps:  # places: names take twice as long
                given = [values[each] for each in reads]
                if kinked is not None:
                    sides += sides_read(kinked, given, rows)
                values.append(forward(*given))
                stage.done += 1
        return Probed(values[wanted], tuple(sides), _largest([x, *values]))

    return at


def sides_read(layer: Layer, inputs: Sequence[Array], read: Array | None) -> list[Array]:
    """On which side of each kink the entries of the value are that are read (m,); all if None."""
    sides = layer.sides(*inputs)
    return sides if read is None else [_seen(each, read) for each in sides]


def _seen(sides: Array, read: Array) -> Array:
    if sides.size == read.size:
        return sides.reshape(-1)[read]
    outer, _, inner = sides.shape  # of a reduction: (a, j, c), and its value (a, c)
    found: Array = sides.swapaxes(1, 2)[read.reshape(outer, inner)]
    return found


def _largest(values: Sequence[Array]) -> float:
    """The largest size among all numbers: what is not finite nobody reads, or the output is not."""
    few = [each for each in values if each.size <= FEW]
    many = [each for each in values if each.size > FEW]
    return max(largest(each) for each in ([np.concatenate(few), *many] if few else many))


def weighed(probe: Probe, adjoints: Array) -> Probe:
    """U f of a function f. adjoints: U (r, m)"""

    def at(x: Array) -> Probed:
        probed = probe(x)
        return probed._replace(value=weighted(adjoints, probed.value))

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
