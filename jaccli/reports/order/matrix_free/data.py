"""The result of `order --matrix-free`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jaccli.reports.common.data import cost_entry
from jaccli.reports.order.data import chain_head

if TYPE_CHECKING:
    from jaccli.reports.common.trial import Run
    from jaccli.reports.order.matrix_free.find import MatrixFree
    from jaccli.reports.order.matrix_free.priced import Priced


def matrix_free(found: MatrixFree) -> dict[str, Any]:
    """The result of `order --matrix-free` for one chain. `multiplications` are multiply-adds, the
    research tools' fma."""
    run = found.run
    return {
        **chain_head(found.chain, [factor.form for factor in found.factors]),
        "cost": found.model,
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
        "curve": found.curve
        and [{"memory": memory, "multiplications": cost} for memory, cost in found.curve],
        "agreement": run
        and {
            "max_abs_difference": run.difference,
            "tolerance": run.tolerance,
            "ok": run.ok,
            "counted": cost_entry(run.counted) if run.counted else None,
        },
        "not_executed": found.why_not,
    }


def _planned(found: MatrixFree, method: Priced) -> dict[str, Any]:
    return {
        "name": method.method,
        "multiplications": method.multiplications,
        "cost": {model: cost_entry(cost) for model, cost in method.costs.items()},
        "tape": method.tape,
        "fits": method.fits,
        **method.plan.entry,
        **method.further,
        **_run(found.runs.get(method.method)),
    }


def _run(run: Run | None) -> dict[str, Any]:
    """What running a further method showed; the best plan has the key `agreement`."""
    if run is None:
        return {}
    counted = cost_entry(run.counted) if run.counted else None
    return {"max_abs_difference": run.difference, "counted": counted}
