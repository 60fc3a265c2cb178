"""A chain lying down: its values in boxes, its layers and their Jacobians between them.

Groups are named as in the picture of a graph: node0 with node0-value and node0-adjoint, edge0 with
edge0-forward and edge0-reverse.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from jaccli.arrays import Array
from jaccli.document.figures import compact
from jaccli.document.graphics import Diagram, Vertex
from jaccli.document.pictures.letters import width
from jaccli.document.pictures.looks import of_layer
from jaccli.document.pictures.scene import SMALL, USUAL, Box, Group, Item, Path, Scene, Words
from jaccli.words import count, shape

MARGIN, PADDING, LINE = 12.0, 10.0, 20.0
LEAST_BOX, LEAST_GAP = 76.0, 64.0
FEW, ROOM = 6, 18  # values of which each shows its numbers, in so many columns
SHOWN = ("value", "adjoint")  # groups of a node, in the order of its lines
APART = 5.0  # of the two arrows of an edge


def is_chain(diagram: Diagram) -> bool:
    """Whether each value is read by the next one alone."""
    names = [node.name for node in diagram.nodes]
    return [(each.source, each.reader) for each in diagram.edges] == [*pairwise(names)]


def scene(diagram: Diagram, description: str) -> Scene:
    """The picture, from left to right."""
    few = len(diagram.nodes) <= FEW
    texts = [_lines(node, few=few) for node in diagram.nodes]
    top = MARGIN
    high = 2 * PADDING + LINE * max(map(len, texts))
    items: list[Item] = []
    x = MARGIN
    for at, (node, lines) in enumerate(zip(diagram.nodes, texts, strict=True)):
        if at:
            link = diagram.edges[at - 1]
            labels = f"f{at} {node.kind}", f"{link.name} {shape(link.shape)}"
            gap = max(LEAST_GAP, *(width(each, SMALL) + 2 * PADDING for each in labels))
            items.append(_edge(at - 1, labels, x, x + gap, top + high / 2))
            x += gap
        wide = max(LEAST_BOX, *(width(each, USUAL) + 2 * PADDING for each in lines))
        items.append(_node(at, node, lines, Box(x, top, wide, high, "box", 6)))
        x += wide
    return Scene(x + MARGIN, top + high + MARGIN, items, "The chain", description)


def _lines(node: Vertex, *, few: bool) -> list[str]:
    """What the box says: how large the value is, the value, what is carried; of many their names
    alone."""
    size = 1 if node.value is None else node.value.size
    said = [(node.called, node.value), (node.derivative, node.adjoint)]
    named = [
        f"{name} = {_short(numbers)}" if few else name
        for name, numbers in said
        if numbers is not None
    ]
    return [count(size, "number"), *named]


def _short(values: Array) -> str:
    return f"{values.item():.4g}" if values.size == 1 else compact(values, ROOM)


def _node(at: int, node: Vertex, lines: Sequence[str], box: Box) -> Group:
    base = box.y + PADDING + USUAL + 1
    title, *others = (
        Words(box.x + box.width / 2, base + LINE * row, text, "" if row else "title", "middle")
        for row, text in enumerate(lines)
    )
    groups = [Group([words], f"node{at}-{SHOWN[row]}") for row, words in enumerate(others)]
    bar = box._replace(height=5, look=of_layer(node.layer) if node.layer else "box", radius=0)
    return Group([box, bar, title, *groups], f"node{at}", title=node.title)


def _edge(at: int, labels: Sequence[str], left: float, right: float, y: float) -> Group:
    """Both ways, and the layer above them, its Jacobian below."""
    middle, name = (left + right) / 2, f"edge{at}"
    ahead = Path([(left + 2, y), (right - 4, y)], "forward", arrow=True)
    back = Path([(right - 2, y), (left + 4, y)], "reverse", arrow=True)
    above = Words(middle, y - APART - 4, labels[0], "", "middle", SMALL)
    below = Words(middle, y + APART + SMALL, labels[1], "quiet", "middle", SMALL)
    ways = [Group([ahead], f"{name}-forward"), Group([back], f"{name}-reverse")]
    return Group([*ways, Group([above, below], f"{name}-label")], name, title=labels[1])
