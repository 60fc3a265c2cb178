"""The values x_k, the output among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jaccli.arrays import Array
from jaccli.linearise import Step
from jaccli.reports.common.questions.course import Course
from jaccli.reports.common.questions.question import Follow, Question


def questions(course: Course) -> Iterator[Question]:
    """x_{k+1} = f_k(x_k), from the student's own x_k."""
    for step in course.tape:
        if not step.node.inputs:
            continue  # a constant
        name = step.node.name
        reads = {source: f"x{course.called[source]}" for source in step.node.inputs}
        given = [course.shown(source) for source in step.node.inputs]
        yield Question(
            f"x{course.called[name]}",
            "value",
            f"The value of {step.node.layer.type}({', '.join(given)}).",
            step.value,
            tuple(reads.values()),
            _from(step, reads),
            step,
            name,
            also=_also(course, step),
        )


def _also(course: Course, step: Step) -> tuple[str, ...]:
    """The names that it has besides: its own on a graph, loss of an output of one number."""
    name, graph = step.node.name, course.graph
    own = () if course.is_chain else (name,)
    return (*own, "loss") if name == graph.output and step.value.size == 1 else own


def _from(step: Step, reads: Mapping[str, str]) -> Follow:
    def follow(own: Mapping[str, Array]) -> Array:
        given = zip(step.node.inputs, step.inputs, strict=True)
        found: Array = step.node.layer.forward(*(own.get(reads[x], value) for x, value in given))
        return found

    return follow
