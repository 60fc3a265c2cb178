"""A question: its name in an answer file, what it asks, what is right, and what it follows from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Literal, NamedTuple, Union

from jaccli.arrays import Array
from jaccli.linearise import Step

Kind = Literal[
    "value", "jacobian", "product", "tangent", "adjoint", "gradient", "shape", "flops", "mode",
    "order", "units",
]  # fmt: skip
Right = Union[  # noqa: UP007  # Array is a name of numpy's at its first use
    Array, int, Fraction, str
]
Follow = Callable[[Mapping[str, Array]], Array]


class Question(NamedTuple):
    """One question of a sheet.

    name: as answer files have it, u2; also: other names that it may have there, f1.weight of
    g1.weight; asks: the sentence on the sheet; of: the value that the question is about, by its
    name in the graph; step: the layer at work, which makes x3 of x2 and u2 of u3
    reads: the questions that it follows from; follow: the answer, from answers to those: a later
    answer that is right given an earlier one gets its points
    accepts: whether a word is right, where more than one is
    """

    name: str
    kind: Kind
    asks: str
    right: Right
    reads: tuple[str, ...] = ()
    follow: Follow | None = None
    step: Step | None = None
    of: str = ""
    also: tuple[str, ...] = ()
    points: float = 1
    accepts: Callable[[str], bool] | None = None
