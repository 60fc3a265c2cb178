"""Blocks that are drawn: matrices multiplied in pictures, the diagram of a graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from jaccli.arrays import Array


class Factor(NamedTuple):
    """A matrix under its name."""

    name: str
    entries: Array  # (m, n)


class Product(NamedTuple):
    """Matrices side by side and what their product is: J3 · J2 · J1 = J."""

    factors: Sequence[Factor]  # from left to right
    result: Factor


class Vertex(NamedTuple):
    """A node of a diagram. value: None where nobody asked for it; adjoint: of a constant as well"""

    name: str  # unique
    title: str
    value: Array | None = None  # (size,)
    adjoint: Array | None = None  # (size,)


class Diagram(NamedTuple):
    """A graph, its nodes in an order in which every edge leads from an earlier to a later one.

    otherwise: who draws it where there is no room, a clause
    """

    nodes: Sequence[Vertex]
    edges: Sequence[tuple[str, str]]  # by name; twice where a value is read twice
    otherwise: str
