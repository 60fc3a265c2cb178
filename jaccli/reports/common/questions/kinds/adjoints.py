"""The adjoints u_k = ∂(u·o)/∂x_k: one step back each, a sum over the readers of a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from jaccli.arrays import Array
from jaccli.linearise import Step
from jaccli.linmap import LinearMap
from jaccli.reports.common.notation import derivative
from jaccli.reports.common.questions.course import Course
from jaccli.reports.common.questions.question import Follow, Question

Readers = Sequence[tuple[Step, int]]  # of a value: the layer that reads it, and at which place


def questions(course: Course) -> Iterator[Question]:
    """From the last value to the inputs, each from the student's own adjoints of its readers and
    own values of what these read."""
    inputs = [entry.name for entry in course.graph.inputs]
    for name in [*reversed([step.node.name for step in course.tape]), *inputs]:
        readers = course.readers.get(name, ())
        if name == course.graph.output or not readers:
            continue
        k = course.called[name]
        once = {step.node.name: step for step, _ in readers}  # one may read a value many times
        back = [f"u{course.called[reader]}" for reader in once]
        values = [course.reads_of(step) for step in once.values()]
        yield Question(
            f"u{k}",
            "adjoint",
            f"The adjoint {derivative('o', course.shown(name))}.",
            course.adjoints[name],
            tuple(dict.fromkeys(chain(back, *values))),
            _from(course, readers),
            readers[0][0],
            name,
        )


def parts_of(course: Course, readers: Readers, own: Mapping[str, Array]) -> list[Array]:
    """What comes back over each edge, from somebody's own adjoints and values."""
    found = []
    jacobians: dict[str, Sequence[LinearMap]] = {}  # of a layer, however often it reads the value
    for step, at in readers:
        name = step.node.name
        if name not in jacobians:
            jacobians[name] = course.jacobians(step, own)
        u = own.get(f"u{course.called[name]}", course.adjoints[name])
        found.append(jacobians[name][at].on_rows(u[None, :])[0])
    return found


def _from(course: Course, readers: Readers) -> Follow:
    def follow(own: Mapping[str, Array]) -> Array:
        parts = parts_of(course, readers, own)
        total: Array = sum(parts[1:], parts[0])
        return total

    return follow
