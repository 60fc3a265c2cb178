"""The results of `order`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jaccli.accumulate.bracketing import number_of_orders
from jaccli.reports.common.called import called
from jaccli.reports.common.data import cost_entry, order_entry, program_entry
from jaccli.reports.common.ranking import MIXED

MOST_EXACT = 5000  # Jacobians whose orders are counted: more digits than that nobody writes

if TYPE_CHECKING:
    from jaccli.factors import Factors
    from jaccli.linmap import Form
    from jaccli.reports.order.find import Ordering


def ordering(found: Ordering) -> dict[str, Any]:
    """The result of `order` for one chain. An order of two names has an entry for each."""
    orders = found.orders
    execution, timing = found.execution, found.timing
    entries = []
    for name, each in [
        *((name, orders.called(name)) for name in orders.names),
        *((MIXED, each) for each in orders.orders if each.is_mixed),
    ]:
        run = execution.runs.get(each.order) if execution else None
        entries.append(
            {
                **order_entry(name, orders, each),
                "executed": run is not None,
                "finite": run is None or run.difference is not None,
                "max_abs_difference": run and run.difference,
                "counted": cost_entry(run.counted) if run and run.counted else None,
                "seconds": timing.seconds.get(name) if timing else None,
            }
        )
    decisive = found.decisive
    return {
        **chain_head(found.chain, found.chain.forms),
        "cost": found.model,
        "seeds": "free",
        "orders": entries,
        "number_of_orders": number_of_orders(orders.depth) if orders.depth <= MOST_EXACT else None,
        "complete": orders.complete,
        "unique": orders.found.alone,
        "steps": [
            {
                "product": list(step.product),
                "shape": list(step.form.shape),
                "structure": step.form.structure,
                **cost_entry(step.cost),
            }
            for step in found.steps
        ],
        "eliminated": [
            {"value": f"x{each.k + 1}", "size": each.size, **each.flops}
            for each in found.eliminated
        ],
        "decisive_value": decisive and f"x{decisive.k + 1}",
        "seeds_counted": dict(found.seeded),
        "agreement": execution
        and {
            "executed": len(execution.runs),
            "max_abs_difference": execution.difference,
            "tolerance": execution.tolerance,
            "ok": execution.ok,
            "not_executed": execution.why_not,
        },
        "timing": timing and {"runs": timing.runs, "drawn": timing.drawn},
        "not_timed": found.not_timed,
    }


def chain_head(chain: Factors, forms: Sequence[Form]) -> dict[str, Any]:
    """What both reports say of their chain."""
    sizes = chain.sizes
    names: Sequence[str | None] = chain.types or [None] * len(forms)
    aside = [node.name for node in chain.graph.aside] if chain.graph is not None else []
    return {
        "file": chain.file,
        "name": chain.name,
        "description": chain.description,
        "input_size": sizes[0],
        "output_size": sizes[-1],
        "depth": len(forms),
        "after_output": list(chain.graph.after) if chain.graph is not None else [],
        **({"unused": aside} if aside else {}),
        "jacobians": [
            {"type": kind, "shape": list(form.shape), "structure": form.structure}
            for kind, form in zip(names, forms, strict=True)
        ],
        **program_entry(called(chain.graph) if chain.graph is not None else None),
    }
