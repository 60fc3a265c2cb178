"""What the modes cost, which is cheaper, and by what factor."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jaccli.reports.common.modes import Rule
from jaccli.reports.common.questions.course import Course
from jaccli.reports.common.questions.question import Question
from jaccli.reports.common.verdict import cheaper_of


def questions(course: Course) -> Iterator[Question]:
    """Dense, with the seeds counted, as `compare` says."""
    rule = Rule("dense", "counted")
    for mode, facts in course.modes.items():
        yield Question(
            f"{mode}_flops",
            "flops",
            f"The FLOPs of {mode} mode for all of J.",
            facts.costs[rule].flops,
        )
        for step in facts.steps if course.is_chain else ():
            k = course.called[step.layer]
            yield Question(
                f"{mode}_flops.J{int(k) - 1}",
                "flops",
                f"The FLOPs of {mode} mode at J{int(k) - 1}, of all its passes.",
                step.costs[rule].flops,
            )
        yield Question(
            f"passes.{mode}", "flops", f"How many passes {mode} mode needs.", facts.passes
        )
    ahead, back = (facts.costs[rule].flops for facts in course.modes.values())
    asks = "Which mode is cheaper: forward, reverse or tie?"
    yield Question("cheaper", "mode", asks, cheaper_of(ahead, back))
    dearer, cheaper = max(ahead, back), min(ahead, back)
    if cheaper:
        factor = Fraction(dearer, cheaper)
        yield Question("factor", "mode", "How many times as much does the dearer one cost?", factor)
