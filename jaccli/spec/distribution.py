"""Probability distributions: recipes of arrays whose entries are at least 0 and sum to 1."""

from __future__ import annotations

import math
from collections.abc import Iterable

from jaccli.arrays import Array, Recipe, Shape
from jaccli.errors import JaccliError, Label, Place
from jaccli.progress import UNSEEN, Stage

SUM_TOLERANCE = 1e-6  # how far one may be from summing to 1


class Distribution:
    """A recipe whose entries are at least 0 and sum to 1."""

    __slots__ = ("recipe", "what")

    def __init__(self, recipe: Recipe, what: str) -> None:
        self.recipe = recipe
        self.what = what

    @property
    def shape(self) -> Shape:
        return self.recipe.shape

    @property
    def place(self) -> Place | None:
        return self.recipe.place

    def load(self, dtype: str, stage: Stage = UNSEEN) -> Array:
        array = self.recipe.load(dtype, stage)
        if fault := distribution_fault(array.astype("float64").tolist()):
            raise JaccliError(
                f"{self.what}: expected entries of at least 0 that sum to 1",
                Label(self.place, fault),
            )
        return array


def distribution_fault(numbers: Iterable[float]) -> str:
    """Why the numbers are no probability distribution, or ""."""
    numbers = list(numbers)
    for index, number in enumerate(numbers):
        if number < 0:
            return f"entry {index + 1} is {number:g}"
    total = math.fsum(numbers)
    return "" if abs(total - 1) <= SUM_TOLERANCE else f"they sum to {total:.9g}"
