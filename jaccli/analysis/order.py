"""The best order of multiplication of a chain beside forward and reverse: found, run, explained."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from jaccli.accumulate.bracketing import (
    Bracketing,
    Priced,
    most_live,
    multiply_out,
    price,
    priced,
)
from jaccli.accumulate.price import CostModel, Mode, sweep_costs
from jaccli.analysis.budget import Planned, in_bytes, of_the_tape
from jaccli.analysis.checks.tally import Tally, on_tallies
from jaccli.analysis.compare import TOLERANCE
from jaccli.analysis.facts import tape_of
from jaccli.analysis.measure import Clock, medians
from jaccli.analysis.orders import NAMED, Order, OrderName, Orders, in_model, orders_of
from jaccli.arrays import Array, np, size_in_bytes
from jaccli.cost import Cost
from jaccli.errors import JaccliError, Mistakes
from jaccli.factors import Factors, factors_of_chain
from jaccli.graph import Graph
from jaccli.linmap import Dense, LinearMap, product

MODES: tuple[Mode, ...] = ("forward", "reverse")
MOST_FLOPS = 2e10  # of all orders that are run unasked, a second or two
MOST_COUNTED = 1_000_000  # operations that are counted one by one, over all orders


class Run(NamedTuple):
    """What running an order showed.

    difference: max |J − J of the best order|; counted: its operations, None where not counted
    """

    difference: float
    counted: Cost | None


class Execution(NamedTuple):
    """The orders that were run, and why the others were not."""

    runs: Mapping[Bracketing, Run]
    tolerance: float  # of a difference
    why_not: str  # "" where all were run
    jacobian: Array | None  # (m, n), by the best order

    @property
    def difference(self) -> float:
        """The largest of all."""
        return max((run.difference for run in self.runs.values()), default=0.0)

    @property
    def ok(self) -> bool:
        """Whether all orders that were run gave the same J, but for rounding."""
        return self.difference <= self.tolerance

    @property
    def counted(self) -> int:
        """In how many orders the operations were counted."""
        return sum(run.counted is not None for run in self.runs.values())


class Timing(NamedTuple):
    """Median seconds of the named orders, and how often each ran."""

    seconds: Mapping[OrderName, float]
    runs: int
    drawn: bool  # whether the matrices were random ones of the same shapes


class Eliminated(NamedTuple):
    """How the rows of J_k are multiplied away in each of the named orders. Every order does so once
    with every inner size."""

    k: int
    size: int  # m_k
    products: Mapping[OrderName, Priced]  # that do it

    @property
    def flops(self) -> dict[OrderName, int]:
        """What it costs in each."""
        return {name: each.cost.flops for name, each in self.products.items()}


class Ordering(NamedTuple):
    """Everything `order` finds for a chain of Jacobians."""

    chain: Factors
    types: tuple[str, ...]  # of the layers; () for shapes alone
    orders: Orders
    steps: tuple[Priced, ...]  # of the best order, in the order of execution
    eliminated: tuple[Eliminated, ...]  # x_2 first
    seeded: Mapping[Mode, int]  # FLOPs with the seeds counted, under the model
    execution: Execution | None  # None for shapes alone
    timing: Timing | None

    @property
    def model(self) -> CostModel:
        """The cost model that ranks the orders."""
        return self.orders.model

    @property
    def best(self) -> Order:
        """The cheapest order, the first of several."""
        return self.orders.called("optimal")

    def flops(self, name: OrderName) -> int:
        """Of a named order, under the model."""
        return self.orders.flops(self.orders.called(name))

    @property
    def tied(self) -> int:
        """How many of the listed orders cost as little as the best, itself among them."""
        return sum(order.rank == 1 for order in self.orders.orders)

    @property
    def against(self) -> Mode | None:
        """The mode that the best order is held against: the cheaper one that costs more than the
        best does, forward where they tie; None where neither does."""
        best = self.flops("optimal")
        dearer = [mode for mode in MODES if self.flops(mode) > best]
        return min(dearer, key=self.flops, default=None)

    @property
    def decisive(self) -> Eliminated | None:
        """The size whose elimination the best order saves most on, beside that mode."""
        mode = self.against
        if mode is None:
            return None
        return max(self.eliminated, key=lambda each: each.flops[mode] - each.flops["optimal"])


def order(
    chain: Factors | Graph,
    model: CostModel = "dense",
    *,
    max_memory: int | None = None,
    clock: Clock | None = None,
    rng_seed: int = 0,
) -> Ordering:
    """The cheapest order of J_K ⋯ J_1 beside forward and reverse mode, seeds free.

    chain: a graph that is a chain, or its factors; model: which price is to be least; max_memory:
    bytes, orders that need more are priced and not run; clock: seconds, where the named orders
    shall be timed; rng_seed: of the matrices that are timed where there are shapes alone. Raises
    Mistakes: a graph that is no chain, arrays that cannot be loaded, what is not finite.
    """
    if isinstance(chain, Graph):
        chain = factors_of_chain(chain)
    orders = orders_of(chain.forms, model)
    forms = in_model(chain.forms, model)
    maps, why_not = _maps(chain, orders, max_memory, rng_seed if clock else None)
    execution = timing = None
    if chain.graph is not None:
        execution = _executed(chain, orders, maps, why_not, timed=clock is not None)
    if clock is not None and maps:
        timing = _timed(orders, maps, clock, drawn=chain.graph is None)
    return Ordering(
        chain,
        tuple(node.layer.type for node in chain.graph.nodes) if chain.graph else (),
        orders,
        priced(orders.called("optimal").order, forms),
        _eliminated(orders, chain),
        {
            mode: sum(c.flops for c in sweep_costs(chain.forms, mode, model, "counted"))
            for mode in MODES
        },
        execution,
        timing,
    )


def _eliminated(orders: Orders, chain: Factors) -> tuple[Eliminated, ...]:
    """What each inner size costs, in each named order."""
    forms = in_model(chain.forms, orders.model)
    by_name = {
        name: {each.product.split: each for each in priced(orders.called(name).order, forms)}
        for name in NAMED
    }
    return tuple(
        Eliminated(k, chain.sizes[k], {name: found[k] for name, found in by_name.items()})
        for k in range(1, len(forms))
    )


def _maps(
    chain: Factors, orders: Orders, max_memory: int | None, rng_seed: int | None
) -> tuple[Sequence[LinearMap], str]:
    """J_1 … J_K where they fit the memory, and why not where they do not.

    rng_seed: for matrices of shapes alone, None where none are wanted
    """
    itemsize = size_in_bytes((), chain.dtype)
    most = max(most_live(each.order, chain.forms) for each in orders.orders)
    needed = [Planned("the products", (most,), most * itemsize)]
    if chain.graph is not None:
        needed += of_the_tape(chain.graph)
    else:
        needed += [Planned("J", f.shape, size_in_bytes(f.shape, chain.dtype)) for f in chain.forms]
    total = sum(array.bytes for array in needed)
    if max_memory is not None and total > max_memory:
        return (), f"this takes {in_bytes(total)}, more than --max-memory {in_bytes(max_memory)}"
    if chain.graph is not None:
        return [step.jacobian for step in tape_of(chain.graph)], ""
    if rng_seed is None:
        return (), ""
    rng = np.random.RandomState(rng_seed)
    return [Dense(rng.standard_normal(form.shape)) for form in chain.forms], ""


def _executed(
    chain: Factors, orders: Orders, maps: Sequence[LinearMap], why_not: str, *, timed: bool
) -> Execution:
    """The orders run, the cheapest first, as long as it does not take long."""
    if not maps:
        return Execution({}, 0.0, why_not, None)
    best = orders.called("optimal")
    reference = _product(chain, best, maps)
    tolerance = TOLERANCE[chain.dtype] * max(1.0, float(np.abs(reference).max()))
    runs: dict[Bracketing, Run] = {}
    work = counted = 0
    left_out = 0
    for each in orders.orders:
        work += price(each.order, chain.forms).flops
        if work > MOST_FLOPS and each is not best and not (timed and each.names != ("mixed",)):
            left_out += 1
            continue
        found = reference if each is best else _product(chain, each, maps)
        counted += orders.flops(each)
        runs[each.order] = Run(
            float(np.abs(found - reference).max()),
            _counted(each, maps, orders.model) if counted <= MOST_COUNTED else None,
        )
    if left_out:
        why_not = f"{left_out} of them would take long: more than {MOST_FLOPS:.0e} FLOPs in all"
    return Execution(runs, tolerance, why_not, reference)


def _product(chain: Factors, order: Order, maps: Sequence[LinearMap]) -> Array:
    """J by an order. Raises Mistakes if a product is not finite."""
    with np.errstate(all="ignore"):  # an overflow is reported with its order
        found = multiply_out(order.order, maps).dense()
    if np.isfinite(found).all():
        return found
    error = JaccliError(
        f"the order {order.bracketing} overflows {chain.dtype}: a product of finite Jacobians is "
        "not finite",
        notes=[("help", "choose another point (--at, `input:`) or other weights")],
    )
    raise Mistakes([error], chain.file)


def _counted(order: Order, maps: Sequence[LinearMap], model: CostModel) -> Cost:
    """The operations of an order, counted by running it on numbers that only count."""
    tally = Tally()

    def multiply(a: LinearMap, b: LinearMap) -> LinearMap:
        return on_tallies(product(a, b), tally)

    used = [Dense(each.dense()) for each in maps] if model == "dense" else maps
    multiply_out(order.order, [on_tallies(each, tally) for each in used], multiply)
    return tally.cost


def _timed(orders: Orders, maps: Sequence[LinearMap], clock: Clock, *, drawn: bool) -> Timing:
    """The named orders, in turn; two names of one order are timed once."""
    distinct = list(dict.fromkeys(orders.called(name).order for name in NAMED))

    def action(order: Bracketing) -> Callable[[], object]:
        return lambda: multiply_out(order, maps)

    seconds, runs = medians([action(order) for order in distinct], clock, warm=True)
    taken = dict(zip(distinct, seconds, strict=True))
    return Timing({name: taken[orders.called(name).order] for name in NAMED}, runs, drawn)
