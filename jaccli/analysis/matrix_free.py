"""The cheapest matrix-free plan of a chain beside global tangent, global adjoint and
preaccumulation, what it takes under a memory limit, and the plan run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, cast

from jaccli.accumulate.matrix_free import (
    Plan,
    adjoint_memory,
    adjoint_plan,
    cheapest_plan,
    curve,
    execute,
    plan_price,
    preaccumulation,
    tangent_plan,
)
from jaccli.accumulate.price import CostModel
from jaccli.analysis.budget import in_bytes, of_the_tape
from jaccli.analysis.checks.tally import Counted, Tally
from jaccli.analysis.compare import TOLERANCE
from jaccli.analysis.facts import tape_of
from jaccli.analysis.modes import MODELS
from jaccli.arrays import Array, np, size_in_bytes
from jaccli.cost import Cost
from jaccli.errors import JaccliError, Mistakes
from jaccli.factors import Factor, Factors
from jaccli.linmap import Dense, LinearMap

Method = Literal["optimal", "tangent", "adjoint", "preaccumulation"]
MOST_ON_CURVE = 100  # Jacobians of a chain whose cost over memory is found unasked
MOST_FLOPS = 2e10  # of a plan that is run unasked
MOST_COUNTED = 200_000  # operations that are counted one by one


class Planned(NamedTuple):
    """One way to J. tape: the most numbers that one of its adjoints keeps."""

    method: Method
    plan: Plan
    costs: Mapping[CostModel, Cost]  # by what a vector through a layer costs
    tape: int
    fits: bool  # whether the tape keeps to the memory limit

    @property
    def cost(self) -> Cost:
        """Of all its operations."""
        return sum((step.cost for step in self.plan), Cost())

    @property
    def multiplications(self) -> int:
        """Multiply-adds, the research tools' fma: what a plan is chosen by."""
        return self.cost.multiplications


class Run(NamedTuple):
    """What running the plan showed, beside reverse mode over the same maps.

    difference: max |J − J by adjoints|; counted: None where it was not counted
    """

    difference: float
    tolerance: float
    counted: Cost | None

    @property
    def ok(self) -> bool:
        """Whether both are one J, but for rounding."""
        return self.difference <= self.tolerance


class MatrixFree(NamedTuple):
    """Everything `order --matrix-free` finds for a chain."""

    chain: Factors
    model: CostModel  # of a vector's price where the file does not give it
    types: tuple[str, ...]
    factors: tuple[Factor, ...]
    limit: int | None  # numbers on the tape
    methods: tuple[Planned, ...]  # the cheapest plan first
    curve: tuple[tuple[int, int], ...] | None  # (M, multiply-adds); None where not looked at
    run: Run | None
    why_not: str  # why it was not run, "" where it was or there is nothing to run

    def called(self, method: Method) -> Planned:
        """The way of this name."""
        return next(each for each in self.methods if each.method == method)

    @property
    def optimal(self) -> Planned:
        """The cheapest plan that keeps to the limit."""
        return self.called("optimal")


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
    of_model = {"structured": chain.factors, "dense": chain.factors}
    if chain.graph is not None:  # given costs are what they are
        of_model["dense"] = tuple(factor.dense for factor in chain.factors)
    factors = of_model[model]
    plans: dict[Method, Plan] = {
        "optimal": cheapest_plan(factors, limit).plan,
        "tangent": tangent_plan(factors),
        "adjoint": adjoint_plan(factors),
        "preaccumulation": preaccumulation(factors, limit),
    }
    methods = []
    for method, plan in plans.items():
        tape = adjoint_memory(plan, factors)
        costs = {each: plan_price(plan, of_model[each]) for each in MODELS}
        methods.append(Planned(method, plan, costs, tape, limit is None or tape <= limit))
    steps = tuple(curve(factors)) if len(factors) <= MOST_ON_CURVE else None
    run, why_not = _run(chain, model, methods[0], max_memory) if chain.graph else (None, "")
    return MatrixFree(
        chain,
        model,
        tuple(node.layer.type for node in chain.graph.nodes) if chain.graph else (),
        factors,
        limit,
        tuple(methods),
        steps,
        run,
        why_not,
    )


def _run(
    chain: Factors, model: CostModel, best: Planned, max_memory: int | None
) -> tuple[Run | None, str]:
    """The plan run on the layers' maps, its J beside the one that adjoints alone give."""
    graph = chain.graph
    assert graph is not None
    widest = max(chain.sizes)
    numbers = 4 * widest * widest + chain.sizes[0] * chain.sizes[-1]
    total = sum(array.bytes for array in of_the_tape(graph))
    total += size_in_bytes((numbers,), graph.dtype)
    if max_memory is not None and total > max_memory:
        return None, f"it may take {in_bytes(total)}, more than --max-memory {in_bytes(max_memory)}"
    both = [best.plan, adjoint_plan(chain.factors)]
    if sum(step.cost.flops for plan in both for step in plan) > MOST_FLOPS:
        return None, f"it would take long: more than {MOST_FLOPS:.0e} FLOPs"
    maps: Sequence[LinearMap] = [step.jacobian for step in tape_of(graph)]
    if model == "dense":
        maps = [Dense(each.dense()) for each in maps]
    found, other = (_executed(plan, maps, chain) for plan in both)
    return Run(
        float(np.abs(found - other).max()),
        TOLERANCE[graph.dtype] * max(1.0, float(np.abs(other).max())),
        _counted(best.plan, maps) if best.cost.flops <= MOST_COUNTED else None,
    ), ""


def _executed(plan: Plan, maps: Sequence[LinearMap], chain: Factors) -> Array:
    """J by a plan. Raises Mistakes if it is not finite."""
    with np.errstate(all="ignore"):  # an overflow is reported below
        found = execute(plan, maps, lambda size: np.eye(size, dtype=chain.dtype))
    if np.isfinite(found).all():
        return found
    error = JaccliError(
        f"the plan overflows {chain.dtype}: a product of finite Jacobians is not finite",
        notes=[("help", "choose another point (--at, `input:`) or other weights")],
    )
    raise Mistakes([error], chain.file)


def _counted(plan: Plan, maps: Sequence[LinearMap]) -> Cost:
    """The operations of a plan, counted by running it on numbers that only count."""
    tally = Tally()
    counting = cast("list[LinearMap]", [Counted(each, tally) for each in maps])
    execute(plan, counting, lambda size: tally.array((size, size)))
    return tally.cost
