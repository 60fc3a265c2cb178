"""What stands beside the picture of a graph: what it comes to, and how it is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from jaccli.document.graphics import Diagram
from jaccli.document.pictures.letters import lines
from jaccli.document.pictures.looks import of_layer
from jaccli.document.pictures.scene import USUAL, Box, Group, Item, Path, Words

LINE, APART = 18.0, 10.0  # pixels from line to line, and between two notes
SIGN, AFTER = 40.0, 14.0  # pixels of what is explained, and to its explanation
LABEL, BETWEEN = 52.0, 32.0  # pixels of Why: and Sum:, and between two columns


class Sign(NamedTuple):
    """Something that is to be seen, and what it means; its shapes are around (0, 0) … (SIGN, 12)"""

    name: str
    text: str


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
    for label, text in diagram.said:
        aside = LABEL * bool(label)
        items += [Words(x, y + USUAL, label, "quiet")] if label else []
        for line in lines(text, USUAL, room - aside, bold=not label):
            items.append(Words(x + aside, y + USUAL, line, "words" if label else "name"))
            y += LINE
        y += APART / 2
    return items, y


def _read(diagram: Diagram, x: float, y: float, room: float) -> tuple[list[Item], float]:
    """How it is read."""
    items: list[Item] = []
    for sign in _signs(diagram):
        shapes = [*_shapes(sign.name, x, y)]
        for line in lines(sign.text, USUAL, room - SIGN - AFTER):
            shapes.append(Words(x + SIGN + AFTER, y + USUAL, line, "quiet"))
            y += LINE
        items.append(Group(shapes, f"legend-{sign.name}"))
        y += APART / 2
    return items, y


def _signs(diagram: Diagram) -> Iterator[Sign]:
    """What there is to be seen in the picture."""
    if diagram.sweep != "reverse":
        what = "a value" if diagram.sweep == "both" else "a tangent"
        yield Sign("forward", f"forward: {what} goes to each layer that reads it")
    if diagram.sweep != "forward":
        yield Sign("reverse", "reverse: an adjoint comes back from each reader")
    if any(node.adjoint is not None for node in diagram.nodes):
        yield Sign(_carried(diagram), f"its {_carried(diagram)}, below the value")
    if diagram.edges and diagram.labelled:
        yield Sign("jacobian", "the Jacobian of a layer: z is its value, x what it reads")
    if len({node.shape for node in diagram.nodes}) > 1:
        yield Sign("size", "boxes grow by the same width each time the entries double")
    if any(node.layer for node in diagram.nodes):
        yield Sign("layer", "each layer has its colour, the same in every picture")
    yield Sign("output", "the output; inputs are round")


def _carried(diagram: Diagram) -> str:
    return "tangent" if diagram.sweep == "forward" else "adjoint"


def _shapes(name: str, x: float, y: float) -> Iterator[Item]:
    """What the sign looks like."""
    middle = y + 9
    match name:
        case "forward":
            yield Path([(x, middle), (x + SIGN, middle)], "ahead", arrow=True)
        case "reverse":
            yield Path([(x + SIGN, middle), (x, middle)], "back", arrow=True)
        case "adjoint":
            yield Words(x, y + USUAL, "∂o/∂x", "reverse")
        case "tangent":
            yield Words(x, y + USUAL, "dx/dε", "forward")
        case "jacobian":
            yield Words(x, y + USUAL, "∂z/∂x")
        case "size":
            for at in range(3):
                yield Box(x, y + 1 + 6 * at, SIGN * (at + 1) / 3, 4, "box")
        case "layer":
            for at in range(4):
                yield Box(x + at * SIGN / 4, y + 2, SIGN / 4 - 4, 14, of_layer(at + 1), 2)
        case "output":
            yield Box(x + 1, y + 1, SIGN - 2, 16, "box", 6)
            yield Box(x + 4, y + 4, SIGN - 8, 10, "box", 4)
