"""The best order of multiplication of a chain beside forward and reverse: found, run, explained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from jaccli.accumulate.bracketing import Bracketing, Priced
from jaccli.accumulate.optimal import is_tabled
from jaccli.accumulate.price import MODES, CostModel, Mode, sweep_costs
from jaccli.arrays import np
from jaccli.factors import Factors, factors_of_chain
from jaccli.graph import Graph
from jaccli.progress import SILENT, Progress
from jaccli.reports.common.measure import Clock
from jaccli.reports.common.ranking import BEST, Ranked, Ranking, in_model, orders_of
from jaccli.reports.common.trial import refuse_long
from jaccli.reports.order.running import (
    Execution,
    Timing,
    executed,
    maps_of,
    timed_runs,
    too_long_to_time,
)

if TYPE_CHECKING:
    from os import PathLike

    from jaccli.document.blocks import Finding


class Eliminated(NamedTuple):
    """How the rows of J_k are multiplied away in each of the named orders. Every bracketing does so
    once with every inner size."""

    k: int
    size: int  # m_k
    products: Mapping[str, Priced]  # that do it

    @property
    def flops(self) -> dict[str, int]:
        """What it costs in each."""
        return {name: each.cost.flops for name, each in self.products.items()}


class Ordering(NamedTuple):
    """Everything `order` finds for a chain of Jacobians."""

    chain: Factors
    orders: Ranking
    steps: tuple[Priced, ...]  # of the best order, in the order of execution
    eliminated: tuple[Eliminated, ...]  # x_2, the rows of J_1, first
    seeded: Mapping[Mode, int]  # FLOPs with the seeds counted, under the model
    execution: Execution | None  # None for shapes alone
    timing: Timing | None
    not_timed: str  # why not, where it was asked for

    def __repr__(self) -> str:
        from jaccli.reports.common.names import representation
        from jaccli.reports.order.say import by_rule, in_a_line

        return representation("order", in_a_line(self), by_rule(self))

    def save(self, file: str | PathLike[str], format: str | None = None) -> None:
        """Write it to a file, in the format of its ending or in another: "a.html", "a.json"."""
        from jaccli.reports.common.saving import save

        save(self, "order", file, format)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from jaccli.reports.common.saving import shown

        return shown(self, "order")

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What its page says in words, in its order."""
        from jaccli.reports.common.names import findings_on
        from jaccli.reports.order.page import page

        return findings_on(page(self))

    @property
    def depth(self) -> int:
        """K."""
        return self.orders.depth

    @property
    def model(self) -> CostModel:
        """The cost model that ranks the orders."""
        return self.orders.model

    @property
    def best(self) -> Ranked:
        """The cheapest bracketing, the first of several."""
        return self.orders.called(BEST)

    def flops(self, name: str) -> int:
        """Of a named order, under the model."""
        return self.orders.flops(self.orders.called(name))

    def flops_run(self, name: str) -> int:
        """Of a named order as it runs, each J in its own form."""
        return self.orders.called(name).costs["structured"].flops

    def gigaflops(self, name: str) -> float | None:
        """10⁹ FLOPs a second of a named order, as timed; None where the clock saw no time pass."""
        assert self.timing is not None
        seconds = self.timing.seconds[name]
        return self.flops_run(name) / seconds / 1e9 if seconds else None

    @property
    def all_tie(self) -> bool:
        """Whether every order there is costs the same."""
        return self.orders.complete and self.tied == len(self.orders.orders)

    @property
    def alike(self) -> bool:
        """Whether the named orders pay the same for each size."""
        return all(len(set(each.flops.values())) == 1 for each in self.eliminated)

    @property
    def eliminating(self) -> tuple[str, ...]:
        """The orders that multiply one size away after the other, by name, the best last."""
        names = (*MODES, *self.orders.further, BEST)
        return tuple(name for name in names if name in self.eliminated[0].products)

    @property
    def not_the_price(self) -> int:
        """In how many of the orders that were run something else was counted than the price."""
        if self.execution is None:
            return 0
        prices = ((each.order, each.costs[self.model]) for each in self.orders.orders)
        return self.execution.not_the_price(prices)

    @property
    def tied(self) -> int:
        """How many of the listed orders cost as little as the best, itself among them."""
        return sum(order.rank == self.best.rank for order in self.orders.orders)

    @property
    def beneath(self) -> tuple[str, ...]:
        """The further orders that cost less than the best: they are no bracketings."""
        return tuple(name for name in self.orders.further if self.flops(name) < self.flops(BEST))

    @property
    def against(self) -> Mode | None:
        """The mode that the best order is held against: the cheaper one that costs more than the
        best does, forward where they tie; None where neither does."""
        best = self.flops(BEST)
        dearer = [mode for mode in MODES if self.flops(mode) > best]
        return min(dearer, key=self.flops, default=None)

    @property
    def decisive(self) -> Eliminated | None:
        """The size whose elimination explains best what the best order saves beside the mode of
        `against`: of those that cost less, the one whose saving is nearest to that of all."""
        mode = self.against
        if mode is None:
            return None
        in_all = self.flops(mode) - self.flops(BEST)

        def apart(each: Eliminated) -> int:
            return abs(each.flops[mode] - each.flops[BEST] - in_all)

        cheaper = [each for each in self.eliminated if each.flops[mode] > each.flops[BEST]]
        return min(cheaper, key=apart)


