"""Singular values and vectors: A = U Σ Vᵀ, thin."""

from __future__ import annotations

from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.linalg.matrices import (
    OfRectangles,
    block_form,
    blocks,
    equal_neighbours,
    pairs_named,
    real,
    rounding,
    tried,
    turns,
)
from jaccli.layers.say import carried
from jaccli.linmap import Fold, FoldForm, Form, LinearMap


class OfSingular(OfRectangles):
    """What all know of A = U Σ Vᵀ."""

    __slots__ = ()
    complex_safe = False
    section = "7.5"
    source = "Giles 2008, section 3.2"
    rewrite = "equal or vanishing singular values have no derivative of their own"

    def decomposed(self, x: Array) -> tuple[Array, Array, Array]:
        """U (b, m, k), the values (b, k), descending, and Vᵀ (b, k, n), k = min(m, n)."""
        matrices = real(self.matrices(x))
        b, m, n = matrices.shape
        try:
            left, values, right = np.linalg.svd(matrices, full_matrices=False)
        except np.linalg.LinAlgError:  # of what is no number
            k = min(m, n)
            nothing = np.full((b, m + 1 + n, k), np.nan, x.dtype)
            return nothing[:, :m], nothing[:, m], nothing[:, m + 1 :].swapaxes(1, 2)
        return left, values, right

    def fault_of(self, matrix: Array) -> str:
        if not np.isfinite(matrix).all():
            return ""
        values = np.linalg.svd(matrix, compute_uv=False)[None]
        (tied,) = equal_neighbours(values)
        if tied.any():
            return f"has equal singular values, {pairs_named(tied)}"
        return "has a singular value of 0" if vanishing(values).any() else ""


class Svdvals(OfSingular):
    """z = the singular values of a matrix, descending. About 4mn² − 4/3 n³ FLOPs, m ≥ n."""

    __slots__ = ()
    type = "svdvals"
    also_called = ("singular_values", "svd_values")
    formula = "the singular values of x, descending"
    jacobian_rule = "row k is u_k v_kᵀ, its singular vectors"
    derivation = (
        "A = U Σ Vᵀ gives Uᵀ dA V = Uᵀ dU Σ + dΣ + Σ dVᵀ V. Uᵀ dU and dVᵀ V are skew, so they have "
        "zeros on the diagonal: dσ_k = u_kᵀ dA v_k. Where two σ are equal, or one is 0, there is "
        "no derivative of one."
    )
    example = MappingProxyType({"inputs": [[2, 0, 1, 1]]})

    def output_size(self, *sizes: int) -> int:
        b, m, n = self.cube(sizes[0])
        return b * min(m, n)

    def forward(self, x: Array) -> Array:
        matrices = real(self.matrices(x))
        b, m, n = matrices.shape
        values: Array = tried(_values, matrices, like=(b, min(m, n)))
        return values.reshape(-1)

    def jacobian(self, x: Array) -> LinearMap:
        left, values, right = self.decomposed(x)
        b, m, k = left.shape
        rows = np.einsum("bik,bkj->bkij", left, right)
        rows[equal_neighbours(values) | vanishing(values)] = np.nan
        return blocks(rows.reshape(b, k, m * right.shape[2]))

    def form(self, *sizes: int) -> Form:
        b, m, n = self.cube(sizes[0])
        return block_form(b, min(m, n), m * n)

    def primal(self, *sizes: int) -> Primal:
        b, m, n = self.cube(sizes[0])
        return Primal(b * _price_of_values(m, n))

    def acts_as(self, forward: bool) -> str:
        return "u_kᵀ V v_k of each pair of singular vectors" if forward else "Σ u[k] u_k v_kᵀ"


class NuclearNorm(OfSingular):
    """z = Σ σ, the sum of the singular values of a matrix."""

    __slots__ = ()
    type = "nuclear_norm"
    also_called = ("trace_norm", "nuc", "schatten_norm")
    formula = "the sum of the singular values of x"
    jacobian_rule = "the entries of U Vᵀ, as a row"
    derivation = (
        "dσ_k = u_kᵀ dA v_k (svdvals), so the sum moves by Σ u_kᵀ dA v_k: the entries of U Vᵀ are "
        "the derivative. It is the same for every choice of singular vectors, also where some σ "
        "are equal; where one is 0 there is a kink."
    )
    example = MappingProxyType({"inputs": [[2, 0, 1, 1]]})
    rewrite = "the matrix has not the full rank: the nuclear norm has a kink there"

    def output_size(self, *sizes: int) -> int:
        return self.cube(sizes[0])[0]

    def forward(self, x: Array) -> Array:
        matrices = real(self.matrices(x))
        b, m, n = matrices.shape
        values: Array = tried(_values, matrices, like=(b, min(m, n)))
        return values.sum(axis=1)

    def jacobian(self, x: Array) -> LinearMap:
        left, values, right = self.decomposed(x)
        slopes = left @ right
        slopes[vanishing(values).any(axis=1)] = np.nan
        return Fold(slopes.reshape(len(slopes), -1, 1)).nearest

    def form(self, *sizes: int) -> Form:
        return FoldForm(self.output_size(*sizes), sizes[0]).nearest

    def primal(self, *sizes: int) -> Primal:
        b, m, n = self.cube(sizes[0])
        return Primal(b * (_price_of_values(m, n) + min(m, n) - 1))

    def acts_as(self, forward: bool) -> str:
        return "Σ u_kᵀ V v_k" if forward else "u U Vᵀ, of the singular vectors"

    def fault_of(self, matrix: Array) -> str:
        if not np.isfinite(matrix).all():
            return ""
        values = np.linalg.svd(matrix, compute_uv=False)[None]
        return "has a singular value of 0" if vanishing(values).any() else ""


