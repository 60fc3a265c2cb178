"""Mistakes where adjoints meet: of a value that is read twice they are added."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.arrays import Array
from jaccli.reports.common.questions.kinds.adjoints import parts_of
from jaccli.reports.grade.mistakes import At, mistake


def parts(at: At) -> list[Array]:
    """What comes back over each edge."""
    return parts_of(at.course, at.course.readers.get(at.question.of, ()), at.own)


@mistake(
    "adjoints not added",
    "adjoint",
    says="{x} is read more than once, and each reader sends a part back: the parts are added, "
    "and you have one of them.",
    section="13.3.4",
    learn="adjoint",
)
def one_part(at: At) -> Iterator[Array]:
    """The part of one reader alone."""
    found = parts(at)
    if len(found) > 1:
        yield from found


@mistake(
    "adjoints multiplied",
    "adjoint",
    says="{x} is read more than once: what the readers send back is added, not multiplied.",
    section="13.3.4",
    learn="adjoint",
)
def multiplied(at: At) -> Iterator[Array]:
    """The product of the parts."""
    found = parts(at)
    if len(found) > 1:
        product = found[0]
        for part in found[1:]:
            product = product * part
        yield product
