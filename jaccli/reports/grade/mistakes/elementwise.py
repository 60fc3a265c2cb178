"""Mistakes at a φ that goes entry by entry: its slopes φ′ forgotten, or taken at another place."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.arrays import Array, np
from jaccli.layers.elementwise import Elementwise
from jaccli.reports.grade.mistakes import At, mistake


@mistake(
    "relu mask",
    "adjoint",
    "tangent",
    says="you gave {moved}: the step through the {layer} is missing. {made} = {moved} ⊙ φ′({x}), "
    "entry by entry; look at {x}.",
    section="13.3.3.2",
    learn="{layer}",
)
def passed_through(at: At) -> Iterator[Array]:
    """u_k = u_{k+1}: the mask is forgotten."""
    if isinstance(at.layer, Elementwise) and not at.meets:
        yield at.moved


@mistake(
    "relu mask of the adjoint",
    "adjoint",
    "tangent",
    says="the mask of the {layer} comes from {x}, not from {moved}: where {x} > 0, whatever sign "
    "{moved} has there.",
    section="13.3.3.2",
    learn="relu",
)
def masked_by_itself(at: At) -> Iterator[Array]:
    """u_k = u_{k+1} where u_{k+1} > 0."""
    if at.layer.type == "relu":
        yield np.where(at.moved > 0, at.moved, 0)
        yield np.where((at.moved > 0) & (at.x > 0), at.moved, 0)


@mistake(
    "inverted mask",
    "adjoint",
    "tangent",
    says="the {layer} passes where {x} > 0 and blocks elsewhere; you have it the other way round.",
    section="13.3.3.2",
    learn="relu",
)
def the_other_way_round(at: At) -> Iterator[Array]:
    """u_k = u_{k+1} where x_k <= 0."""
    if at.layer.type == "relu":
        yield np.where(at.x > 0, 0, at.moved)


@mistake(
    "slope at the value",
    "adjoint",
    "tangent",
    says="the slopes of the {layer} are taken at what it was given, φ′({x}), not at what it gave.",
    section="13.3.3.2",
    learn="{layer}",
)
def after_the_activation(at: At) -> Iterator[Array]:
    """φ′(x_{k+1}) in place of φ′(x_k)."""
    if isinstance(at.layer, Elementwise) and not at.meets:
        with np.errstate(all="ignore"):
            yield at.moved * at.layer.derivative(at.step.value)


@mistake(
    "value for slope",
    "adjoint",
    "tangent",
    says="you multiplied by the values φ({x}); the slopes φ′({x}) are asked for.",
    section="13.3.3.2",
    learn="{layer}",
)
def times_the_value(at: At) -> Iterator[Array]:
    """u_{k+1} ⊙ φ(x_k)."""
    if isinstance(at.layer, Elementwise) and not at.meets:
        yield at.moved * at.step.value


@mistake(
    "dot for ⊙",
    "adjoint",
    "tangent",
    says="you added the products up to one number: {moved} ⊙ φ′({x}) multiplies entry by entry and "
    "keeps all entries.",
    section="13.3.3.2",
    learn="diagonal",
)
def added_up(at: At) -> Iterator[Array]:
    """uᵀφ′, one number, or that number in every entry."""
    if isinstance(at.layer, Elementwise) and at.x.size > 1:
        total = (at.moved * np.diag(at.jacobian)).sum()
        yield np.full(1, total)
        yield np.full(at.x.size, total)


@mistake(
    "activation forgotten",
    "value",
    says="you gave {moved} as it is: the {layer} is not applied.",
    section="13.3.3.2",
    learn="{layer}",
)
def not_applied(at: At) -> Iterator[Array]:
    """x_{k+1} = x_k."""
    if isinstance(at.layer, Elementwise):
        yield at.moved
