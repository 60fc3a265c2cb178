"""The shapes of the Jacobians: rows, then columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from jaccli.arrays import np
from jaccli.reports.common.questions.course import Course
from jaccli.reports.common.questions.question import Question
from jaccli.words import shape


def questions(course: Course) -> Iterator[Question]:
    """Of J_1 … J_K and of J, of a chain; known from shapes alone."""
    graph = course.graph
    if graph.is_chain:
        for k, node in enumerate(graph.nodes, start=1):
            (form,) = node.forms
            yield _question(f"J{k}", form.shape)
        yield from _which([node.forms[0].shape for node in graph.nodes])
    yield _question("J", (graph.output_size, graph.input_size))


def _which(shapes: Sequence[tuple[int, int]]) -> Iterator[Question]:
    """The other way round, where one Jacobian alone has its shape."""
    number = Counter(shapes)
    alone = [k for k, each in enumerate(shapes, start=1) if number[each] == 1]
    if len(shapes) > 2 and alone:
        k = alone[len(alone) // 2]
        asks = f"Which of J1 … J{len(shapes)} is {shape(shapes[k - 1])}?"
        yield Question("which", "shape", asks, f"J{k}")


def _question(name: str, shape: tuple[int, int]) -> Question:
    asks = f"The shape of {name}: [rows, columns]."
    return Question(f"shape.{name}", "shape", asks, np.array(shape, dtype=float))
