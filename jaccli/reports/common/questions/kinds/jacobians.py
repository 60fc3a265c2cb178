"""The local Jacobians J_k and J, their product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce

from jaccli.arrays import Array, np
from jaccli.reports.common.questions.course import Course
from jaccli.reports.common.questions.question import Question


def questions(course: Course) -> Iterator[Question]:
    """J_1 … J_K of a chain, of a graph one an edge; J from the student's own J_k."""
    names: list[str] = []
    for k, step in enumerate(course.tape, start=1):
        for source, jacobian in zip(step.node.inputs, step.jacobians, strict=True):
            made, read = (course.called[each] for each in (step.node.name, source))
            name = f"J{k}" if course.graph.is_chain else f"J{made}{read}"
            if name in names:
                continue  # one layer reads a value twice: two edges of one name
            names.append(name)
            asks = f"The Jacobian {name} = ∂x{made}/∂x{read}, rows then columns."
            yield Question(name, "jacobian", asks, jacobian.dense(), step=step, of=source)
    rows = [_basis(course.graph.output_size, i) for i in range(course.graph.output_size)]
    whole = np.array([course.pulled(row) for row in rows])
    if not course.graph.is_chain:
        yield Question("J", "product", "The Jacobian J of the output by the inputs.", whole)
        return
    right = {name: step.jacobian for name, step in zip(names, course.tape, strict=True)}

    def follow(own: Mapping[str, Array]) -> Array:
        each = [own[name] if name in own else right[name].dense() for name in names]
        return reduce(lambda made, factor: factor @ made, each)

    asks = f"The Jacobian J = {'·'.join(reversed(names))} of the whole chain."
    yield Question("J", "product", asks, whole, tuple(names), follow)


def _basis(size: int, at: int) -> Array:
    unit = np.zeros(size)
    unit[at] = 1
    return unit
