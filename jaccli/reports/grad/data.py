"""The result of `grad`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NotRequired, TypedDict

from jaccli.reports.common.data import (
    cost_entry,
    difference_check,
    graph_head,
    listed,
    primal_entry,
)
from jaccli.reports.common.entries import (
    CheckEntry,
    CostEntry,
    Declared,
    Head,
    PrimalEntry,
    Vector,
)
from jaccli.reports.common.flow.data import FlowStepEntry, flow_step

if TYPE_CHECKING:
    from jaccli.reports.grad.find import Gradients


class GradientsCost(TypedDict):
    """What one pass back costs."""

    primal: PrimalEntry
    adjoints: CostEntry
    gradients: CostEntry
    ratio: Annotated[float | None, "loss and gradients to the loss alone, in FLOPs"]


class Steps(TypedDict):
    """With --steps."""

    steps: NotRequired[
        Annotated[list[FlowStepEntry], "one a value, in the order of the sweep; with --steps"]
    ]


class GradientsEntry(Head, Steps):
    """The result of `grad`."""

    loss: float
    gradients: Annotated[
        dict[str, dict[str, Any]], "by layer and name, {f1: {weight: ...}}; input_gradients too"
    ]
    input_gradients: dict[str, Vector]
    cost: GradientsCost
    check: CheckEntry


DECLARED = Declared((GradientsEntry,))


def gradients(found: Gradients, *, steps: bool = False) -> GradientsEntry:
    """The result of `grad` for one chain: every gradient that there is, whole."""
    flow: Steps = {"steps": [flow_step(step, "adjoint") for step in found.flow]} if steps else {}
    return {
        **graph_head(found.graph),
        "loss": found.loss,
        "gradients": {
            layer: {name: listed(array) for name, array in each.items()}
            for layer, each in found.by_layer.items()
        },
        "input_gradients": {name: listed(array) for name, array in found.input_gradients.items()},
        "cost": {
            "primal": primal_entry(found.primal),
            "adjoints": cost_entry(found.adjoints),
            "gradients": cost_entry(found.gradients),
            "ratio": found.ratio,
        },
        "check": difference_check(found.check),
        **flow,
    }
