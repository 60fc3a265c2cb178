"""The matrix product of two values, or of a value and a constant matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from jaccli.arrays import Array
from jaccli.cost import Primal
from jaccli.layers.base import Layer, Objection
from jaccli.layers.fields import number_of, operand
from jaccli.layers.notation import MATRIX, Letters, Term
from jaccli.layers.say import carried
from jaccli.linmap import Form, LinearMap
from jaccli.linmap.kronecker import Kronecker, KroneckerForm


@dataclass(frozen=True, slots=True, eq=False)
class Matmul(Layer):
    """Z = A B, (p × q)·(q × r), all flattened row by row; `batch` such products, end to end.

    `left` or `right` is a constant in place of A or B; with neither, `inner` is q.
    """

    left: Array | None = operand("p", "q")  # (p, q)
    right: Array | None = operand("q", "r")  # (q, r)
    inner: int | None = number_of(None)
    batch: int = number_of(1)

    type = "matmul"
    also_called = ("matrix_product", "dot", "bmm", "@")
    formula = "A B"
    jacobian_rule = "I ⊗ Bᵀ and A ⊗ I"
    derivation = (
        "Z = A B gives dZ = dA B + A dB. Written row by row, dA B is (I ⊗ Bᵀ) dA, and A dB is (A "
        "⊗ I) dB. With the adjoint as a matrix U, u·J is U Bᵀ by A and Aᵀ U by B."
    )
    example = MappingProxyType({"inputs": [[1, 2, 0, -1], [3, 1, -2, 1]], "inner": 2})
    section = "13.3.3.3"

    @property
    def takes(self) -> tuple[int, int | None]:
        number = (self.left is None) + (self.right is None)
        return number, number

    def shape(self, *sizes: int) -> tuple[int, int, int]:
        """p, q, r for inputs of these sizes."""
        if self.left is not None:
            p, q = self.left.shape
            return p, q, sizes[0] // (q * self.batch)
        if self.right is not None:
            q, r = self.right.shape
            return sizes[0] // (q * self.batch), q, r
        q = self.inner or 1
        return sizes[0] // (q * self.batch), q, sizes[1] // (q * self.batch)

    def output_size(self, *sizes: int) -> int:
        p, _, r = self.shape(*sizes)
        return self.batch * p * r

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        if self.batch > 1:
            return None  # no formula says where one matrix ends
        factors = list(operands)
        if self.left is not None:
            factors.insert(0, Term(letters.numbered("A")))
        if self.right is not None:
            factors.append(Term(letters.numbered("B")))
        return Term(" ".join(each.within(MATRIX) for each in factors), MATRIX)

    def forward(self, *inputs: Array) -> Array:
        left, right = self._factors(inputs)
        return (left @ right).reshape(-1)

    def jacobians(self, *inputs: Array) -> tuple[LinearMap, ...]:
        left, right = self._factors(inputs)
        p, _, r = self.shape(*map(len, inputs))
        # a constant factor is one matrix for the whole batch
        maps = (
            Kronecker(right.swapaxes(-1, -2), self._repeated(self.right) * p, 1),
            Kronecker(left, self._repeated(self.left), r),
        )
        return tuple(maps[at].nearest for at in self._open())

    def forms(self, *sizes: int) -> tuple[Form, ...]:
        p, q, r = self.shape(*sizes)
        rows = self.batch * p * r
        forms = (
            KroneckerForm(rows, self.batch * p * q, r, self._blocks(self.right)),
            KroneckerForm(rows, self.batch * q * r, p, self._blocks(self.left)),
        )
        return tuple(forms[at].nearest for at in self._open())

    def primal(self, *sizes: int) -> Primal:
        p, q, r = self.shape(*sizes)
        return Primal((2 if q > 1 else 1) * self.batch * p * q * r)

    def objection(self, *sizes: int | None) -> Objection | None:
        if self.left is not None and self.right is not None:
            return Objection(
                "right",
                "matmul with `left` and `right` reads no value",
                "`left` is given as well",
                "leave one of them out: it is the input then",
            )
        if self.left is None and self.right is None and self.inner is None:
            return Objection(
                "",
                "matmul of two inputs needs `inner`",
                "which size do the matrices share?",
                "`inner: 3` reads (p×3)·(3×r), each row by row",
            )
        _, q, _ = self.shape(*(size or 0 for size in (*sizes, 0)))
        for size in sizes:
            if size is not None and size % (q * self.batch):
                batches = f" of {self.batch} products" if self.batch > 1 else ""
                return Objection(
                    "inputs",
                    f"{size:,} numbers are no matrix with an inner size of {q:,}{batches}",
                    f"{size:,} is no multiple of {q * self.batch:,}",
                    "in A B the columns of A are as many as the rows of B",
                )
        return None

    def rule(self, at: int, names: Sequence[str], value: str = "z") -> str:
        spelt = list(names)
        if self.left is not None:
            spelt.insert(0, "left")
        if self.right is not None:
            spelt.append("right")
        return f"I ⊗ {spelt[1]}ᵀ" if self._open()[at] == 0 else f"{spelt[0]} ⊗ I"

    def reason(
        self, at: int, inputs: Sequence[Array], vector: Array | None, *, forward: bool
    ) -> str:
        what = carried(forward=forward)
        first = self._open()[at] == 0
        if first:
            return f"the {what} as a matrix, times {'B' if forward else 'Bᵀ'}"
        return f"{'A' if forward else 'Aᵀ'} times the {what} as a matrix"

    def _open(self) -> list[int]:
        return [at for at, given in enumerate((self.left, self.right)) if given is None]

    def _blocks(self, given: Array | None) -> int:
        """How many matrices the Jacobian by the other factor holds."""
        return self.batch if given is None else 1

    def _repeated(self, given: Array | None) -> int:
        """How often each of them is repeated for the batch."""
        return 1 if given is None else self.batch

    def _factors(self, inputs: Sequence[Array]) -> tuple[Array, Array]:
        """A (b, p, q) and B (b, q, r), b = 1 for a constant."""
        p, q, r = self.shape(*map(len, inputs))
        given = iter(inputs)
        left = self.left[None] if self.left is not None else next(given).reshape(-1, p, q)
        right = self.right[None] if self.right is not None else next(given).reshape(-1, q, r)
        return left, right
