"""The result of `grade`; no right value is in it."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from jaccli.reports.common.entries import Declared
from jaccli.reports.grade import say
from jaccli.reports.grade.find import Graded


class QuestionEntry(TypedDict):
    """What one answer is worth."""

    name: str
    points: float
    of: float
    status: Literal["right", "followed", "partly", "wrong", "missing"]
    cause: Annotated[str | None, "the mistake that gives these numbers"]
    finding: str


class GradedEntry(TypedDict):
    """The marks of an answer file."""

    file: str
    chain: str
    questions: list[QuestionEntry]
    points: float
    of: float


DECLARED = Declared((GradedEntry,))


def graded(found: Graded) -> GradedEntry:
    """The marks of one file."""
    return {
        "file": found.file,
        "chain": found.graph.file,
        "questions": [
            {
                "name": mark.question.name,
                "points": mark.points,
                "of": mark.question.points,
                "status": mark.status,
                "cause": mark.cause and mark.cause.cause,
                "finding": say.said(mark),
            }
            for mark in found.marks
        ],
        "points": found.points,
        "of": found.of,
    }
