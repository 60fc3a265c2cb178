"""The results of `show`, `jvp`, `vjp` and `grad`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jaccli.views.json.shared import cost_entry, difference_check, graph_head, layer_entry, listed

if TYPE_CHECKING:
    from jaccli.analysis.flow import FlowStep
    from jaccli.analysis.grad import Gradients
    from jaccli.analysis.product import Products
    from jaccli.analysis.show import Showing


def showing(found: Showing) -> dict[str, Any]:
    """The result of `show` for one chain, every array whole."""
    return {
        **graph_head(found.graph),
        "input": listed(found.input),
        "layers": [layer_entry(layer, values=True) for layer in found.layers],
        "output": listed(found.output),
        "jacobian": listed(found.jacobian),
        "check": found.check and difference_check(found.check),
    }


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
        result["steps"] = [_flow_step(step, key) for step in found.flow]
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


def gradients(found: Gradients, *, steps: bool = False) -> dict[str, Any]:
    """The result of `grad` for one chain: every gradient that there is, whole."""
    flow = {"steps": [_flow_step(step, "adjoint") for step in found.flow]} if steps else {}
    return {
        **graph_head(found.graph),
        "loss": found.loss,
        "gradients": {
            each.layer.name: {name: listed(array) for name, array in each.gradients.items()}
            for each in found.layers
            if each.gradients
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


def _flow_step(step: FlowStep, key: str) -> dict[str, Any]:
    """A value of a graph: what it has collected, and over which edges. An input is no layer."""
    return {
        "layer": step.name,
        "type": step.kind,
        "primal": listed(step.primal),
        key: listed(step.total),
        "flops": step.flops,
        "meeting_additions": step.meeting,
        "reached": step.reached,
        "unused": step.unused,
        "constant": step.constant,
        "contributions": [
            {
                "layer": arrival.layer,
                "input": arrival.source,
                "rule": arrival.rule,
                "shape": list(arrival.shape),
                "structure": arrival.structure,
                key: listed(arrival.product),
                "flops": arrival.flops,
                "why": arrival.why,
            }
            for arrival in step.arrivals
        ],
    }
