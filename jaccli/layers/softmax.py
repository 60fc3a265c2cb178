"""Softmax, its logarithm, and what the losses need of both: 1 − p keeps its digits.

Where one class has nearly all, 1 − p is added up from what the others have.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.acts import Acts, Told, by_formula
from jaccli.layers.base import Unary
from jaccli.layers.notation import Letters, Term, call
from jaccli.linmap import DiagonalPlusLowRank, DiagonalPlusLowRankForm, Form, LinearMap, Whole


class Softmax(Unary):
    """p = exp(x − max x) / Σ exp(x − max x)."""

    __slots__ = ()
    type = "softmax"
    formula = "exp(x - max(x)) / sum(exp(x - max(x)))"
    jacobian_rule = "diag(p) - p pᵀ"
    derivation = (
        "log p[i] = x[i] - log Σ exp(x), so ∂ log p[i]/∂x[j] is 1 - p[j] if i = j, else -p[j]. "
        "Times p[i] this is J. So J·v = p ⊙ (v - p·v) and u·J = p ⊙ (u - p·u): J is symmetric."
    )
    example = MappingProxyType({"inputs": [[2, 0, 1]]})
    section = "2.5.2"
    before_logits = "softmax is applied twice"

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        return call(self.type, *operands)

    def forward(self, x: Array) -> Array:
        return softmax(x)

    def jacobian(self, x: Array) -> LinearMap:
        p, rest, whole = shares(x)
        return DiagonalPlusLowRank(p * rest, -p[:, None], p[None, :], whole).nearest

    def form(self, *sizes: int) -> Form:
        return DiagonalPlusLowRankForm(sizes[0], sizes[0], 1).nearest

    def primal(self, *sizes: int) -> Primal:
        return Primal(4 * sizes[0] - 2, sizes[0])

    def acts(self, at: int, inputs: Sequence[Array], jacobian: LinearMap, told: Told) -> Acts:
        u = told.moved
        return by_formula(f"p ⊙ ({u} - p·{u})", told, ("p", softmax(inputs[at])))

    def why(self, x: Array, vector: Array | None, *, forward: bool) -> str:
        p = softmax(x)
        if vector is None or not forward:
            letter = "v" if forward else "u"
            return (
                f"p ⊙ ({letter} − p·{letter}): what all entries have in common is lost; p is "
                f"largest at entry {int(p.argmax()) + 1} with {p.max():.4g}"
            )
        if len(p) == 1:
            return "there is one class, and its p is always 1: nothing moves"
        moved = p * (vector - p @ vector)
        up, down = int(moved.argmax()), int(moved.argmin())
        if moved[up] <= 8 * np.finfo(p.dtype).eps * np.abs(vector).max():
            if vector.min() == vector.max():
                return "all logits move by the same amount, so no probability moves"
            return (
                f"nearly all of p is at entry {int(p.argmax()) + 1} with {p.max():.4g}: hardly any "
                "probability moves"
            )
        return (
            f"probability moves to entry {up + 1} ({moved[up]:+.4g}), most of it from entry "
            f"{down + 1} ({moved[down]:+.4g}); the changes sum to 0"
        )


class LogSoftmax(Unary):
    """z = x − max x − log Σ exp(x − max x)."""

    __slots__ = ()
    type = "log_softmax"
    formula = "x - max(x) - log(sum(exp(x - max(x))))"
    jacobian_rule = "I - 1 pᵀ, p = softmax(x)"
    derivation = (
        "∂z[i]/∂x[j] is 1 - p[j] if i = j, else -p[j], for p = exp(x) / Σ exp(x). So J·v = v - "
        "p·v in every entry, and u·J = u - s pᵀ with s the sum of u: J is not symmetric."
    )
    example = MappingProxyType({"inputs": [[2, 0, 1]]})
    section = "2.5.4"
    before_logits = "softmax(log_softmax(x)) is softmax(x), so nothing changes"

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        return call(self.type, *operands)

    def forward(self, x: Array) -> Array:
        return log_softmax(x)

    def jacobian(self, x: Array) -> LinearMap:
        p, rest, whole = shares(x)
        return DiagonalPlusLowRank(rest, -np.ones_like(x)[:, None], p[None, :], whole).nearest

    def form(self, *sizes: int) -> Form:
        return DiagonalPlusLowRankForm(sizes[0], sizes[0], 1).nearest

    def primal(self, *sizes: int) -> Primal:
        return Primal(4 * sizes[0] - 2, sizes[0] + 1)

    def acts(self, at: int, inputs: Sequence[Array], jacobian: LinearMap, told: Told) -> Acts:
        u = told.moved
        product = f"{u} - p·{u}" if told.forward else f"{u} - sum({u}) p"
        return by_formula(product, told, ("p", softmax(inputs[at])))

    def why(self, x: Array, vector: Array | None, *, forward: bool) -> str:
        if forward:
            mean = "" if vector is None else f", {softmax(x) @ vector:.4g}"
            return f"each entry of the tangent minus its mean with the weights p = softmax(x){mean}"
        total = "" if vector is None else f", {vector.sum():.4g}"
        return f"the adjoint minus p = softmax(x) times the sum of the adjoint{total}"


def softmax(x: Array) -> Array:
    """exp(x) / Σ exp(x)."""
    return parted(x)[1]


def log_softmax(x: Array) -> Array:
    """x − log Σ exp(x)."""
    winner, _, others = parted(x)
    difference: Array = x - x[winner] - np.log1p(others)
    return difference


def parted(x: Array) -> tuple[int, Array, Array]:
    """Which entry is the largest, softmax(x), and Σ exp(x − max x) over all the others."""
    winner = int(x.real.argmax())
    raised = np.exp(x - x[winner])  # shifted: exp cannot overflow
    raised[winner] = 0
    others = raised.sum()
    raised[winner] = 1
    return winner, raised / (1 + others), others


def shares(x: Array) -> tuple[Array, Array, Whole | None]:
    """softmax(x); 1, or 1 − p at the entry that has more than half; and where that is, if it is."""
    winner, p, others = parted(x)
    rest = np.ones_like(x)
    if others >= 1:
        return p, rest, None
    rest[winner] = others / (1 + others)  # 1 - p would cancel
    return p, rest, Whole(winner, 1)
