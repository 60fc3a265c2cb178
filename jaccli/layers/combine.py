"""Layers that combine several values of one size, entry by entry: each Jacobian is diagonal.

A field may hold a constant in place of an input: `{type: subtract, minuend: 1}` is 1 − x.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import mul
from types import MappingProxyType
from typing import ClassVar

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.errors import count
from jaccli.layers.base import Layer, Objection, carried, numbered, scaled_by
from jaccli.layers.fields import constant, operand
from jaccli.linmap import (
    Diagonal,
    DiagonalForm,
    Form,
    Identity,
    IdentityForm,
    LinearMap,
    Selection,
    SelectionForm,
)

FEW = 8  # factors up to which the product of the others is said as a number


class Combination(Layer):
    """z_i = φ(a_i, b_i, …). `operands` names the fields that may hold one of them."""

    __slots__ = ()
    section = "13.3.4"
    entrywise = True
    operands: ClassVar[tuple[str, ...]]
    operations: ClassVar[Primal]  # for one entry of two operands

    @classmethod
    def derived(cls) -> tuple[str, ...]:
        general = (
            "z_i reads entry i of each operand alone, so every Jacobian is a diagonal d: "
            "J·v = d ⊙ v and u·J = u ⊙ d."
        )
        return (general, cls.derivation) if cls.derivation else (general,)

    @abstractmethod
    def value(self, *operands: Array) -> Array:
        """φ of the operands, constants among them."""

    @abstractmethod
    def slope(self, at: int, operands: Sequence[Array], value: Array) -> LinearMap:
        """The Jacobian by one operand, (n,) each or one number for all entries."""

    @abstractmethod
    def filled(self, inputs: Sequence[Array]) -> tuple[Array, ...]:
        """All operands in order: the inputs, and the constants at their places."""

    @abstractmethod
    def open(self, inputs: int) -> Sequence[int]:
        """Which operands the inputs are."""

    def forward(self, *inputs: Array) -> Array:
        return self.value(*self.filled(inputs))

    def jacobians(self, *inputs: Array) -> tuple[LinearMap, ...]:
        operands = self.filled(inputs)
        value = self.value(*operands)
        return tuple(self.slope(at, operands, value) for at in self.open(len(inputs)))

    def forms(self, *sizes: int) -> tuple[Form, ...]:
        return tuple(self.slope_form(at, sizes[0]) for at in self.open(len(sizes)))

    def slope_form(self, at: int, n: int) -> Form:
        """The form of `slope`."""
        return DiagonalForm(n, n)

    def primal(self, *sizes: int) -> Primal:
        times = sizes[0] * max(1, len(self.filled(sizes)) - 1)  # type: ignore[arg-type]  # only their number counts
        return Primal(times * self.operations.flops, times * self.operations.transcendentals)

    def objection(self, *sizes: int | None) -> Objection | None:
        if len({size for size in sizes if size is not None}) > 1:
            given = ", ".join("?" if size is None else f"{size:,}" for size in sizes)
            return Objection(
                "inputs",
                f"{self.type} takes inputs of one size, these have {given}",
                "sizes that do not meet",
                "combine values of one size; `concatenate` takes any",
            )
        return None

    def reason(
        self, at: int, inputs: Sequence[Array], vector: Array | None, *, forward: bool
    ) -> str:
        operands = self.filled(inputs)
        slope = self.slope(self.open(len(inputs))[at], operands, self.value(*operands))
        entries = slope.on_columns(np.ones((len(inputs[0]), 1), inputs[0].dtype))[:, 0]
        return scaled_by(entries, self.type, forward=forward)

    def rule(self, at: int, names: Sequence[str], value: str = "z") -> str:
        every = self.filled(tuple(names))  # type: ignore[arg-type]  # names in place of arrays
        spelt = [each if isinstance(each, str) else "c" for each in every]
        return self.slope_rule(self.open(len(names))[at], spelt)

    @abstractmethod
    def slope_rule(self, at: int, names: Sequence[str]) -> str:
        """The Jacobian by one operand as a formula, c for a constant."""


class Pair(Combination):
    """Two operands, each of them an input or a constant."""

    __slots__ = ()

    @property
    def takes(self) -> tuple[int, int | None]:
        number = sum(getattr(self, name) is None for name in self.operands)
        return number, number

    def filled(self, inputs: Sequence[Array]) -> tuple[Array, ...]:
        given = iter(inputs)
        fields = (getattr(self, name) for name in self.operands)
        return tuple(next(given) if field is None else field for field in fields)

    def open(self, inputs: int) -> Sequence[int]:
        return [at for at, name in enumerate(self.operands) if getattr(self, name) is None]

    def objection(self, *sizes: int | None) -> Objection | None:
        if all(getattr(self, name) is not None for name in self.operands):
            first, second = self.operands
            return Objection(
                second,
                f"{self.type} with `{first}` and `{second}` reads no value",
                f"`{first}` is given as well",
                "leave one of them out: it is the input then",
            )
        # super() does not find its way in classes that slots=True makes anew
        return Combination.objection(self, *sizes)


class Several(Combination):
    """Two operands or more, in any order; `constant` is one of them."""

    __slots__ = ()
    operands = ("constant",)

    @property
    def takes(self) -> tuple[int, int | None]:
        return (2 if getattr(self, "constant", None) is None else 1), None

    def filled(self, inputs: Sequence[Array]) -> tuple[Array, ...]:
        given = getattr(self, "constant", None)
        return tuple(inputs) if given is None else (*inputs, given)

    def open(self, inputs: int) -> Sequence[int]:
        return range(inputs)


@dataclass(frozen=True, slots=True, eq=False)
class Add(Several):
    """z = x₁ + x₂ + …"""

    constant: Array | None = operand("n")  # (n,) or ()

    type = "add"
    also_called = ("plus", "sum_of", "residual")
    formula = "x1 + x2"
    jacobian_rule = "I"
    derivation = (
        "∂z/∂x_k = I for every term: tangents add up, and u·J = u goes to each term as it is."
    )
    operations = Primal(1)

    def value(self, *operands: Array) -> Array:
        total = operands[0]
        for each in operands[1:]:
            total = total + each
        return total

    def slope(self, at: int, operands: Sequence[Array], value: Array) -> LinearMap:
        return Identity(len(value), str(value.dtype))

    def slope_form(self, at: int, n: int) -> Form:
        return IdentityForm(n, n)

    def slope_rule(self, at: int, names: Sequence[str]) -> str:
        return "I"

    def reason(
        self, at: int, inputs: Sequence[Array], vector: Array | None, *, forward: bool
    ) -> str:
        if forward:
            return "a sum adds up the tangents of its terms as they are"
        return "a sum hands its adjoint to every term as it is"


@dataclass(frozen=True, slots=True, eq=False)
class Multiply(Several):
    """z = x₁ ⊙ x₂ ⊙ …"""

    constant: Array | None = operand("n")  # (n,) or ()

    type = "multiply"
    also_called = ("mul", "times", "hadamard")
    formula = "x1 * x2"
    jacobian_rule = "diag(the other factors)"
    derivation = (
        "The product rule: dz is the sum over k of dx_k ⊙ the other factors. So u·J_k = u ⊙ the "
        "other factors."
    )
    example = MappingProxyType({"inputs": [[1, -2, 3], [2, 4, -1]]})
    operations = Primal(1)

    def value(self, *operands: Array) -> Array:
        total = operands[0]
        for each in operands[1:]:
            total = total * each
        return total

    def slope(self, at: int, operands: Sequence[Array], value: Array) -> LinearMap:
        others = [each for k, each in enumerate(operands) if k != at]
        return _diagonal(self.value(*others), value)

    def jacobians(self, *inputs: Array) -> tuple[LinearMap, ...]:
        # what stands before each factor times what stands after it: linear in their number
        factors = self.filled(inputs)
        value = self.value(*factors)
        before = accumulate(factors[:-1], mul, initial=np.ones_like(value))
        after = [*accumulate(factors[:0:-1], mul, initial=np.ones_like(value))][::-1]
        slopes = [a * b for a, b in zip(before, after, strict=True)]
        return tuple(_diagonal(slopes[at], value) for at in self.open(len(inputs)))

    def slope_rule(self, at: int, names: Sequence[str]) -> str:
        return f"diag({' ⊙ '.join(name for k, name in enumerate(names) if k != at)})"

    def reason(
        self, at: int, inputs: Sequence[Array], vector: Array | None, *, forward: bool
    ) -> str:
        operands = self.filled(inputs)
        what = "factor" if len(operands) == 2 else "factors"
        if len(operands) > FEW:
            return f"a product: the {carried(forward=forward)} times the other {what}"
        others = self.value(*(each for k, each in enumerate(operands) if k != at))
        said = f", {float(others.ravel()[0]):.4g}" if others.size == 1 else ""
        return f"a product: the {carried(forward=forward)} times the other {what}{said}"


@dataclass(frozen=True, slots=True, eq=False)
class Subtract(Pair):
    """z = minuend − subtrahend."""

    minuend: Array | None = operand("n")  # (n,) or ()
    subtrahend: Array | None = operand("n")  # (n,) or ()

    type = "subtract"
    also_called = ("minus", "sub", "difference")
    formula = "minuend - subtrahend"
    jacobian_rule = "I and -I"
    derivation = (
        "dz = d minuend - d subtrahend: I and -I. So u goes to the minuend as it is, and -u to "
        "the subtrahend."
    )
    operands = ("minuend", "subtrahend")
    operations = Primal(1)

    def value(self, *operands: Array) -> Array:
        return operands[0] - operands[1]

    def slope(self, at: int, operands: Sequence[Array], value: Array) -> LinearMap:
        if at == 0:
            return Identity(len(value), str(value.dtype))
        return Diagonal(np.full(len(value), -1, value.dtype))

    def slope_form(self, at: int, n: int) -> Form:
        return IdentityForm(n, n) if at == 0 else DiagonalForm(n, n)

    def slope_rule(self, at: int, names: Sequence[str]) -> str:
        return "-I" if at else "I"

    def reason(
        self, at: int, inputs: Sequence[Array], vector: Array | None, *, forward: bool
    ) -> str:
        what = carried(forward=forward)
        if self.open(len(inputs))[at] == 0:
            return f"what is subtracted from passes its {what} unchanged"
        return f"what is subtracted turns the sign of its {what}"


@dataclass(frozen=True, slots=True, eq=False)
class Divide(Pair):
    """z = dividend / divisor; divisor ≠ 0."""

    dividend: Array | None = operand("n")  # (n,) or ()
    divisor: Array | None = operand("n")  # (n,) or ()

    type = "divide"
    also_called = ("div", "quotient")
    formula = "dividend / divisor"
    jacobian_rule = "diag(1 / divisor) and diag(-z / divisor)"
    derivation = (
        "z b = a, with a the dividend and b the divisor; differentiating both sides gives dz b "
        "+ z db = da, so ∂z/∂a = 1 / b and ∂z/∂b = -z / b = -a / b²."
    )
    example = MappingProxyType({"inputs": [[1, -2, 3], [2, 4, -1]]})
    operands = ("dividend", "divisor")
    operations = Primal(1)

    def value(self, *operands: Array) -> Array:
        return operands[0] / operands[1]

    def slope(self, at: int, operands: Sequence[Array], value: Array) -> LinearMap:
        divisor = operands[1]
        return _diagonal(1 / divisor if at == 0 else -value / divisor, value)

    def slope_rule(self, at: int, names: Sequence[str]) -> str:
        return f"diag(1 / {names[1]})" if at == 0 else f"diag(-{names[0]} / {names[1]}²)"


@dataclass(frozen=True, slots=True, eq=False)
class Pow(Pair):
    """z = base ^ exponent; base > 0 where the exponent is an input."""

    base: Array | None = operand("n")  # (n,) or ()
    exponent: Array | None = operand("n")  # (n,) or ()

    type = "pow"
    formula = "base ** exponent"
    jacobian_rule = "diag(exponent base^(exponent-1)) and diag(z log(base))"
    derivation = (
        "z = exp(e log(b)), with b the base and e the exponent: ∂z/∂e = z log(b) and ∂z/∂b = z "
        "e / b = e b^(e-1)."
    )
    operands = ("base", "exponent")
    operations = Primal(0, 1)

    def value(self, *operands: Array) -> Array:
        return operands[0] ** operands[1]

    def slope(self, at: int, operands: Sequence[Array], value: Array) -> LinearMap:
        base, exponent = operands
        if at == 0:
            less = np.where(exponent == 0, 1, exponent) - 1  # 0 · 0⁻¹ would be NaN
            return _diagonal(exponent * base**less, value)
        vanished = (base == 0) & (exponent > 0)
        return _diagonal(value * np.log(np.where(vanished, 1, base)), value)

    def slope_rule(self, at: int, names: Sequence[str]) -> str:
        base, exponent = names
        if at == 0:
            return f"diag({exponent} {base}^({exponent}-1))"
        return f"diag({base}^{exponent} log({base}))"


@dataclass(frozen=True, slots=True, eq=False)
class Hypot(Pair):
    """z = √(a² + b²), without overflow; (a, b) ≠ 0."""

    first: Array | None = operand("n")  # (n,) or ()
    second: Array | None = operand("n")  # (n,) or ()

    type = "hypot"
    formula = "hypot(first, second)"
    jacobian_rule = "diag(first / z) and diag(second / z)"
    derivation = (
        "z² = a² + b², with a the first and b the second; differentiating both sides gives "
        "z dz = a da + b db, so ∂z/∂a = a / z and ∂z/∂b = b / z."
    )
    operands = ("first", "second")
    operations = Primal(0, 1)
    complex_safe = False  # numpy has it for real numbers alone

    def value(self, *operands: Array) -> Array:
        return np.hypot(*operands)

    def slope(self, at: int, operands: Sequence[Array], value: Array) -> LinearMap:
        return _diagonal(operands[at] / value, value)

    def slope_rule(self, at: int, names: Sequence[str]) -> str:
        return f"diag({names[at]} / sqrt({names[0]}² + {names[1]}²))"


class Extremum(Several):
    """The largest or the smallest of the operands; where some are equal they share the slope."""

    __slots__ = ()

    def slope(self, at: int, operands: Sequence[Array], value: Array) -> LinearMap:
        chosen = [(each == value).astype(value.dtype) for each in operands]
        return Diagonal(chosen[at] / sum(chosen))

    def slope_rule(self, at: int, names: Sequence[str]) -> str:
        return f"diag(1 where {names[at]} is the {self._which()})"

    def sides(self, *inputs: Array) -> list[Array]:
        operands = self.filled(inputs)
        value = self.value(*operands)
        return [np.sign(each - value) for each in operands]

    def kink_remark(self, *inputs: Array) -> str:
        operands = self.filled(inputs)
        value = self.value(*operands)
        ties = sum((each == value).astype(int) for each in operands) > 1
        at = [int(i) + 1 for i in np.flatnonzero(ties)]
        if not at:
            return ""
        where = numbered("entry", "entries", at, len(value))
        return f"{where} a tie: no derivative exists there, the equal ones share it evenly"

    def reason(
        self, at: int, inputs: Sequence[Array], vector: Array | None, *, forward: bool
    ) -> str:
        operands = self.filled(inputs)
        chosen = operands[at] == self.value(*operands)
        number = f"{int(np.count_nonzero(chosen))} of {count(len(chosen), 'entry', 'entries')}"
        return (
            f"the {carried(forward=forward)} passes where this input is the {self._which()}: "
            f"at {number}"
        )

    def _which(self) -> str:
        return "largest" if self.type == "maximum" else "smallest"


@dataclass(frozen=True, slots=True, eq=False)
class Maximum(Extremum):
    """z = max(x₁, x₂, …), entry by entry."""

    constant: Array | None = operand("n")  # (n,) or ()

    type = "maximum"
    formula = "max(x1, x2)"
    jacobian_rule = "diag(1 where it is the largest)"
    derivation = (
        "Where x_k is the largest, z = x_k nearby: the slope by x_k is 1 and by the others 0. "
        "So each entry of u goes to the largest operand alone; at a tie they share it."
    )
    example = MappingProxyType({"inputs": [[1, -2, 3], [2, 4, -1]]})
    operations = Primal(1)

    def value(self, *operands: Array) -> Array:
        best = operands[0]
        for each in operands[1:]:
            best = np.where(each.real > best.real, each, best)
        return best


@dataclass(frozen=True, slots=True, eq=False)
class Minimum(Extremum):
    """z = min(x₁, x₂, …), entry by entry."""

    constant: Array | None = operand("n")  # (n,) or ()

    type = "minimum"
    formula = "min(x1, x2)"
    jacobian_rule = "diag(1 where it is the smallest)"
    derivation = (
        "Where x_k is the smallest, z = x_k nearby: the slope by x_k is 1 and by the others 0. "
        "So each entry of u goes to the smallest operand alone; at a tie they share it."
    )
    example = MappingProxyType({"inputs": [[1, -2, 3], [2, 4, -1]]})
    operations = Primal(1)

    def value(self, *operands: Array) -> Array:
        best = operands[0]
        for each in operands[1:]:
            best = np.where(each.real < best.real, each, best)
        return best


@dataclass(frozen=True, slots=True, eq=False)
class Arctan2(Pair):
    """z = the angle of the point (x, y), in (−π, π]."""

    y: Array | None = operand("n")  # (n,) or ()
    x: Array | None = operand("n")  # (n,) or ()

    type = "arctan2"
    also_called = ("atan2",)
    formula = "atan2(y, x)"
    jacobian_rule = "diag(x / (x² + y²)) and diag(-y / (x² + y²))"
    derivation = (
        "Away from x = 0, z = arctan(y / x) + a constant: ∂z/∂y = (1/x) / (1 + y²/x²) = x / (x² "
        "+ y²) and ∂z/∂x = (-y/x²) / (1 + y²/x²) = -y / (x² + y²)."
    )
    operands = ("y", "x")
    operations = Primal(0, 1)
    complex_safe = False  # numpy has it for real numbers alone

    def value(self, *operands: Array) -> Array:
        return np.arctan2(*operands)

    def slope(self, at: int, operands: Sequence[Array], value: Array) -> LinearMap:
        y, x = operands
        length = np.hypot(x, y)  # squares could overflow
        return _diagonal((x if at == 0 else -y) / length / length, value)

    def slope_rule(self, at: int, names: Sequence[str]) -> str:
        y, x = names
        return f"diag({f'-{y}' if at else x} / ({x}² + {y}²))"


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
        "z_i is then_i or otherwise_i, and the condition does not move: the slope by the chosen "
        "one is 1, by the other 0. So u is parted: each entry goes to the operand that was "
        "taken."
    )
    example = MappingProxyType({"inputs": [[1, 2, 3], [4, 5, 6]], "condition": [1, 0, 1]})
    operands = ("then", "otherwise")
    operations = Primal(0)

    def value(self, *operands: Array) -> Array:
        return np.where(self.condition != 0, *operands)

    def slope(self, at: int, operands: Sequence[Array], value: Array) -> LinearMap:
        n = len(value)
        chosen = np.flatnonzero((self.condition != 0) == (at == 0))
        return Selection(n, n, chosen, chosen, str(value.dtype))

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


def _diagonal(entries: Array, value: Array) -> LinearMap:
    """diag(entries), one entry standing for all where all are equal."""
    return Diagonal(np.broadcast_to(entries, value.shape).astype(value.dtype, copy=False))
