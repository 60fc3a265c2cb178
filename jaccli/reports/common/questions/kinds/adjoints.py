"""The adjoints u_k = ∂(u·o)/∂x_k: one step back each, a sum over the readers of a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from jaccli.arrays import Array
from jaccli.linearise import Step
from jaccli.linmap import LinearMap
from jaccli.reports.common.questions.course import Course
from jaccli.reports.common.questions.question import Follow, Question

Readers = Sequence[tuple[str, LinearMap]]  # of a value: the name of an adjoint, and the Jacobian


def questions(course: Course) -> Iterator[Question]:
    """From the last value to the inputs, each from the student's own adjoints of its readers."""
    steps = {step.node.name: step for step in course.tape}
    inputs = [entry.name for entry in course.graph.inputs]
    for name in [*reversed(steps), *inputs]:
        readers = readers_of(course, name)
        if name == course.graph.output or not readers:
            continue
        yield Question(
            f"u{course.called[name]}",
            "adjoint",
            f"The adjoint u{course.called[name]} = ∂o/∂x{course.called[name]}.",
            course.adjoints[name],
            tuple(reader for reader, _ in readers),
            _from(readers, course.adjoints, course.called),
            _reader(course.tape, name),
            name,
        )


def readers_of(course: Course, name: str) -> Readers:
    """Who reads the value: what its adjoint is called, and the Jacobian of that edge."""
    return [
        (f"u{course.called[step.node.name]}", jacobian)
        for step in course.tape
        for source, jacobian in zip(step.node.inputs, step.jacobians, strict=True)
        if source == name
    ]


def _reader(tape: Sequence[Step], name: str) -> Step:
    return next(step for step in tape if name in step.node.inputs)


def _from(readers: Readers, adjoints: Mapping[str, Array], called: Mapping[str, str]) -> Follow:
    right = {f"u{called[name]}": adjoint for name, adjoint in adjoints.items() if name in called}

    def follow(own: Mapping[str, Array]) -> Array:
        parts = [jacobian.on_rows({**right, **own}[name][None, :])[0] for name, jacobian in readers]
        total: Array = sum(parts[1:], parts[0])
        return total

    return follow
