"""Forward beside reverse mode: these checks test the sweeps, not the derivatives.

Both modes multiply the same Jacobians. That they agree shows that the product is put together
rightly, and that J v and u J of every map belong to one matrix.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from jaccli.accumulate import pullback, pushforward, sources_of
from jaccli.arrays import Array, np
from jaccli.errors import Place
from jaccli.keywords import option
from jaccli.linmap import LinearMap
from jaccli.reports.check.case import Case
from jaccli.reports.common.agreement import TOLERANCE
from jaccli.reports.common.apart import Apart
from jaccli.reports.common.budget import fits, full_jacobian, of_a_pair, of_the_tape
from jaccli.reports.common.derivatives.alike import of_each
from jaccli.reports.common.derivatives.outcome import Outcome
from jaccli.reports.common.derivatives.rounding import path_weight
from jaccli.reports.common.facts import layer_words
from jaccli.words import count

PAIRS = 20
ENTRIES = 5_000_000  # of all tangents together
TOGETHER = 1024  # maps of a layer whose sums are held against each other at once


def sweep_checks(case: Case, max_memory: int | None) -> list[Outcome]:
    """J by both modes, and the adjoint test on random pairs."""
    with np.errstate(all="ignore"):  # what is not finite fails the comparison
        return [_modes(case), _adjoint(case, max_memory)]


def _modes(case: Case) -> Outcome:
    name = "J_fwd = J_rev"
    agreement = case.compared.agreement
    if agreement is None:
        return Outcome(
            name, "noted", "a few random products would not fit " + option("--max-memory")
        )
    remark = ""
    if agreement.by == "products":
        modes = case.compared.forward, case.compared.reverse
        priced = " and ".join(f"{mode.mode} mode" for mode in modes if not mode.run)
        remark = f"by {count(agreement.pairs, 'random pair')}: {priced} was priced, not run"
    return _judged(case, name, agreement.apart, remark)


def _adjoint(case: Case, max_memory: int | None) -> Outcome:
    """uᵀ(J v) = (uᵀ J) v for random u and v, J by all inputs and parameters."""
    name = "u·(J·v) = (u·J)·v"
    sources = sources_of(case.graph, inputs=True, parameters=True)
    pairs = _pairs(case, sources, max_memory)
    if not pairs:
        return Outcome(name, "noted", "one pair would not fit " + option("--max-memory"))
    rng = np.random.RandomState(0)
    tangents = {source: rng.standard_normal((size, pairs)) for source, size in sources.items()}
    u = rng.standard_normal((pairs, case.graph.output_size))
    pushed = pushforward(case.tape, case.graph.output, tangents)
    pulled = pullback(case.tape, case.graph.output, u, sources)
    back = [_summed(pulled[source] * tangents[source].T) for source in sources if source in pulled]
    nothing = _summed(np.zeros((pairs, 1)))
    sums = Sums(*(sum(parts) for parts in zip(nothing, *back, strict=True)))
    furthest = _furthest(_summed(u * pushed.T), sums)
    return _judged(case, name, furthest, count(pairs, "random pair"), parameters=True)


def _pairs(case: Case, sources: Mapping[str, int], max_memory: int | None) -> int:
    """How many pairs fit: fewer than PAIRS where there are many parameters."""
    wanted = min(PAIRS, max(1, ENTRIES // sum(sources.values())))
    for pairs in sorted({wanted, 1}, reverse=True):
        held = [of_the_tape(case.exact), [full_jacobian(case.exact)]]
        if fits(max_memory, *held, of_a_pair(case.exact, sources, pairs)):
            return pairs
    return 0


class Sums(NamedTuple):
    """Sums of several terms, one a pair, and the sums of their sizes: rounding is of that order."""

    values: Array
    sizes: Array


def _summed(terms: Array) -> Sums:
    """The sums of rows."""
    return Sums(terms.sum(axis=1), np.abs(terms).sum(axis=1))


def _furthest(ahead: Sums, back: Sums) -> Apart:
    """The pair whose two sums differ most for their size."""
    differences = np.abs(ahead.values - back.values)
    limits = _limits(ahead, back)
    worst = int(np.argmax(np.nan_to_num(differences, nan=np.inf) / limits))
    return Apart(float(differences[worst]), float(limits[worst]))


def _limits(ahead: Sums, back: Sums) -> Array:
    """How far off each pair may be."""
    limits: Array = TOLERANCE["float64"] * np.maximum(1, np.maximum(ahead.sizes, back.sizes))
    return limits


def _judged(
    case: Case, name: str, apart: Apart, remark: str = "", *, parameters: bool = False
) -> Outcome:
    outcome = Outcome.of(name, apart, remark)
    if outcome.status == "ok":
        return outcome
    place, found = _blame(case)
    if place is None and not np.isfinite(apart.limit):
        why = "the products overflow on the way: random pairs say nothing here"
        return outcome._replace(status="noted", finding=why)
    # the weight leaves out the lengths of u and v: a power of ten for them
    weight = path_weight(case.tape, case.graph.output, parameters=parameters)
    if place is None and apart.difference <= 10 * TOLERANCE[case.graph.dtype] * weight:
        why = "terms are many, or large ones cancel: the difference is what rounding leaves of them"
        return outcome._replace(status="noted", finding=f"{outcome.finding}: {why}")
    notes: tuple[tuple[str, str], ...] = ()
    if place is None:
        notes = (("note", "J v and u J of every layer agree: the fault is in the sweeps"),)
    return outcome._replace(place=place, found=found, notes=notes)


def _blame(case: Case) -> tuple[Place | None, str]:
    """The first layer whose J v and u J do not belong to one matrix."""
    drawn = lru_cache(1)(_drawn)  # a layer may read thousands of values of one size
    for step in case.tape:
        edges = list(step.edges)
        for start in range(0, len(edges), TOGETHER):
            some = edges[start : start + TOGETHER]
            ones = _are_one_matrix([jacobian for _, jacobian in some], drawn)
            if not ones.all():
                source, _ = some[int(np.argmin(ones))]
                found = f"{layer_words(step)}: J v and u J by {source} are not of one matrix"
                return step.node.place, found
    return None, ""


def _drawn(rows: int, columns: int) -> tuple[Array, Array]:
    """v (columns, 4) and u (4, rows), always the same."""
    rng = np.random.RandomState(0)
    return rng.standard_normal((columns, 4)), rng.standard_normal((4, rows))


def _are_one_matrix(
    maps: Sequence[LinearMap], drawn: Callable[[int, int], tuple[Array, Array]]
) -> Array:
    """Of each map, whether its J v and u J belong to one."""
    sums = of_each(lambda jacobian: _both_ways(jacobian, *drawn(*jacobian.form.shape)), maps)
    terms: Array = np.array(sums)  # (maps, ways, values and sizes, pairs)
    ahead, back = (Sums(terms[:, way, 0], terms[:, way, 1]) for way in (0, 1))
    alike: Array = (np.abs(ahead.values - back.values) <= _limits(ahead, back)).all(axis=1)
    return alike


def _both_ways(jacobian: LinearMap, v: Array, u: Array) -> tuple[Sums, Sums]:
    """u·(J v) and (u J)·v of each pair."""
    return _summed(u * jacobian.on_columns(v).T), _summed(jacobian.on_rows(u) * v.T)
