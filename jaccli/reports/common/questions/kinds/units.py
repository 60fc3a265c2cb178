"""Which relu units block: the entries where the slope is 0."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.arrays import np
from jaccli.layers.activations import Relu
from jaccli.reports.common.questions.course import Course
from jaccli.reports.common.questions.question import Question


def questions(course: Course) -> Iterator[Question]:
    """Of each relu, its units counted from 1; [] where none blocks."""
    for step in course.tape:
        layer = step.node.layer
        if not isinstance(layer, Relu):
            continue
        name = step.node.name
        slopes = layer.derivative(step.inputs[0])
        blocked = np.flatnonzero(slopes == 0) + 1.0
        asks = f"The units of {name} (relu) that block; from 1, or []."
        yield Question(
            f"blocked.{name}",
            "units",
            asks,
            blocked,
            step=step,
            of=name,
            accepts=_none if blocked.size == 0 else None,
        )


def _none(word: str) -> bool:
    return word == "none"
