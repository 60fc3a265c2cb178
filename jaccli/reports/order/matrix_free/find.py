"""The cheapest matrix-free plan of a chain beside global tangent, global adjoint and
preaccumulation, what it takes under a memory limit, and the plan run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, cast

from jaccli.accumulate.matrix_free import (
    adjoint_plan,
    cheapest_plan,
    curve,
    multiply_adds,
    preaccumulation,
    tangent_plan,
)
from jaccli.accumulate.plans import Plan, execute, longest_tape, plan_price
from jaccli.accumulate.price import CostModel
from jaccli.arrays import Array, np, size_in_bytes
from jaccli.cost import Cost
from jaccli.factors import Factor, Factors
from jaccli.finite import overflows
from jaccli.linmap import Dense, LinearMap
from jaccli.linmap.tally import Counted, Tally
from jaccli.reports.common.budget import Planned, of_the_tape
from jaccli.reports.common.facts import tape_of
from jaccli.reports.common.modes import MODELS
from jaccli.reports.order.trial import (
    LONG,
    MOST_COUNTED,
    Run,
    beyond_memory,
    compared,
    refuse_long,
    seconds,
)

Method = Literal["optimal", "tangent", "adjoint", "preaccumulation"]
MOST_ON_CURVE = 100  # Jacobians of a chain whose cost over memory is found unasked


class Priced(NamedTuple):
    """One way to J. tape: the most numbers that one of its adjoints keeps."""

    method: Method
    plan: Plan
    costs: Mapping[CostModel, Cost]  # by what a vector through a layer costs
    tape: int
    fits: bool  # whether the tape keeps to the memory limit

    @property
    def multiplications(self) -> int:
        """Multiply-adds, the research tools' fma: what a plan is chosen by."""
        return multiply_adds(self.plan)

    @property
    def products(self) -> int:
        """Multiply-adds of its products of matrices."""
        return sum(step.cost.multiplications for step in self.plan if step.mode is None)


class MatrixFree(NamedTuple):
    """Everything `order --matrix-free` finds for a chain."""

    chain: Factors
    model: CostModel  # of a vector's price where the file does not give it
    factors: tuple[Factor, ...]
    limit: int | None  # numbers on the tape
    methods: tuple[Priced, ...]  # the cheapest plan first
    unlimited: Plan  # the cheapest of all, whatever its tape
    curve: tuple[tuple[int, int], ...] | None  # (M, multiply-adds); None where not looked at
    run: Run | None
    why_not: str  # why it was not run, "" where it was or there is nothing to run

    def __repr__(self) -> str:
        from jaccli.reports.common.brief import of_plans

        return of_plans(self)

    def called(self, method: Method) -> Priced:
        """The way of this name."""
        return next(each for each in self.methods if each.method == method)

    @property
    def optimal(self) -> Priced:
        """The cheapest plan that keeps to the limit."""
        return self.called("optimal")

    @property
    def ranked(self) -> tuple[Priced, ...]:
        """All of them, the cheapest first, those beyond the limit last."""
        return tuple(sorted(self.methods, key=lambda each: (not each.fits, each.multiplications)))

    @property
    def dearest(self) -> int:
        """Multiply-adds of the dearest."""
        return max(each.multiplications for each in self.methods)

    @property
    def one_price(self) -> bool:
        """Whether a tangent and an adjoint through each factor cost its |E_k|."""
        return all(
            factor.tangent.multiplications == factor.adjoint.multiplications == factor.edges
            for factor in self.factors
        )

    @property
    def place(self) -> int:
        """Which step of the curve the best plan is on, from 0."""
        curve = self.curve or ((0, 0),)
        limit = curve[-1][0] if self.limit is None else self.limit
        return max(at for at, (memory, _) in enumerate(curve) if memory <= limit)


