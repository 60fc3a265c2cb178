"""What stands beside the picture of a graph: what it comes to, and how it is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from jaccli.document.graphics import Diagram
from jaccli.document.pictures.letters import lines, shortened, width
from jaccli.document.pictures.looks import of_layer
from jaccli.document.pictures.scene import USUAL, Box, Group, Item, Path, Words

LINE, APART = 18.0, 10.0  # pixels from line to line, and between two notes
SIGN, AFTER, MOST = 40.0, 14.0, 110.0  # pixels of what is explained, to why, and of a name
LABEL, BETWEEN = 52.0, 32.0  # pixels of Why: and Sum:, and between two columns


class Sign(NamedTuple):
    """Something that is to be seen, and what it means. said: where it is a word"""

    name: str
    text: str
    said: str = ""

    @property
    def wide(self) -> float:
        """The room that it needs."""
        return max(SIGN, width(self.said, USUAL))


def notes(
    diagram: Diagram, x: float, y: float, room: float, *, halved: bool = False
) -> tuple[list[Item], float]:
    """The shapes, from x and y on in a column of that room; and where they end.

    halved: in two columns, what it comes to and how it is read
    """
    wide = (room - BETWEEN) / 2 if halved and diagram.said else room
    said, end = _said(diagram, x, y, wide)
    if wide < room:
        read, low = _read(diagram, x + wide + BETWEEN, y, wide)
        return said + read, max(end, low)
    read, low = _read(diagram, x, end + APART * bool(said), room)
    return said + read, low


def _said(diagram: Diagram, x: float, y: float, room: float) -> tuple[list[Item], float]:
    """What it comes to, the headline first."""
    items: list[Item] = []
    for at, (label, text) in enumerate(diagram.said):
        aside, bold = LABEL * bool(label), not at and not label
        items += [Words(x, y + USUAL, label, "quiet")] if label else []
        for line in lines(text, USUAL, room - aside, bold=bold):
            items.append(Words(x + aside, y + USUAL, line, "name" if bold else ""))
            y += LINE
        y += APART / 2
    return items, y


def _read(diagram: Diagram, x: float, y: float, room: float) -> tuple[list[Item], float]:
    """How it is read."""
    items: list[Item] = []
    signs = [*_signs(diagram)]
    aside = max(sign.wide for sign in signs) + AFTER
    for sign in signs:
        shapes = [*_shapes(sign, x, y)]
        for line in lines(sign.text, USUAL, room - aside):
            shapes.append(Words(x + aside, y + USUAL, line, "quiet"))
            y += LINE
        items.append(Group(shapes, f"legend-{sign.name}"))
        y += APART / 2
    return items, y


def _signs(diagram: Diagram) -> Iterator[Sign]:
    """What there is to be seen in the picture."""
    if diagram.edges and diagram.sweep != "reverse":
        what = "a value" if diagram.sweep == "both" else "a tangent"
        yield Sign("forward", f"forward: {what} goes to each layer that reads it")
    if diagram.sweep != "forward" and any(edge.returns for edge in diagram.edges):
        yield Sign("reverse", "reverse: an adjoint comes back from each reader")
    for node in diagram.nodes:
        if node.adjoint is not None:
            carried = "tangent" if diagram.sweep == "forward" else "adjoint"
            called, said = (shortened(each, USUAL, MOST) for each in (node.called, node.derivative))
            yield Sign(carried, f"the {carried} of {called}, below its value", said)
            break
    for edge in diagram.edges[: int(diagram.labelled)]:
        names = {node.name: shortened(node.called, USUAL, MOST) for node in diagram.nodes}
        text = f"the Jacobian of {names[edge.reader]} by {names[edge.source]}"
        yield Sign("jacobian", text, shortened(edge.name, USUAL, MOST))
    if len({node.shape for node in diagram.nodes}) > 1:
        text = "boxes grow by the same width each time the entries double"
        if any(len(node.shape) > 1 for node in diagram.nodes):
            text += ", for a matrix those of a row; by the same height for its rows"
        yield Sign("size", text)
    if any(node.layer for node in diagram.nodes):
        yield Sign("layer", "each layer has its colour, the same in every picture")
    yield Sign("output", "the output; inputs are round")


def _shapes(sign: Sign, x: float, y: float) -> Iterator[Item]:
    """What the sign looks like."""
    middle = y + 9
    match sign.name:
        case "forward":
            yield Path([(x, middle), (x + SIGN, middle)], "ahead", arrow=True)
        case "reverse":
            yield Path([(x + SIGN, middle), (x, middle)], "back", arrow=True)
        case "size":
            for at in range(3):
                yield Box(x, y + 1 + 6 * at, SIGN * (at + 1) / 3, 4, "box")
        case "layer":
            for at in range(4):
                yield Box(x + at * SIGN / 4, y + 2, SIGN / 4 - 4, 14, of_layer(at + 1), 2)
        case "output":
            yield Box(x + 1, y + 1, SIGN - 2, 16, "box", 6)
            yield Box(x + 4, y + 4, SIGN - 8, 10, "box", 4)
        case name:
            looks = {"adjoint": "reverse", "tangent": "forward"}
            yield Words(x, y + USUAL, sign.said, looks.get(name, ""))
