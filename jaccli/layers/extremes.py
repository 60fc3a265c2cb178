"""The largest and the smallest entry, of a vector or along an axis of an array."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from jaccli.arrays import Array, np
from jaccli.layers.fields import integers
from jaccli.layers.reduce import AlongAxis
from jaccli.layers.say import tied


class Extreme(AlongAxis):
    """The largest or the smallest entry; where several are equal they share the slope evenly."""

    __slots__ = ()
    operations = (1, -1)
    which: ClassVar[str]  # "largest" or "smallest"

    def reduced(self, array: Array) -> Array:
        choose = array.real.argmax if self.which == "largest" else array.real.argmin
        return np.take_along_axis(array, choose(axis=1)[:, None], axis=1)[:, 0]

    def slopes(self, array: Array) -> Array:
        best = self.passes(array).astype(array.dtype)
        return best / best.sum(axis=1, keepdims=True)

    def passes(self, array: Array) -> Array:
        # what is no number is read as well, so that it is refused where it comes from
        chosen: Array = (array == self.reduced(array)[:, None]) | np.isnan(array)
        return chosen

    def sides(self, x: Array) -> list[Array]:
        array = x.reshape(self.cube(len(x)))
        return [np.sign(array - self.reduced(array)[:, None])]

    def kink_remark(self, x: Array) -> str:
        array = x.reshape(self.cube(len(x)))
        best = array == self.reduced(array)[:, None]
        return tied((best & (best.sum(axis=1, keepdims=True) > 1)).ravel())

    def weights(self, x: Array) -> str:
        if self.kink_remark(x):
            return f"equal {self.which} entries share the 1 of J"
        return f"J has its 1 at the {self.which} entry"


@dataclass(frozen=True, slots=True, eq=False)
class Max(Extreme):
    """z = the largest entry of x."""

    shape: Sequence[int] | None = integers(length=3, optional=True)  # (a, j, c)

    type = "max"
    also_called = ("amax",)
    formula = "max(x)"
    jacobian_rule = "(1 at the largest entry)ᵀ"
    derivation = (
        "Let x[k] be the largest entry. Then z = x[k] also nearby: ∂z/∂x[j] is 1 if j = k, else "
        "0. So J·v = v[k], and u goes to entry k. Equal largest entries make a kink; they share "
        "the slope."
    )
    which = "largest"


@dataclass(frozen=True, slots=True, eq=False)
class Min(Extreme):
    """z = the smallest entry of x."""

    shape: Sequence[int] | None = integers(length=3, optional=True)  # (a, j, c)

    type = "min"
    also_called = ("amin",)
    formula = "min(x)"
    jacobian_rule = "(1 at the smallest entry)ᵀ"
    derivation = (
        "Let x[k] be the smallest entry. Then z = x[k] also nearby: ∂z/∂x[j] is 1 if j = k, else "
        "0. So J·v = v[k], and u goes to entry k. Equal smallest entries make a kink; they share "
        "the slope."
    )
    which = "smallest"
