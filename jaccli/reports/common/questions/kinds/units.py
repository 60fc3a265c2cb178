"""Which relu units block: the entries where the slope is 0."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.arrays import np
from jaccli.reports.common.questions.course import Course
from jaccli.reports.common.questions.question import Question


def questions(course: Course) -> Iterator[Question]:
    """Of each relu, its units counted from 1; [] where none blocks."""
    for step in course.tape:
        if step.node.layer.type != "relu":
            continue
        name = course.called[step.node.name]
        blocked = np.flatnonzero(np.diag(step.jacobian.dense()) == 0) + 1.0
        asks = f"Which units of {step.node.name} (relu) block at this point? Units count from 1."
        yield Question(f"blocked{name}", "units", asks, blocked, step=step, of=step.node.name)
