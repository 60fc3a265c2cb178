"""Vectors through the pieces of a graph, edge by edge: the factors of a matrix-free chain."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, cast

from jaccli.accumulate.elimination.pieces import cut_vertices, edges_between, factor_of, pieces
from jaccli.arrays import Array, np
from jaccli.factors import Factors, Piece
from jaccli.linmap import DenseForm, LinearMap

if TYPE_CHECKING:
    from jaccli.accumulate.elimination.dag import Dag
    from jaccli.graph import Graph


def factors_of_pieces(
    dag: Dag, file: str, name: str = "", description: str = "", graph: Graph | None = None
) -> Factors:
    """The pieces of a graph as the factors of a chain; all of it is one where nothing cuts it.

    graph: the layers that the edges are Jacobians of, None of shapes alone
    """
    parts = pieces(dag)
    described = [
        Piece(
            ", ".join(part.names[v] for v in part.outputs),
            len(part.edges),
            sum(part.sizes),
            factor_of(part.dense),
        )
        for part in parts
    ]
    factors = tuple([factor_of(part) for part in parts])
    return Factors(file, factors, name, description, graph, tuple(described))


def maps_through(dag: Dag, maps: Sequence[LinearMap]) -> list[LinearMap]:
    """What stands for the Jacobian of each piece. maps: of the edges, in the order of the graph"""
    cuts = cut_vertices(dag)
    each = zip(pieces(dag, cuts), edges_between(dag, cuts), strict=True)
    found = [Through(part, tuple([maps[k] for k in edges])) for part, edges in each]
    return cast("list[LinearMap]", found)


class Through:
    """A piece, of which only products with vectors are asked. maps: of its edges

    It stands where a `LinearMap` does, and is none: its form is not its own.
    """

    __slots__ = ("maps", "piece")

    def __init__(self, piece: Dag, maps: tuple[LinearMap, ...]) -> None:
        self.piece = piece
        self.maps = maps

    @property
    def form(self) -> DenseForm:
        """As wide as what it begins at, as high as what it ends at."""
        rows, columns = (sum(map(self.piece.sizes.__getitem__, ends)) for ends in self._ends)
        return DenseForm(rows, columns)

    @property
    def arrays(self) -> tuple[Array, ...]:
        """The numbers of all edges."""
        return tuple([array for each in self.maps for array in each.arrays])

    @property
    def _ends(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        return self.piece.outputs, self.piece.inputs

    def on_columns(self, columns: Array) -> Array:
        """J V: the columns along each edge, added up where edges meet."""
        outputs, inputs = self._ends
        live = self._cut_up(inputs, columns)
        for (source, target), each in zip(self.piece.edges, self.maps, strict=True):
            if source in live:
                _meet(live, target, each.on_columns(live[source]))
        return self._side_by_side(outputs, live, columns)

    def on_rows(self, rows: Array) -> Array:
        """U J: the rows back along each edge."""
        outputs, inputs = self._ends
        live = self._cut_up(outputs, rows.T)
        edges = zip(self.piece.edges, self.maps, strict=True)
        for (source, target), each in reversed([*edges]):
            if target in live:
                _meet(live, source, each.on_rows(live[target].T).T)
        return self._side_by_side(inputs, live, rows.T).T

    def dense(self) -> Array:
        """The matrix, by as many columns as it has."""
        dtype = np.result_type(*self.arrays) if self.arrays else np.dtype("float64")
        return self.on_columns(np.eye(self.form.columns, dtype=dtype))

    def _cut_up(self, ends: Sequence[int], vectors: Array) -> dict[int, Array]:
        """The part of each end."""
        sizes = [self.piece.sizes[v] for v in ends]
        starts = [0, *accumulate(sizes)]
        return {v: vectors[a : a + size] for v, a, size in zip(ends, starts, sizes, strict=False)}

    def _side_by_side(self, ends: Sequence[int], live: dict[int, Array], like: Array) -> Array:
        """What has come to the ends; 0 where nothing has."""
        parts = [
            live.get(v, np.zeros((self.piece.sizes[v], like.shape[1]), like.dtype)) for v in ends
        ]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _meet(live: dict[int, Array], v: int, contribution: Array) -> None:
    there = live.get(v)
    live[v] = contribution if there is None else there + contribution
