"""Grading: each answer right, right from what was given before, partly right, or wrong and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from jaccli.arrays import Array, np
from jaccli.errors import JaccliError, Label, Mistakes
from jaccli.nearest import did_you_mean
from jaccli.reports.common.facts import GraphFacts, graph_facts
from jaccli.reports.common.questions.course import Course
from jaccli.reports.common.questions.kinds import questions
from jaccli.reports.common.questions.question import Question
from jaccli.reports.grade.mistakes import At, Mistake, gather
from jaccli.spec.answers import Answers, Given

Status = Literal["right", "followed", "partly", "wrong", "missing"]
TOLERANCE = 5e-4  # relative: four correct digits


class Mark(NamedTuple):
    """What an answer is worth. wrong: which entries are, () where it is no array of that size"""

    question: Question
    given: Given | None
    status: Status
    points: float
    cause: Mistake | None = None
    followed: tuple[str, ...] = ()  # the student's own answers that it follows from
    wrong: tuple[int, ...] = ()


class Graded(NamedTuple):
    """One answer file graded."""

    graph: GraphFacts
    file: str
    marks: tuple[Mark, ...]

    @property
    def points(self) -> float:
        """Of all answers."""
        return sum(mark.points for mark in self.marks)

    @property
    def of(self) -> float:
        """All there are."""
        return sum(mark.question.points for mark in self.marks)


def grade(course: Course, answers: Answers, tolerance: float = TOLERANCE) -> Graded:
    """The answers to questions about a graph. Raises Mistakes: names that no question has."""
    known = {name: each for each in questions(course) for name in (each.name, *each.also)}
    asked = _asked(known, answers)
    own = {
        each.name: _shaped(each, given)
        for each, given in asked
        if given is not None and isinstance(each.right, np.ndarray)
    }
    usable = {name: array for name, array in own.items() if array is not None}
    marks = [_mark(course, each, given, usable, tolerance) for each, given in asked]
    return Graded(graph_facts(course.graph), answers.file, tuple(marks))


def _asked(known: Mapping[str, Question], answers: Answers) -> list[tuple[Question, Given | None]]:
    errors = [
        JaccliError(
            f"no question is called `{name}`",
            Label(answers.places[name], "not asked"),
            notes=did_you_mean(name, known),
        )
        for name in (*answers.given, *answers.blank)
        if name not in known
    ]
    if errors:
        raise Mistakes(errors, answers.file)
    return [(known[name], answers.given.get(name)) for name in answers.places]


def _shaped(question: Question, given: Given) -> Array | None:
    """The answer in the shape of the right one, flat lists of the right count too."""
    right, value = question.right, given.value
    if isinstance(value, str) or not isinstance(right, np.ndarray) or value.size != right.size:
        return None
    return value.reshape(right.shape)


def _mark(
    course: Course,
    question: Question,
    given: Given | None,
    own: Mapping[str, Array],
    tolerance: float,
) -> Mark:
    if given is None:
        return Mark(question, None, "missing", 0)
    if not isinstance(question.right, np.ndarray):
        right = _same(given.value, question.right, tolerance)
        status: Status = "right" if right else "wrong"
        return Mark(question, given, status, question.points * right)
    answer = own.get(question.name)
    if answer is None:
        return Mark(question, given, "wrong", 0)
    off = _off(answer, question.right, tolerance)
    if not off:
        return Mark(question, given, "right", question.points)
    earlier = {name: own[name] for name in question.reads if name in own}
    if question.follow is not None and _tells(earlier.values()):
        followed = question.follow(earlier)
        if not _off(answer, followed, tolerance):
            return Mark(question, given, "followed", question.points, None, tuple(earlier))
    cause = _cause(course, question, earlier, answer, tolerance)
    share = 1 - len(off) / answer.size
    status = "partly" if share else "wrong"
    return Mark(question, given, status, question.points * share, cause, (), tuple(off))


def _tells(arrays: Iterable[Array]) -> bool:
    """Whether a step from these says anything: none is all zeros, none not finite."""
    return all(bool(array.any() and np.isfinite(array).all()) for array in arrays)


def _cause(
    course: Course,
    question: Question,
    earlier: Mapping[str, Array],
    answer: Array,
    tolerance: float,
) -> Mistake | None:
    """The mistake that gives these numbers, from the student's own answers or the right ones."""
    right = {
        each.name: each.right
        for each in questions(course)
        if each.name in question.reads and isinstance(each.right, np.ndarray)
    }
    for own in ({**right, **earlier}, right):
        for each in gather():
            if question.kind not in each.kinds:
                continue
            for wrong in each.wrong(At(course, question, own)):
                if wrong.size == answer.size and not _off(
                    answer, wrong.reshape(answer.shape), tolerance
                ):
                    return each
    return None


def _off(answer: Array, right: Array, tolerance: float) -> list[int]:
    """Which entries are not right, row by row."""
    close = np.isclose(answer, right, rtol=tolerance, atol=tolerance * np.abs(right).max() * 1e-3)
    return [int(at) for at in np.flatnonzero(~close)]


def _same(value: Array | str, right: object, tolerance: float) -> bool:
    if isinstance(value, str) or isinstance(right, str):
        return value == right
    return value.size == 1 and bool(np.isclose(value.item(), float(right), rtol=1e-12, atol=0))  # type: ignore[arg-type]
