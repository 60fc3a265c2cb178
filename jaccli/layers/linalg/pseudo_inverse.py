"""The pseudo-inverse of matrices of full rank."""

from __future__ import annotations

from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.linalg.matrices import OfRectangles, tried
from jaccli.linmap import Form, LinearMap, Selection, SelectionForm
from jaccli.linmap.factored import Factored, FactoredForm, sandwich, sandwich_forms

NO_RANK = "has not the full rank"
DROP = "drop rows or columns that others make up, or add a ridge: A.T @ A + c * np.eye(n)"


class Pinv(OfRectangles):
    """Z = A⁺ (n × m), the pseudo-inverse of a matrix of full rank.

    About 6mn² + 20n³ FLOPs, m ≥ n.
    """

    __slots__ = ()
    type = "pinv"
    also_called = ("pseudo_inverse", "pseudoinverse", "moore_penrose")
    formula = "x⁺"
    jacobian_rule = "V → -z V z + z zᵀ Vᵀ (I - x z) + (I - z x) Vᵀ zᵀ z"
    derivation = (
        "For m ≥ n and full rank A⁺ = G Aᵀ, G = (AᵀA)⁻¹. Its differential is -G (dAᵀ A + Aᵀ dA) A⁺ "
        "+ G dAᵀ = -A⁺ dA A⁺ + G dAᵀ (I - A A⁺), and G = A⁺ (A⁺)ᵀ. For m < n the third term takes "
        "the place of the second."
    )
    example = MappingProxyType({"inputs": [[1, 0, 1, 1, 0, 2]], "shape": [1, 3, 2]})
    section = "7.5.3"
    source = "Golub & Pereyra 1973, equation 4.12"
    rewrite = DROP

    def output_size(self, *sizes: int) -> int:
        return sizes[0]

    def forward(self, x: Array) -> Array:
        return pinv(self.matrices(x)).reshape(-1)

    def jacobian(self, x: Array) -> LinearMap:
        matrices = self.matrices(x)
        b, m, n = matrices.shape
        z = with_full_rank(matrices, pinv(matrices))
        terms: list[tuple[LinearMap, ...]] = [sandwich(-z, z)]
        turned = transposition(b, m, n, x.dtype.str)
        across = z.swapaxes(1, 2)
        if m > n:
            terms.append((*sandwich(z @ across, beside(matrices @ z)), turned))
        elif m < n:
            terms.append((*sandwich(beside(z @ matrices), across @ z), turned))
        return Factored(*terms, blocks=b).nearest

    def form(self, *sizes: int) -> Form:
        b, m, n = self.cube(sizes[0])
        terms: list[tuple[Form, ...]] = [sandwich_forms(b, n, m, n, m)]
        if m != n:
            terms.append((*sandwich_forms(b, n, n, m, m), SelectionForm(sizes[0], sizes[0])))
        return FactoredForm(sizes[0], sizes[0], tuple(terms), b).nearest

    def primal(self, *sizes: int) -> Primal:
        b, m, n = self.cube(sizes[0])
        return Primal(b * price(m, n))

    def acts_as(self, forward: bool) -> str:
        return "-Z V Z + Z Zᵀ Vᵀ (I - A Z)" if forward else "-Zᵀ U Zᵀ + (I - A Z) Uᵀ Z Zᵀ"

    def fault_of(self, matrix: Array) -> str:
        return NO_RANK if lacks_rank(matrix[None]).any() else ""


def transposition(b: int, m: int, n: int, dtype: str) -> LinearMap:
    """Matrices (b, m, n) to their transposed ones, row by row."""
    sources = np.arange(b * m * n).reshape(b, m, n).swapaxes(1, 2).reshape(-1)
    return Selection(len(sources), len(sources), np.arange(len(sources)), sources, dtype)


def pinv(matrices: Array) -> Array:
    """A⁺ of each; of complex numbers the function that it is there, without conjugates."""
    _, m, n = matrices.shape
    across = matrices.swapaxes(1, 2)
    if not np.iscomplexobj(matrices):
        inverse: Array = tried(np.linalg.pinv, matrices, like=across.shape)
        return inverse
    scale = np.abs(matrices.real).max(axis=(1, 2), keepdims=True)  # no square overflows
    matrices, across = matrices / scale, across / scale
    if m >= n:
        return np.linalg.solve(across @ matrices, across) / scale
    return np.linalg.solve(matrices @ across, matrices).swapaxes(1, 2) / scale


def with_full_rank(matrices: Array, inverses: Array) -> Array:
    """The pseudo-inverses, NaN for what has none with a derivative."""
    found: Array = np.where(lacks_rank(matrices)[:, None, None], np.nan, inverses)
    return found.astype(inverses.dtype, copy=False)


def lacks_rank(matrices: Array) -> Array:
    """Which of the matrices (b, m, n) have a singular value that NumPy takes for 0."""
    try:
        values = np.linalg.svd(matrices, compute_uv=False)
    except np.linalg.LinAlgError:  # of what is no number
        return np.zeros(len(matrices), bool)
    small = max(matrices.shape[1:]) * np.finfo(values.dtype).eps
    lacking: Array = values[:, -1] <= small * values[:, 0]
    return lacking


def beside(projections: Array) -> Array:
    """I - P."""
    return np.eye(projections.shape[-1], dtype=projections.dtype) - projections


def price(m: int, n: int) -> int:
    """FLOPs of singular values and vectors of an m × n matrix, about (Golub & Van Loan 2013)."""
    most, k = max(m, n), min(m, n)
    return 6 * most * k * k + 20 * k**3
