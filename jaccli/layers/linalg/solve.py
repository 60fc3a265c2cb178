"""Linear systems: A Z = B."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.base import Layer, Objection
from jaccli.layers.fields import number_of, operand
from jaccli.layers.linalg.matrices import (
    elimination,
    inverted,
    is_singular,
    not_square,
    numbered_fault,
    order,
    substitution,
    tried,
)
from jaccli.layers.notation import Letters, Term, call
from jaccli.layers.say import carried
from jaccli.linmap import Form, LinearMap
from jaccli.linmap.factored import Factored, FactoredForm, sandwich, sandwich_forms
from jaccli.linmap.kronecker import Kronecker, KroneckerForm


@dataclass(frozen=True, slots=True, eq=False)
class Solve(Layer):
    """A Z = B with A (p × p), B (p × r), all flattened row by row; `batch` such systems.

    `matrix` or `right` is a constant in place of A or B. By elimination: 2/3 p³, and 2p² for each
    column of B.
    """

    matrix: Array | None = operand("p", "q")  # (p, p)
    right: Array | None = operand("p", "r")  # (p, r)
    batch: int = number_of(1)

    type = "solve"
    also_called = ("linear_system", "lu_solve")
    formula = "A⁻¹ B"
    jacobian_rule = "-(A⁻¹ ⊗ Zᵀ) and A⁻¹ ⊗ I"
    derivation = (
        "A Z = B gives dA Z + A dZ = dB, so dZ = A⁻¹ dB - A⁻¹ dA Z: by B J is A⁻¹ for each "
        "column, by A it is -(A⁻¹ ⊗ Zᵀ). With the adjoint as a matrix U and AᵀW = U, u·J is W by "
        "B and -W Zᵀ by A."
    )
    example = MappingProxyType({"inputs": [[2, 1, 1, 1], [1, 3]]})
    normwise = True
    section = "7.7.1"
    source = "Giles 2008, section 2.3.1"
    rewrite = "a singular system has no solution or many: are two of its rows multiples?"

    @property
    def takes(self) -> tuple[int, int | None]:
        number = (self.matrix is None) + (self.right is None)
        return number, number

    def shape(self, *sizes: int) -> tuple[int, int]:
        """p and r for inputs of these sizes."""
        p = order(sizes[0], self.batch) if self.matrix is None else self.matrix.shape[0]
        if self.right is not None:
            return p, self.right.shape[1]
        return p, sizes[-1] // (p * self.batch)

    def output_size(self, *sizes: int) -> int:
        p, r = self.shape(*sizes)
        return self.batch * p * r

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        return call("solve", *operands) if len(operands) == 2 and self.batch == 1 else None

    def forward(self, *inputs: Array) -> Array:
        return self._solution(*self._given(inputs)).reshape(-1)

    def jacobians(self, *inputs: Array) -> tuple[LinearMap, ...]:
        matrices, right = self._given(inputs)
        inverse, r = inverted(matrices), right.shape[-1]
        found: list[LinearMap] = []
        if self.matrix is None:
            factors = sandwich(-inverse, self._solution(matrices, right))
            found.append(
                Factored((*factors, *self._read(len(inputs[0]))), blocks=self.batch).nearest
            )
        if self.right is None:
            repeated = 1 if self.matrix is None else self.batch
            found.append(Kronecker(inverse, repeated, r).nearest)
        return tuple(found)

    def forms(self, *sizes: int) -> tuple[Form, ...]:
        p, r = self.shape(*sizes)
        b, rows = self.batch, self.batch * p * r
        found: list[Form] = []
        if self.matrix is None:
            n = b * p * p
            factors = (*sandwich_forms(b, p, p, p, r), *(each.form for each in self._read(n)))
            found.append(FactoredForm(rows, n, (factors,), b).nearest)
        if self.right is None:
            found.append(KroneckerForm(rows, rows, p, b if self.matrix is None else 1).nearest)
        return tuple(found)

    def primal(self, *sizes: int) -> Primal:
        p, r = self.shape(*sizes)
        eliminated = self.batch if self.matrix is None else 1
        return Primal(eliminated * elimination(p) + self.batch * r * substitution(p))

    def objection(self, *sizes: int | None) -> Objection | None:
        if self.matrix is not None and self.right is not None:
            return Objection(
                "right",
                "solve with `matrix` and `right` reads no value",
                "`right` is given as well",
                "leave one of them out: it is the input then",
            )
        if self.matrix is not None and self.matrix.shape[0] != self.matrix.shape[1]:
            m, n = self.matrix.shape
            return Objection(
                "matrix",
                "solve needs a square matrix",
                f"this one is {m:,}×{n:,}",
                "`lstsq` solves A Z = B by least squares",
            )
        if self.matrix is None and (wrong := not_square(sizes[0], self.batch)):
            return wrong
        return self._misfit(*sizes)

    def _misfit(self, *sizes: int | None) -> Objection | None:
        """What is wrong with the rows of B."""
        known = self.matrix is not None or sizes[0] is not None
        p = self.shape(*(size or 0 for size in (*sizes, 0)))[0] if known else 0
        if self.right is not None:
            rows = self.right.shape[0]
            if not known or rows == p:
                return None
            found, field, way = f"{rows:,} rows here", "right", f"write {p:,} rows"
        else:
            size = sizes[-1]
            if size is None or not known or (p and size % (p * self.batch) == 0):
                return None
            found, field, way = (
                f"{size:,} numbers here",
                "inputs",
                f"a multiple of {p * self.batch:,}",
            )
        return Objection(
            field,
            f"A is {p:,}×{p:,}, and B has other rows",
            found,
            f"{way}: in A Z = B both have p",
        )

    def rule(self, at: int, names: Sequence[str], value: str = "z") -> str:
        name = "matrix" if self.matrix is not None else names[0]
        if self._open()[at] == 0:
            return f"-({name}⁻¹ ⊗ {value}ᵀ)"
        return f"{name}⁻¹ ⊗ I"

    def reason(
        self, at: int, inputs: Sequence[Array], vector: Array | None, *, forward: bool
    ) -> str:
        what = carried(forward=forward)
        if self._open()[at] == 0:
            acts = "-A⁻¹ V Z" if forward else "-(A⁻¹)ᵀ U Zᵀ"
            return f"the {what} as a matrix {'V' if forward else 'U'}: {acts}, Z the solution"
        return f"the system is solved for the {what}{'' if forward else ', with Aᵀ'}"

    def fault(self, *inputs: Array) -> str:
        matrices, _ = self._given(inputs)
        found = ["is singular" if is_singular(each) else "" for each in matrices]
        return numbered_fault(found, "the matrix A")

    def _read(self, size: int) -> tuple[LinearMap, ...]:
        """What comes before dA where not all of its entries are read."""
        return ()

    def _open(self) -> list[int]:
        return [at for at, given in enumerate((self.matrix, self.right)) if given is None]

    def _given(self, inputs: Sequence[Array]) -> tuple[Array, Array]:
        """A (b, p, p) and B (b, p, r), b = 1 for a constant."""
        p, r = self.shape(*map(len, inputs))
        given = iter(inputs)
        left = self.matrix[None] if self.matrix is not None else next(given).reshape(-1, p, p)
        right = self.right[None] if self.right is not None else next(given).reshape(-1, p, r)
        return left, right

    def _solution(self, matrices: Array, right: Array) -> Array:
        """Z (b, p, r)."""
        like = (self.batch, *right.shape[1:])
        solution: Array = tried(np.linalg.solve, matrices, right, like=like)
        return solution
