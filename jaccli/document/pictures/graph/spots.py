"""What the places of a picture are: of its nodes, its edges, and what is written on these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jaccli.document.pictures.scene import Point

LANE = 9.0  # pixels that an edge has to each side


class Label(NamedTuple):
    """The room of what is written on an edge, in pixels, right of it."""

    wide: float
    high: float


class Drawn(NamedTuple):
    """Where all stands: the left upper corners of nodes, the middles of edges from point to point,
    the left upper corners of what is written on them."""

    nodes: Sequence[Point]
    edges: Sequence[Sequence[Point]]  # two points a row: where an edge comes to it and leaves it
    labels: Sequence[Point]
    wide: float
    high: float
    crossings: int
