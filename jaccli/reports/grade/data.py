"""The result of `grade`; no right value is in it, but where it is asked for."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal, NotRequired, TypedDict

from jaccli.reports.common.entries import Declared
from jaccli.reports.grade import say
from jaccli.reports.grade.find import Graded, Mark


class QuestionEntry(TypedDict):
    """What one answer is worth."""

    name: str
    points: float
    of: float
    status: Literal["right", "followed", "partly", "wrong", "missing"]
    cause: Annotated[str | None, "the mistake that gives these numbers"]
    finding: str
    right: NotRequired[Annotated[Any, "what is right, with --answers alone"]]


class MistakeEntry(TypedDict):
    """What keeps an answer file from being read."""

    text: str
    line: Annotated[int | None, "where something is to be mended"]
    column: int | None


class GradedEntry(TypedDict):
    """The marks of an answer file."""

    file: str
    chain: str
    questions: list[QuestionEntry]
    points: float
    of: float
    mistakes: Annotated[list[MistakeEntry], "of a file that cannot be read and has no points"]


DECLARED = Declared((GradedEntry,))


def graded(found: Graded, *, solutions: bool = False) -> GradedEntry:
    """The marks of one file. solutions: the right values as well"""
    return {
        "file": found.file,
        "chain": found.graph.file,
        "questions": [_question(mark, solutions) for mark in found.marks],
        "points": found.points,
        "of": found.of,
        "mistakes": [
            {
                "text": each.title,
                "line": each.place.line if each.place else None,
                "column": each.place.column if each.place else None,
            }
            for each in (found.unread.errors if found.unread else ())
        ],
    }


def _question(mark: Mark, solutions: bool) -> QuestionEntry:
    entry: QuestionEntry = {
        "name": mark.question.name,
        "points": mark.points,
        "of": mark.question.points,
        "status": mark.status,
        "cause": mark.cause and mark.cause.cause,
        "finding": say.said(mark),
    }
    right = mark.question.right
    if not solutions:
        return entry
    if isinstance(right, (int, str)):
        return {**entry, "right": right}
    return {**entry, "right": float(right) if isinstance(right, Fraction) else right.tolist()}
