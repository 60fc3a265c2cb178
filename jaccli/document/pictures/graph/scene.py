"""The picture of a graph: its nodes, its edges with their Jacobians, the ways of both sweeps.

Groups are named by place, for names of values may be anything: node0 is the first of the diagram's
nodes, with node0-value and node0-adjoint inside, edge0 the first of its edges, with edge0-forward,
edge0-reverse and edge0-label.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.document.graphics import Diagram, Link, Vertex
from jaccli.document.pictures.chain import is_chain
from jaccli.document.pictures.graph.legend import notes
from jaccli.document.pictures.graph.nodes import (
    AFTER_NAME,
    BAR,
    ROW,
    inside,
    number,
    sizes,
)
from jaccli.document.pictures.graph.places import drawn
from jaccli.document.pictures.graph.spots import Label
from jaccli.document.pictures.graph.ways import HALF, curved
from jaccli.document.pictures.letters import lines, shortened, width
from jaccli.document.pictures.looks import of_layer
from jaccli.document.pictures.scene import LARGE, USUAL, Box, Group, Item, Path, Point, Scene, Words
from jaccli.words import count, shape

MARGIN, GAP = 24.0, 28.0
WRITTEN, LINE = 12.0, 16.0  # size of what is written on edges, and from line to line
NAME = 150.0  # pixels of a Jacobian's name
MOST_NODES, MOST_CROSSINGS = 120, 150  # more are not followed by eye
MOST_OF_A_CHAIN = 400  # nodes
SCREEN = (1280.0, 720.0)  # pixels of a projector
BESIDE, BELOW = 430.0, 720.0  # pixels of what is said beside a graph, and below it at least
MOST_TOLD = 40  # edges that are told to who cannot see the picture


def scene(diagram: Diagram) -> Scene | None:
    """The picture; None where it would not be readable."""
    nodes, edges = len(diagram.nodes), len(diagram.edges)
    chained = edges == nodes - 1 and is_chain(diagram)
    if not 0 < nodes <= (MOST_OF_A_CHAIN if chained else MOST_NODES):
        return None
    sheet = _Sheet(diagram)
    return sheet.scene() if sheet.found.crossings <= MOST_CROSSINGS else None


class _Sheet:
    """A diagram with the places of all that is drawn."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        place = {node.name: at for at, node in enumerate(diagram.nodes)}
        edges = [(place[edge.source], place[edge.reader]) for edge in diagram.edges]
        self.texts = [inside(node) for node in diagram.nodes]
        self.labels = [_written(edge) if diagram.labelled else [] for edge in diagram.edges]
        ports = [
            max(sum(edge[end] == at for edge in edges) for end in (0, 1))
            for at in range(len(place))
        ]
        self.sizes = sizes(diagram.nodes, self.texts, ports)
        self.found = drawn(self.sizes, edges, [_room(each) for each in self.labels])

    def scene(self) -> Scene:
        """What is said of the graph beside it or below it, whichever is larger on a screen; where
        it has no title, for that stands elsewhere, the graph alone."""
        if not self.diagram.title:
            end = MARGIN + self.found.wide, MARGIN + self.found.high
            return self._scene([], (MARGIN, MARGIN), end)
        return max(self._beside(), self._below(), key=_zoom)

    def _beside(self) -> Scene:
        items, y = self._titled(BESIDE)
        below, end = notes(self.diagram, MARGIN, y, BESIDE)
        left, end = MARGIN + BESIDE + GAP, max(end, MARGIN + self.found.high)
        return self._scene([*items, *below], (left, MARGIN), (left + self.found.wide, end))

    def _below(self) -> Scene:
        across = max(BELOW, self.found.wide)
        items, top = self._titled(across)
        left = MARGIN + (across - self.found.wide) / 2
        y = top + self.found.high + GAP
        below, end = notes(self.diagram, MARGIN, y, across, halved=True)
        return self._scene([*items, *below], (left, top), (MARGIN + across, end))

    def _scene(self, items: Sequence[Item], corner: Point, end: Point) -> Scene:
        graph = Group([*self._graph(*corner)], "graph")
        right, bottom = end[0] + MARGIN, end[1] + MARGIN
        return Scene(right, bottom, [*items, graph], self.title, self._described())

    @property
    def title(self) -> str:
        """The headline."""
        return next(iter(self.diagram.title), "A computation graph")

    def _titled(self, room: float) -> tuple[list[Item], float]:
        """The title, and where what is below it begins."""
        items: list[Item] = []
        y = MARGIN
        for line in lines(self.title, LARGE, room, bold=True):
            items.append(Words(MARGIN, y + LARGE, line, "title", size=LARGE))
            y += 1.4 * LARGE
        for line in (line for text in self.diagram.title[1:] for line in lines(text, USUAL, room)):
            items.append(Words(MARGIN, y + USUAL, line, "quiet"))
            y += 1.4 * USUAL
        return items, y + GAP / 2

    def _graph(self, x: float, y: float) -> Iterator[Item]:
        """Edges, what is written on them, and nodes over them."""
        found = self.found
        for at, edge in enumerate(self.diagram.edges):
            way = [(across + x, down + y) for across, down in found.edges[at]]
            yield self._edge(at, edge, way, (found.labels[at][0] + x, found.labels[at][1] + y))
        for at, node in enumerate(self.diagram.nodes):
            left, top = found.nodes[at]
            yield self._node(at, node, left + x, top + y)

    def _edge(self, at: int, edge: Link, way: Sequence[Point], corner: Point) -> Group:
        """The ways of both sweeps beside each other, and the Jacobian."""
        name, sweep = f"edge{at}", self.diagram.sweep
        both = sweep == "both" and edge.returns
        items: list[Item] = []
        if sweep != "reverse":
            line = curved(way, -HALF * both)
            items.append(Group([Path(line, "ahead", True, True)], f"{name}-forward"))
        if sweep != "forward" and edge.returns:
            line = curved(way, HALF * both)[::-1]
            items.append(Group([Path(line, "back", True, True)], f"{name}-reverse"))
        if not items:
            items.append(Path(curved(way, 0), "grid", smooth=True))
        words = [
            Words(corner[0], corner[1] + WRITTEN + LINE * row, text, look, size=WRITTEN)
            for row, (text, look) in enumerate(self.labels[at])
        ]
        items += [Group(words, f"{name}-label")] if words else []
        return Group(items, name, title=_told(edge))

    def _node(self, at: int, node: Vertex, x: float, y: float) -> Group:
        """A box with its lines."""
        text, size = self.texts[at], self.sizes[at]
        radius = 16.0 if node.end == "input" else 5.0
        items: list[Item] = [Box(x, y, size.wide, size.high, "box", radius)]
        if node.end == "output":
            items.append(Box(x + 3, y + 3, size.wide - 6, size.high - 6, "box", radius - 2))
        if node.layer:
            items.append(Box(x + 6, y + 7, 5, size.high - 14, of_layer(node.layer), 2))
        left, base = x + BAR, y + (size.high - ROW * text.rows) / 2 + USUAL
        items.append(Words(left, base, text.name, "name"))
        if text.rest:
            right = left + width(text.name, USUAL, bold=True) + AFTER_NAME
            items.append(Words(right, base, text.rest, "quiet"))
        carried = "forward" if self.diagram.sweep == "forward" else "reverse"
        for name, look, said in (("value", "", text.value), ("adjoint", carried, text.adjoint)):
            rows = [Words(left, base + ROW * row, line, look) for row, line in enumerate(said, 1)]
            base += ROW * len(said)
            items += [Group(rows, f"node{at}-{name}")] if rows else []
        return Group(items, f"node{at}", title=text.told)

    def _described(self) -> str:
        """The graph in words, for who cannot see it."""
        nodes, edges = self.diagram.nodes, self.diagram.edges
        called = {node.name: node.called or node.name for node in nodes}
        reads: dict[str, list[str]] = {}
        for edge in edges:
            reads.setdefault(edge.reader, []).append(called[edge.source])
        said = [f"{count(len(nodes), 'value')}, {count(len(edges), 'edge')}"]
        for node in nodes[:MOST_TOLD]:
            read = f" reads {', '.join(reads[node.name])}" if node.name in reads else ""
            said.append(f"{called[node.name]} {node.kind or 'input'}{read}")
        return ". ".join(said) + "."


def _zoom(scene: Scene) -> float:
    """How large it is on a screen, in parts of its size."""
    return min(1, SCREEN[0] / scene.width, SCREEN[1] / scene.height)


def _written(edge: Link) -> list[tuple[str, str]]:
    """What stands beside an edge, a line each, with its look."""
    name = shortened(edge.name, WRITTEN, NAME)
    if edge.number is not None:
        return [(f"{name} = {number(edge.number)}", "words")]
    return [(name, "words"), (f"{shape(edge.shape)} {edge.form}", "quiet")]


def _room(written: Sequence[tuple[str, str]]) -> Label:
    if not written:
        return Label(0, 0)
    return Label(max(width(text, WRITTEN) for text, _ in written), LINE * len(written))


def _told(edge: Link) -> str:
    here = "" if edge.number is None else f" = {number(edge.number)}"
    return f"{edge.name}{here}: {shape(edge.shape)} {edge.form}"
