"""Blocks of numbers and pictures: matrices, vectors, curves, products, diagrams.

Like all blocks they say what is shown, not how wide or in which signs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from jaccli.arrays import Array
    from jaccli.document.blocks import Style


class Matrix(NamedTuple):
    """A matrix under its name: figures while it is small, else a picture and a digest.

    rows, columns: what they are called, () where they have no names; shown while there is room
    """

    name: str
    entries: Array  # (m, n)
    whole: bool = False  # every entry in full precision, whatever its size
    indent: int = 0
    rows: Sequence[str] = ()  # m
    columns: Sequence[str] = ()  # n


class Vectors(NamedTuple):
    """A vector, or several of one size, under a name: `v2 = [ … ]`.

    entries: one row a vector; blank: `?` stands in their place, for an exercise
    """

    name: str
    entries: Array  # (c, n)
    whole: bool = False
    blank: bool = False
    indent: int = 2


class Labelled(NamedTuple):
    """One vector behind a few words: `u3 = u4·J3: [ … ]`; a long one below them, as a matrix."""

    label: str
    entries: Array  # (n,)
    whole: bool = False


class Diagonal(NamedTuple):
    """A diagonal matrix in figures, `J2 = diag( 1  0 )`; left out where they do not fit."""

    name: str
    entries: Array  # (n,)
    indent: int = 2


class Legend(NamedTuple):
    """How to read the pictures of matrices, where one was drawn since the last legend."""


class Curve(NamedTuple):
    """A curve through points (x, y) with x ascending, both > 0; note: a few words about it."""

    name: str
    points: Sequence[tuple[float, float]]
    note: str = ""
    style: Style = ""


class Mark(NamedTuple):
    """A point that is pointed out, and what it is."""

    name: str
    x: float
    y: float


class Curves(NamedTuple):
    """Curves over one size, both axes logarithmic. across, up: what is along the axes"""

    curves: Sequence[Curve]
    across: str
    up: str
    marks: Sequence[Mark] = ()


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
