"""The value of a graph at a point, and how much of it may be rounding. No derivatives here."""

from __future__ import annotations

from collections.abc import Mapping

from jaccli.arrays import Array, np
from jaccli.graph import Graph

DRAWS = 8  # patterns of errors that are tried: in a few, those of an entry may cancel


def value(graph: Graph, point: Mapping[str, Array], unit: float = 0.0, draw: int = 0) -> Array:
    """The output (m,) at the point. `graph` is loaded (`graph.load`); nothing is refused.

    unit: by how much, relative to itself, every value on the way is off, the point among them:
    a layer that sums products rounds each; draw: in which pattern of signs
    """
    values = {
        name: _off(array, unit, draw - DRAWS * k)
        for k, (name, array) in enumerate(point.items(), 1)
    }
    last = {name: node.name for node in graph.nodes for name in node.inputs}
    with np.errstate(all="ignore"):  # what is not finite is judged by whoever asked
        for at, node in enumerate(graph.nodes):
            found = node.layer.forward(*(values[name] for name in node.inputs))
            found = _off(found, unit, draw + DRAWS * at, whole=node.layer.normwise)
            for name in set(node.inputs):
                if last[name] == node.name and name != graph.output:
                    del values[name]  # so that no more is held than is needed
            values[node.name] = found
    return values[graph.output]


def _off(array: Array, unit: float, seed: int, *, whole: bool = False) -> Array:
    """The array with every entry off by the unit, in signs as good as random, always the same.

    whole: the unit is that of the largest entry, not of each
    """
    if not unit:
        return array
    noise = np.sin(1e4 * np.sin(12.9898 * np.arange(1, array.size + 1) + 78.233 * seed))
    sizes = np.abs(array).max() if whole else array
    moved: Array = array + sizes * (unit * np.where(noise < 0, -1, 1))
    return moved


def rounding(graph: Graph, point: Mapping[str, Array]) -> Array:
    """How far each entry of the output moves if each value on the way is off by its rounding (m,).

    The errors are tried, not bounded: in a few patterns of signs, as in stochastic arithmetic
    (Vignes 1993). Of an entry that is not finite there is none. `graph` is loaded.
    """
    unit = float(np.finfo(graph.dtype).eps)
    exact = value(graph, point)
    with np.errstate(all="ignore"):
        moved = [np.abs(value(graph, point, unit, draw) - exact) for draw in range(DRAWS)]
    largest: Array = np.max(moved, axis=0)
    return np.where(np.isfinite(largest), largest, 0.0)
