"""The result of `compare`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, NotRequired, TypedDict

from jaccli.accumulate.price import CostModel, Mode, Seeds
from jaccli.reports.common.data import (
    costs_entry,
    difference_check,
    graph_head,
    layer_entry,
    listed,
    order_entry,
    primal_entry,
)
from jaccli.reports.common.entries import (
    AgreementEntry,
    CheckEntry,
    CostEntry,
    Costs,
    Declared,
    Head,
    LayerEntry,
    Matrix,
    OrderEntry,
    PrimalEntry,
    Vector,
)
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.ranking import BEST
from jaccli.reports.common.verdict import Cheaper
from jaccli.reports.compare.comparison import Wrt

if TYPE_CHECKING:
    from jaccli.reports.common.agreement import Agreement
    from jaccli.reports.common.modes import ModeFacts
    from jaccli.reports.compare.comparison import Comparison, Saving

MOST_ENTRIES = 4096  # of a Jacobian that is printed unasked


class MemoryEntry(TypedDict):
    """What a sweep holds."""

    stored: Annotated[int, "numbers kept for the way back"]
    carried: Annotated[int, "the most numbers that are carried at once"]
    bytes: Annotated[int, "of both"]


class ModeStepEntry(TypedDict):
    """What a mode spends on one edge, with the start counted."""

    layer: str
    input: str
    dense_flops: int
    structured_flops: int


class ModeEntry(TypedDict):
    """What one mode costs."""

    passes: Annotated[int, "how many vectors it carries"]
    cost: Costs
    seeds_free: Costs
    memory: MemoryEntry
    steps: Annotated[list[ModeStepEntry], "one an edge, in the order of the sweep"]
    meeting_additions: Annotated[int, "where several edges meet"]
    seconds: Annotated[float | None, "with --time: the median of the sweep alone"]
    run: Annotated[bool, "or priced only"]
    why: Annotated[str | None, "why it was not run, where that was decided"]


class AgreedEntry(AgreementEntry):
    """How far the results of both modes are apart."""

    by: Annotated[Literal["jacobians", "products"], "what was compared"]


class SavingEntry(TypedDict):
    """FLOPs for one vector through J_k, as it is and as a full matrix."""

    k: int
    structured: int
    dense: int


class TimingEntry(TypedDict):
    """How the times were taken."""

    runs: int
    note: Annotated[str, "why the clock and the count differ"]


class FlipEntry(TypedDict):
    """A rule of counting, and the verdict under it."""

    cost: CostModel
    seeds: Seeds
    cheaper: Cheaper


class VerdictEntry(TypedDict):
    """Which mode is cheaper, by the ratio numerator / denominator, and by which rule."""

    cheaper: Cheaper
    numerator: int
    denominator: int
    reason: str
    cost: CostModel
    seeds: Seeds
    flips: Annotated[list[FlipEntry], "the rules of counting with another verdict"]


class NamedOrderEntry(OrderEntry):
    """A further order that has a name."""

    executed: bool
    max_abs_difference: Annotated[float | None, "of J to that of both modes; null: not finite"]


class OrdersEntry(TypedDict):
    """What the chain's orders of multiplication come to."""

    best: Annotated[OrderEntry | None, "the best order; null on graphs and by parameters"]
    orders: NotRequired[
        Annotated[
            list[NamedOrderEntry],
            "each: name, bracketing, elimination or plan, cost, rank",
        ]
    ]


class ComparisonEntry(Head, OrdersEntry):
    """The result of `compare`."""

    wrt: Wrt
    layers: list[LayerEntry]
    output: Annotated[Vector | None, "null where J was not built, or is large"]
    jacobian: Annotated[
        Matrix | None, "null where it was not built, or has more than 4,096 entries"
    ]
    primal: PrimalEntry
    modes: Annotated[
        dict[Mode, ModeEntry],
        "forward and reverse: run, passes, cost, memory, steps, seconds",
    ]
    agreement: Annotated[
        AgreedEntry | None, "how far both are apart; by: jacobians, products or null"
    ]
    check: Annotated[CheckEntry | None, "what differences say: status, ok, and whose they are: of"]
    saving: Annotated[SavingEntry | None, "the layer whose form saves most"]
    timing: TimingEntry | None
    verdict: VerdictEntry


DECLARED = Declared((ComparisonEntry,))


def comparison(found: Comparison, *, values: bool) -> ComparisonEntry:
    """The result of `compare` for one chain."""
    jacobian = found.jacobian
    small = jacobian is not None and (values or jacobian.size <= MOST_ENTRIES)
    return {
        **graph_head(found.graph),
        "wrt": found.wrt,
        "layers": [layer_entry(layer, values=False) for layer in found.layers],
        "output": listed(found.output) if found.output is not None and small else None,
        "jacobian": listed(jacobian) if jacobian is not None and small else None,
        "primal": primal_entry(found.primal),
        "unused": [*found.graph.aside, *(found.unused.layers if found.unused else ())],
        "modes": {mode.mode: _mode(mode) for mode in (found.forward, found.reverse)},
        **_orders(found),
        "agreement": None if found.agreement is None else _agreement(found.agreement),
        "check": None if found.check is None else difference_check(found.check),
        "saving": _saving(found.saving),
        "timing": {"runs": found.runs, "note": found.clock_note} if found.runs else None,
        "verdict": {
            "cheaper": found.verdict.cheaper,
            "numerator": found.verdict.numerator,
            "denominator": found.verdict.denominator,
            "reason": found.verdict.reason,
            "cost": found.rule.model,
            "seeds": found.rule.seeds,
            "flips": [
                {"cost": rule.model, "seeds": rule.seeds, "cheaper": cheaper}
                for rule, cheaper in found.flips.items()
            ],
        },
    }


def _agreement(agreement: Agreement) -> AgreedEntry:
    return {
        "max_abs_difference": agreement.max_abs_difference,
        "tolerance": agreement.tolerance,
        "ok": agreement.ok,
        "by": agreement.by,
    }


def _saving(saving: Saving | None) -> SavingEntry | None:
    if saving is None:
        return None
    return {"k": saving.k, "structured": saving.structured, "dense": saving.dense}


def _orders(found: Comparison) -> OrdersEntry:
    """The best order, and `orders` where some have a name beside it and the modes."""
    orders = found.orders
    if orders is None:
        return {"best": None}
    entry: OrdersEntry = {"best": order_entry(BEST, orders)}
    if orders.further:
        runs = [(name, found.further.get(name)) for name in orders.further]
        entry["orders"] = [
            {
                **order_entry(name, orders),
                "executed": run is not None,
                "max_abs_difference": run and run.difference,
            }
            for name, run in runs
        ]
    return entry


def _mode(mode: ModeFacts) -> ModeEntry:
    def both(seeds: Seeds) -> dict[CostModel, CostEntry]:
        return costs_entry(
            {rule.model: cost for rule, cost in mode.costs.items() if rule.seeds == seeds}
        )

    return {
        "passes": mode.passes,
        "cost": both("counted"),
        "seeds_free": both("free"),
        "memory": {
            "stored": mode.memory.stored,
            "carried": mode.memory.carried,
            "bytes": mode.memory.bytes,
        },
        "steps": [
            {
                "layer": step.layer,
                "input": step.input,
                "dense_flops": step.costs[Rule("dense", "counted")].flops,
                "structured_flops": step.costs[Rule("structured", "counted")].flops,
            }
            for step in mode.steps
        ],
        "meeting_additions": mode.meeting.additions,
        "seconds": mode.seconds,
        "run": mode.run,
        "why": mode.why or None,
    }
