"""What people do wrong, one small function each, which the command finds by itself.

A function yields the arrays that its mistake gives. Its mistake is named where one of them is the
student's answer, and never else.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from jaccli.arrays import Array
from jaccli.reports.common.questions.course import Course
from jaccli.reports.common.questions.question import Kind, Question


class At(NamedTuple):
    """Where a mistake may have been made: a question, and the answers that it follows from.

    own: the student's own earlier answers where there are some, else the right ones, by name
    """

    course: Course
    question: Question
    own: Mapping[str, Array]


Wrong = Callable[[At], Iterator[Array]]


class Mistake(NamedTuple):
    """A mistake: its name in JSON, the kinds of questions where it is made, what is said of it.

    says: a sentence in which {made}, {moved}, {x}, {layer} stand for what those are called here;
    section: of the book; learn: a topic of `jaccli explain`
    """

    cause: str
    kinds: Sequence[Kind]
    says: str
    section: str
    learn: str
    wrong: Wrong


MISTAKES: list[Mistake] = []


def mistake(
    cause: str, *kinds: Kind, says: str, section: str = "", learn: str = ""
) -> Callable[[Wrong], Wrong]:
    """Takes up what it decorates as a mistake of that name."""

    def take_up(wrong: Wrong) -> Wrong:
        MISTAKES.append(Mistake(cause, kinds, says, section, learn, wrong))
        return wrong

    return take_up


def gather() -> Sequence[Mistake]:
    """All mistakes, every file of this folder imported."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return MISTAKES
