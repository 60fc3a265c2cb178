"""Mistakes at a softmax: its Jacobian is no diagonal."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.arrays import Array, np
from jaccli.layers.softmax import softmax
from jaccli.reports.grade.mistakes import At, mistake

SAYS = (
    "the Jacobian of softmax is no diagonal: diag(p) − p pᵀ, for each probability depends on every "
    "input."
)


@mistake(
    "softmax as a diagonal", "adjoint", "tangent", says=SAYS, section="13.3.3.1", learn="softmax"
)
def as_a_diagonal(at: At) -> Iterator[Array]:
    """u ⊙ p(1 − p), u ⊙ p."""
    if at.layer.type == "softmax":
        p = softmax(at.x)
        yield at.moved * p * (1 - p)
        yield at.moved * p


@mistake("softmax as a diagonal", "jacobian", says=SAYS, section="13.3.3.1", learn="softmax")
def jacobian_as_a_diagonal(at: At) -> Iterator[Array]:
    """diag(p(1 − p)), diag(p)."""
    if at.layer.type == "softmax":
        p = softmax(at.x)
        yield np.diag(p * (1 - p))
        yield np.diag(p)


@mistake(
    "softmax not divided",
    "value",
    says="you gave exp({x}): softmax divides by their sum, so that the entries add up to 1.",
    section="13.3.3.1",
    learn="softmax",
)
def not_divided(at: At) -> Iterator[Array]:
    """exp(x)."""
    if at.layer.type == "softmax":
        with np.errstate(all="ignore"):
            yield np.exp(at.moved)
            yield np.exp(at.moved - at.moved.max())
