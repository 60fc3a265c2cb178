"""Exercises from Python: a sheet for each student, and the marks of their answers."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jaccli.api.arguments import bytes_of, flag, whole
from jaccli.api.load import Chain, file_in, load
from jaccli.api.readonly import frozen
from jaccli.errors import Unfit
from jaccli.graph import Graph
from jaccli.spec.declared import SEED

if TYPE_CHECKING:
    from jaccli.reports.exercise.find import Exercise
    from jaccli.reports.grade.asked import Asked
    from jaccli.reports.grade.find import Graded

Sizes = Mapping[str, int]


def exercise(
    chain: Chain,
    ask: str | Sequence[str] = (),
    *,
    seed: int | None = None,
    at: Any = None,
    sizes: Sizes | None = None,
    confine: bool = False,
    max_memory: int | None = None,
) -> Exercise:
    """A sheet of questions: `questions`, each with `name`, `asks`, `right` and `points`.

    ask: "all", "backprop", "mode" and so on, the name of a question, or several of these, default
    a short sheet; seed: other numbers, small and whole, for each; default those of the chain.
    `save("sheet.yaml")` writes the sheet that `grade` reads. Raises JaccliError as `load` does, and
    for a question that there is not.

    >>> exercise("sample:mlp_cross_entropy", "mode", seed=7).questions[-1].right
    Fraction(6, 1)
    """
    from jaccli.reports.exercise.find import exercise

    asked = (ask,) if isinstance(ask, str) else tuple(ask)
    seed = None if seed is None else whole("seed", seed, *SEED)
    graph = load(chain, at=at, sizes=sizes, confine=confine)
    return frozen(exercise(graph, asked, seed, max_memory=bytes_of(max_memory)))


def grade(
    sheet: Chain | Exercise,
    answers: str | os.PathLike[str] | Mapping[str, Any],
    *,
    at: Any = None,
    sizes: Sizes | None = None,
    confine: bool = False,
    tolerance: float = 5e-4,
    max_memory: int | None = None,
) -> Graded:
    """The marks of answers: `points`, `of`, `ok`, and `marks`, one a question.

    sheet: what `exercise` made or wrote, or a chain, of which those questions are asked that are
    answered; answers: a file, or a mapping of names to numbers, lists, arrays, words; at, sizes: of
    a chain, as everywhere; confine: as in `load`, of both files; tolerance: how far off a number
    may be, relative to itself. Raises JaccliError as `load` does, for answers that cannot be read,
    and for answers to what is not asked.

    >>> grade("sample:mlp_cross_entropy", {"cheaper": "reverse", "factor": 3}).points
    1.0
    """
    from jaccli.reports.grade.find import grade
    from jaccli.spec.answers import given_answers, read_answers

    if not 0 <= tolerance < 1:
        raise Unfit(f"tolerance: expected a number from 0 to 1, found {tolerance!r}")
    confine = flag("confine", confine)
    wanted = _asked(sheet, at, sizes, bytes_of(max_memory), confine=confine)
    if isinstance(answers, Mapping):
        given = given_answers(answers)
    else:
        name, numbers = os.fsdecode(os.fspath(answers)), wanted.course.numbers
        given = read_answers(name, confine=confine, numbers=numbers)
    return frozen(grade(wanted.course, given, wanted.points, tolerance))


def _asked(sheet: Any, at: Any, sizes: Sizes | None, max_memory: int, *, confine: bool) -> Asked:
    from jaccli.reports.exercise.find import Exercise
    from jaccli.reports.grade.asked import Asked, of_graph, of_sheet
    from jaccli.spec.sheet import holds_questions

    if isinstance(sheet, Exercise):
        _refuse_to_move(at, sizes)
        return Asked(sheet.course, {each.name: each.points for each in sheet.questions})
    loaded = isinstance(getattr(sheet, "graph", sheet), Graph)
    file = None if loaded else file_in(sheet, confine=confine)
    if file is not None and holds_questions(file):
        _refuse_to_move(at, sizes)
        return of_sheet(file, max_memory)
    return of_graph(load(sheet, at=at, sizes=sizes, confine=confine and not loaded), max_memory)


def _refuse_to_move(at: Any, sizes: Sizes | None) -> None:
    if at is not None or sizes:
        raise Unfit("at, sizes: a sheet has its own numbers; give them to jaccli.exercise")
