"""Layers that choose among several values, entry by entry: extremes, and the branch taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.acts import Acts, Told, by_rule
from jaccli.layers.combine import Pair, Several
from jaccli.layers.fields import constant, operand
from jaccli.layers.notation import Letters, Term, call
from jaccli.layers.say import carried, tied
from jaccli.linmap import (
    Diagonal,
    Form,
    LinearMap,
    Selection,
    SelectionForm,
)
from jaccli.words import count


class Extremum(Several):
    """The largest or the smallest of the operands; where some are equal they share the slope."""

    __slots__ = ()
    operations = Primal(1)
    which: ClassVar[str]  # "largest" or "smallest"

    def combined(self, operands: Sequence[Term]) -> Term:
        return call("max" if self.which == "largest" else "min", *operands)

    def value(self, *operands: Array) -> Array:
        beats = np.greater if self.which == "largest" else np.less
        best = operands[0]
        for each in operands[1:]:
            # what is not a number goes on, as in NumPy
            best = np.where(beats(each.real, best.real) | np.isnan(each), each, best)
        return best

    def slope(self, at: int, operands: Sequence[Array], value: Array) -> LinearMap:
        # what is no number is read as well, so that it is refused where it comes from
        chosen = [(each == value) | np.isnan(each) for each in operands]
        passes = np.broadcast_to(chosen[at], value.shape)
        shared = passes / sum(each.astype(value.dtype) for each in chosen)
        return Diagonal(shared.astype(value.dtype), passes)

    def slope_rule(self, at: int, names: Sequence[str]) -> str:
        return f"diag(1 where {names[at]} is the {self.which})"

    def acts(self, at: int, inputs: Sequence[Array], jacobian: LinearMap, told: Told) -> Acts:
        shares = {*jacobian.on_columns(np.ones((jacobian.shape[1], 1)))[:, 0].tolist()} - {0.0, 1.0}
        if shares:
            share = "1/2 at a tie" if shares == {0.5} else "1/k at a tie of k"
            told = told._replace(rule=f"{told.rule.removesuffix(')')}, {share})")
        return by_rule(jacobian, told)

    def sides(self, *inputs: Array) -> list[Array]:
        operands = self.filled(inputs)
        value = self.value(*operands)
        return [np.sign(each - value) for each in operands]

    def kink_remark(self, *inputs: Array) -> str:
        operands = self.filled(inputs)
        value = self.value(*operands)
        ties = sum((each == value).astype(int) for each in operands) > 1
        return tied(ties)

    def reason(
        self, at: int, inputs: Sequence[Array], vector: Array | None, *, forward: bool
    ) -> str:
        operands = self.filled(inputs)
        best = [each == self.value(*operands) for each in operands]
        chosen, tie = best[self.open(len(inputs))[at]], np.sum(best, axis=0) > 1
        number = f"{int(np.count_nonzero(chosen))} of {count(len(chosen), 'entry', 'entries')}"
        shared = int(np.count_nonzero(chosen & tie))
        return (
            f"the {carried(forward=forward)} passes where this input is the {self.which}: "
            f"at {number}" + (f", and is shared evenly at {count(shared, 'tie')}" if shared else "")
        )


@dataclass(frozen=True, slots=True, eq=False)
class Maximum(Extremum):
    """z = max(x₁, x₂, …), entry by entry."""

    constant: Array | None = operand("n")  # (n,) or ()

    type = "maximum"
    formula = "max(x1, x2)"
    jacobian_rule = "diag(1 where it is the largest)"
    derivation = (
        "Where x_k is the largest, z = x_k also nearby: the slope by x_k is 1, by the others 0. "
        "So each entry of u goes to the largest one alone. Equal ones share it evenly."
    )
    example = MappingProxyType({"inputs": [[1, -2, 3], [2, 4, -1]]})
    which = "largest"


@dataclass(frozen=True, slots=True, eq=False)
class Minimum(Extremum):
    """z = min(x₁, x₂, …), entry by entry."""

    constant: Array | None = operand("n")  # (n,) or ()

    type = "minimum"
    formula = "min(x1, x2)"
    jacobian_rule = "diag(1 where it is the smallest)"
    derivation = (
        "Where x_k is the smallest, z = x_k also nearby: the slope by x_k is 1, by the others 0. "
        "So each entry of u goes to the smallest one alone. Equal ones share it evenly."
    )
    example = MappingProxyType({"inputs": [[1, -2, 3], [2, 4, -1]]})
    which = "smallest"


@dataclass(frozen=True, slots=True, eq=False)
class Where(Pair):
    """z = then where condition ≠ 0, otherwise elsewhere."""

    condition: Array = constant("n")  # (n,)
    then: Array | None = operand("n")  # (n,) or ()
    otherwise: Array | None = operand("n")  # (n,) or ()

    type = "where"
    also_called = ("choose", "mask")
    formula = "then if condition else otherwise"
    jacobian_rule = "diag(condition) and diag(1 - condition), of ones and zeros"
    derivation = (
        "z[i] is then[i] or otherwise[i], and the condition is constant. So the slope by the "
        "chosen one is 1, by the other one 0, and each entry of u goes to the chosen one."
    )
    example = MappingProxyType({"inputs": [[1, 2, 3], [4, 5, 6]], "condition": [1, 0, 1]})
    operands = ("then", "otherwise")
    operations = Primal(0)

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        if any(isinstance(getattr(self, name), np.ndarray) for name in self.operands):
            return None  # three letters of one layer would be one
        return call(self.type, Term(letters.numbered("c")), *operands)

    def value(self, *operands: Array) -> Array:
        return np.where(self.condition != 0, *operands)

    def slope(self, at: int, operands: Sequence[Array], value: Array) -> LinearMap:
        n = len(value)
        chosen = np.flatnonzero((self.condition != 0) == (at == 0))
        return Selection(n, n, chosen, chosen, value.dtype.str)

    def slope_form(self, at: int, n: int) -> Form:
        return SelectionForm(n, n)

    def slope_rule(self, at: int, names: Sequence[str]) -> str:
        return f"1 on the diagonal where the condition {'fails' if at else 'holds'}"

    def reason(
        self, at: int, inputs: Sequence[Array], vector: Array | None, *, forward: bool
    ) -> str:
        first = self.open(len(inputs))[at] == 0
        chosen = int(np.count_nonzero((self.condition != 0) == first))
        number = f"{chosen} of {count(len(self.condition), 'entry', 'entries')}"
        return f"the {carried(forward=forward)} passes where this branch was taken: at {number}"
