"""An order for a graph that is a chain of pieces: each by itself, then as factors of a chain.

A dynamic programme over the segments between two cuts. F(j←i) comes from F(j←k)·F(k←i) where x_k
is eliminated last; or x_{j-1} is eliminated first and the inside of the last piece after it, so
that the columns of F(j-1←i) pass it edge by edge; or so backwards with the first piece:

    C(j,i) = min( C(j,k) + C(k,i) + product,   C(j-1,i) + pass,   C(j,i+1) + pass )

Where each piece is one edge, this is the best of all orders. Where it is not, an order may leave a
piece half done, as where a cut is wider than what is around it: small segments are searched whole
for that, and no more is claimed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from itertools import chain
from typing import NamedTuple

from jaccli.accumulate.elimination.dag import Dag
from jaccli.accumulate.elimination.pieces import cut_vertices, factor_of, pieces
from jaccli.accumulate.elimination.vertices import Elimination, Live
from jaccli.accumulate.matrix_free import cheapest_plan
from jaccli.cost import Cost
from jaccli.linmap import DenseForm, Form

FEW = 12  # pieces of which segments are searched as well
SMALL = 8  # vertices inside a graph that is searched then
MOST_CUTS = 500  # the narrowest; others are inside of pieces
MOST_ENDS = 10_000  # inputs times outputs: each segment from end to end has as many edges
MOST = 40  # pieces of which every segment is priced in the forms that it comes to

Solve = Callable[[Dag], Sequence[str]]  # the order in which the inside of a piece is eliminated


class Segment(NamedTuple):
    """What lies between two cuts, eliminated: how, for what, and the edges that are left."""

    weight: int
    order: tuple[str, ...]
    left: Dag  # from the one cut to the other


def by_pieces(dag: Dag, solve: Solve) -> Elimination | None:
    """The order of the programme; None of a graph without cuts, or with too many ends.

    solve: a good order of a graph that has no pieces of its own
    """
    cuts = cut_vertices(dag)
    if not cuts or len(dag.inputs) * len(dag.outputs) > MOST_ENDS:
        return None
    cuts = tuple(sorted(sorted(cuts, key=lambda v: dag.sizes[v])[:MOST_CUTS]))
    parts = pieces(dag, cuts)
    orders = [_programme(parts, solve)]
    if dag.forms is not None and len(parts) > MOST:
        first, fewer = _gathered(parts, solve)
        orders.append((*first, *_programme(fewer, solve)))
    found = [Elimination(order, dag.dense) for order in orders]
    return min(found, key=lambda each: weight(each.price(dag), dag))


def _programme(parts: Sequence[Dag], solve: Solve) -> tuple[str, ...]:
    """The order that it finds."""
    inside = _each(parts, solve)
    if len(parts) > MOST:
        return tuple(_by_plan(parts, inside))
    best: dict[tuple[int, int], Segment] = {}
    for length in range(1, len(parts) + 1):
        for start in range(len(parts) - length + 1):
            to = start + length
            found = (_segment(*way) for way in _ways(parts, inside, solve, best, start, to))
            best[start, to] = min(found, key=lambda each: each.weight)
    return best[0, len(parts)].order


def _gathered(parts: Sequence[Dag], solve: Solve) -> tuple[list[str], list[Dag]]:
    """What is eliminated first, and fewer parts: those one after the other that come to a map of
    few numbers, as diagonals do, are one. The plan of full matrices does not know of them."""
    done: list[str] = []
    found: list[Dag] = []
    last: Segment | None = None  # of what ends `found`
    for part, inside in zip(parts, _each(parts, solve), strict=True):
        own = _segment(0, (), part, inside)
        both = None
        if last is not None:
            joined = _segment(0, (), _joined(last.left, own.left), _ends(own.left))
            both = None if any(map(_is_dense, joined.left.forms or ())) else joined
        if last is None or both is None:
            found.append(part)
            last = own
            continue
        fresh = () if found[-1] is last.left else last.order  # it was a part as it stood
        done += [*fresh, *inside, *both.order]
        found[-1], last = both.left, both
    return done, found


def _is_dense(form: Form) -> bool:
    return isinstance(form, DenseForm)


def weight(cost: Cost, dag: Dag) -> int:
    """What orders are compared by: multiplications of full matrices, FLOPs of forms."""
    return cost.multiplications if dag.forms is None else cost.flops


def _each(parts: Sequence[Dag], solve: Solve) -> list[tuple[str, ...]]:
    """How each piece is eliminated by itself; pieces that look alike are asked for once."""
    known: dict[tuple[object, ...], tuple[int, ...]] = {}
    found = []
    for part in parts:
        key = part.sizes, part.inputs, part.outputs, part.edges, part.forms
        if key not in known:
            known[key] = tuple([part.names.index(name) for name in solve(part)])
        found.append(tuple([part.names[v] for v in known[key]]))
    return found


Way = tuple[int, tuple[str, ...], Dag, Sequence[str]]


def _ways(
    parts: Sequence[Dag],
    inside: Sequence[tuple[str, ...]],
    solve: Solve,
    best: dict[tuple[int, int], Segment],
    start: int,
    to: int,
) -> Iterator[Way]:
    """The ways to a segment: what is done already and costs, the graph then, what is done to it."""
    if to - start == 1:
        yield 0, (), parts[start], inside[start]
        return
    for via in range(start + 1, to):
        right, left = best[start, via], best[via, to]
        done = right.order + left.order
        yield right.weight + left.weight, done, _joined(right.left, left.left), _ends(left.left)
    first, last = parts[start], parts[to - 1]
    before, after = best[start, to - 1], best[start + 1, to]
    pushed, pulled = _joined(before.left, last), _joined(first, after.left)
    if last.inner:
        forward = [*_ends(last), *(last.names[v] for v in last.inner)]
        yield before.weight, before.order, pushed, forward
    if first.inner:
        reverse = [*_ends(after.left), *(first.names[v] for v in reversed(first.inner))]
        yield after.weight, after.order, pulled, reverse
    if len(parts) <= FEW:
        whole = reduce(_joined, parts[start:to])
        for spent, done, part in (
            (before.weight, before.order, pushed),
            (after.weight, after.order, pulled),
            (0, (), whole),
        ):
            if 1 < len(part.inner) <= SMALL:
                yield spent, done, part, solve(part)


def _ends(part: Dag) -> list[str]:
    """The cut that a part begins at."""
    return [part.names[v] for v in part.inputs]


def _segment(spent: int, done: tuple[str, ...], dag: Dag, order: Sequence[str]) -> Segment:
    live = Live(dag)
    pairs = list(live.gather())
    number = {name: v for v, name in enumerate(dag.names)}
    for name in order:
        pairs += live.eliminate(number[name])
    cost = sum((pair.cost for pair in pairs), Cost())
    ends = [*dag.inputs, *dag.outputs]
    edges = [(ends.index(u), ends.index(v)) for v in dag.outputs for u in live.before[v]]
    forms = [form for v in dag.outputs for form in live.before[v].values()]
    left = Dag(
        tuple([dag.names[v] for v in ends]),
        tuple([dag.sizes[v] for v in ends]),
        tuple(range(len(dag.inputs))),
        tuple(range(len(dag.inputs), len(ends))),
        tuple(edges),
        None if dag.forms is None else tuple(forms),
    )
    return Segment(spent + weight(cost, dag), (*done, *order), left)


def _joined(right: Dag, left: Dag) -> Dag:
    """One graph of two, of which the second begins where the first ends."""
    (cut,) = right.outputs
    (own,) = left.inputs
    rest = [v for v in range(len(left.names)) if v != own]
    number = {v: len(right.names) + k for k, v in enumerate(rest)} | {own: cut}
    forms = None
    if right.forms is not None and left.forms is not None:
        forms = (*right.forms, *left.forms)
    return Dag(
        (*right.names, *(left.names[v] for v in rest)),
        (*right.sizes, *(left.sizes[v] for v in rest)),
        right.inputs,
        tuple([number[v] for v in left.outputs]),
        (*right.edges, *((number[a], number[b]) for a, b in left.edges)),
        forms,
    )


def _by_plan(parts: Sequence[Dag], inside: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """The order of the programme where vectors pass pieces of full matrices, which is quicker."""
    full = [part.dense for part in parts]
    each = zip(inside, full, strict=True)
    alone = [Elimination(own, part).price(part).multiplications for own, part in each]
    for step in cheapest_plan([factor_of(part) for part in full], alone=alone):
        passed = [parts[k] for k in step.passed]
        if step.mode is None:
            assert step.via is not None
            yield from _ends(parts[step.via])
        elif step.via is None:
            yield from chain.from_iterable(inside[k] for k in step.passed)
        elif step.mode == "tangent":
            for part in passed:
                yield from (*_ends(part), *(part.names[v] for v in part.inner))
        else:
            for part in reversed(passed):
                outer = [part.names[v] for v in part.outputs]
                yield from (*outer, *(part.names[v] for v in reversed(part.inner)))
