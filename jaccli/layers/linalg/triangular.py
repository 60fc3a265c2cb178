"""Linear systems with a triangular matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.fields import number_of
from jaccli.layers.linalg.solve import Solve
from jaccli.layers.notation import Letters, Term
from jaccli.linmap import LinearMap, Selection


@dataclass(frozen=True, slots=True, eq=False)
class SolveTriangular(Solve):
    """A Z = B with the lower half of A, or with `upper: 1` the upper half; as solve otherwise.

    By substitution: p² FLOPs for each column of B.
    """

    upper: int | None = number_of(None)

    type = "solve_triangular"
    also_called = ("cho_solve", "back_substitution")
    formula = "A⁻¹ B, A triangular"
    derivation = (
        "A Z = B gives dA Z + A dZ = dB, as for solve: dZ = A⁻¹ dB - A⁻¹ dA Z. Entries of A beyond "
        "the diagonal are not read: dA is 0 there, and u·J, -W Zᵀ with AᵀW = U, is cut off there."
    )
    example = MappingProxyType({"inputs": [[2, 9, 1, 4], [2, 9]]})
    source = "Giles 2008, section 2.3.1"

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        found = Solve.in_formula(self, operands, letters)
        return found and found._replace(text=f"solve_triangular{found.text.removeprefix('solve')}")

    def primal(self, *sizes: int) -> Primal:
        p, r = self.shape(*sizes)
        return Primal(self.batch * r * p * p)

    def _given(self, inputs: Sequence[Array]) -> tuple[Array, Array]:
        matrices, right = Solve._given(self, inputs)
        return (np.tril if self.upper is None else np.triu)(matrices), right

    def _read(self, size: int) -> tuple[LinearMap, ...]:
        p, _ = self.shape(size, size)
        half = np.tri(p, dtype=bool)
        read = np.broadcast_to(half if self.upper is None else half.T, (self.batch, p, p))
        (entries,) = np.nonzero(read.reshape(-1))
        return (Selection(size, size, entries, entries),)
