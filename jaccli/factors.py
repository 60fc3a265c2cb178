"""A chain of Jacobians without its numbers: what an order of multiplication has to know of it.

It comes from a chain of layers, or from shapes alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from jaccli.cost import Cost
from jaccli.graph import Graph
from jaccli.linmap import DenseForm, Form

Way = Literal["tangent", "adjoint"]


class Factor(NamedTuple):
    """J_k. Its matrix may be given, or may be what tangents and adjoints through f_k tell.

    tangent, adjoint: one vector pushed forward through f_k, or pulled back; edges: |E_k|, the
    numbers that an adjoint needs on its tape
    """

    form: Form  # (m_k, n_k)
    tangent: Cost
    adjoint: Cost
    edges: int

    def price(self, mode: Way) -> Cost:
        """Of one vector of a kind."""
        return self.tangent if mode == "tangent" else self.adjoint

    @property
    def dense(self) -> Factor:
        """The same as a full matrix: m·n multiply-adds a vector."""
        return factor_of(DenseForm(*self.form.shape))


class Piece(NamedTuple):
    """What lies between two values that every path through a graph passes: a factor of a chain.

    to: the value that it ends at; edges: how many it has; numbers: of its values; dense: the
    factor where each edge is a full matrix
    """

    to: str
    edges: int
    numbers: int
    dense: Factor


class Factors(NamedTuple):
    """J_1 … J_K, and the layers that they come from, where there are any."""

    file: str  # as the user named it
    factors: tuple[Factor, ...]
    name: str = ""
    description: str = ""
    graph: Graph | None = None  # a chain, unless there are pieces
    pieces: tuple[Piece, ...] = ()  # of a graph, one for each factor

    @property
    def forms(self) -> tuple[Form, ...]:
        """J_1 first."""
        return tuple(factor.form for factor in self.factors)

    @property
    def sizes(self) -> tuple[int, ...]:
        """n = m_0, m_1, …, m_K = m."""
        return (self.forms[0].columns, *(form.rows for form in self.forms))

    @property
    def types(self) -> tuple[str, ...]:
        """Of the layers; () where there are none, or a factor is of several."""
        if self.graph is None or self.pieces:
            return ()
        return tuple(node.layer.type for node in self.graph.nodes)

    @property
    def full(self) -> tuple[Factor, ...]:
        """The same where each Jacobian is a full matrix."""
        if self.pieces:
            return tuple(piece.dense for piece in self.pieces)
        return tuple(factor.dense for factor in self.factors)

    @property
    def unit(self) -> str:
        """What each factor is of."""
        return "piece" if self.pieces else "layer"

    @property
    def dtype(self) -> str:
        """Of the numbers, where there are any."""
        return self.graph.dtype if self.graph else "float64"


def factor_of(form: Form) -> Factor:
    """A factor at its form's own price for one vector."""
    return Factor(form, form.per_column, form.per_row, form.per_column.multiplications)


def factors_of_sizes(file: str, sizes: Sequence[int]) -> Factors:
    """Full matrices of sizes n = m_0, m_1, …, m_K = m. file: what to call them"""
    forms = [DenseForm(rows, columns) for columns, rows in pairwise(sizes)]
    return Factors(file, tuple(factor_of(form) for form in forms))


def factors_of_chain(graph: Graph) -> Factors:
    """The Jacobians of a chain of layers, each in its own form."""
    factors = tuple(factor_of(form) for form in graph.forms)
    return Factors(graph.file, factors, graph.name, graph.description, graph)
