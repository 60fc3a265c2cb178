"""Exercises from Python: a sheet for each student, and the marks of their answers."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jaccli.api.arguments import bytes_of, whole
from jaccli.api.load import Chain, load
from jaccli.api.readonly import frozen
from jaccli.errors import Unfit
from jaccli.sources import Reading

if TYPE_CHECKING:
    from jaccli.reports.exercise.find import Exercise
    from jaccli.reports.grade.find import Graded

Sizes = Mapping[str, int]
MOST_SEED = 2**32 - 1


def exercise(
    chain: Chain,
    ask: str | Sequence[str] = "all",
    *,
    seed: int | None = None,
    at: Any = None,
    sizes: Sizes | None = None,
    max_memory: int | None = None,
) -> Exercise:
    """A sheet of questions: `questions`, each with `name`, `asks`, `right` and `points`.

    ask: "all", "backprop", "mode" and so on, the name of a question, or several of these;
    seed: other numbers, small and whole, for each; default those of the chain.
    `save("sheet.yaml")` writes the sheet that `grade` reads.

    >>> exercise("sample:mlp_cross_entropy", "mode", seed=7).questions[-1].right
    Fraction(6, 1)
    """
    from jaccli.reports.exercise.find import exercise

    asked = (ask,) if isinstance(ask, str) else tuple(ask)
    seed = None if seed is None else whole("seed", seed, 0, MOST_SEED)
    graph = load(chain, at=at, sizes=sizes)
    return exercise(graph, asked, seed, max_memory=bytes_of(max_memory))


def grade(
    sheet: Chain | Exercise,
    answers: str | os.PathLike[str] | Mapping[str, Any],
    *,
    tolerance: float = 5e-4,
    max_memory: int | None = None,
) -> Graded:
    """The marks of answers: `points`, `of`, `ok`, and `marks`, one a question.

    sheet: what `exercise` made or wrote, or a chain, of which those questions are asked that are
    answered; answers: a file, or a mapping of names to numbers, lists, arrays, words; tolerance:
    how far off a number may be, relative to itself.

    >>> grade("sample:mlp_cross_entropy", {"cheaper": "reverse", "factor": 3}).points
    1.0
    """
    from jaccli.reports.grade.find import grade
    from jaccli.spec.answers import given_answers, read_answers

    if not 0 <= tolerance < 1:
        raise Unfit(f"tolerance: expected a number from 0 to 1, found {tolerance!r}")
    if isinstance(answers, Mapping):
        given = given_answers(answers)
    else:
        given = read_answers(os.fsdecode(os.fspath(answers)))
    wanted = _asked(sheet, bytes_of(max_memory))
    return frozen(grade(wanted.course, given, wanted.points, tolerance))


def _asked(sheet: Any, max_memory: int) -> Any:
    from jaccli.reports.common.questions.course import Course
    from jaccli.reports.exercise.find import Exercise
    from jaccli.reports.grade.asked import Asked, asked

    if isinstance(sheet, Exercise):
        return Asked(sheet.course, {each.name: each.points for each in sheet.questions})
    if isinstance(sheet, str | Path):
        return asked(os.fsdecode(os.fspath(sheet)), Reading(), max_memory)
    return Asked(Course(load(sheet), max_memory=max_memory))
