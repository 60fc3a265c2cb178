"""A step of a sweep over a graph as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, NotRequired, TypedDict

from jaccli.reports.common.data import listed
from jaccli.reports.common.entries import Matrix, Shape, Vector

if TYPE_CHECKING:
    from jaccli.reports.common.flow.find import FlowStep

CarriedBy = Literal["tangents", "cotangents", "adjoint"]  # jvp, vjp and grad


class Carried(TypedDict):
    """What a sweep carries, one list a vector, by what it is called there."""

    tangents: NotRequired[Matrix]
    cotangents: NotRequired[Matrix]
    adjoint: NotRequired[Matrix]


class ContributionEntry(Carried):
    """What arrives at a value over one edge."""

    layer: Annotated[str, "which layer reads"]
    input: Annotated[str, "what it reads"]
    rule: Annotated[str, "the Jacobian as a formula"]
    shape: Shape
    structure: str
    flops: int
    why: Annotated[str, "what the Jacobian does to the vector, in words"]


class FlowStepEntry(Carried):
    """A value of a graph: what it has collected, and over which edges."""

    layer: Annotated[str, "its name; an input is no layer, and stands here too"]
    type: Annotated[str, "the layer's type, input or parameter"]
    primal: Vector
    flops: int
    meeting_additions: Annotated[int, "where several edges meet"]
    reached: Annotated[bool, "whether the sweep comes here at all"]
    unused: Annotated[bool, "whether the output does not depend on it"]
    constant: bool
    contributions: list[ContributionEntry]


def flow_step(step: FlowStep, key: CarriedBy) -> FlowStepEntry:
    """A value of a graph: what it has collected, and over which edges. An input is no layer."""
    contributions = []
    for arrival in step.arrivals:
        contribution: ContributionEntry = {
            "layer": arrival.layer,
            "input": arrival.source,
            "rule": arrival.rule,
            "shape": list(arrival.shape),
            "structure": arrival.structure,
            "flops": arrival.flops,
            "why": arrival.why,
        }
        contribution[key] = listed(arrival.product)
        contributions.append(contribution)
    entry: FlowStepEntry = {
        "layer": step.name,
        "type": step.kind,
        "primal": listed(step.primal),
        "flops": step.flops,
        "meeting_additions": step.meeting,
        "reached": step.reached,
        "unused": step.unused,
        "constant": step.constant,
        "contributions": contributions,
    }
    entry[key] = listed(step.total)
    return entry
