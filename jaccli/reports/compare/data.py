"""The result of `compare`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jaccli.reports.common.data import (
    cost_entry,
    difference_check,
    graph_head,
    layer_entry,
    listed,
    order_entry,
)
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.ranking import BEST

if TYPE_CHECKING:
    from jaccli.reports.common.modes import ModeFacts
    from jaccli.reports.compare.comparison import Comparison

MOST_ENTRIES = 4096  # of a Jacobian that is printed unasked


def comparison(found: Comparison, *, values: bool) -> dict[str, Any]:
    """The result of `compare` for one chain."""
    jacobian = found.jacobian
    small = jacobian is not None and (values or jacobian.size <= MOST_ENTRIES)
    agreement = found.agreement
    return {
        **graph_head(found.graph),
        "wrt": found.wrt,
        "layers": [layer_entry(layer, values=False) for layer in found.layers],
        "output": listed(found.output) if found.output is not None and small else None,
        "jacobian": listed(jacobian) if jacobian is not None and small else None,
        "primal": found.primal._asdict(),
        "unused": [*found.graph.aside, *(found.unused.layers if found.unused else ())],
        "modes": {mode.mode: _mode(mode) for mode in (found.forward, found.reverse)},
        **_orders(found),
        "agreement": agreement
        and {
            "max_abs_difference": agreement.max_abs_difference,
            "tolerance": agreement.tolerance,
            "ok": agreement.ok,
            "by": agreement.by,
        },
        "check": found.check and difference_check(found.check),
        "saving": found.saving and found.saving._asdict(),
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


def _orders(found: Comparison) -> dict[str, Any]:
    """The best order, and `orders` where some have a name beside it and the modes."""
    orders = found.orders
    if orders is None:
        return {"best": None}
    named = []
    for name in orders.further:
        run = found.further.get(name)
        ran = {"executed": run is not None, "max_abs_difference": run and run.difference}
        named.append({**order_entry(name, orders), **ran})
    return {"best": order_entry(BEST, orders), **({"orders": named} if named else {})}


def _mode(mode: ModeFacts) -> dict[str, Any]:
    def both(seeds: str) -> dict[str, Any]:
        return {
            rule.model: cost_entry(cost) for rule, cost in mode.costs.items() if rule.seeds == seeds
        }

    return {
        "passes": mode.passes,
        "cost": both("counted"),
        "seeds_free": both("free"),
        "memory": mode.memory._asdict(),
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
