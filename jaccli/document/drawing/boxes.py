"""A computation graph as a picture in characters: values in rows, lines for who reads whom.

Nothing here knows a colour, a terminal or what a node means.

How a picture is read: a value's line leaves its label downwards, forks where its readers stand
apart (├ ┬ ┼), and ends in a ▼ at each of them. A line that passes over another is unbroken, ─│─;
lines of two values never share a cell otherwise, so every sign but │ belongs to one value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice, pairwise, product

from jaccli.document.drawing.lanes import Canvas, Lane, paint_lanes, untied
from jaccli.document.drawing.layered import layers, orders
from jaccli.document.drawing.plan import Drawn as Drawn
from jaccli.document.drawing.plan import Plan, planned
from jaccli.errors import cells
from jaccli.nothing import NOTHING

MOST_NODES = 60  # more are not followed by eye
MOST_CROSSINGS = 30  # 30 nodes have about 5 if each reads two recent ones, 27 if any two
TRIED = 120  # nodes drawn in all: the fewer there are, the more pictures the best is chosen from

HEAD = "▼"


def drawing(
    nodes: Sequence[Drawn],
    edges: Sequence[tuple[str, str]],
    width: int,
    labels: Mapping[tuple[str, str], str] = NOTHING,
) -> list[str] | None:
    """The lines of the picture, at most `width` columns wide; None where it would not be readable.

    The rows are depths, see `layered.depths`: inputs above, the output at the bottom. A label of
    one line stands free, one of several lines in a box, and so does one that is narrower than its
    arrows. Edges from one node share a trunk; each has its own arrow head, and a pair that is
    given twice (x·x) has two.

    nodes   in an order in which every edge leads from an earlier to a later one
    labels  what is written beside the last piece of an edge

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
    beside = {(place[upper], place[lower]): text for (upper, lower), text in labels.items()}
    tries = product(orders(given), (True, False))
    pictures = [
        (_difficulty(plan, canvas), number, canvas)
        for number, (order, centred) in enumerate(islice(tries, max(2, TRIED // len(nodes))))
        if (plan := planned(nodes, order, width, centred, beside))
        and (canvas := _painted(plan, width))
    ]
    if not pictures:
        return None
    _, _, best = min(pictures)
    if best.crossings() > MOST_CROSSINGS:
        return None
    return best.lines()


def _difficulty(plan: Plan, canvas: Canvas) -> int:
    """What is hard to follow: crossings, lines of text, bends, nodes out of the given order."""
    nodes = [[item for item in row if item < len(plan.nodes)] for row in plan.order.rows]
    turned = sum(left > right for row in nodes for left, right in pairwise(row))
    return 3 * canvas.crossings() + 2 * len(canvas.texts) + canvas.bends() + turned


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
        lift = any(any(plan.labels[item]) for item in row)  # a line for what stands beside arrows
        top = canvas.grow(height + lift)
        height += lift
        for item in row:
            below = top
            if item < len(nodes):
                if lift:
                    _paint_labels(canvas, plan, item, top)
                below = _paint_node(canvas, plan, item, top + lift)
            if order.below[item]:
                canvas.descend(at[item], below, top + height, order.source[item])
        lanes = untied(_lanes(plan, row), width)
        if lanes is None:
            return None
        paint_lanes(canvas, lanes)
    return canvas


def _paint_labels(canvas: Canvas, plan: Plan, item: int, row: int) -> None:
    """What stands beside the arrows of a node, one line above their heads."""
    above = plan.order.above[item]
    for port, upper, label in zip(plan.ports[item], above, plan.labels[item], strict=True):
        canvas.descend(port, row, row + 1, plan.order.source[upper])
        canvas.texts[row][port + 2] = label


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
