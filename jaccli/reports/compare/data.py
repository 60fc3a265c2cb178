"""The result of `compare`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jaccli.accumulate.price import CostModel, Seeds
from jaccli.reports.common.data import (
    costs_entry,
    difference_check,
    graph_head,
    layer_entry,
    listed,
    order_entry,
    primal_entry,
)
from jaccli.reports.common.entries import CostEntry
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.ranking import BEST
from jaccli.reports.compare.entries import (
    AgreedEntry,
    ComparisonEntry,
    ModeEntry,
    OrdersEntry,
    SavingEntry,
)

if TYPE_CHECKING:
    from jaccli.reports.common.agreement import Agreement
    from jaccli.reports.common.modes import ModeFacts
    from jaccli.reports.compare.comparison import Comparison, Saving

MOST_ENTRIES = 4096  # of a Jacobian that is printed unasked


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
        "modes": {"forward": _mode(found.forward), "reverse": _mode(found.reverse)},
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
