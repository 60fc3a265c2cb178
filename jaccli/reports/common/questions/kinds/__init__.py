"""The kinds of questions, one a file: each has `questions(course)`, in the order of a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jaccli.reports.common.questions.course import Course
    from jaccli.reports.common.questions.question import Question

KINDS = (  # a file each
    "shapes",
    "values",
    "units",
    "jacobians",
    "tangents",
    "adjoints",
    "gradients",
    "costs",
    "orders",
)


def questions(course: Course) -> Iterator[Question]:
    """All that can be asked about a graph; nothing is computed before it is asked for."""
    for name in KINDS:
        yield from import_module(f"{__name__}.{name}").questions(course)
