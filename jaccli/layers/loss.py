"""Losses: one number from the network's output and what it should have been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.acts import Acts, Told, by_row
from jaccli.layers.base import Objection
from jaccli.layers.fields import constant, index
from jaccli.layers.notation import PRODUCT, SIGN, Letters, Term, call, subtracted
from jaccli.layers.reduce import Reduction
from jaccli.layers.softmax import log_softmax, parted, softmax
from jaccli.linmap import Dense, LinearMap


@dataclass(frozen=True, slots=True, eq=False)
class SquaredError(Reduction):
    """z = ½ ‖target − x‖² (Murphy 2022, section 13.3.2)."""

    target: Array = constant("n")  # (n,)

    type = "squared_error"
    also_called = ("mse", "l2", "mean_squared_error")
    formula = "1/2 * sum((target - x) ** 2)"
    jacobian_rule = "(x - target)ᵀ"
    derivation = (
        "z = 1/2 Σ (x[j] - t[j])², t the target, so ∂z/∂x[j] = x[j] - t[j]. So J·v = (x - t)·v "
        "and u·J = u (x - t)ᵀ: what goes back is the error itself."
    )
    example = MappingProxyType({"inputs": [[3, 0, 1]], "target": [1, 0.5, 2]})
    section = "13.3.2"
    is_loss = True

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        return Term(f"½‖{subtracted(Term(letters.target()), operands[0]).text}‖²", PRODUCT)

    def forward(self, x: Array) -> Array:
        residual = self.target - x
        return (0.5 * (residual * residual).sum()).reshape(1)

    def jacobian(self, x: Array) -> LinearMap:
        return Dense((x - self.target)[None, :])

    def primal(self, *sizes: int) -> Primal:
        return Primal(3 * sizes[0])

    def acts(self, at: int, inputs: Sequence[Array], jacobian: LinearMap, told: Told) -> Acts:
        name = f"{told.x} - {told.letter('target')}"
        return by_row(name, told, (name, inputs[at] - self.target))

    def weights(self, x: Array) -> str:
        residual = x - self.target
        if not residual.any():
            return "x = target, so J is 0"
        worst = int(np.abs(residual).argmax())
        return (
            f'x - target is "predicted minus wanted", largest at entry {worst + 1} '
            f"with {residual[worst]:.4g}"
        )


@dataclass(frozen=True, slots=True, eq=False)
class CrossEntropy(Reduction):
    """z = −Σ y[c] log softmax(x)[c] (Murphy 2022, section 13.3.3.1); x are logits.

    y is `target`, or 1 at class `label` (from 0) and 0 elsewhere.
    """

    label: int | None = index()
    target: Any = constant("n", optional=True, distribution=True)  # (n,), or None

    type = "cross_entropy"
    also_called = ("xent", "nll", "softmax_cross_entropy", "log_loss")
    formula = "-sum(y * log_softmax(x))"
    jacobian_rule = "(p - y)ᵀ, p = softmax(x)"
    derivation = (
        "z = -Σ y[c] log p[c], and log p[c] = x[c] - log Σ exp(x). So ∂z/∂x[j] = -y[j] + p[j] Σ "
        "y[c] = p[j] - y[j], for Σ y[c] = 1: J·v = (p - y)·v and u·J = u (p - y)ᵀ."
    )
    example = MappingProxyType({"inputs": [[2, 0, 1]], "label": 0})
    section = "13.3.3.1"
    is_loss = True
    takes_logits = True

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        p = letters.defined("p", call("softmax", operands[0]))
        return Term(f"−Σ {letters.target()}_c log {p}_c", SIGN)

    def forward(self, x: Array) -> Array:
        logs = log_softmax(x)
        if self.label is not None:
            return (0 - logs[self.label]).reshape(1)
        # a class that the target leaves out may have p = 0
        return (0 - (self.target * np.where(self.target == 0, 0, logs)).sum()).reshape(1)

    def jacobian(self, x: Array) -> LinearMap:
        winner, row, others = parted(x)
        if self.label is not None:
            row[self.label] = -np.delete(row, self.label).sum()  # p - 1 would cancel
            return Dense(row[None, :])
        # the target sums to 1 up to rounding; with its sum the row is exactly the derivative
        total = self.target.sum()
        row = total * row - self.target
        if others < 1:  # p - y = (1 - y) - (1 - p), both added up from the other classes
            row[winner] = np.delete(self.target, winner).sum() - total * (others / (1 + others))
        return Dense(row[None, :])

    def primal(self, *sizes: int) -> Primal:
        return Primal(6 * sizes[0] - 2, sizes[0] + 1)

    def acts(self, at: int, inputs: Sequence[Array], jacobian: LinearMap, told: Told) -> Acts:
        p = softmax(inputs[at])
        y = self.target if self.label is None else np.eye(len(p))[self.label]
        return by_row("p - y", told, ("p", p), ("y", y))

    def weights(self, x: Array) -> str:
        p = softmax(x)
        if len(p) == 1:
            return "with one class p = y = 1: the loss is 0, and so is J"
        if self.label is None:
            worst = int(np.abs(p - self.target).argmax())
            return (
                f'p - y is "predicted minus true", largest at entry {worst + 1} '
                f"with {(p - self.target)[worst]:.4g}"
            )
        return (
            f'p - y is "predicted minus true": at the true class, entry {self.label + 1} '
            f"(label {self.label}), p = {p[self.label]:.4g} and p - y = {p[self.label] - 1:.4g}"
        )

    def objection(self, *sizes: int | None) -> Objection | None:
        (size,) = sizes
        if self.label is None and self.target is None:
            return Objection(
                "",
                "cross_entropy needs `label` or `target`",
                "neither is given",
                "give the index of the true class, as in `label: 0`, or a distribution as `target`",
            )
        if self.label is not None and self.target is not None:
            return Objection(
                "target",
                "cross_entropy takes `label` or `target`, not both",
                "`label` is given as well",
                "leave one of them out",
            )
        if self.label is not None and size is not None and self.label >= size:
            return Objection(
                "label",
                f"label {self.label} is out of range",
                f"there are {size} classes here",
                f"write {self.label - 1} for class {self.label}: labels start at 0"
                if self.label == size
                else f"write a label from 0 to {size - 1}: labels start at 0",
            )
        return None
