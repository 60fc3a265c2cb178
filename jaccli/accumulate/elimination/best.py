"""The best order of elimination of a graph: proved where that is possible, else searched for.

Optimal Jacobian accumulation is NP-complete (Naumann 2008). Lohoff & Neftci (arXiv:2406.05027)
learn orders of four functions; all four are proved here: 88, 148, 221 and 295 multiplications.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from jaccli.accumulate.elimination.annealing import Found, State, annealed
from jaccli.accumulate.elimination.bits import bits_of
from jaccli.accumulate.elimination.bound import Bound, Group
from jaccli.accumulate.elimination.dag import Dag
from jaccli.accumulate.elimination.exact import MOST, best_order, can_prove
from jaccli.accumulate.elimination.formed import Formed
from jaccli.accumulate.elimination.relaxed import Relaxed, TimeUp
from jaccli.accumulate.elimination.sets import cheapest_states
from jaccli.accumulate.elimination.vertices import Elimination
from jaccli.nothing import NOTHING

ROUNDS = 4  # of search and bound in turn
FIRST, ELIMINATIONS = 150_000, 400_000  # replayed in the first round, in each of the others
FORMED = 300_000  # the same where each edge has its own form, in one round
WORK = 2_000_000  # of the bound in a round


class Cuts(NamedTuple):
    """What the elimination of a vertex costs at least: s·κ_in·κ_out."""

    size: int
    entering: int
    leaving: int

    @property
    def least(self) -> int:
        """All three multiplied."""
        return self.size * self.entering * self.leaving


class Evidence(NamedTuple):
    """What a lower bound rests on: its groups, and the cuts of each vertex where they are known."""

    groups: tuple[tuple[tuple[str, ...], int], ...] = ()
    cuts: Mapping[str, Cuts] = NOTHING
    by_sets: bool = False  # all sets of vertices were tried instead


class Best(NamedTuple):
    """The cheapest order that was found.

    optimal: whether it is proved that none costs less; lower_bound: in multiplications, None where
    edges have their own forms; stopped: whether the time was up before the search came to its end
    """

    order: Elimination
    optimal: bool
    lower_bound: int | None
    stopped: bool
    evidence: Evidence


def best(
    dag: Dag,
    starts: Iterable[Sequence[str]],
    stop: Callable[[], bool],
    seed: int = 0,
    memory: int | None = None,
) -> Best:
    """Of multiplications where the graph is dense, else of FLOPs.

    starts: orders to begin with, by name; stop: whether the time is up; seed: of the search;
    memory: bytes that sets and states may take, beyond which nothing is proved by them
    """
    numbers = {name: v for v, name in enumerate(dag.names)}
    orders = [tuple([numbers[name] for name in order]) for order in starts]
    rng = random.Random(seed)
    found = _dense if dag.forms is None else _formed
    return found(dag, orders, stop, rng, memory)


def _formed(
    dag: Dag,
    orders: Sequence[tuple[int, ...]],
    stop: Callable[[], bool],
    rng: random.Random,
    memory: int | None,
) -> Best:
    """Where each edge has its own form: every state, or a search."""
    start = Formed(dag)
    known = min((Found(order, _price(start, order)) for order in orders), key=_by_price)
    found, optimal = known, False
    if len(dag.inner) <= MOST:
        found, optimal = cheapest_states(start, dag.inner, known, stop, memory)
    if not optimal:
        found = annealed(start, known.order, eliminations=FORMED, least=0, rng=rng, stop=stop)
    return Best(_named(dag, found), optimal, None, found.stopped, Evidence())


def _dense(
    dag: Dag,
    orders: Sequence[tuple[int, ...]],
    stop: Callable[[], bool],
    rng: random.Random,
    memory: int | None,
) -> Best:
    """Full matrices: the bound and the search in turn, until they meet or come to their ends."""
    start = bits_of(dag)
    found = min((Found(order, _price(start, order)) for order in orders), key=_by_price)
    relaxed = Relaxed(dag, stop)
    bound = Bound(relaxed, stop)
    if found.price > bound.multiplications and can_prove(dag, memory):
        with suppress(TimeUp):
            least = best_order(dag, stop)
            order = Elimination(tuple([dag.names[v] for v in least.order]), dag.dense)
            evidence = _evidence(dag, bound, by_sets=True)
            return Best(order, True, least.multiplications, False, evidence)
    for count in (FIRST, *[ELIMINATIONS] * (ROUNDS - 1)):
        if found.price == bound.multiplications or stop():
            break
        below = bound.multiplications
        found = annealed(start, found.order, eliminations=count, least=below, rng=rng, stop=stop)
        again = Bound(relaxed, stop)  # the cuts that it has seen are no work any more
        again.rise(_spent(dag, found.order), WORK, stop)
        bound = max(bound, again, key=lambda each: each.multiplications)
    least_of_all = bound.multiplications
    optimal = found.price == least_of_all
    stopped = not optimal and stop()
    return Best(_named(dag, found), optimal, least_of_all, stopped, _evidence(dag, bound))


def _evidence(dag: Dag, bound: Bound, *, by_sets: bool = False) -> Evidence:
    """By the names of the vertices."""
    relaxed = bound.relaxed
    names = dag.names

    def named(group: Group) -> tuple[tuple[str, ...], int]:
        return tuple([names[v] for v in group.vertices]), group.least

    cuts = {names[v]: Cuts(dag.sizes[v], *known) for v, known in relaxed.known()}
    return Evidence(tuple(map(named, bound.groups)), cuts, by_sets)


def _price(start: State, order: Sequence[int]) -> int:
    state = start.copy()
    return sum(state.eliminate(v) for v in order)


def _spent(dag: Dag, order: Sequence[int]) -> dict[int, int]:
    state = bits_of(dag)
    return {v: state.eliminate(v) for v in order}


def _by_price(found: Found) -> int:
    return found.price


def _named(dag: Dag, found: Found) -> Elimination:
    return Elimination(tuple([dag.names[v] for v in found.order]), dag.dense)
