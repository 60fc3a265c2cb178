"""Where everything in a picture stands before a character is drawn: columns of nodes and arrows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from jaccli.document.drawing.columns import Pull, columns, resting, spread
from jaccli.document.drawing.layered import Layers
from jaccli.errors import cells

Labels = Mapping[tuple[int, int], str]  # what stands beside an edge, by the nodes at its ends


class Drawn(NamedTuple):
    """A node of the picture."""

    name: str  # unique
    lines: tuple[str, ...]  # what stands in the node


class Gaps(NamedTuple):
    """Blanks between neighbours in a row."""

    lines: int
    beside: int  # between a label and a line
    labels: int


GAPS = (Gaps(lines=3, beside=2, labels=4), Gaps(lines=1, beside=1, labels=2))


class Shape(NamedTuple):
    """The columns of a node, counted from the one where its line leaves; a dummy has only that."""

    left: int = 0
    right: int = 0
    first: int = 0  # arrows arrive from here
    last: int = 0  # to here
    boxed: bool = False
    apart: int = 2  # from one arrow to the next, at least
    reach: int = 0  # to the right, with what is written beside an arrow


class Plan(NamedTuple):
    """Everything that is known before a character is drawn. Lines stand in even columns only."""

    nodes: Sequence[Drawn]
    order: Layers
    shapes: list[Shape]  # of each item
    at: list[int]  # the column of each item
    ports: list[list[int]]  # of each item, the column where each link from above arrives
    labels: list[list[str]]  # of each item, what is written beside each link from above


def _shape(node: Drawn, labels: Sequence[str], boxed: bool) -> Shape:
    """How wide a node is, and where arrows may arrive. labels: one for each of them"""
    arrows = len(labels)
    beside = max(map(cells, labels), default=0)
    apart = _even(beside + 3) if beside else 2
    needed = apart * max(0, arrows - 1) + 1  # columns from the first arrow to the last
    inner = max(map(cells, node.lines), default=0)
    boxed = boxed or inner == 0 or needed > inner + inner % 2
    border = 1 if boxed else 0
    width = max(inner + 4, needed + 4) if boxed else max(inner, needed)
    left = width // 2
    if not boxed and left // 2 + (width - 1 - left) // 2 + 1 < arrows:
        left -= 1  # from an even column there is room for one more
    right = width - 1 - left
    first, last = -((left - border) // 2 * 2), (right - border) // 2 * 2
    reach = max(right, last + 1 + beside) if beside else right
    return Shape(left, right, first, last, boxed, apart, reach)


def planned(
    nodes: Sequence[Drawn],
    order: Layers,
    width: int,
    centred: bool,
    beside: Labels,
) -> Plan | None:
    """The columns of an order, in wide gaps or else in narrow ones; None if it does not fit."""
    labels = [
        [beside.get((order.source[upper], item), "") for upper in uppers]
        for item, uppers in enumerate(order.above)
    ]
    boxed = any(len(node.lines) != 1 for node in nodes)
    shapes = [_shape(node, labels[at], boxed) for at, node in enumerate(nodes)]
    shapes += [Shape()] * (len(order.source) - len(nodes))
    spans = [_spans(shape, len(up)) for shape, up in zip(shapes, order.above, strict=True)]
    for gaps in GAPS:
        apart = [
            [_between(shapes, left, right, gaps, len(nodes)) for left, right in pairwise(row)]
            for row in order.rows
        ]
        limits = [
            (_even(shapes[row[0]].left), (width - 1 - shapes[row[-1]].reach) // 2 * 2)
            for row in order.rows
        ]
        if all(low + sum(steps) <= high for (low, high), steps in zip(limits, apart, strict=True)):
            at = columns(order, apart, limits, spans, centred=centred)
            ports = [_ports(order, shapes, at, item) for item in range(len(at))]
            return Plan(nodes, order, shapes, at, ports, labels)
    return None


def _spans(shape: Shape, arrows: int) -> list[tuple[int, int]]:
    """Where each arrow may arrive, so that those beside it have their room."""
    room = shape.apart
    return [(shape.first + room * k, shape.last - room * (arrows - 1 - k)) for k in range(arrows)]


def _between(shapes: Sequence[Shape], left: int, right: int, gaps: Gaps, nodes: int) -> int:
    """How far two neighbours in a row are apart at least; items from `nodes` on are lines."""
    gap = gaps[(left < nodes) + (right < nodes)]
    return _even(shapes[left].reach + gap + shapes[right].left + 1)


def _even(column: int) -> int:
    return column + column % 2


def _ports(order: Layers, shapes: Sequence[Shape], at: Sequence[int], item: int) -> list[int]:
    """The columns where the links from above arrive: straight below where they can."""
    uppers, shape = order.above[item], shapes[item]
    if not uppers:
        return []
    first, last = at[item] + shape.first, at[item] + shape.last
    wishes = []
    for number, upper in enumerate(uppers):
        middle = at[item] + resting(number, len(uppers))
        straight = [Pull(at[upper], at[upper], 4)] if first <= at[upper] <= last else []
        wishes.append([Pull(middle, middle, 1), *straight])
    return spread(wishes, shape.apart, first, last)
