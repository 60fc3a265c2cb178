"""Blocks that are drawn or not there: bars, trees of products, graphs that lose their vertices.

`plain` of each is the same in other blocks, for formats that draw nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from jaccli.document.blocks import Block
    from jaccli.document.rows import Table


class Portion(NamedTuple):
    """A part of an amount. name: of what is drawn; look: as in pictures"""

    name: str
    value: int
    look: str


class Amount(NamedTuple):
    """An amount that is drawn as a bar. look: as in pictures; note: beside its number

    parts: what it is the sum of, in the order in which they stand; above: what begins with it
    """

    name: str
    value: int
    look: str = ""
    note: str = ""
    parts: Sequence[Portion] = ()
    above: str = ""


class Bars(NamedTuple):
    """Amounts on one scale, drawn. unit: of all; why: below the title; below: what they come to

    key: the parts in a table, with the looks of its rows
    plain: the same in other blocks, where nothing is drawn
    """

    title: str
    bars: Sequence[Amount]
    unit: str
    below: str = ""
    plain: Sequence[Block] = ()
    why: Sequence[str] = ()
    key: tuple[Table, Sequence[str]] | None = None


class Branch(NamedTuple):
    """A matrix in a tree of products. parts: its factors, left and right; () of one that is given

    note: where its price comes from; hidden: how many products are not drawn, in words
    """

    name: str
    shape: tuple[int, int]
    look: str
    price: int = 0
    note: str = ""
    parts: Sequence[Branch] = ()
    hidden: str = ""


class Tree(NamedTuple):
    """A product in the order in which it is multiplied, as a tree. unit: of the prices

    beside: other orders, each with what is said of it, in lines; said: below the title; below: how
    it counts
    plain: the same in other blocks, where nothing is drawn
    """

    title: str
    root: Branch
    unit: str
    beside: Sequence[tuple[Sequence[str], Branch]] = ()
    said: Sequence[str] = ()
    below: str = ""
    plain: Sequence[Block] = ()


class Frame(NamedTuple):
    """A graph at a moment. edges: that are there then; going: the vertex that is eliminated next

    fresh: edges that there will be in its place; gone: vertices that are there no more
    """

    title: str
    edges: Sequence[tuple[str, str]]
    going: str = ""
    fresh: Sequence[tuple[str, str]] = ()
    gone: frozenset[str] = frozenset()
    said: str = ""


class Frames(NamedTuple):
    """A graph as its vertices are eliminated, a frame a vertex.

    vertices: in an order in which every edge leads from an earlier one to a later one
    sizes: of the vertices, () where they say nothing
    """

    title: str
    vertices: Sequence[str]
    frames: Sequence[Frame]
    said: Sequence[str] = ()
    below: str = ""
    sizes: Sequence[int] = ()
    plain: Sequence[Block] = ()
