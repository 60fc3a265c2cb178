"""Eigenvalues and eigenvectors of symmetric matrices, of which the lower half is read."""

from __future__ import annotations

from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.linalg.matrices import (
    OfSquares,
    block_form,
    blocks,
    equal_neighbours,
    pairs_named,
    real,
    rounding,
    tried,
    turns,
)
from jaccli.layers.linalg.symmetric import (
    in_its_frame,
    in_its_frame_form,
)
from jaccli.linmap import (
    Form,
    LinearMap,
)


class OfEigen(OfSquares):
    """What both know of a symmetric matrix."""

    __slots__ = ()
    complex_safe = False
    section = "7.4"
    source = "Giles 2008, section 3.1; Petersen & Pedersen 2012, equations 67 and 68"
    rewrite = "equal eigenvalues have no order: their sum or product has a derivative (np.trace)"

    def decomposed(self, x: Array) -> tuple[Array, Array]:
        """The values (b, p), ascending, and the vectors (b, p, p) as columns."""
        matrices = real(self.matrices(x))
        b, p, _ = matrices.shape
        try:
            values, vectors = np.linalg.eigh(matrices)
        except np.linalg.LinAlgError:  # of what is no number
            nothing = np.full((b, p + 1, p), np.nan, x.dtype)
            return nothing[:, 0], nothing[:, 1:]
        return values, vectors

    def fault_of(self, matrix: Array) -> str:
        if not np.isfinite(matrix).all():
            return ""
        (tied,) = equal_neighbours(np.linalg.eigvalsh(matrix)[None])
        return f"has equal eigenvalues, {pairs_named(tied)}" if tied.any() else ""


class Eigvalsh(OfEigen):
    """z = the eigenvalues of a symmetric matrix, in ascending order. About 4/3 p³ FLOPs."""

    __slots__ = ()
    type = "eigvalsh"
    also_called = ("eigenvalues", "eigvals", "eigenvalue")
    formula = "the eigenvalues of x, ascending"
    jacobian_rule = "row k is v_k v_kᵀ, v_k the eigenvector"
    derivation = (
        "A v = λ v gives dA v + A dv = dλ v + λ dv. Times vᵀ, where vᵀA = λ vᵀ, the terms with dv "
        "cancel: dλ = vᵀ dA v. dA is symmetric from its lower half, so that entries below the "
        "diagonal count twice. Equal λ have none."
    )
    example = MappingProxyType({"inputs": [[2, 1, 1, 2]]})

    def output_size(self, *sizes: int) -> int:
        b, p, _ = self.cube(sizes[0])
        return b * p

    def forward(self, x: Array) -> Array:
        matrices = real(self.matrices(x))
        values: Array = tried(np.linalg.eigvalsh, matrices, like=matrices.shape[:2])
        return values.reshape(-1)

    def jacobian(self, x: Array) -> LinearMap:
        values, vectors = self.decomposed(x)
        b, p, _ = vectors.shape
        pairs = vectors[:, :, None, :] * vectors[:, None, :, :]  # (b, i, j, k)
        rows = np.moveaxis(pairs, 3, 1)
        rows = np.tril(rows) + np.tril(rows, -1)
        rows[equal_neighbours(values)] = np.nan
        return blocks(rows.reshape(b, p, p * p))

    def form(self, *sizes: int) -> Form:
        b, p, _ = self.cube(sizes[0])
        return block_form(b, p, p * p)

    def primal(self, *sizes: int) -> Primal:
        b, p, _ = self.cube(sizes[0])
        return Primal(b * (4 * p**3 // 3))

    def acts_as(self, forward: bool) -> str:
        return "vᵀ V v of each eigenvector v" if forward else "the sum of u[k] v_k v_kᵀ"


class Eigh(OfEigen):
    """Z = the eigenvectors of a symmetric matrix as columns, by ascending eigenvalue (eigvalsh).

    About 9 p³ FLOPs.
    """

    __slots__ = ()
    type = "eigh"
    also_called = ("eigenvectors", "eig", "eigenvector")
    formula = "the eigenvectors of x, as columns"
    jacobian_rule = "V → z (F ⊙ (zᵀ V z)), F[i,j] = 1/(λ[j] - λ[i])"
    derivation = (
        "A V = V Λ with VᵀV = I. Write dV = V C, C skew: Vᵀ dA V = dΛ + C Λ - Λ C, off the "
        "diagonal C[i,j] (λ[j] - λ[i]). So C = F ⊙ (Vᵀ dA V), F 0 on the diagonal. Vectors of "
        "equal λ are not determined."
    )
    example = MappingProxyType({"inputs": [[2, 1, 1, 4]]})

    def forward(self, x: Array) -> Array:
        return self.decomposed(x)[1].reshape(-1)

    def jacobian(self, x: Array) -> LinearMap:
        values, vectors = self.decomposed(x)
        p = vectors.shape[-1]
        gaps = values[:, None, :] - values[:, :, None]
        gaps[np.abs(gaps) <= rounding(values)[:, :, None]] = np.nan
        gaps[:, np.arange(p), np.arange(p)] = 1  # passes nothing
        others = ~np.eye(p, dtype=bool)
        return in_its_frame(vectors, vectors.swapaxes(1, 2), vectors, 1 / gaps, others)

    def form(self, *sizes: int) -> Form:
        b, p, _ = self.cube(sizes[0])
        return in_its_frame_form(b, p)

    def sides(self, x: Array) -> list[Array]:
        _, vectors = self.decomposed(x)
        return [np.broadcast_to(turns(vectors), vectors.shape).reshape(-1)]

    def primal(self, *sizes: int) -> Primal:
        b, p, _ = self.cube(sizes[0])
        return Primal(b * 9 * p**3)

    def acts_as(self, forward: bool) -> str:
        return "Z (F ⊙ (Zᵀ V Z))" if forward else "Z (F ⊙ (Zᵀ U)) Zᵀ, in the lower half"
