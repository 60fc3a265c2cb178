"""A step of a sweep over a graph as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jaccli.reports.common.data import listed

if TYPE_CHECKING:
    from jaccli.reports.common.flow.find import FlowStep


def flow_step(step: FlowStep, key: str) -> dict[str, Any]:
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
