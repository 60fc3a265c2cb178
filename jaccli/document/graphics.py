"""Blocks of numbers and pictures: matrices, vectors, curves, products, diagrams.

Like all blocks they say what is shown, not how wide or in which signs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from jaccli.arrays import Array
    from jaccli.document.blocks import Block
    from jaccli.document.moving import Race, Stepper
    from jaccli.document.style import Style


class Matrix(NamedTuple):
    """Numbers under a name: figures while they are few, else a picture and a digest.

    kind: what they are, a matrix; vectors of one size, one a row; one vector, whose name says
    where it comes from; one on a single line, shortened where it is long; or the diagonal of a
    matrix, left out where its figures do not fit
    rows, columns: what those of a matrix are called, () where they have no names; shown while
    there is room
    """

    name: str
    entries: Array  # (m, n); of one vector and a diagonal (1, n)
    whole: bool = False  # every entry in full precision, whatever its size
    indent: int = 0
    rows: Sequence[str] = ()  # m
    columns: Sequence[str] = ()  # n
    kind: Literal["matrix", "vectors", "vector", "line", "diagonal"] = "matrix"


def vectors(name: str, entries: Array, whole: bool = False, indent: int = 2) -> Matrix:
    """Vectors of one size under a name: `v2 = [ … ]`. entries: (c, n)"""
    return Matrix(name, entries, whole, indent, kind="vectors")


def vector(name: str, entries: Array, whole: bool = False) -> Matrix:
    """One vector behind a few words: `u3 = u4·J3: [ … ]`. entries: (n,)"""
    return Matrix(name, entries[None, :], whole, indent=2, kind="vector")


def on_a_line(name: str, entries: Array, whole: bool = False) -> Matrix:
    """One vector under its name on a single line: `u1 = [1 0 … 3]`. entries: (n,)"""
    return Matrix(name, entries[None, :], whole, kind="vectors" if whole else "line")


def diagonal(name: str, entries: Array) -> Matrix:
    """A diagonal matrix in figures: `J2 = diag( 1  0 )`. entries: (n,)"""
    return Matrix(name, entries[None, :], indent=2, kind="diagonal")


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
    """Curves over one size, both axes logarithmic. across, up: what is along the axes

    titled: whether a title says so, and notes say more than the names; height: lines that they
    take in all, where another block gives it
    title, said, below: what stands above and below them in a picture
    """

    curves: Sequence[Curve]
    across: str
    up: str
    marks: Sequence[Mark] = ()
    titled: bool = True
    height: int = 0
    title: str = ""
    said: Sequence[str] = ()
    below: str = ""


class Moving(NamedTuple):
    """What moves where a format can. plain: the same in other blocks, where nothing does"""

    what: Stepper | Race
    plain: Sequence[Block]


class Factor(NamedTuple):
    """A matrix under its name. rows, columns: what those are called, as of a Matrix

    note: what else is said below it, and look: of its frame, both in pictures
    """

    name: str
    entries: Array  # (m, n)
    rows: Sequence[str] = ()  # m
    columns: Sequence[str] = ()  # n
    note: str = ""
    look: str = ""


class Product(NamedTuple):
    """Matrices side by side and what their product is: J3 · J2 · J1 = J.

    figures: whether they stand in figures where those have the room, else in pictures
    title, said: what stands above them in a picture; joined: whether it is their product, and not
    a sum over paths; hidden: how many factors are left out in the middle
    """

    factors: Sequence[Factor]  # from left to right
    result: Factor
    figures: bool = False
    title: str = ""
    said: Sequence[str] = ()
    joined: bool = True
    hidden: int = 0


class Vertex(NamedTuple):
    """A node of a diagram. value: None where nobody asked for it; adjoint: of a constant as well

    end: whether the graph begins or ends there; layer: the number k of its f_k, 0 of an input;
    kind: the type of the layer
    """

    name: str  # unique
    title: str
    value: Array | None = None  # (size,)
    adjoint: Array | None = None  # (size,), or the tangent, where the diagram is of a forward sweep
    called: str = ""  # what its value is called
    derivative: str = ""  # what its adjoint is called
    end: Literal["", "input", "output"] = ""
    kind: str = ""
    layer: int = 0
    shape: Sequence[int] = (1,)


class Link(NamedTuple):
    """An edge: a layer reads a value. shape, form: of its Jacobian; returns: whether an adjoint
    comes back over it"""

    source: str
    reader: str
    name: str = ""  # of its Jacobian: ∂x7/∂x4
    shape: tuple[int, int] = (1, 1)
    form: str = ""
    number: float | None = None  # the Jacobian, where it is one number and values are asked for
    returns: bool = True


class Diagram(NamedTuple):
    """A graph, its nodes in an order in which every edge leads from an earlier to a later one.

    otherwise: who draws it where there is no room, a clause; instead: what stands there then
    labelled: whether its Jacobians are named beside edges, where there is room; whole: all entries
    of the values; title, said: above and below a picture; sweep: whose arrows it has
    """

    nodes: Sequence[Vertex]
    edges: Sequence[Link]  # twice where a value is read twice
    otherwise: str
    instead: Sequence[Block] = ()
    labelled: bool = False
    whole: bool = False
    title: Sequence[str] = ()  # a headline and smaller lines
    said: Sequence[tuple[str, str]] = ()  # (label, sentence)
    sweep: Literal["both", "forward", "reverse"] = "both"
