"""Orders of elimination that are run: what fits the memory, what J each gives, and the clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jaccli.accumulate.elimination.dag import Dag
from jaccli.accumulate.elimination.execute import maps_on
from jaccli.accumulate.elimination.walk import Work
from jaccli.accumulate.order import Order
from jaccli.accumulate.price import CostModel
from jaccli.arrays import Array, np, size_in_bytes
from jaccli.errors import Mistakes
from jaccli.finite import not_finite, overflows
from jaccli.graph import Graph
from jaccli.linmap import Dense, LinearMap
from jaccli.reports.common.budget import Planned, fits, of_the_tape
from jaccli.reports.common.tape import tape_of
from jaccli.reports.common.trial import (
    LONG_TIMED,
    MOST_COUNTED,
    Run,
    beyond_memory,
    compared,
    of_counting,
    of_full,
    seconds,
)
from jaccli.reports.order.elimination.priced import Ordered, walked
from jaccli.reports.order.running import SAMPLES, Execution

MOST_FLOPS = 10**9  # of an order that is run
MOST_MADE = 20_000  # Jacobians, given and made, whose operations are counted one by one
LONG = 10.0  # seconds that all orders together may take: as long as the search for the best
LONG_WORDS = "it would take more than a few seconds"
CALL = 1e-5  # seconds of a product or a sum, however small it is


def maps_of(
    dag: Dag, graph: Graph | None, max_memory: int | None, rng: np.random.RandomState | None = None
) -> tuple[Sequence[LinearMap], str]:
    """The Jacobians on the edges where they fit the memory, and why not where they do not.

    graph: whose Jacobians the edges have, None of shapes alone; rng: draws matrices then, None:
    there are none
    """
    if graph is not None:
        why_not = beyond_memory(of_the_tape(graph), max_memory)
        return ([], why_not) if why_not else (maps_on(dag, tape_of(graph)), "")
    if rng is None:
        return [], ""
    shapes = [dag.form(edge).shape for edge in range(len(dag.edges))]
    drawn = [Planned("the Jacobians", shape, size_in_bytes(shape, "float64")) for shape in shapes]
    why_not = beyond_memory(drawn, max_memory)
    return [] if why_not else [Dense(rng.standard_normal(shape)) for shape in shapes], why_not


def why_not_run(
    work: Work, dag: Dag, dtype: str, max_memory: int | None, tape: Sequence[Planned] = ()
) -> str:
    """Why an order is priced only, "" where it can be run.

    dag: with the forms that it runs in; tape: what is there beside
    """
    flops = work.cost.flops
    if flops >= MOST_FLOPS:
        return f"it costs {flops:,} FLOPs, 10⁹ and more are not run"
    return beyond_memory([*tape, *planned(work, dag, dtype)], max_memory)


def planned(work: Work, dag: Dag, dtype: str) -> list[Planned]:
    """What running an order makes beside the Jacobians on the edges."""
    number = size_in_bytes((), dtype)
    whole = sum(dag.sizes[v] for v in dag.outputs), sum(dag.sizes[v] for v in dag.inputs)
    return [
        Planned("the edges that are made", (work.held,), work.held * number),
        Planned("what is added, written out", (work.added,), 2 * work.added * number),
        # beside J another J, their difference and its size
        Planned("J", whole, 4 * size_in_bytes(whole, dtype)),
    ]


def executed(
    dag: Dag,
    orders: Iterable[Ordered],
    maps: Sequence[LinearMap],
    model: CostModel,
    *,
    file: str,
    dtype: str = "float64",
    max_memory: int | None = None,
    tape: Sequence[Planned] = (),
    reference: Array | None = None,
) -> tuple[Execution, Mapping[Ordered, str]]:
    """The orders run on the maps, each J held against the reference; why the others were not.

    orders: the best first; model: in which operations are counted; tape: what the Jacobians on the
    edges take, with all that they were found from; reference: J (m, n) by another
    way, finite; that of the first order where it is None. Raises Mistakes where no order comes to
    a finite J.
    """
    runs: dict[Order[Any], Run] = {}
    left: dict[Ordered, str] = {}
    spent, counted, made = 0.0, 0, 0
    full: list[LinearMap] = []
    for order in orders:
        work = walked(dag, order).work
        taken = _seconds(work)
        why = why_not_run(work, dag, dtype, max_memory, tape)
        if why or spent + taken > LONG:
            left[order] = why or LONG_WORDS
            continue
        spent += taken
        with np.errstate(all="ignore"):  # an overflow is reported with its order
            found = order.execute(maps).dense()
        if reference is None and np.isfinite(found).all():
            reference = found
        counted += (order.price(dag.dense) if model == "dense" else work.cost).flops
        made += len(maps) + work.pairs
        cost = None
        few = counted <= MOST_COUNTED and made <= MOST_MADE
        running = [*tape, *planned(work, dag, dtype)]
        if few and _can_count(maps, model, dtype, max_memory, running):
            full = full or [Dense(each.dense()) if model == "dense" else each for each in maps]
            cost = order.counted(full)
        runs[order] = compared(found, found if reference is None else reference, dtype, cost)
    if runs and reference is None:
        raise Mistakes([not_finite(overflows("J, in whatever order,", dtype))], file)
    return Execution(runs, next(iter(left.values()), "")), left


def _can_count(
    maps: Sequence[LinearMap],
    model: CostModel,
    dtype: str,
    max_memory: int | None,
    running: Sequence[Planned],
) -> bool:
    """Whether the operations of an order can be counted. running: what it takes to run it, of which
    each number has one that counts"""
    forms = [each.form for each in maps]
    full = of_full(forms, dtype) if model == "dense" else ()
    return fits(max_memory, running, running, full, of_counting(forms, model))


def too_long_to_time(dag: Dag, orders: Sequence[Ordered]) -> str:
    """Why the orders are not timed, "" where they are."""
    taken = sum(_seconds(walked(dag, order).work) for order in orders)
    return "the products would take minutes" if SAMPLES * taken > LONG_TIMED else ""


def _seconds(work: Work) -> float:
    """How long an order takes, very roughly."""
    return seconds(work.cost.flops, work.numbers) + CALL * work.pairs
