"""The cheapest matrix-free plan of a chain beside global tangent, global adjoint and
preaccumulation, what it takes under a memory limit, and the plan run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from jaccli.accumulate.elimination.dag import dag_of_graph
from jaccli.accumulate.elimination.execute import maps_on
from jaccli.accumulate.elimination.passing import maps_through
from jaccli.accumulate.matrix_free import adjoint_plan, cheapest_plan, curve, tangent_plan
from jaccli.accumulate.orders.matrix_free import MATRIX_FREE, ByVectors, Plan
from jaccli.accumulate.price import CostModel
from jaccli.arrays import Array, np, size_in_bytes
from jaccli.factors import Factor, Factors
from jaccli.finite import overflows
from jaccli.graph import Graph
from jaccli.linmap import Dense, LinearMap
from jaccli.nothing import NOTHING
from jaccli.reports.common.budget import Planned, fits, of_the_tape
from jaccli.reports.common.modes import MODELS
from jaccli.reports.common.tape import tape_of
from jaccli.reports.common.trial import (
    LONG,
    MOST_COUNTED,
    MOST_ON_CURVE,
    Run,
    beyond_memory,
    compared,
    of_counting,
    of_full,
    refuse_long,
    seconds,
)
from jaccli.reports.order.matrix_free.passing import Passing, passings
from jaccli.reports.order.matrix_free.priced import Priced

if TYPE_CHECKING:
    from os import PathLike

    from jaccli.document.blocks import Finding

METHODS = ("optimal", "tangent", "adjoint", "preaccumulation")  # that are told apart by name


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
    runs: Mapping[str, Run]  # of the further methods, by name

    def __repr__(self) -> str:
        from jaccli.reports.common.names import representation
        from jaccli.reports.order.matrix_free.say import by_rule, in_a_line

        return representation("plans", in_a_line(self), by_rule(self))

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
        from jaccli.reports.order.matrix_free.page import page

        return findings_on(page(self))

    def called(self, method: str) -> Priced:
        """The way of this name."""
        return next(each for each in self.methods if each.method == method)

    @property
    def optimal(self) -> Priced:
        """The cheapest plan that keeps to the limit."""
        return self.called("optimal")

    @property
    def further(self) -> tuple[str, ...]:
        """The names of the methods beside those that everybody knows."""
        return tuple(each.method for each in self.methods if each.method not in METHODS)

    @property
    def ranked(self) -> tuple[Priced, ...]:
        """All of them, the cheapest first, those beyond the limit last."""
        return tuple(sorted(self.methods, key=lambda each: (not each.fits, each.multiplications)))

    @property
    def others(self) -> tuple[Priced, ...]:
        """All that keep to the limit beside the best plan."""
        return tuple(each for each in self.methods if each.fits and each is not self.optimal)

    @property
    def simple(self) -> Priced | None:
        """The cheapest of the others; None where there is none."""
        return min(self.others, key=lambda each: each.multiplications, default=None)

    @property
    def forbidden(self) -> Passing:
        """Of the layers that the limit lets no adjoint through, the one where that costs most."""
        found = passings(self.factors, self.unlimited, self.optimal.plan)
        barred = (each for each in found if each.here.mode == "adjoint")
        return max((e for e in barred if e.edges > (self.limit or 0)), key=lambda each: each.saved)

    def decisive(self, other: Priced) -> tuple[Passing, int]:
        """The layer where the best plan saves most beside another, and at how many as much."""
        found = [*passings(self.factors, self.optimal.plan, other.plan)]
        most = max(found, key=lambda each: each.saved)
        return most, sum(each.saved == most.saved for each in found)

    @property
    def narrow(self) -> int | None:
        """The first of the narrowest values between the ends, x_1 the input, where the plan sends
        as many vectors as it has numbers; None where an end is as narrow."""
        sizes = self.chain.sizes
        inner = sizes[1:-1]
        if not inner or min(inner) >= min(sizes[0], sizes[-1]):
            return None
        sent = {step.vectors for step in self.optimal.plan}
        return 2 + inner.index(min(inner)) if min(inner) in sent else None

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

    chain: of layers, or of the pieces of a graph; model: what a vector through one costs, the
    price of its own forms or of full matrices; limit: numbers that a tape may hold; max_memory:
    bytes. Raises Mistakes: arrays that cannot be loaded, values that are not finite.
    """
    refuse_long(chain, max_memory, full=False)
    of_model = dict.fromkeys(MODELS, chain.factors)
    if chain.graph is not None:  # given costs are what they are
        of_model["dense"] = chain.full
    chains = {each: ByVectors(factors, limit) for each, factors in of_model.items()}
    mine = chains[model]
    answers = MATRIX_FREE.of(mine)
    methods = []
    for name in (*METHODS, *(name for name in answers if name not in METHODS)):
        plan, further, _ = answers[name]
        tape = plan.tape(mine)
        costs = {each: plan.price(chains[each]) for each in MODELS}
        fits = limit is None or tape <= limit
        methods.append(Priced(name, plan, costs, tape, fits, further))
    ran = _run(chain, model, methods, max_memory) if chain.graph else Ran()
    return MatrixFree(
        chain,
        model,
        of_model[model],
        limit,
        tuple(methods),
        methods[0].plan if limit is None else cheapest_plan(mine.factors),
        tuple(curve(mine.factors)) if len(mine.factors) <= MOST_ON_CURVE else None,
        ran.best,
        ran.why_not,
        ran.further,
    )