def matrix_free(
    chain: Factors,
    model: CostModel = "structured",
    *,
    limit: int | None = None,
    max_memory: int | None = None,
) -> MatrixFree:
    """The plan of fewest multiply-adds (Naumann 2024, arXiv:2406.11862), and run where there are
    layers and it fits.

    model: what a tangent or an adjoint through a layer costs, its own form's price or a full
    matrix's; limit: numbers that a tape may hold; max_memory: bytes. Raises Mistakes: arrays that
    cannot be loaded, values that are not finite.
    """
    refuse_long(chain, max_memory)
    of_model = dict.fromkeys(MODELS, chain.factors)
    if chain.graph is not None:  # given costs are what they are
        of_model["dense"] = tuple(factor.dense for factor in chain.factors)
    factors = of_model[model]
    plans: dict[Method, Plan] = {
        "optimal": cheapest_plan(factors, limit),
        "tangent": tangent_plan(factors),
        "adjoint": adjoint_plan(factors),
        "preaccumulation": preaccumulation(factors, limit),
    }
    methods = []
    for method, plan in plans.items():
        tape = longest_tape(plan, factors)
        costs = {each: plan_price(plan, of_model[each]) for each in MODELS}
        methods.append(Priced(method, plan, costs, tape, limit is None or tape <= limit))
    run, why_not = _run(chain, model, methods[0], max_memory) if chain.graph else (None, "")
    return MatrixFree(
        chain,
        model,
        factors,
        limit,
        tuple(methods),
        plans["optimal"] if limit is None else cheapest_plan(factors),
        tuple(curve(factors)) if len(factors) <= MOST_ON_CURVE else None,
        run,
        why_not,
    )


def _run(
    chain: Factors, model: CostModel, best: Priced, max_memory: int | None
) -> tuple[Run | None, str]:
    """The plan run on the layers' maps, its J beside the one that adjoints alone or tangents alone
    give, and why it was not run or came to nothing."""
    graph = chain.graph
    assert graph is not None
    numbers = 4 * max(chain.sizes) ** 2 + 4 * chain.sizes[0] * chain.sizes[-1]
    carried = Planned("matrices", (), size_in_bytes((numbers,), graph.dtype))
    why_not = beyond_memory([carried, *of_the_tape(graph)], max_memory)
    both = [best.plan, adjoint_plan(chain.factors)]
    if not why_not and sum(_seconds(plan, chain) for plan in both) > LONG:
        why_not = "it would take more than a second or two"
    if why_not:
        return None, why_not
    maps: Sequence[LinearMap] = [step.jacobian for step in tape_of(graph)]
    if model == "dense":
        maps = [Dense(each.dense()) for each in maps]
    found, *others = (_executed(plan, maps, chain) for plan in [*both, tangent_plan(chain.factors)])
    if not np.isfinite(found).all():
        return None, overflows("the plan", chain.dtype)
    fine = [other for other in others if np.isfinite(other).all()]
    count = best.costs[model].flops <= MOST_COUNTED
    counted = _counted(best.plan, maps) if count else None
    return compared(found, fine[0], chain, counted) if fine else Run(None, 0.0, counted), ""


def _seconds(plan: Plan, chain: Factors) -> float:
    """How long a plan takes, very roughly."""
    sizes = chain.sizes
    numbers = sum(
        step.vectors * sizes[k + (step.mode == "tangent")] for step in plan for k in step.passed
    )
    return seconds(plan_price(plan, chain.factors).flops, numbers)


def _executed(plan: Plan, maps: Sequence[LinearMap], chain: Factors) -> Array:
    """J by a plan, which may be finite where another's is not."""
    with np.errstate(all="ignore"):  # what overflows is reported
        return execute(plan, maps, lambda size: np.eye(size, dtype=chain.dtype))


def _counted(plan: Plan, maps: Sequence[LinearMap]) -> Cost:
    """The operations of a plan, counted by running it on numbers that only count."""
    tally = Tally()
    counting = cast("list[LinearMap]", [Counted(each, tally) for each in maps])
    execute(plan, counting, lambda size: tally.array((size, size)))
    return tally.cost
