"""The gradients of the parameters: g1.weight = ∂o/∂W of layer 1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jaccli.arrays import Array
from jaccli.linearise import Step
from jaccli.reports.common.questions.course import Course
from jaccli.reports.common.questions.question import Follow, Question


def questions(course: Course) -> Iterator[Question]:
    """From the student's own adjoint of the layer's value."""
    if course.graph.output_size != 1:
        return
    for k, step in enumerate(course.tape, start=1):
        node = step.node
        for name, shape in node.layer.parameters.items():
            adjoint = f"u{course.called[node.name]}"
            called = f"g{k}.{name}" if course.is_chain else f"g.{node.name}.{name}"
            yield Question(
                called,
                "gradient",
                f"The gradient of the loss by the {name} of {node.name}.",
                course.adjoints[node.parameter_name(name)].reshape(shape),
                (adjoint, *(f"x{course.called[x]}" for x in node.inputs)),
                _from(course, step, name, adjoint, shape),
                step,
                node.parameter_name(name),
                (node.parameter_name(name),),
            )


def _from(course: Course, step: Step, name: str, adjoint: str, shape: tuple[int, ...]) -> Follow:
    def follow(own: Mapping[str, Array]) -> Array:
        u = own.get(adjoint, course.adjoints[step.node.name])
        inputs = course.inputs_of(step, own)
        maps = step.parameter_jacobians
        maps = maps if inputs is None else step.node.layer.parameter_jacobians(*inputs)
        found: Array = maps[name].on_rows(u[None, :])[0]
        return found.reshape(shape)

    return follow
