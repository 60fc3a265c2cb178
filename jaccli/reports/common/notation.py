"""How derivatives and the vectors of a sweep are written, the same in every text: ∂x4/∂x3, v3, u4.

The product that makes a vector is written by its layer (`jaccli.layers.acts`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jaccli.accumulate.price import Mode

LETTER: dict[Mode, str] = {"forward": "v", "reverse": "u"}  # of a tangent, of an adjoint


def derivative(of: str, by: str) -> str:
    """The derivative of a value by another one: ∂x4/∂x3, ∂o/∂x[1], ∂L/∂f1.weight."""
    return f"∂{of}/∂{by}"


def jacobian_of(k: int, of: str, by: str, *, is_chain: bool) -> str:
    """The Jacobian of layer k: J3 in a chain, ∂x4/∂x3 in a graph."""
    return f"J{k}" if is_chain else derivative(of, by)
