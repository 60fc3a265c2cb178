"""Mistakes anywhere: a sign, a step that was not taken, rounding."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.arrays import Array, np
from jaccli.reports.common.questions.question import Kind
from jaccli.reports.grade.mistakes import At, mistake

ALL: tuple[Kind, ...] = ("value", "jacobian", "product", "tangent", "adjoint", "gradient")


@mistake("sign", *ALL, says="every sign is the other way round.", general=True)
def the_other_sign(at: At) -> Iterator[Array]:
    """−1 times what is right."""
    yield -at.right


@mistake(
    "one layer short",
    "adjoint",
    "tangent",
    says="you gave {moved}: the step through {layer} is missing.",
    section="13.3.1",
    learn="chain rule",
    general=True,
)
def step_missing(at: At) -> Iterator[Array]:
    """u_k = u_{k+1} at a layer that does not go entry by entry."""
    yield at.moved


@mistake("factor 2", *ALL, says="it is off by a factor of 2 throughout.", general=True)
def twice_or_half(at: At) -> Iterator[Array]:
    """Twice, half."""
    yield 2 * at.right
    yield at.right / 2


@mistake(
    "rounding",
    *ALL,
    says="this is right to two or three digits: keep four and more on the way.",
    general=True,
)
def rounded(at: At) -> Iterator[Array]:
    """The same to two or three significant digits, and to decimals that leave two or more.

    One digit would be found by guessing.
    """
    largest = np.abs(at.right).max(initial=0)
    with np.errstate(all="ignore"):
        for digits in (3, 2):
            scale = 10.0 ** (digits - 1 - np.floor(np.log10(np.abs(at.right))))
            yield np.where(at.right == 0, 0, np.round(at.right * scale) / scale)
        for decimals in (3, 2, 1):
            if largest * 10**decimals >= 10:
                yield np.round(at.right, decimals)
