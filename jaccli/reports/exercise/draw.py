"""The same chain or graph with other numbers, small and whole, for a student's seed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zlib import crc32

from jaccli.arrays import Array, Inline, np
from jaccli.errors import JaccliError, Mistakes
from jaccli.evaluate import value
from jaccli.graph import Graph, Node, load
from jaccli.layers import ArrayKind, IndexKind, kinds
from jaccli.linearise import linearise
from jaccli.reports.common.tape import point_of

TRIES = 200  # draws until one is finite and stands at no kink
WIDEST = 2  # weights are −2 … 2
FURTHEST = 3  # points are −3 … 3


def drawn(graph: Graph, seed: int) -> Graph:
    """Weights, biases, targets, labels and the point drawn anew: whole numbers, at most 3.

    The same seed gives the same graph, whatever else is asked. Raises Mistakes where no draw is
    finite and away from every kink.
    """
    loaded = load(graph)
    mixed = crc32(f"{graph.name} {seed}".encode())
    for attempt in range(TRIES):
        random = np.random.RandomState([seed % 2**32, mixed, attempt])
        found = _drawn(loaded, random, positive=attempt % 2 == 1)
        if _is_fair(found):
            return found
    title = f"{graph.file}: no small whole numbers were found at which it is finite and smooth"
    help = "leave --seed out, and the numbers of the file are asked about"
    raise Mistakes([JaccliError(title, notes=[("help", help)])], graph.file)


def _drawn(graph: Graph, random: Any, *, positive: bool) -> Graph:
    """positive: the point, for a log or a root"""
    least = 1 if positive else -FURTHEST
    inputs = tuple(
        entry._replace(point=_recipe(_not_zero(random.randint(least, FURTHEST + 1, entry.size))))
        for entry in graph.inputs
    )
    return graph._replace(
        inputs=inputs, nodes=tuple(_redrawn(node, random) for node in graph.nodes)
    )


def _redrawn(node: Node, random: Any) -> Node:
    changed: dict[str, Any] = {}
    for name, kind in kinds(type(node.layer)).items():
        held = getattr(node.layer, name)
        if held is None:
            continue
        if isinstance(kind, ArrayKind) and not kind.distribution:
            shape = held.shape
            changed[name] = random.randint(-WIDEST, WIDEST + 1, shape).astype(held.dtype)
        elif isinstance(kind, ArrayKind):
            changed[name] = np.eye(held.size, dtype=held.dtype)[random.randint(held.size)]
        elif isinstance(kind, IndexKind):
            changed[name] = int(random.randint(node.input_sizes[0]))
    return node._replace(layer=replace(node.layer, **changed)) if changed else node


def _not_zero(point: Array) -> Array:
    """A point that is not all zeros."""
    return point if point.any() else point + 1


def _recipe(array: Array) -> Inline:
    numbers = tuple(float(each) for each in array)
    return Inline(numbers, (len(numbers),), None)


def _is_fair(graph: Graph) -> bool:
    """Whether it is finite, at no kink, and something passes: J is not 0."""
    with np.errstate(all="ignore"):
        if not np.isfinite(value(graph, point_of(graph))).all():
            return False
    try:
        tape = list(linearise(graph, point_of(graph)))
    except JaccliError:
        return False
    if any(step.node.layer.kink_remark(x) for step in tape for x in step.inputs[:1]):
        return False
    return all(jacobian.dense().any() for step in tape for jacobian in step.jacobians)
