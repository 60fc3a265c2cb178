"""Singular vectors: U and Vᵀ of A = U Σ Vᵀ."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.base import Objection
from jaccli.layers.fields import number_of
from jaccli.layers.linalg.matrices import block_form, blocks, real, rounding, turns
from jaccli.layers.linalg.singular import OfSingular, vanishing
from jaccli.layers.say import carried
from jaccli.linmap import Form, LinearMap


@dataclass(frozen=True, slots=True, eq=False)
class OfSingularVectors(OfSingular):
    """U or Vᵀ: their Jacobians are written out."""

    vectors: int | None = number_of(None)

    derivation = (
        "With P = Uᵀ dA V and C = Uᵀ dU, which is skew, P Σ + Σ Pᵀ is C Σ² - Σ² C off the "
        "diagonal: C = F ⊙ (P Σ + Σ Pᵀ), F[i,j] = 1/(σ[j]² - σ[i]²), 0 on it. dU is U C and what "
        "dA V Σ⁻¹ has beside U; dV that of Aᵀ."
    )
    example = MappingProxyType({"inputs": [[2, 0, 1, 1]]})
    rewrite = "np.linalg.svd(A, full_matrices=False) gives those that distinct values determine"

    def primal(self, *sizes: int) -> Primal:
        b, m, n = self.cube(sizes[0])
        most, k = max(m, n), min(m, n)
        return Primal(b * (6 * most * k * k + 20 * k**3))

    def output_size(self, *sizes: int) -> int:
        b, m, n = self.cube(sizes[0])
        return b * self.number(m, n) * self.side(m, n)

    def form(self, *sizes: int) -> Form:
        b, m, n = self.cube(sizes[0])
        return block_form(b, self.number(m, n) * self.side(m, n), m * n)

    def number(self, m: int, n: int) -> int:
        """How many vectors there are."""
        return min(m, n) if self.vectors is None else self.vectors

    def objection(self, *sizes: int | None) -> Objection | None:
        if (wrong := OfSingular.objection(self, *sizes)) or sizes[0] is None:
            return wrong
        _, m, n = self.cube(sizes[0])
        side = self.side(m, n)
        if self.number(m, n) <= side:
            return None
        return Objection(
            "vectors",
            f"there are only {side:,} vectors",
            f"{self.vectors:,} here",
            f"write {min(m, n):,}, or leave `vectors` out",
        )

    def whole(self, x: Array) -> tuple[Array, Array]:
        """U (b, m, c) and Vᵀ (b, c, n) with as many vectors as may be wanted."""
        matrices = real(self.matrices(x))
        _, m, n = matrices.shape
        if self.number(m, n) <= min(m, n):
            left, _, right = self.decomposed(x)
            return left, right
        try:
            left, _, right = np.linalg.svd(matrices)
        except np.linalg.LinAlgError:  # of what is no number
            nothing = (np.full((len(matrices), k, k), np.nan, x.dtype) for k in (m, n))
            left, right = nothing
        return left, right

    def fault_of(self, matrix: Array) -> str:
        m, n = matrix.shape
        if self.number(m, n) > min(m, n):
            return f"has {min(m, n)} singular values, which do not determine the other vectors"
        return OfSingular.fault_of(self, matrix)

    def why(self, x: Array, vector: Array | None, *, forward: bool) -> str:
        return f"the {carried(forward=forward)} times the matrix of slopes, written out"

    def side(self, m: int, n: int) -> int:
        """How many entries one vector has."""
        raise AssertionError("each of the two says it")


class SvdU(OfSingularVectors):
    """Z = U of A = U Σ Vᵀ, thin, or with so many `vectors`: they are its columns.

    About 6mn² + 20n³ FLOPs, m ≥ n.
    """

    __slots__ = ()
    type = "svd_u"
    also_called = ("svd", "left_singular_vectors")
    formula = "U of x = U Σ Vᵀ"
    jacobian_rule = "W → z (F ⊙ (P Σ + Σ Pᵀ)) + (I - z zᵀ) W V Σ⁻¹, P = zᵀ W V"

    def side(self, m: int, n: int) -> int:
        return m

    def sides(self, x: Array) -> list[Array]:
        left = self.given(x)
        return [np.broadcast_to(turns(left), left.shape).reshape(-1)]

    def given(self, x: Array) -> Array:
        """U (b, m, c)."""
        _, m, n = self.cube(len(x))
        return self.whole(x)[0][:, :, : self.number(m, n)]

    def forward(self, x: Array) -> Array:
        return self.given(x).reshape(-1)

    def jacobian(self, x: Array) -> LinearMap:
        left, values, right = self.decomposed(x)
        number = self.number(left.shape[1], right.shape[2])
        found = _by_entries(left, values, right.swapaxes(1, 2), number)  # (b, m, c, m, n)
        b, m, c, _, n = found.shape
        return blocks(found.reshape(b, m * c, m * n))


class SvdVh(OfSingularVectors):
    """Z = Vᵀ of A = U Σ Vᵀ, thin, or with so many `vectors`: they are its rows.

    About 6mn² + 20n³ FLOPs, m ≥ n.
    """

    __slots__ = ()
    type = "svd_vh"
    also_called = ("svd_v", "right_singular_vectors")
    formula = "Vᵀ of x = U Σ Vᵀ"
    jacobian_rule = "W → ((Σ P + Pᵀ Σ) ⊙ Fᵀ) z + Σ⁻¹ Uᵀ W (I - zᵀ z), P = Uᵀ W zᵀ"

    def side(self, m: int, n: int) -> int:
        return n

    def sides(self, x: Array) -> list[Array]:
        right = self.given(x)
        turned = turns(right.swapaxes(1, 2)).swapaxes(1, 2)
        return [np.broadcast_to(turned, right.shape).reshape(-1)]

    def given(self, x: Array) -> Array:
        """Vᵀ (b, c, n)."""
        _, m, n = self.cube(len(x))
        return self.whole(x)[1][:, : self.number(m, n)]

    def forward(self, x: Array) -> Array:
        return self.given(x).reshape(-1)

    def jacobian(self, x: Array) -> LinearMap:
        left, values, right = self.decomposed(x)
        number = self.number(left.shape[1], right.shape[2])
        found = _by_entries(right.swapaxes(1, 2), values, left, number)  # (b, n, c, n, m), of Aᵀ
        b, n, c, _, m = found.shape
        return blocks(found.transpose(0, 2, 1, 4, 3).reshape(b, c * n, m * n))


def _by_entries(left: Array, values: Array, right: Array, number: int) -> Array:
    """∂U[i, c]/∂A[j, l] as an array (b, m, c, m, n); NaN for vectors that are not determined.

    left: U (b, m, k); values: σ (b, k); right: V (b, n, k); number: how many vectors c
    """
    k = values.shape[1]
    squares = values * values
    gaps = squares[:, None, :] - squares[:, :, None]  # (b, i, j): σ[j]² - σ[i]²
    near = np.abs(values[:, None, :] - values[:, :, None]) <= rounding(values)[:, :, None]
    factors = 1 / np.where(near, np.nan, gaps)
    factors[:, np.arange(k), np.arange(k)] = 0
    # C = F ⊙ (P Σ + Σ Pᵀ), P[p, q] = Σ U[j, p] dA[j, l] V[l, q]
    turned = np.einsum("bpq,bjp,blq,bq->bpqjl", factors, left, right, values)
    turned += np.einsum("bpq,bjq,blp,bp->bpqjl", factors, left, right, values)
    found: Array = np.einsum("bip,bpqjl->biqjl", left, turned)
    m = left.shape[1]
    if m > k:
        beside = np.eye(m, dtype=left.dtype) - left @ left.swapaxes(1, 2)
        inverse = 1 / np.where(vanishing(values), np.nan, values)
        found += np.einsum("bij,blq,bq->biqjl", beside, right, inverse)
    if number > k:
        shape = (*found.shape[:2], number - k, *found.shape[3:])
        found = np.concatenate([found, np.full(shape, np.nan, found.dtype)], axis=2)
    return found[:, :, :number]
