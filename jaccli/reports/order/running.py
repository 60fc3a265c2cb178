"""The orders of an Ordering run: what fits the memory, what J each gives, and the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from jaccli.accumulate.order import Order
from jaccli.accumulate.orders.chain import Forms
from jaccli.accumulate.price import CostModel
from jaccli.arrays import Array, np, size_in_bytes
from jaccli.cost import Cost
from jaccli.factors import Factors
from jaccli.linmap import Dense, LinearMap
from jaccli.progress import SILENT, Progress
from jaccli.reports.common.budget import Planned, fits, of_the_tape
from jaccli.reports.common.measure import Clock, quickest
from jaccli.reports.common.ranking import BEST, Ranked, Ranking
from jaccli.reports.common.tape import tape_of
from jaccli.reports.common.trial import (
    LONG,
    LONG_TIMED,
    MOST_COUNTED,
    Run,
    beyond_memory,
    compared,
    finite,
    of_counting,
    of_full,
    seconds,
)

Ordered = Order[Forms]
SAMPLES = 6  # runs of each named order that a timing takes at least
LONG_WORDS = "it would take more than a second or two"


class Execution(NamedTuple):
    """The orders that were run, each held against the best, and why the others were not."""

    runs: Mapping[Order[Any], Run]
    why_not: str  # "" where all were run

    @property
    def difference(self) -> float:
        """The largest of all."""
        return max((run.difference or 0.0 for run in self.runs.values()), default=0.0)

    @property
    def overflowing(self) -> tuple[Order[Any], ...]:
        """The orders that came to no finite J, although another did."""
        return tuple(order for order, run in self.runs.items() if run.difference is None)

    @property
    def tolerance(self) -> float:
        """Of a difference; 0 where nothing was run."""
        return max((run.tolerance for run in self.runs.values()), default=0.0)

    @property
    def ok(self) -> bool | None:
        """Whether all that came to a finite J came to the same, but for rounding; None where there
        is one alone of several."""
        fine = [run for run in self.runs.values() if run.difference is not None]
        return None if len(fine) < 2 <= len(self.runs) else all(run.ok for run in fine)

    @property
    def counted(self) -> int:
        """In how many orders the operations were counted."""
        return sum(run.counted is not None for run in self.runs.values())

    def not_the_price(self, prices: Iterable[tuple[Order[Any], Cost]]) -> int:
        """In how many of these orders something else was counted than their price."""
        return sum(
            self.runs[order].counted not in (None, price)
            for order, price in prices
            if order in self.runs
        )


class Timing(NamedTuple):
    """Seconds of the quickest run of each named order, and in how many turns they ran."""

    seconds: Mapping[str, float]
    runs: int
    drawn: bool  # whether the matrices were random ones of the same shapes

    def times(self, name: str, other: str) -> float | None:
        """How many times the seconds of another order; None where the clock saw none of these."""
        return self.seconds[name] / self.seconds[other] if self.seconds[other] else None


def maps_of(
    chain: Factors, orders: Ranking, max_memory: int | None, rng: np.random.RandomState | None
) -> tuple[Sequence[LinearMap], str]:
    """J_1 … J_K where they fit the memory, and why not where they do not.

    rng: for matrices of shapes alone, None where none are wanted
    """
    why_not = beyond_memory(_needed(chain, orders), max_memory)
    if why_not or (chain.graph is None and rng is None):
        return (), why_not
    if chain.graph is not None:
        return [step.jacobian for step in tape_of(chain.graph)], ""
    assert rng is not None
    return [Dense(rng.standard_normal(form.shape)) for form in chain.forms], ""


def _needed(chain: Factors, orders: Ranking) -> list[Planned]:
    """The Jacobians, and what the orders make of them."""
    most = max(each.order.held(chain.forms) for each in orders.orders)
    whole = chain.sizes[0] * chain.sizes[-1]  # J, another J, their difference and its size
    itemsize = size_in_bytes((), chain.dtype)
    needed = [Planned("the products", (most,), (most + 4 * whole) * itemsize)]
    if chain.graph is not None:
        needed += of_the_tape(chain.graph)
    else:
        needed += [Planned("J", f.shape, size_in_bytes(f.shape, chain.dtype)) for f in chain.forms]
    return needed


def _can_count(chain: Factors, orders: Ranking, max_memory: int | None) -> bool:
    """Whether operations can be counted within the memory."""
    full = of_full(chain.forms, chain.dtype) if orders.model == "dense" else ()
    counting = of_counting(chain.forms, orders.model)
    return fits(max_memory, _needed(chain, orders), full, counting)


def executed(
    chain: Factors,
    orders: Ranking,
    maps: Sequence[LinearMap],
    why_not: str,
    *,
    timed: bool,
    max_memory: int | None = None,
    progress: Progress = SILENT,
) -> Execution:
    """The orders run, the cheapest first, as long as it does not take long.

    Those that are timed take their time in any case.
    """
    if not maps:
        return Execution({}, why_not)
    runs: dict[Ordered, Run] = {}
    reference: Array | None = None  # J may be finite where a product on the way to it is not
    spent, counted = 0.0, 0
    can_count = _can_count(chain, orders, max_memory)
    best_first = sorted(orders.orders, key=lambda each: BEST not in each.names)
    for each in progress.over("running", best_first, unit="orders"):
        spent += _seconds(chain, each)
        if spent > LONG and (each.is_mixed or not timed):
            continue
        with np.errstate(all="ignore"):  # an overflow is reported with its order
            found = each.order.execute(maps).dense()
        if reference is None and np.isfinite(found).all():
            reference = found
        counted += orders.flops(each)
        few = can_count and counted <= MOST_COUNTED
        cost = _counted(each, maps, orders.model) if few else None
        runs[each.order] = compared(
            found, found if reference is None else reference, chain.dtype, cost
        )
    if not runs:
        return Execution({}, LONG_WORDS)
    if reference is None:
        finite(found, chain, "J, in whatever order,")
    left_out = len(orders.orders) - len(runs)
    return Execution(runs, f"{left_out} of them: {LONG_WORDS}" if left_out else "")


def too_long_to_time(chain: Factors, orders: Ranking) -> str:
    """Why the named orders are not timed, "" where they are."""
    if len(chain.factors) == 1:
        return "one Jacobian alone is no product"
    taken = sum(_seconds(chain, orders.called(name)) for name in orders.names)
    return "the products would take minutes" if SAMPLES * taken > LONG_TIMED else ""


def _seconds(chain: Factors, order: Ranked) -> float:
    """How long an order takes, very roughly."""
    numbers = sum(step.numbers for step in order.order.steps(chain.forms))
    return seconds(order.costs["structured"].flops, numbers)


def _counted(order: Ranked, maps: Sequence[LinearMap], model: CostModel) -> Cost:
    """The operations of an order that runs on full matrices, or on each J in its own form."""
    used = [Dense(each.dense()) for each in maps] if model == "dense" else maps
    return order.order.counted(used)


def timed_runs(
    named: Mapping[str, Order[Any]],
    maps: Sequence[LinearMap],
    clock: Clock,
    progress: Progress = SILENT,
    *,
    drawn: bool,
) -> Timing:
    """The orders by their names, in turn; two names of one order are timed once."""
    distinct = list(dict.fromkeys(named.values()))

    def action(order: Order[Any]) -> Callable[[], object]:
        return lambda: order.execute(maps)

    with np.errstate(all="ignore"):  # what overflows was said when the orders were run
        seconds, runs = quickest([action(order) for order in distinct], clock, progress)
    taken = dict(zip(distinct, seconds, strict=True))
    return Timing({name: taken[order] for name, order in named.items()}, runs, drawn)
