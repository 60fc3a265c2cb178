"""The result of `order --matrix-free`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal, NotRequired, TypedDict, cast

from jaccli.accumulate.plans import PlanEntry
from jaccli.reports.common.data import cost_entry, costs_entry
from jaccli.reports.common.entries import AgreementEntry, CostEntry, Costs, NoKeys
from jaccli.reports.order.head import ChainEntry, chain_head

if TYPE_CHECKING:
    from jaccli.reports.common.trial import Run
    from jaccli.reports.order.matrix_free.find import MatrixFree
    from jaccli.reports.order.matrix_free.priced import Priced


class VectorWork(TypedDict):
    """Multiply-adds of one vector through a factor."""

    edges: Annotated[int, "numbers that one adjoint keeps"]
    tangent: int
    adjoint: int


class Ran(TypedDict):
    """What running a further method showed; the best plan has the key `agreement`."""

    max_abs_difference: NotRequired[float | None]
    counted: NotRequired[CostEntry | None]


class PlannedEntry(PlanEntry, Ran):
    """A way to J."""

    name: str
    multiplications: Annotated[int, "multiply-adds: what a plan is chosen by"]
    cost: Costs
    tape: Annotated[int, "the most numbers that one of its adjoints keeps"]
    fits: Annotated[bool, "whether the tape keeps to the memory limit"]


class CurvePoint(TypedDict):
    """What the best plan costs whose tape holds so many numbers."""

    memory: int
    multiplications: int


class PlanRun(AgreementEntry):
    """How far J of the best plan is from that of another way."""

    counted: Annotated[CostEntry | None, "operations counted while it ran"]


class MatrixFreeEntry(ChainEntry):
    """The result of `order --matrix-free`."""

    matrix_free: Literal[True]
    memory_limit: Annotated[int | None, "numbers that a tape may hold"]
    factors: Annotated[list[VectorWork], "one for each Jacobian"]
    orders: list[PlannedEntry]
    curve: Annotated[list[CurvePoint] | None, "what less memory costs"]
    agreement: PlanRun | None
    not_executed: Annotated[str, "why nothing was run"]


def matrix_free(found: MatrixFree) -> MatrixFreeEntry:
    """The result of `order --matrix-free` for one chain. `multiplications` are multiply-adds, the
    research tools' fma."""
    return {
        **chain_head(found.chain, [factor.form for factor in found.factors], found.model),
        "matrix_free": True,
        "memory_limit": found.limit,
        "factors": [
            {
                "edges": factor.edges,
                "tangent": factor.tangent.multiplications,
                "adjoint": factor.adjoint.multiplications,
            }
            for factor in found.factors
        ],
        "orders": [_planned(found, each) for each in found.methods],
        "curve": None if found.curve is None else _curve(found.curve),
        "agreement": None if found.run is None else _agreement(found.run),
        "not_executed": found.why_not,
    }


def _curve(curve: Sequence[tuple[int, int]]) -> list[CurvePoint]:
    """What less memory costs."""
    return [{"memory": memory, "multiplications": cost} for memory, cost in curve]


def _agreement(run: Run) -> PlanRun:
    """How far J of the best plan is from that of another way."""
    return {
        "max_abs_difference": run.difference,
        "tolerance": run.tolerance,
        "ok": run.ok,
        "counted": cost_entry(run.counted) if run.counted else None,
    }


def _planned(found: MatrixFree, method: Priced) -> PlannedEntry:
    return {
        "name": method.method,
        "multiplications": method.multiplications,
        "cost": costs_entry(method.costs),
        "tape": method.tape,
        "fits": method.fits,
        **method.plan.entry,
        **cast(NoKeys, method.further),  # whatever a search adds
        **_run(found.runs.get(method.method)),
    }


def _run(run: Run | None) -> Ran:
    """What running a further method showed; the best plan has the key `agreement`."""
    if run is None:
        return {}
    counted = cost_entry(run.counted) if run.counted else None
    return {"max_abs_difference": run.difference, "counted": counted}
