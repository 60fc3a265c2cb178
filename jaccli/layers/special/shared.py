"""What layers of special functions share: entries by Python's math, and arrays by SciPy.

SciPy is imported when a layer computes; where it is missing, a layer objects before anything is
computed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from jaccli.arrays import Array, np
from jaccli.layers.base import Objection
from jaccli.layers.combine import Pair, diagonal
from jaccli.layers.elementwise import Elementwise
from jaccli.linmap import LinearMap


def entries(function: Callable[[float], float], x: Array) -> Array:
    """A function of real numbers at every entry, (n,). Where it has no value, NaN; ∞ beyond."""

    def value(number: float) -> float:
        try:
            return function(number)
        except OverflowError:
            return float("inf")
        except ValueError:
            return float("nan")

    wide = x.astype("float64")
    return np.fromiter(map(value, wide.tolist()), "float64", x.size).astype(x.dtype)


def scipys(name: str, *operands: Any) -> Array:
    """scipy.special.NAME, in the type of the last operand."""
    from importlib import import_module

    function = getattr(import_module("scipy.special"), name)
    with np.errstate(all="ignore"):  # what is not finite is reported with its place
        wide: Array = function(*(np.asarray(each).astype("float64") for each in operands))
    return wide.astype(operands[-1].dtype)


@cache
def has_scipy() -> bool:
    """Whether SciPy is installed; it is not imported for that."""
    from importlib.util import find_spec

    return find_spec("scipy") is not None


def without_scipy(kind: str) -> Objection | None:
    """What a layer objects to that SciPy computes, where there is none."""
    if has_scipy():
        return None
    return Objection(
        "type",
        f"{kind} is computed by SciPy, which is not installed",
        "needs SciPy",
        "install it: pip install 'jaccli[scipy]'",
    )


class Special(Elementwise):
    """A function of one real number that SciPy computes."""

    __slots__ = ()
    complex_safe = False

    def forward(self, x: Array) -> Array:
        return scipys(self.type, x)

    def objection(self, *sizes: int | None) -> Objection | None:
        return without_scipy(self.type)


class OfConstants(Pair):
    """φ(a, x) of SciPy with constants a: no derivative by them is known.

    `operands` names their fields first, and x last.
    """

    __slots__ = ()
    complex_safe = False

    @property
    def takes(self) -> tuple[int, int | None]:
        return 1, 1

    def slope(self, at: int, operands: Sequence[Array], value: Array) -> LinearMap:
        return diagonal(self.derivative(*operands), value)

    def derivative(self, *operands: Array) -> Array:
        """∂φ/∂x, entry by entry."""
        raise TypeError(f"{self.type} has no derivative")

    def value(self, *operands: Array) -> Array:
        return scipys(self.type, *operands)

    def slope_rule(self, at: int, names: Sequence[str]) -> str:
        return self.jacobian_rule

    def objection(self, *sizes: int | None) -> Objection | None:
        *constants, x = self.operands
        for name in constants:
            if getattr(self, name) is None:
                return Objection(
                    "inputs",
                    f"{self.type} needs `{name}`: no derivative by it is known",
                    f"`{name}` would be an input",
                    f"give it as a constant: `{name}: 1`",
                )
        if getattr(self, x) is not None:
            return Objection(x, f"{self.type} reads no value", "given", "leave it out: the input")
        # super() does not find its way in classes that slots=True makes anew
        return without_scipy(self.type) or Pair.objection(self, *sizes)
