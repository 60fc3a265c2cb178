"""Least squares, with matrices of full rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.base import Layer, Objection
from jaccli.layers.fields import number_of, operand
from jaccli.layers.linalg.matrices import tried
from jaccli.layers.linalg.pseudo_inverse import (
    DROP,
    NO_RANK,
    beside,
    lacks_rank,
    pinv,
    price,
    transposition,
    with_full_rank,
)
from jaccli.layers.say import carried
from jaccli.linmap import Form, LinearMap, SelectionForm
from jaccli.linmap.factored import Factored, FactoredForm, sandwich, sandwich_forms
from jaccli.linmap.kronecker import Kronecker, KroneckerForm


@dataclass(frozen=True, slots=True, eq=False)
class Lstsq(Layer):
    """Z = A⁺ B, the least-squares solution of A Z = B, all flattened row by row.

    `matrix` or `right` is a constant in place of A or B; with neither, `rows` is m of A (m × n).
    About 6mn² + 20n³ FLOPs, m ≥ n, and 2mn for each column of B.
    """

    matrix: Array | None = operand("p", "q")  # (m, n)
    right: Array | None = operand("p", "r")  # (m, r)
    rows: int | None = number_of(None)

    type = "lstsq"
    also_called = ("least_squares", "linear_regression", "ols")
    formula = "A⁺ B"
    jacobian_rule = "V → -A⁺ V z + (AᵀA)⁻¹ Vᵀ (B - A z) and A⁺ ⊗ I"
    derivation = (
        "Aᵀ R = 0 with the residual R = B - A Z. Differentiate: dAᵀ R + Aᵀ (dB - dA Z - A dZ) = 0, "
        "and solve for dZ with AᵀA. With fewer rows than columns Z is the shortest solution; the "
        "last term is (I - A⁺A) dAᵀ (A⁺)ᵀ Z."
    )
    example = MappingProxyType({"inputs": [[1, 0, 1, 1, 1, 2], [1, 3, 4]], "rows": 3})
    normwise = True
    section = "7.7.3"
    source = "Golub & Pereyra 1973, section 4"
    rewrite = DROP

    @property
    def takes(self) -> tuple[int, int | None]:
        number = (self.matrix is None) + (self.right is None)
        return number, number

    def shape(self, *sizes: int) -> tuple[int, int, int]:
        """m, n, r for inputs of these sizes."""
        if self.matrix is not None:
            m, n = self.matrix.shape
        else:
            m = self.right.shape[0] if self.right is not None else self.rows or 1
            n = sizes[0] // m
        return m, n, self.right.shape[1] if self.right is not None else sizes[-1] // m

    def output_size(self, *sizes: int) -> int:
        _, n, r = self.shape(*sizes)
        return n * r

    def forward(self, *inputs: Array) -> Array:
        return self._solution(*self._given(inputs)).reshape(-1)

    def jacobians(self, *inputs: Array) -> tuple[LinearMap, ...]:
        a, b = self._given(inputs)
        (m, n), r = a.shape, b.shape[1]
        inverse = with_full_rank(a[None], pinv(a[None]))[0]
        found: list[LinearMap] = []
        if self.matrix is None:
            z = self._solution(a, b)
            terms: list[tuple[LinearMap, ...]] = [sandwich(-inverse[None], z[None])]
            turned = transposition(1, m, n, a.dtype.str)
            if m > n:
                pair = (inverse @ inverse.T, b - a @ z)
                terms.append((*sandwich(*(each[None] for each in pair)), turned))
            elif m < n:
                pair = (beside(inverse @ a), inverse.T @ z)
                terms.append((*sandwich(*(each[None] for each in pair)), turned))
            found.append(Factored(*terms).nearest)
        if self.right is None:
            found.append(Kronecker(inverse[None], inner=r).nearest)
        return tuple(found)

    def forms(self, *sizes: int) -> tuple[Form, ...]:
        m, n, r = self.shape(*sizes)
        found: list[Form] = []
        if self.matrix is None:
            terms: list[tuple[Form, ...]] = [sandwich_forms(1, n, m, n, r)]
            if m != n:
                terms.append((*sandwich_forms(1, n, n, m, r), SelectionForm(m * n, m * n)))
            found.append(FactoredForm(n * r, m * n, tuple(terms)).nearest)
        if self.right is None:
            found.append(KroneckerForm(n * r, m * r, n).nearest)
        return tuple(found)

    def primal(self, *sizes: int) -> Primal:
        m, n, r = self.shape(*sizes)
        return Primal(price(m, n) + 2 * m * n * r)

    def objection(self, *sizes: int | None) -> Objection | None:
        if self.matrix is not None and self.right is not None:
            return Objection(
                "right",
                "lstsq with `matrix` and `right` reads no value",
                "`right` is given as well",
                "leave one of them out: it is the input then",
            )
        if self.matrix is None and self.right is None and self.rows is None:
            return Objection(
                "",
                "lstsq of two inputs needs `rows`",
                "how many rows does A have?",
                "`rows: 3` reads A with 3 rows, row by row",
            )
        m = self.shape(*(size or 0 for size in (*sizes, 0)))[0]
        for size in sizes:
            if size is not None and size % m:
                return Objection(
                    "inputs",
                    f"{size:,} numbers are no matrix of {m:,} rows",
                    f"{size:,} is no multiple of {m:,}",
                    "in A Z = B both A and B have m rows",
                )
        return None

    def rule(self, at: int, names: Sequence[str], value: str = "z") -> str:
        a = "matrix" if self.matrix is not None else names[0]
        if self._open()[at] == 1:
            return f"{a}⁺ ⊗ I"
        b = "right" if self.right is not None else names[-1]
        return f"V → -{a}⁺ V {value} + ({a}ᵀ{a})⁻¹ Vᵀ ({b} - {a} {value})"

    def reason(
        self, at: int, inputs: Sequence[Array], vector: Array | None, *, forward: bool
    ) -> str:
        what = carried(forward=forward)
        if self._open()[at] == 1:
            return f"{'A⁺' if forward else '(A⁺)ᵀ'} times the {what} as a matrix"
        acts = "-A⁺ V Z + (AᵀA)⁻¹ Vᵀ R" if forward else "-(A⁺)ᵀ U Zᵀ + R Uᵀ (AᵀA)⁻¹"
        return f"the {what} as a matrix {'V' if forward else 'U'}: {acts}, R the residual"

    def fault(self, *inputs: Array) -> str:
        a, _ = self._given(inputs)
        return f"the matrix A {NO_RANK}" if lacks_rank(a[None]).any() else ""

    def _open(self) -> list[int]:
        return [at for at, given in enumerate((self.matrix, self.right)) if given is None]

    def _given(self, inputs: Sequence[Array]) -> tuple[Array, Array]:
        """A (m, n) and B (m, r)."""
        m, n, r = self.shape(*map(len, inputs))
        given = iter(inputs)
        a = self.matrix if self.matrix is not None else next(given).reshape(m, n)
        return a, self.right if self.right is not None else next(given).reshape(m, r)

    def _solution(self, a: Array, b: Array) -> Array:
        """Z (n, r)."""
        if np.iscomplexobj(a) or np.iscomplexobj(b):
            solution: Array = pinv(a[None])[0] @ b
            return solution
        like = (a.shape[1], b.shape[1])
        if not (np.isfinite(a).all() and np.isfinite(b).all()):
            return np.full(like, np.nan, a.dtype)  # LAPACK would print what it thinks of it
        found: Array = tried(lambda *pair: np.linalg.lstsq(*pair)[0], a, b, like=like)
        return found