def order(
    chain: Factors | Graph,
    model: CostModel = "dense",
    *,
    max_memory: int | None = None,
    clock: Clock | None = None,
    rng: np.random.RandomState | None = None,
    progress: Progress = SILENT,
) -> Ordering:
    """The cheapest order of J_K ⋯ J_1 beside forward and reverse mode, seeds free.

    chain: a graph that is a chain, or its factors; model: which price is to be least; max_memory:
    bytes, orders that need more are priced and not run; clock: seconds, where the named orders
    shall be timed; rng: draws the matrices that are timed where there are shapes alone. Raises
    Mistakes: a graph that is no chain, one whose table does not fit the memory, arrays that cannot
    be loaded, what is not finite.
    """
    if isinstance(chain, Graph):
        chain = factors_of_chain(chain)
    refuse_long(chain, max_memory, full=not is_tabled(in_model(chain.forms, model)))
    with progress.stage("search"):
        orders = orders_of(chain.forms, model)
    with progress.stage("linearising"):
        maps, why_not = maps_of(chain, orders, max_memory, rng)
    timed = clock is not None
    if timed and not why_not:
        why_not = too_long_to_time(chain, orders)
        maps = () if why_not else maps
    execution, timing = None, None
    if chain.graph:
        execution = executed(
            chain, orders, maps, why_not, timed=timed, max_memory=max_memory, progress=progress
        )
    if clock and maps:
        named = {name: orders.called(name).order for name in orders.names}
        timing = timed_runs(named, maps, clock, progress, drawn=chain.graph is None)
    return Ordering(
        chain,
        orders,
        orders.found.order.steps(in_model(chain.forms, model)),
        _eliminated(orders, chain),
        {
            mode: sum(c.flops for c in sweep_costs(chain.forms, mode, model, "counted"))
            for mode in MODES
        },
        execution,
        timing,
        why_not if timed else "",
    )


def _eliminated(orders: Ranking, chain: Factors) -> tuple[Eliminated, ...]:
    """What each inner size costs, in each named order."""
    forms, sizes = in_model(chain.forms, orders.model), chain.sizes
    by_name = {}
    for name in orders.names:
        order = orders.answers[name].order
        if isinstance(order, Bracketing):
            by_name[name] = {each.product.split: each for each in order.steps(forms)}
    return tuple(
        Eliminated(k, sizes[k], {name: found[k] for name, found in by_name.items()})
        for k in range(1, len(forms))
    )
