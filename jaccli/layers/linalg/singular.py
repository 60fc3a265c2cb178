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
)
from jaccli.linmap import Form, LinearMap
from jaccli.linmap.fold import Fold, FoldForm


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


def vanishing(values: Array) -> Array:
    """Which singular values (b, k) are 0, up to rounding."""
    small: Array = values <= rounding(values)
    return small


def _values(matrices: Array) -> Array:
    values: Array = np.linalg.svd(matrices, compute_uv=False)
    return values


def _price_of_values(m: int, n: int) -> int:
    most, k = max(m, n), min(m, n)
    return 4 * most * k * k - 4 * k**3 // 3
