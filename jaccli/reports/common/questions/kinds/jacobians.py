"""The local Jacobians J_k and J, their product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce

from jaccli.arrays import Array
from jaccli.linearise import Step
from jaccli.reports.common.names import product_of
from jaccli.reports.common.notation import derivative
from jaccli.reports.common.questions.course import Course
from jaccli.reports.common.questions.question import Follow, Question


def questions(course: Course) -> Iterator[Question]:
    """J_1 … J_K of a chain, of a graph one an edge; J from the student's own J_k."""
    names: dict[str, None] = {}
    for k, step in enumerate(course.tape, start=1):
        for at, source in enumerate(step.node.inputs):
            made, read = (course.called[each] for each in (step.node.name, source))
            name = f"J{k}" if course.is_chain else f"J{made}{read}"
            if name in names:
                continue  # one layer reads a value twice: two edges of one name
            names[name] = None
            of = derivative(course.shown(step.node.name), course.shown(source))
            asks = f"The Jacobian {of}, a row for each output."
            values = course.reads_of(step)
            follow = _at_own_values(course, step, at)
            right = step.jacobians[at].dense()
            yield Question(name, "jacobian", asks, right, values, follow, step, source)
    if not course.is_chain:
        yield Question(
            "J", "product", "The Jacobian J of the output by the inputs.", course.jacobian
        )
        return
    asks = f"The Jacobian {product_of(len(names))} of the whole chain."
    reads = tuple(names)
    yield Question("J", "product", asks, course.jacobian, reads, _multiplied(course, reads))


def _at_own_values(course: Course, step: Step, at: int) -> Follow:
    return lambda own: course.jacobians(step, own)[at].dense()


def _multiplied(course: Course, names: Sequence[str]) -> Follow:
    right = {name: step.jacobian for name, step in zip(names, course.tape, strict=True)}

    def follow(own: Mapping[str, Array]) -> Array:
        each = [own[name] if name in own else right[name].dense() for name in names]
        return reduce(lambda made, factor: factor @ made, each)

    return follow
