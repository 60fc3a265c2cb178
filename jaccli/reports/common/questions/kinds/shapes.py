"""The shapes of the Jacobians: rows, then columns."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.arrays import np
from jaccli.reports.common.questions.course import Course
from jaccli.reports.common.questions.question import Question


def questions(course: Course) -> Iterator[Question]:
    """Of J_1 … J_K and of J, of a chain; known from shapes alone."""
    graph = course.graph
    if graph.is_chain:
        for k, node in enumerate(graph.nodes, start=1):
            (form,) = node.forms
            yield _question(f"J{k}", form.shape)
    yield _question("J", (graph.output_size, graph.input_size))


def _question(name: str, shape: tuple[int, int]) -> Question:
    asks = f"The shape of {name}: [rows, columns]."
    return Question(f"shape.{name}", "shape", asks, np.array(shape, dtype=float))