class Ran(NamedTuple):
    """The best plan and the further ones, run; why the best was not."""

    best: Run | None = None
    why_not: str = ""
    further: Mapping[str, Run] = NOTHING


def _run(
    chain: Factors, model: CostModel, methods: Sequence[Priced], max_memory: int | None
) -> Ran:
    """The best plan and the further ones run on the layers' maps, each J beside the one that
    adjoints alone or tangents alone give, and why it was not run or came to nothing."""
    graph = chain.graph
    assert graph is not None
    best, *others = (each for each in methods if each.method not in METHODS[1:])
    alone = [adjoint_plan(chain.factors), tangent_plan(chain.factors)]
    inside = max((piece.numbers for piece in chain.pieces), default=0)
    numbers = 4 * max(chain.sizes) ** 2 + 4 * chain.sizes[0] * chain.sizes[-1]
    numbers += max(chain.sizes) * inside
    carried = Planned("matrices", (), size_in_bytes((numbers,), graph.dtype))
    forms = [form for node in graph.nodes for form in node.forms]
    full = of_full(forms, graph.dtype) if model == "dense" else ()
    needed = [carried, *of_the_tape(graph), *full]
    why_not = beyond_memory(needed, max_memory)
    can_count = fits(max_memory, needed, of_counting(forms, model))
    if not why_not and _seconds(best.plan, chain) + _seconds(alone[0], chain) > LONG:
        why_not = "it would take more than a second or two"
    if why_not:
        return Ran(why_not=why_not)
    maps = _maps(graph, model, whole=not chain.pieces)
    found = _executed(best.plan, maps)
    if not np.isfinite(found).all():
        return Ran(why_not=overflows("the plan", chain.dtype))
    fine = [each for each in (_executed(plan, maps) for plan in alone) if np.isfinite(each).all()]

    def run(method: Priced, found: Array) -> Run:
        cheap = can_count and method.costs[model].flops <= MOST_COUNTED
        counted = method.plan.counted(maps) if cheap else None
        return compared(found, fine[0], chain.dtype, counted) if fine else Run(None, 0.0, counted)

    quick = (each for each in others if _seconds(each.plan, chain) <= LONG)
    further = {each.method: run(each, _executed(each.plan, maps)) for each in quick}
    return Ran(run(best, found), "", further)


def _maps(graph: Graph, model: CostModel, *, whole: bool) -> Sequence[LinearMap]:
    """What vectors pass: the Jacobian of each layer, or what stands for that of each piece."""
    tape = tape_of(graph)
    dag = None if whole else dag_of_graph(graph)
    maps = maps_on(dag, tape) if dag else [step.jacobian for step in tape]
    if model == "dense":
        maps = [Dense(each.dense()) for each in maps]
    return maps_through(dag, maps) if dag else maps


def _seconds(plan: Plan, chain: Factors) -> float:
    """How long a plan takes, very roughly."""
    sizes = chain.sizes
    numbers = sum(
        step.vectors * sizes[k + (step.mode == "tangent")] for step in plan for k in step.passed
    )
    return seconds(plan.price(ByVectors(chain.factors)).flops, numbers)


def _executed(plan: Plan, maps: Sequence[LinearMap]) -> Array:
    """J by a plan, which may be finite where another's is not."""
    with np.errstate(all="ignore"):  # what overflows is reported
        return plan.execute(maps).dense()
