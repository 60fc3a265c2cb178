"""Mistakes at a relu, or another φ that goes entry by entry."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.arrays import Array
from jaccli.layers.elementwise import Elementwise
from jaccli.reports.grade.mistakes import At, mistake


@mistake(
    "relu mask",
    "adjoint",
    says="you gave {moved}: the step through the {layer} is missing. "
    "{made} = {moved} ⊙ φ′({x}), entry by entry; look at the signs of {x}.",
    section="13.3.3.2",
    learn="relu",
)
def passed_through(at: At) -> Iterator[Array]:
    """u_k = u_{k+1}."""
    step = at.question.step
    if step is not None and isinstance(step.node.layer, Elementwise):
        yield at.own[at.question.reads[0]]
