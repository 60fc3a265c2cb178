"""Grading: each answer right, right from what was given before, partly right, or wrong and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from jaccli.arrays import Array, np
from jaccli.errors import JaccliError, Label, Mistakes, printable
from jaccli.nothing import NOTHING
from jaccli.reports.common.facts import GraphFacts, graph_facts
from jaccli.reports.common.questions.course import Course
from jaccli.reports.common.questions.question import Question
from jaccli.reports.grade.mistakes import At, Mistake, gather
from jaccli.spec.answers import Answers, Given

if TYPE_CHECKING:
    from os import PathLike

    from jaccli.document.blocks import Finding

Status = Literal["right", "followed", "partly", "wrong", "missing"]
TOLERANCE = 5e-4  # relative: four correct digits


class Mark(NamedTuple):
    """What an answer is worth. wrong: which entries are, () where it is no array of that size"""

    question: Question
    given: Given | None
    status: Status
    points: float
    cause: Mistake | None = None
    followed: tuple[str, ...] = ()  # the student's own wrong answers that it follows from
    wrong: tuple[int, ...] = ()

    @property
    def is_right(self) -> bool:
        """Whether nothing is to be said of it, though an earlier answer may be wrong."""
        return self.status in ("right", "followed")


class Graded(NamedTuple):
    """One answer file graded. unread: why it has no marks, where it cannot be read; asked: the
    points that it could have had"""

    graph: GraphFacts
    file: str
    marks: tuple[Mark, ...]
    unread: Mistakes | None = None
    asked: float = 0

    @property
    def points(self) -> float:
        """Of all answers."""
        return sum((mark.points for mark in self.marks), 0.0)

    @property
    def of(self) -> float:
        """All there are."""
        return self.asked if self.unread else sum(mark.question.points for mark in self.marks)

    @property
    def ok(self) -> bool:
        """Whether every answer is right."""
        return self.unread is None and all(mark.is_right for mark in self.marks)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What its page says in words, in its order."""
        from jaccli.reports.common.names import findings_on
        from jaccli.reports.grade.screen import page

        return findings_on(page(self))

    def __repr__(self) -> str:
        from jaccli.reports.common.names import representation
        from jaccli.reports.grade.say import in_a_line

        return representation("grade", f"{self.graph.file}: {in_a_line(self)}")

    def save(self, file: str | PathLike[str], format: str | None = None) -> None:
        """Write it to a file, in the format of its ending or in another: "a.csv", "a.json"."""
        from jaccli.reports.common.saving import save

        save(self, "grade", file, format)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from jaccli.reports.common.saving import shown

        return shown(self, "grade")


def grade(
    course: Course,
    answers: Answers,
    points: Mapping[str, float] = NOTHING,
    tolerance: float = TOLERANCE,
) -> Graded:
    """The answers to questions about a graph. Raises Mistakes: names that no question has.

    points: of the questions of a sheet, which are all that are asked; else those are asked that
    the file answers
    """
    asked = _asked(course, answers, points)
    own = {
        each.name: array
        for each, given in asked
        if given is not None and (array := _shaped(each, given)) is not None
    }
    with np.errstate(all="ignore"):  # at the numbers of a student anything may overflow
        marks = [_mark(course, each, given, own, tolerance) for each, given in asked]
    return Graded(graph_facts(course.graph), answers.file, tuple(marks))


def ungraded(
    course: Course, file: str, unread: Mistakes, points: Mapping[str, float] = NOTHING
) -> Graded:
    """No marks, for a file that cannot be read. points: as in `grade`"""
    return Graded(graph_facts(course.graph), file, (), unread, sum(points.values()))


def _asked(
    course: Course, answers: Answers, points: Mapping[str, float]
) -> list[tuple[Question, Given | None]]:
    known = {
        name: each._replace(points=points.get(each.name, each.points))
        for each in course.questions.values()
        if not points or each.name in points
        for name in (each.name, *each.also)
    }
    unasked = [name for name in (*answers.given, *answers.blank) if name not in known]
    course.refuse_unknown(unasked, answers.places, answers.file)
    if unasked:  # there is such a question, but it is not on this sheet
        title = f"`{printable(unasked[0])}` is not asked on this sheet"
        raise Mistakes([JaccliError(title, Label(answers.places[unasked[0]]))], answers.file)
    if points:
        return [(known[name], _given(answers, known[name])) for name in points]
    return [(known[name], answers.given.get(name)) for name in answers.places]


