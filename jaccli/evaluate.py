"""The value of a graph at a point, and how much of it may be rounding. No derivatives here."""

from __future__ import annotations

from collections.abc import Mapping

from jaccli.arrays import Array, np
from jaccli.graph import Graph

DRAWS = 3  # patterns of errors that are tried


def value(graph: Graph, point: Mapping[str, Array], unit: float = 0.0, draw: int = 0) -> Array:
    """The output (m,) at the point. `graph` is loaded (`graph.load`); nothing is refused.

    unit: by how much, relative to itself, every value on the way is off; draw: in which pattern
    of signs
    """
    values = dict(point)
    last = {name: node.name for node in graph.nodes for name in node.inputs}
    with np.errstate(all="ignore"):  # what is not finite is judged by whoever asked
        for at, node in enumerate(graph.nodes):
            found = node.layer.forward(*(values[name] for name in node.inputs))
            if unit:
                signs = np.where(
                    np.cos((at + draw + 1.0) * np.arange(1, found.size + 1)) < 0, -1, 1
                )
                found = found * (1 + unit * signs)
            for name in set(node.inputs):
                if last[name] == node.name and name != graph.output:
                    del values[name]  # so that no more is held than is needed
            values[node.name] = found
    return values[graph.output]


def rounding(graph: Graph, point: Mapping[str, Array]) -> float:
    """How far the output moves if each value on the way is off by the rounding of its dtype.

    The errors are tried, not bounded: in a few patterns of signs, as in stochastic arithmetic
    (Vignes 1993). `graph` is loaded.
    """
    unit = float(np.finfo(graph.dtype).eps)
    exact = value(graph, point)
    moved = [np.abs(value(graph, point, unit, draw) - exact) for draw in range(DRAWS)]
    largest = float(np.max(moved))
    return largest if np.isfinite(largest) else 0.0
