"""A computation graph as a picture in characters: values in rows, lines for who reads whom.

Nothing here knows a colour, a terminal or what a node means.

How a picture is read: a value's line leaves its label downwards, forks where its readers stand
apart (├ ┬ ┼), and ends in a ▼ at each of them. A line that passes over another is unbroken, ─│─;
lines of two values never share a cell otherwise, so every sign but │ belongs to one value.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, pairwise, product
from typing import NamedTuple

from jaccli.document.drawing.columns import Pull, columns, resting, spread
from jaccli.document.drawing.lanes import Canvas, Lane, paint_lanes, untied
from jaccli.document.drawing.layered import Layers, layers, orders
from jaccli.errors import cells

MOST_NODES = 60  # more are not followed by eye
MOST_LINES = 240  # a chain of 40 nodes with four lines in each
MOST_CROSSINGS = 30  # 30 nodes have about 5 if each reads two recent ones, 27 if any two
TRIED = 120  # nodes drawn in all: the fewer there are, the more pictures the best is chosen from

HEAD = "▼"


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


class Plan(NamedTuple):
    """Everything that is known before a character is drawn. Lines stand in even columns only."""

    nodes: Sequence[Drawn]
    order: Layers
    shapes: list[Shape]  # of each item
    at: list[int]  # the column of each item
    ports: list[list[int]]  # of each item, the column where each link from above arrives


def drawing(
    nodes: Sequence[Drawn], edges: Sequence[tuple[str, str]], width: int
) -> list[str] | None:
    """The lines of the picture, at most `width` columns wide; None where it would not be readable.

    The rows are depths, see `layered.depths`: inputs above, the output at the bottom. A label of
    one line stands free, one of several lines in a box, and so does one that is narrower than its
    arrows. Edges from one node share a trunk; each has its own arrow head, and a pair that is
    given twice (x·x) has two.

    nodes   in an order in which every edge leads from an earlier to a later one

    >>> nodes = [Drawn("x", ("x",)), Drawn("y", ("y exp",)), Drawn("z", ("z multiply",))]
    >>> print("\\n".join(drawing(nodes, [("x", "y"), ("x", "z"), ("y", "z")], 80)))
      x
      ├─────┐
      ▼     │
    y exp   │
      ▼     ▼
     z multiply
    """
    if not 0 < len(nodes) <= MOST_NODES:
        return None
    place = {node.name: at for at, node in enumerate(nodes)}
    given = layers(len(nodes), [(place[upper], place[lower]) for upper, lower in edges])
    tries = product(orders(given), (True, False))
    pictures = [
        (_difficulty(plan, canvas), number, canvas)
        for number, (order, centred) in enumerate(islice(tries, max(2, TRIED // len(nodes))))
        if (plan := _plan(nodes, order, width, centred)) and (canvas := _painted(plan, width))
    ]
    if not pictures:
        return None
    _, _, best = min(pictures)
    if best.crossings() > MOST_CROSSINGS or len(best.texts) > MOST_LINES:
        return None
    return best.lines()


def _difficulty(plan: Plan, canvas: Canvas) -> int:
    """What is hard to follow: crossings, lines of text, bends, nodes out of the given order."""
    nodes = [[item for item in row if item < len(plan.nodes)] for row in plan.order.rows]
    turned = sum(left > right for row in nodes for left, right in pairwise(row))
    return 3 * canvas.crossings() + 2 * len(canvas.texts) + canvas.bends() + turned


def _shape(node: Drawn, arrows: int, boxed: bool) -> Shape:
    """How wide a node is, and where arrows may arrive."""
    inner = max(map(cells, node.lines), default=0)
    boxed = boxed or inner == 0 or arrows > inner // 2 + 1
    border = 1 if boxed else 0
    width = max(inner + 4, 2 * arrows + 3) if boxed else max(inner, 2 * arrows - 1)
    left = width // 2
    if not boxed and left // 2 + (width - 1 - left) // 2 + 1 < arrows:
        left -= 1  # from an even column there is room for one more
    right = width - 1 - left
    return Shape(left, right, -((left - border) // 2 * 2), (right - border) // 2 * 2, boxed)


def _plan(nodes: Sequence[Drawn], order: Layers, width: int, centred: bool) -> Plan | None:
    """The columns of an order, in wide gaps or else in narrow ones; None if it does not fit."""
    boxed = any(len(node.lines) != 1 for node in nodes)
    shapes = [_shape(node, len(order.above[at]), boxed) for at, node in enumerate(nodes)]
    shapes += [Shape()] * (len(order.source) - len(nodes))
    spans = [
        [(shape.first + 2 * at, shape.last - 2 * (len(up) - 1 - at)) for at in range(len(up))]
        for shape, up in zip(shapes, order.above, strict=True)
    ]
    for gaps in GAPS:
        apart = [
            [
                _even(
                    shapes[left].right
                    + gaps[(left < len(nodes)) + (right < len(nodes))]
                    + shapes[right].left
                    + 1
                )
                for left, right in pairwise(row)
            ]
            for row in order.rows
        ]
        limits = [
            (_even(shapes[row[0]].left), (width - 1 - shapes[row[-1]].right) // 2 * 2)
            for row in order.rows
        ]
        if all(low + sum(steps) <= high for (low, high), steps in zip(limits, apart, strict=True)):
            at = columns(order, apart, limits, spans, centred=centred)
            ports = [_ports(order, shapes, at, item) for item in range(len(at))]
            return Plan(nodes, order, shapes, at, ports)
    return None


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
    return spread(wishes, 2, first, last)


def _painted(plan: Plan, width: int) -> Canvas | None:
    """The plan as a picture; None where two lines find no way past each other."""
    canvas = Canvas()
    nodes, order, at = plan.nodes, plan.order, plan.at
    for row in order.rows:
        height = max(
            1 + len(nodes[item].lines) + plan.shapes[item].boxed
            for item in row
            if item < len(nodes)
        )
        top = canvas.grow(height)
        for item in row:
            below = _paint_node(canvas, plan, item, top) if item < len(nodes) else top
            if order.below[item]:
                canvas.descend(at[item], below, top + height, order.source[item])
        lanes = untied(_lanes(plan, row), width)
        if lanes is None:
            return None
        paint_lanes(canvas, lanes)
    return canvas


def _paint_node(canvas: Canvas, plan: Plan, item: int, top: int) -> int:
    """The label with its arrow heads, or its box; the row below it."""
    lines, shape, ports = plan.nodes[item].lines, plan.shapes[item], plan.ports[item]
    left = plan.at[item] - shape.left
    if not shape.boxed:
        canvas.texts[top].update(dict.fromkeys(ports, HEAD))
        canvas.texts[top + 1][left] = lines[0]
        return top + 2
    inner = shape.left + shape.right - 1
    lid, base = ["─"] * inner, ["─"] * inner
    for port in ports:
        lid[port - left - 1] = HEAD
    if plan.order.below[item]:
        base[shape.left - 1] = "┬"
    canvas.texts[top][left] = f"┌{''.join(lid)}┐"
    for row, line in enumerate(lines, top + 1):
        blanks = inner - 2 - cells(line)
        before = blanks // 2 if len(lines) == 1 else 0
        canvas.texts[row][left] = f"│ {' ' * before}{line}{' ' * (blanks - before)} │"
    bottom = top + 1 + len(lines)
    canvas.texts[bottom][left] = f"└{''.join(base)}┘"
    return bottom + 1


def _lanes(plan: Plan, row: Sequence[int]) -> list[Lane]:
    """The lines that leave a row."""
    lanes = []
    for item in row:
        bottoms = tuple(
            port
            for lower in dict.fromkeys(plan.order.below[item])
            for port, upper in zip(plan.ports[lower], plan.order.above[lower], strict=True)
            if upper == item
        )
        if bottoms:
            lanes.append(Lane(plan.order.source[item], plan.at[item], bottoms))
    return lanes
