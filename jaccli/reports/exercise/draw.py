"""The same chain or graph with other numbers, small and whole, for a student's seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product
from math import isqrt, prod
from typing import Any
from zlib import crc32

from jaccli.arrays import Array, Inline, np, size_in_bytes
from jaccli.errors import JaccliError, Mistakes
from jaccli.evaluate import value
from jaccli.graph import Graph, Node, load
from jaccli.layers import ArrayKind, IndexKind, kinds
from jaccli.linearise import linearise
from jaccli.reports.common.budget import Planned, largest_jacobian
from jaccli.reports.common.tape import point_of

TRIES = 200  # draws until one is finite and stands at no kink
WIDEST = 2  # weights are −2 … 2
FURTHEST = 3  # points are −3 … 3
FEW = 3  # numbers in all, of which a draw would often give the same twice
MOST = 500  # points of few numbers that are looked through
INTEGER = 16  # bytes of a number that is drawn, and of what it is turned to
TURNS = 128  # seeds in a row that have other points


def drawn(graph: Graph, seed: int) -> Graph:
    """Weights, biases, targets, labels and the point drawn anew: whole numbers, small ones.

    The same seed gives the same graph, and other seeds others. Raises Mistakes where no draw is
    finite and away from every kink.
    """
    loaded = load(graph)
    found = _few(loaded, seed) if _numbers(loaded) <= FEW else _many(loaded, seed)
    if found is not None:
        return found
    title = f"{graph.file}: no small whole numbers were found at which it is finite and smooth"
    help = "leave --seed out, and the numbers of the file are asked about"
    raise Mistakes([JaccliError(title, notes=[("help", help)])], graph.file)


def of_drawing(graph: Graph) -> Iterator[Planned]:
    """What it takes beside the arrays themselves: one draw after another, drawn as integers, and a
    Jacobian at a time, to be looked through."""
    number = size_in_bytes((), graph.dtype)
    numbers = sum(prod(array.shape) for node in graph.nodes for array in node.layer.arrays.values())
    yield Planned("what is drawn", (numbers,), (3 * number + INTEGER) * numbers)
    yield largest_jacobian(graph)


def _numbers(graph: Graph) -> int:
    """How many there are to be drawn."""
    arrays = [array for node in graph.nodes for array in node.layer.arrays.values()]
    return graph.input_size + sum(array.size for array in arrays)


def _many(graph: Graph, seed: int) -> Graph | None:
    mixed = crc32(f"{graph.name} {seed}".encode())
    for attempt in range(TRIES):
        random = np.random.RandomState([seed % 2**32, mixed, attempt])
        least = 1 if attempt % 2 else -FURTHEST  # every second point positive, for a log or a root
        point = _not_zero(random.randint(least, FURTHEST + 1, graph.input_size))
        found = _at(_redrawn(graph, random), point)
        if _is_fair(found):
            return found
    return None


def _few(graph: Graph, seed: int) -> Graph | None:
    """Of all fair points the one whose turn it is: no two seeds in a row have the same."""
    random = np.random.RandomState(seed % 2**32)
    changed = _redrawn(graph, random)
    turn = seed % TURNS
    fair = list(islice(filter(_is_fair, _points(changed)), turn + 1))
    return fair[turn % len(fair)] if fair else None


def _points(graph: Graph) -> Iterator[Graph]:
    """At every point of small whole numbers, in an order that looks like none."""
    size = graph.input_size
    furthest = {1: MOST // 2, 2: isqrt(MOST) // 2}.get(size, 5)
    axis = range(-min(furthest, 99), min(furthest, 99) + 1)
    every = list(product(axis, repeat=size))
    for at in np.random.RandomState(0).permutation(len(every)):
        if any(every[at]):
            yield _at(graph, np.array(every[at]))


def _at(graph: Graph, point: Array) -> Graph:
    """The graph at another point (n,), its inputs side by side."""
    inputs, start = [], 0
    for entry in graph.inputs:
        numbers = tuple(float(each) for each in point[start : start + entry.size])
        inputs.append(entry._replace(point=Inline(numbers, (entry.size,), None)))
        start += entry.size
    return graph._replace(inputs=tuple(inputs))


def _redrawn(graph: Graph, random: Any) -> Graph:
    """With other arrays and labels in its layers; one that is used again stays one."""
    layers = {id(node.layer): _layer(node, random) for node in graph.nodes}
    return graph._replace(
        nodes=tuple(node._replace(layer=layers[id(node.layer)]) for node in graph.nodes)
    )


def _layer(node: Node, random: Any) -> Any:
    changed: dict[str, Any] = {}
    for name, kind in kinds(type(node.layer)).items():
        held = getattr(node.layer, name)
        if held is None:
            continue
        if isinstance(kind, ArrayKind) and not kind.distribution:
            changed[name] = random.randint(-WIDEST, WIDEST + 1, held.shape).astype(held.dtype)
        elif isinstance(kind, ArrayKind):
            changed[name] = np.eye(held.size, dtype=held.dtype)[random.randint(held.size)]
        elif isinstance(kind, IndexKind):
            changed[name] = int(random.randint(node.input_sizes[0]))
    return replace(node.layer, **changed) if changed else node.layer


def _not_zero(point: Array) -> Array:
    """A point that is not all zeros."""
    return point if point.any() else point + 1


def _is_fair(graph: Graph) -> bool:
    """Whether it is finite, at no kink, and something passes: no Jacobian is 0."""
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
