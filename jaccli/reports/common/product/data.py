"""The results of `jvp` and `vjp`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jaccli.reports.common.data import difference_check, graph_head, listed
from jaccli.reports.common.flow.data import flow_step

if TYPE_CHECKING:
    from jaccli.reports.common.product.find import Products


def product(found: Products, *, steps: bool) -> dict[str, Any]:
    """The result of `jvp` or `vjp` for one chain; one list for each vector."""
    key = "tangents" if found.mode == "forward" else "cotangents"
    result = {
        **graph_head(found.graph),
        "vectors": [listed(vector.entries) for vector in found.vectors],
        "primal": listed(found.output),
        key: listed(found.results),
        "cost": {found.model: {"flops": found.flops}},
        "check": difference_check(found.check),
    }
    if steps and found.flow:
        result["steps"] = [flow_step(step, key) for step in found.flow]
    elif steps:
        result["steps"] = [
            {
                "layer": step.layer.name,
                "primal": listed(step.primal),
                key: listed(step.after),
                "flops": step.flops,
                "why": step.why,
            }
            for step in found.steps
        ]
    return result