def _given(answers: Answers, question: Question) -> Given | None:
    """The answer under whichever of its names."""
    names = (question.name, *question.also)
    return next((answers.given[name] for name in names if name in answers.given), None)


def _shaped(question: Question, given: Given) -> Array | None:
    """The answer in the shape of the right one, flat lists of the right count too."""
    right, value = question.right, given.value
    if isinstance(value, str) or not isinstance(right, np.ndarray) or value.size != right.size:
        return None
    return np.sort(value, axis=None) if question.kind == "units" else value.reshape(right.shape)


def _mark(
    course: Course,
    question: Question,
    given: Given | None,
    own: Mapping[str, Array],
    tolerance: float,
) -> Mark:
    if given is None:
        return Mark(question, None, "missing", 0)
    right, answer = question.right, own.get(question.name)
    if isinstance(right, np.ndarray) and answer is not None:
        off = _off(answer, right, tolerance)
    else:
        off = [] if _same(given.value, question) else [0]
    if not off:
        return Mark(question, given, "right", question.points)
    earlier = {name: own[name] for name in question.reads if name in own}
    tells = answer is not None and bool(answer.any()) and _tells(earlier.values())
    follow = question.follow if tells else None
    if answer is not None and follow and not _off(answer, follow(earlier), tolerance):
        wrong = [name for name in earlier if _off(earlier[name], _start(course, name), tolerance)]
        return Mark(question, given, "followed", question.points, None, tuple(wrong))
    cause = _cause(course, question, earlier, given.value, tolerance)
    share = 0.0
    if answer is not None and answer.any():  # zeros everywhere are no attempt
        share = 1 - len(off) / answer.size
    status: Status = "partly" if share else "wrong"
    return Mark(question, given, status, question.points * share, cause, (), tuple(off))


def _tells(arrays: Iterable[Array]) -> bool:
    """Whether a step from these says anything: none is all zeros, none not finite."""
    return all(bool(array.any() and np.isfinite(array).all()) for array in arrays)


def _cause(
    course: Course,
    question: Question,
    earlier: Mapping[str, Array],
    answer: Array | str,
    tolerance: float,
) -> Mistake | None:
    """The mistake that gives these numbers, from the student's own answers or the right ones."""
    if isinstance(answer, str):
        return None
    right = {name: _start(course, name) for name in question.reads}
    for own in ({**right, **earlier}, right) if earlier else (right,):
        at = At(course, question, own)
        for each in gather():
            if question.kind in each.kinds and any(
                wrong.size == answer.size
                and bool(np.isfinite(wrong).all())
                and not _off(answer.reshape(wrong.shape), wrong, tolerance)
                for wrong in each.wrong(at)
            ):
                return each
    return None


def _start(course: Course, name: str) -> Array:
    """A right answer, or what a sweep begins with."""
    asked = course.questions.get(name)
    if asked is not None and isinstance(asked.right, np.ndarray):
        return asked.right
    of = {called: value for value, called in course.called.items()}[name[1:]]
    kept = {"u": course.adjoints, "v": course.tangents, "x": course.values}
    return kept[name[0]][of]


def _off(answer: Array, right: Array, tolerance: float) -> list[int]:
    """Which entries are not right, row by row."""
    largest = np.abs(right).max(initial=0)
    close = np.isclose(answer, right, rtol=tolerance, atol=1e-3 * tolerance * largest)
    return [int(at) for at in np.flatnonzero(~close)]


def _same(value: Array | str, question: Question) -> bool:
    """Whether a word or a count is right; counts are exact, whatever the tolerance."""
    right = question.right
    if isinstance(value, str):
        if question.accepts is not None:
            return question.accepts(value)
        return isinstance(right, str) and value.lower() == right.lower()
    if isinstance(right, str | np.ndarray) or value.size != 1:
        return False
    return abs(value.item() - float(right)) <= 1e-9 * abs(float(right))
