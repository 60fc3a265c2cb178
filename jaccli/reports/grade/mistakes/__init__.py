"""What people do wrong, one small function each, which the command finds by itself.

A function yields the arrays that its mistake gives. Its mistake is named where one of them is the
student's answer, and never else.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from jaccli.arrays import Array, np
from jaccli.layers import Layer
from jaccli.linearise import Step
from jaccli.reports.common.questions.course import Course
from jaccli.reports.common.questions.question import Kind, Question


class At(NamedTuple):
    """Where a mistake may have been made: a question, and the answers that it follows from.

    own: the student's own earlier answers where there are some, else the right ones, by name
    """

    course: Course
    question: Question
    own: Mapping[str, Array]

    @property
    def step(self) -> Step:
        """The layer at work."""
        assert self.question.step is not None
        return self.question.step

    @property
    def layer(self) -> Layer:
        """What it is."""
        return self.step.node.layer

    @property
    def x(self) -> Array:
        """What the layer was given, x_k."""
        return self.own.get(f"x{self.course.called[self.read]}", self.step.inputs[self.place])

    @property
    def read(self) -> str:
        """The value that it is, by its name in the graph."""
        return self.step.node.inputs[self.place]

    @property
    def place(self) -> int:
        """Which of its inputs the question is about."""
        inputs = self.step.node.inputs
        return inputs.index(self.question.of) if self.question.of in inputs else 0

    @property
    def meets(self) -> bool:
        """Whether an adjoint is a sum over several readers."""
        inputs = [name for step in self.course.tape for name in step.node.inputs]
        return self.question.kind == "adjoint" and inputs.count(self.question.of) > 1

    @property
    def jacobian(self) -> Array:
        """J_k as a matrix (m, n)."""
        return self.course.jacobians(self.step, self.own)[self.place].dense()

    @property
    def moved(self) -> Array:
        """What arrives: the adjoint u_{k+1} of an adjoint or a gradient, the tangent v_k of a
        tangent, x_k of a value."""
        return self.own[self.question.reads[0]]

    @property
    def right(self) -> Array:
        """The answer that follows from what arrives."""
        follow = self.question.follow
        found = self.question.right if follow is None else follow(self.own)
        assert isinstance(found, np.ndarray)
        return found


Wrong = Callable[[At], Iterator[Array]]


class Mistake(NamedTuple):
    """A mistake: its name in JSON, the kinds of questions where it is made, what is said of it.

    says: a sentence in which {made}, {moved}, {x}, {layer}, {k} stand for what those are called;
    section: of the book; learn: a topic of `jaccli explain`
    """

    cause: str
    kinds: Sequence[Kind]
    says: str
    section: str
    learn: str
    general: bool  # whether it is looked for only where no other is found
    wrong: Wrong


MISTAKES: list[Mistake] = []


def mistake(
    cause: str,
    *kinds: Kind,
    says: str,
    section: str = "",
    learn: str = "",
    general: bool = False,
) -> Callable[[Wrong], Wrong]:
    """Takes up what it decorates as a mistake of that name."""

    def take_up(wrong: Wrong) -> Wrong:
        MISTAKES.append(Mistake(cause, kinds, says, section, learn, general, wrong))
        return wrong

    return take_up


def gather() -> Sequence[Mistake]:
    """All mistakes, every file of this folder imported; the general ones last."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return sorted(MISTAKES, key=lambda each: each.general)
