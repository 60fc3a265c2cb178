"""The result of `grad`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jaccli.reports.common.data import cost_entry, difference_check, graph_head, listed
from jaccli.reports.common.flow.data import flow_step

if TYPE_CHECKING:
    from jaccli.reports.grad.find import Gradients


def gradients(found: Gradients, *, steps: bool = False) -> dict[str, Any]:
    """The result of `grad` for one chain: every gradient that there is, whole."""
    flow = {"steps": [flow_step(step, "adjoint") for step in found.flow]} if steps else {}
    return {
        **graph_head(found.graph),
        "loss": found.loss,
        "gradients": {
            layer: {name: listed(array) for name, array in each.items()}
            for layer, each in found.by_layer.items()
        },
        "input_gradients": {name: listed(array) for name, array in found.input_gradients.items()},
        "cost": {
            "primal": found.primal._asdict(),
            "adjoints": cost_entry(found.adjoints),
            "gradients": cost_entry(found.gradients),
            "ratio": found.ratio,
        },
        "check": difference_check(found.check),
        **flow,
    }