class OfSingularVectors(OfSingular):
    """U or Vᵀ: their Jacobians are written out."""

    __slots__ = ()
    derivation = (
        "With P = Uᵀ dA V and C = Uᵀ dU, which is skew, P Σ + Σ Pᵀ is C Σ² - Σ² C off the "
        "diagonal: C = F ⊙ (P Σ + Σ Pᵀ), F[i,j] = 1/(σ[j]² - σ[i]²), 0 on it. dU is U C and what "
        "dA V Σ⁻¹ has beside U; dV that of Aᵀ."
    )
    example = MappingProxyType({"inputs": [[2, 0, 1, 1]]})

    def primal(self, *sizes: int) -> Primal:
        b, m, n = self.cube(sizes[0])
        most, k = max(m, n), min(m, n)
        return Primal(b * (6 * most * k * k + 20 * k**3))

    def output_size(self, *sizes: int) -> int:
        b, m, n = self.cube(sizes[0])
        return b * min(m, n) * self.side(m, n)

    def form(self, *sizes: int) -> Form:
        b, m, n = self.cube(sizes[0])
        return block_form(b, min(m, n) * self.side(m, n), m * n)

    def why(self, x: Array, vector: Array | None, *, forward: bool) -> str:
        return f"the {carried(forward=forward)} times the matrix of slopes, written out"

    def side(self, m: int, n: int) -> int:
        """How many entries one vector has."""
        raise AssertionError("each of the two says it")


class SvdU(OfSingularVectors):
    """Z = U of A = U Σ Vᵀ, thin: the left singular vectors as columns. About 6mn² + 20n³, m ≥ n."""

    __slots__ = ()
    type = "svd_u"
    also_called = ("svd", "left_singular_vectors")
    formula = "U of x = U Σ Vᵀ"
    jacobian_rule = "W → z (F ⊙ (P Σ + Σ Pᵀ)) + (I - z zᵀ) W V Σ⁻¹, P = zᵀ W V"

    def side(self, m: int, n: int) -> int:
        return m

    def sides(self, x: Array) -> list[Array]:
        left, _, _ = self.decomposed(x)
        return [np.broadcast_to(turns(left), left.shape).reshape(-1)]

    def forward(self, x: Array) -> Array:
        return self.decomposed(x)[0].reshape(-1)

    def jacobian(self, x: Array) -> LinearMap:
        left, values, right = self.decomposed(x)
        found = _by_entries(left, values, right.swapaxes(1, 2))  # (b, m, k, m, n)
        b, m, k, _, n = found.shape
        return blocks(found.reshape(b, m * k, m * n))


class SvdVh(OfSingularVectors):
    """Z = Vᵀ of A = U Σ Vᵀ, thin: the right singular vectors as rows. About 6mn² + 20n³, m ≥ n."""

    __slots__ = ()
    type = "svd_vh"
    also_called = ("svd_v", "right_singular_vectors")
    formula = "Vᵀ of x = U Σ Vᵀ"
    jacobian_rule = "W → ((Σ P + Pᵀ Σ) ⊙ Fᵀ) z + Σ⁻¹ Uᵀ W (I - zᵀ z), P = Uᵀ W zᵀ"

    def side(self, m: int, n: int) -> int:
        return n

    def sides(self, x: Array) -> list[Array]:
        _, _, right = self.decomposed(x)
        turned = turns(right.swapaxes(1, 2)).swapaxes(1, 2)
        return [np.broadcast_to(turned, right.shape).reshape(-1)]

    def forward(self, x: Array) -> Array:
        return self.decomposed(x)[2].reshape(-1)

    def jacobian(self, x: Array) -> LinearMap:
        left, values, right = self.decomposed(x)
        found = _by_entries(right.swapaxes(1, 2), values, left)  # (b, n, k, n, m), of Aᵀ
        b, n, k, _, m = found.shape
        return blocks(found.transpose(0, 2, 1, 4, 3).reshape(b, k * n, m * n))


def vanishing(values: Array) -> Array:
    """Which singular values (b, k) are 0, up to rounding."""
    small: Array = values <= rounding(values)
    return small


def _by_entries(left: Array, values: Array, right: Array) -> Array:
    """∂U[i, k]/∂A[j, l] as an array (b, m, k, m, n); NaN for vectors that are not determined.

    left: U (b, m, k); values: σ (b, k); right: V (b, n, k)
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
    return found


def _values(matrices: Array) -> Array:
    values: Array = np.linalg.svd(matrices, compute_uv=False)
    return values


def _price_of_values(m: int, n: int) -> int:
    most, k = max(m, n), min(m, n)
    return 4 * most * k * k - 4 * k**3 // 3
