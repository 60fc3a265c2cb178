"""Angle and length of a point: arctan2 and hypot, entry by entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.combine import Pair, diagonal
from jaccli.layers.fields import operand
from jaccli.layers.say import numbered
from jaccli.linmap import (
    LinearMap,
)


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
        return diagonal((x if at == 0 else -y) / length / length, value)

    def slope_rule(self, at: int, names: Sequence[str]) -> str:
        y, x = names
        return f"diag({f'-{y}' if at else x} / ({x}² + {y}²))"


@dataclass(frozen=True, slots=True, eq=False)
class Hypot(Pair):
    """z = √(a² + b²), without overflow. Where both are 0 the derivatives used are 0."""

    first: Array | None = operand("n")  # (n,) or ()
    second: Array | None = operand("n")  # (n,) or ()

    type = "hypot"
    formula = "hypot(first, second)"
    jacobian_rule = "diag(first / z) and diag(second / z)"
    derivation = (
        "z² = a² + b², with a the first and b the second. Differentiate both sides: "
        "z dz = a da + b db, so ∂z/∂a = a / z and ∂z/∂b = b / z. Where both are 0 there is a "
        "kink; 0 is used."
    )
    operands = ("first", "second")
    operations = Primal(0, 1)
    complex_safe = False  # numpy has it for real numbers alone

    def value(self, *operands: Array) -> Array:
        return np.hypot(*operands)

    def slope(self, at: int, operands: Sequence[Array], value: Array) -> LinearMap:
        return diagonal(operands[at] / np.where(value == 0, 1, value), value)

    def sides(self, *inputs: Array) -> list[Array]:
        return [np.sign(self.forward(*inputs))]

    def kink_remark(self, *inputs: Array) -> str:
        value = self.forward(*inputs)
        at = [int(i) + 1 for i in np.flatnonzero(value == 0)]
        if not at:
            return ""
        where = numbered("entry", "entries", at, len(value))
        return f"{where} exactly 0, the kink of hypot: no derivative exists there, 0 is used"

    def slope_rule(self, at: int, names: Sequence[str]) -> str:
        return f"diag({names[at]} / sqrt({names[0]}² + {names[1]}²))"
