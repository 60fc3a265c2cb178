"""Elementwise layers, z[i] = φ(x[i]): what they share, and those that are straight lines.

Each says φ, φ′ and what φ's formula costs. Branches look at the real part, so that the complex
step can differentiate them.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.acts import Acts, Told, by_rule, by_slopes
from jaccli.layers.base import Unary
from jaccli.layers.fields import number
from jaccli.layers.notation import Letters, Term, call, multiplied, negated
from jaccli.layers.notation import number as short
from jaccli.layers.say import carried, numbered, scaled_by
from jaccli.linmap import Diagonal, DiagonalForm, Form, Identity, IdentityForm, LinearMap


class Elementwise(Unary):
    """z[i] = φ(x[i]): the Jacobian is diag(φ′(x)) (Murphy 2022, section 13.3.3.2)."""

    __slots__ = ()
    section = "13.3.3.2"
    entrywise = True
    operations: ClassVar[Primal]  # of `formula`, for one entry
    kink: ClassVar[float | None] = None  # where φ has no derivative; its left one is used there

    @classmethod
    def derived(cls) -> tuple[str, ...]:
        general = (
            "z[i] = φ(x[i]) depends on x[i] alone: ∂z[i]/∂x[j] = φ′(x[j]) if i = j, 0 otherwise. "
            "This is J = diag(φ′(x)). So J·v = φ′(x) ⊙ v and u·J = u ⊙ φ′(x)."
        )
        return (general, cls.derivation) if cls.derivation else (general,)

    @abstractmethod
    def derivative(self, x: Array) -> Array:
        """φ′(x), entry by entry."""

    def passes(self, x: Array) -> Array | None:
        """Which entries the value reads at all, (n,); None where it reads every one."""
        return None

    @property
    def function(self) -> str:
        """What φ is called in a formula, with its numbers."""
        return self.type

    @property
    def is_named(self) -> bool:
        """Whether a formula calls φ by its name, as no x² does."""
        return type(self).in_formula is Elementwise.in_formula

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        name = letters.activation(self.function) if self.is_activation else self.function
        return call(name, *operands)

    def jacobian(self, x: Array) -> LinearMap:
        return Diagonal(self.derivative(x), self.passes(x))

    def form(self, *sizes: int) -> Form:
        return DiagonalForm(sizes[0], sizes[0])

    def primal(self, *sizes: int) -> Primal:
        return Primal(sizes[0] * self.operations.flops, sizes[0] * self.operations.transcendentals)

    def sides(self, x: Array) -> list[Array]:
        return [] if self.kink is None else [np.sign(x - self.kink)]

    def acts(self, at: int, inputs: Sequence[Array], jacobian: LinearMap, told: Told) -> Acts:
        slopes = jacobian.on_columns(np.ones((jacobian.shape[1], 1)))[:, 0]
        return by_slopes(f"{told.letter('φ')}′({told.x})", slopes, told)

    @property
    def has_sides(self) -> bool:
        return self.kink is not None or type(self).sides is not Elementwise.sides

    def why(self, x: Array, vector: Array | None, *, forward: bool) -> str:
        return scaled_by(self.derivative(x), self.type, forward=forward)

    def kink_remark(self, x: Array) -> str:
        if self.kink is None:
            return ""
        at = [int(i) + 1 for i in np.flatnonzero(x == self.kink)]
        if not at:
            return ""
        where = numbered("entry", "entries", at, x.size)
        slope = float(self.derivative(np.array([self.kink]))[0])
        return (
            f"{where} at exactly {self.kink:g}, the kink of {self.type}: "
            f"no derivative exists there, {slope:g} is used"
        )


class IdentityLayer(Elementwise):
    """z = x."""

    __slots__ = ()
    type = "identity"
    formula = "x"
    jacobian_rule = "I"
    derivation = "φ(x) = x has slope 1 everywhere, so J = I: v and u pass as they are."
    operations = Primal(0, 0)

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        return operands[0]

    def forward(self, x: Array) -> Array:
        return x

    def derivative(self, x: Array) -> Array:
        return np.ones_like(x)

    def jacobian(self, x: Array) -> LinearMap:
        return Identity(len(x), x.dtype.str)

    def form(self, *sizes: int) -> Form:
        return IdentityForm(sizes[0], sizes[0])

    def acts(self, at: int, inputs: Sequence[Array], jacobian: LinearMap, told: Told) -> Acts:
        return by_rule(jacobian, told)

    def why(self, x: Array, vector: Array | None, *, forward: bool) -> str:
        return f"the {carried(forward=forward)} passes as it is"


@dataclass(frozen=True, slots=True, eq=False)
class Scale(Elementwise):
    """z = c x."""

    factor: float = number()

    type = "scale"
    formula = "factor * x"
    jacobian_rule = "diag(c), c the factor"
    derivation = "A straight line through 0: its slope is c everywhere."
    operations = Primal(1, 0)

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        factor = short(self.factor) or Term(letters.numbered("c"), single=True)
        return multiplied([factor, operands[0]])

    def forward(self, x: Array) -> Array:
        return self.factor * x

    def derivative(self, x: Array) -> Array:
        return np.full_like(x, self.factor)


class Negative(Elementwise):
    """z = −x."""

    __slots__ = ()
    type = "negative"
    also_called = ("neg",)
    formula = "-x"
    jacobian_rule = "-I"
    derivation = "A straight line of slope -1: J = -I."
    operations = Primal(1, 0)

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        return negated(operands[0])

    def forward(self, x: Array) -> Array:
        return -x

    def derivative(self, x: Array) -> Array:
        return np.full_like(x, -1)


class Abs(Elementwise):
    """z = |x|. At 0 the derivative used is 0."""

    __slots__ = ()
    type = "abs"
    formula = "abs(x)"
    jacobian_rule = "diag(sign(x))"
    derivation = (
        "The slope is 1 for x > 0 and -1 for x < 0. At 0 there is a kink. Any number in [-1, 1] "
        "is a subgradient there; 0 is used."
    )
    operations = Primal(1, 0)
    kink = 0.0

    def forward(self, x: Array) -> Array:
        return magnitude(x)

    def derivative(self, x: Array) -> Array:
        return np.sign(x)


def magnitude(x: Array) -> Array:
    """|x|, and x or −x for complex x, by the sign of the real part."""
    return np.where(x.real < 0, -x, x) + 0.0  # + 0.0: |−0| is 0
