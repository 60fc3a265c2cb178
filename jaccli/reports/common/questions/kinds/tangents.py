"""The tangents v_{k+1} = J_k v_k: one step ahead each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jaccli.accumulate import sum_of_moved
from jaccli.arrays import Array
from jaccli.linearise import Step
from jaccli.reports.common.questions.course import Course
from jaccli.reports.common.questions.question import Follow, Question
from jaccli.words import conjoined


def questions(course: Course) -> Iterator[Question]:
    """From the first layer on, each from the student's own tangents of its inputs."""
    for step in course.tape:
        if not step.node.inputs:
            continue  # a constant
        name = course.called[step.node.name]
        reads = {source: f"v{course.called[source]}" for source in step.node.inputs}
        moved = list(dict.fromkeys(reads.values()))
        yield Question(
            f"v{name}",
            "tangent",
            f"The tangent of {course.shown(step.node.name)}, from {conjoined(moved)}.",
            course.tangents[step.node.name],
            (*reads.values(), *(f"x{course.called[source]}" for source in reads)),
            _from(course, step, reads),
            step,
            step.node.name,
        )


def _from(course: Course, step: Step, reads: Mapping[str, str]) -> Follow:
    def follow(own: Mapping[str, Array]) -> Array:
        moving = [
            (own.get(reads[x], course.tangents[x])[:, None], jacobian)
            for x, jacobian in zip(step.node.inputs, course.jacobians(step, own), strict=True)
        ]
        return sum_of_moved(moving)[:, 0]

    return follow
