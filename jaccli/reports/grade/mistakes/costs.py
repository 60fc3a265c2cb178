"""Mistakes in counts: multiply-adds for FLOPs, seeds, n and m exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jaccli.arrays import Array, np
from jaccli.reports.common.modes import ModeFacts, Rule
from jaccli.reports.grade.mistakes import At, mistake


def number(at: At) -> Fraction:
    """The right count."""
    right = at.question.right
    assert isinstance(right, int | Fraction)
    return Fraction(right)


def one(value: Fraction | int) -> Array:
    """As an answer."""
    return np.array([float(value)])


def facts(at: At) -> ModeFacts | None:
    """Of the mode that the question is about."""
    for mode, each in at.course.modes.items():
        if at.question.name.startswith((f"{mode}_flops", f"passes.{mode}")):
            return each
    return None


@mistake(
    "multiply-adds for FLOPs",
    "flops",
    "order",
    says="this counts multiply-adds: each is a multiplication and an addition, 2 FLOPs.",
    section="13.3.1",
    learn="flops",
)
def multiply_adds(at: At) -> Iterator[Array]:
    """Half."""
    if "flops" in at.question.name and isinstance(at.question.right, int):
        yield one(number(at) / 2)


@mistake(
    "seeds free",
    "flops",
    says="the first product, with the start vectors, is left out: here the start is counted.",
    section="13.3.1",
    learn="seeds",
)
def without_the_start(at: At) -> Iterator[Array]:
    """The price with the seeds free."""
    mode = facts(at)
    if mode is not None and at.question.name == f"{mode.mode}_flops":
        yield one(mode.costs[Rule("dense", "free")].flops)


@mistake(
    "structured price",
    "flops",
    says="this is the price with each J in its own form: here every J is a full matrix.",
    section="13.3.1",
    learn="structured",
)
def in_their_forms(at: At) -> Iterator[Array]:
    """The structured price."""
    mode = facts(at)
    if mode is not None and at.question.name == f"{mode.mode}_flops":
        yield one(mode.costs[Rule("structured", "counted")].flops)
        yield one(mode.costs[Rule("structured", "free")].flops)


@mistake(
    "one pass",
    "flops",
    says="this is one pass: forward mode needs one for each input, reverse mode one for each "
    "output.",
    section="13.3.1",
    learn="forward mode",
)
def one_pass(at: At) -> Iterator[Array]:
    """The price of one pass."""
    mode = facts(at)
    if mode is not None and mode.passes > 1 and "_flops" in at.question.name:
        yield one(number(at) / mode.passes)


@mistake(
    "n and m exchanged",
    "flops",
    says="forward mode needs n passes, one for each input, and reverse mode m, one for each "
    "output: you have them the other way round.",
    section="13.3.1",
    learn="forward mode",
)
def exchanged(at: At) -> Iterator[Array]:
    """The price of the other mode."""
    mode = facts(at)
    if mode is None:
        return
    other = at.course.modes["reverse" if mode.mode == "forward" else "forward"]
    if "_flops" in at.question.name:
        yield one(number(at) / mode.passes * other.passes)
    else:
        yield one(other.passes)


@mistake(
    "factor of FLOPs",
    "mode",
    says="one multiply-add counts 2 FLOPs in both modes, so it cancels in the factor.",
    section="13.3.1",
    learn="flops",
)
def factor_of_two(at: At) -> Iterator[Array]:
    """Half or twice the factor."""
    if at.question.name == "factor":
        yield one(number(at) / 2)
        yield one(number(at) * 2)


@mistake(
    "factor inverted",
    "mode",
    says="this is cheaper / dearer: the factor is dearer / cheaper, at least 1.",
    section="13.3.1",
    learn="flops",
)
def inverted(at: At) -> Iterator[Array]:
    """1 / factor."""
    if at.question.name == "factor":
        yield one(1 / number(at))
