"""Where a graph is narrow: values that every path passes cut it into a chain of pieces.

The Jacobians of the pieces are the factors of a chain. What is known of chains holds for them: a
piece is accumulated by itself, or vectors pass it edge by edge.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import accumulate

from jaccli.accumulate.elimination.dag import Dag
from jaccli.cost import Cost
from jaccli.factors import Factor
from jaccli.linmap import DenseForm


def cut_vertices(dag: Dag) -> tuple[int, ...]:
    """The inner vertices that every path from an input to an output passes, in their order.

    A path that misses v has an edge that leads from before v to after it, or begins after v, or
    ends before it; and every such edge lies on a path, which is in topological order and so does
    not meet v.
    """
    last = len(dag.names) - 1
    left, entered = {a for a, _ in dag.edges}, {b for _, b in dag.edges}
    ends = [(-1, u) for u in dag.inputs if u in left]
    ends += [(v, last + 1) for v in dag.outputs if v in entered]
    if not {*dag.inputs}.isdisjoint(dag.outputs):
        return ()  # one of the inputs is an output: it passes nothing
    missing = [0] * (last + 2)
    for a, b in (*dag.edges, *ends):
        missing[a + 1] += 1
        missing[b] -= 1
    ends_of_j = {*dag.inputs, *dag.outputs}
    passed = {*left} & {*entered} - ends_of_j
    return tuple([v for v, each in enumerate(accumulate(missing)) if not each and v in passed])


def pieces(dag: Dag, cuts: Sequence[int] | None = None) -> tuple[Dag, ...]:
    """The graph from each cut to the next, the one with the inputs first.

    cuts: those of `cut_vertices`, where they are at hand
    """
    cuts = cut_vertices(dag) if cuts is None else cuts
    starts: list[Collection[int]] = [dag.inputs, *((v,) for v in cuts)]
    ends: list[Collection[int]] = [*((v,) for v in cuts), dag.outputs]
    edges = edges_between(dag, cuts)
    return tuple([_part(dag, *each) for each in zip(starts, ends, edges, strict=True)])


def edges_between(dag: Dag, cuts: Sequence[int]) -> tuple[list[int], ...]:
    """The edges from each cut to the next, by their numbers, successors in order."""
    bounds = [*cuts, len(dag.names)]
    found: tuple[list[int], ...] = tuple([] for _ in bounds)
    at = 0
    for k in sorted(range(len(dag.edges)), key=lambda k: dag.edges[k][1]):
        while dag.edges[k][1] > bounds[at]:
            at += 1
        found[at].append(k)
    return found


def factor_of(piece: Dag) -> Factor:
    """What vectors through a piece cost, edge by edge, with the additions where edges meet.

    An adjoint keeps what its edges hold.
    """
    rows = sum(piece.sizes[v] for v in piece.outputs)
    columns = sum(piece.sizes[v] for v in piece.inputs)
    tangent, adjoint = Cost(), Cost()
    for edge in range(len(piece.edges)):
        tangent += piece.form(edge).per_column
        adjoint += piece.form(edge).per_row
    held = tangent.multiplications
    tangent += Cost(additions=_meeting(piece, 1, piece.inputs))
    adjoint += Cost(additions=_meeting(piece, 0, piece.outputs))
    return Factor(DenseForm(rows, columns), tangent, adjoint, held)


def _meeting(piece: Dag, end: int, starts: Collection[int]) -> int:
    """The numbers of a vector that are added to others: at this end of edges, or at its start."""
    met = {*starts}
    numbers = 0
    for edge in piece.edges:
        numbers += piece.sizes[edge[end]] if edge[end] in met else 0
        met.add(edge[end])
    return numbers


def _part(dag: Dag, inputs: Collection[int], outputs: Collection[int], edges: Sequence[int]) -> Dag:
    """The graph of these edges."""
    met = {v for k in edges for v in dag.edges[k]} | {*inputs} | {*outputs}
    number = {v: k for k, v in enumerate(sorted(met))}
    return Dag(
        tuple([dag.names[v] for v in number]),
        tuple([dag.sizes[v] for v in number]),
        tuple([number[v] for v in inputs]),
        tuple([number[v] for v in outputs]),
        tuple([(number[dag.edges[k][0]], number[dag.edges[k][1]]) for k in edges]),
        None if dag.forms is None else tuple([dag.forms[k] for k in edges]),
    )
