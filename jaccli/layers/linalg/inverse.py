"""The inverse, the determinant, and the logarithm of its size."""

from __future__ import annotations

from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.linalg.matrices import (
    OfSquares,
    elimination,
    inverted,
    is_singular,
    substitution,
)
from jaccli.layers.reduce import products_of_others
from jaccli.linmap import Form, LinearMap
from jaccli.linmap.factored import Factored, FactoredForm, sandwich, sandwich_forms
from jaccli.linmap.fold import Fold, FoldForm


class Inv(OfSquares):
    """Z = A⁻¹, by elimination: 2/3 p³ for it, 2p² for each of the p columns."""

    __slots__ = ()
    type = "inv"
    also_called = ("inverse", "matrix_inverse")
    formula = "x⁻¹"
    jacobian_rule = "-(z ⊗ zᵀ)"
    derivation = (
        "A Z = I gives dA Z + A dZ = 0, so dZ = -Z dA Z. Row by row this is -(Z ⊗ Zᵀ) dA. With the "
        "adjoint as a matrix U, u·J is -Zᵀ U Zᵀ. Kept as two factors: 4 p³ FLOPs a vector, not 2 "
        "p⁴."
    )
    example = MappingProxyType({"inputs": [[2, 1, 1, 1]]})
    section = "7.3.1"
    source = "Giles 2008, section 2.2.3; Petersen & Pedersen 2012, equation 59"
    rewrite = "it has no inverse, and no derivative of one: are two of its rows multiples?"

    def forward(self, x: Array) -> Array:
        return inverted(self.matrices(x)).reshape(-1)

    def jacobian(self, x: Array) -> LinearMap:
        inverse = inverted(self.matrices(x))
        return Factored(sandwich(-inverse, inverse), blocks=self.batch).nearest

    def form(self, *sizes: int) -> Form:
        b, p, _ = self.cube(sizes[0])
        factors = sandwich_forms(b, p, p, p, p)
        return FactoredForm(sizes[0], sizes[0], (factors,), b).nearest

    def primal(self, *sizes: int) -> Primal:
        b, p, _ = self.cube(sizes[0])
        return Primal(b * (elimination(p) + p * substitution(p)))

    def acts_as(self, forward: bool) -> str:
        return "-Z V Z, Z the inverse" if forward else "-Zᵀ U Zᵀ, Z the inverse"

    def fault_of(self, matrix: Array) -> str:
        return "is singular" if is_singular(matrix) else ""


class OfDeterminants(OfSquares):
    """A number from each matrix: the Jacobian has one row a matrix."""

    __slots__ = ()
    rows: str  # of J, in words

    def output_size(self, *sizes: int) -> int:
        return self.batch

    def jacobian(self, x: Array) -> LinearMap:
        b, p, _ = self.cube(len(x))
        return Fold(self.slopes(self.matrices(x)).reshape(b, p * p, 1)).nearest

    def slopes(self, matrices: Array) -> Array:
        """How the number moves with each entry, (b, p, p)."""
        raise AssertionError("each determinant says it")

    def form(self, *sizes: int) -> Form:
        return FoldForm(self.batch, sizes[0]).nearest

    def why(self, x: Array, vector: Array | None, *, forward: bool) -> str:
        what = "the tangent is added up with these weights" if forward else "times the adjoint"
        return f"{self.rows}; {what}"


class Det(OfDeterminants):
    """z = det A, one number a matrix, by elimination: 2/3 p³ and the product of the pivots."""

    __slots__ = ()
    type = "det"
    also_called = ("determinant",)
    formula = "det(x)"
    jacobian_rule = "the cofactors z (x⁻¹)ᵀ, as a row"
    derivation = (
        "det A = Σ_k A[i,k] C[i,k] along row i, and no cofactor C[i,k] holds an entry of that row: "
        "∂z/∂A[i,j] = C[i,j]. Where A has an inverse C is det(A) (A⁻¹)ᵀ, Jacobi's formula; it "
        "exists also where A has none."
    )
    example = MappingProxyType({"inputs": [[2, 1, 1, 3]]})
    section = "7.8.7"
    source = "Giles 2008, section 2.2.4; Petersen & Pedersen 2012, equation 49"
    rows = "each entry counts with its cofactor"

    def forward(self, x: Array) -> Array:
        value: Array = np.linalg.det(self.matrices(x))
        return value

    def slopes(self, matrices: Array) -> Array:
        return cofactors(matrices)

    def primal(self, *sizes: int) -> Primal:
        b, p, _ = self.cube(sizes[0])
        return Primal(b * (elimination(p) + p - 1))


class Slogdet(OfDeterminants):
    """z = log |det A|, one number a matrix, by elimination: 2/3 p³ and a logarithm a pivot."""

    __slots__ = ()
    type = "slogdet"
    also_called = ("logdet", "logabsdet", "log_determinant")
    formula = "log(abs(det(x)))"
    jacobian_rule = "(x⁻¹)ᵀ, as a row"
    derivation = (
        "∂ det A/∂A is det(A) (A⁻¹)ᵀ, and the slope of log|d| is 1/d: what is left is (A⁻¹)ᵀ. So "
        "J·v is the trace of A⁻¹ V, for v as a matrix V."
    )
    example = MappingProxyType({"inputs": [[2, 1, 1, 3]]})
    section = "7.8.7"
    source = "Giles 2008, section 2.2.4; Petersen & Pedersen 2012, equation 57"
    rewrite = "the logarithm of 0 is -∞: np.linalg.det has a value there"
    rows = "each entry counts with its entry of (A⁻¹)ᵀ"

    def forward(self, x: Array) -> Array:
        matrices = self.matrices(x)
        if not np.iscomplexobj(x):
            value: Array = np.linalg.slogdet(matrices).logabsdet
            return value
        # log det A beside the real axis: the angle of ±det A, to first order
        scale = np.abs(matrices.real).max(axis=(1, 2))  # a tiny imaginary part would vanish
        sign, size = np.linalg.slogdet(matrices / scale[:, None, None])
        return size + matrices.shape[1] * np.log(scale) + 1j * (sign.imag / sign.real)

    def slopes(self, matrices: Array) -> Array:
        return inverted(matrices).swapaxes(1, 2)

    def primal(self, *sizes: int) -> Primal:
        b, p, _ = self.cube(sizes[0])
        return Primal(b * (elimination(p) + p - 1), b * p)

    def fault_of(self, matrix: Array) -> str:
        return "is singular: its determinant is 0" if is_singular(matrix) else ""


def cofactors(matrices: Array) -> Array:
    """det(A) (A⁻¹)ᵀ of each (b, p, p), also where there is no inverse."""
    b, p, _ = matrices.shape
    match p:
        case 1:
            return np.ones_like(matrices)
        case 2:
            turned = matrices[:, ::-1, ::-1]
            return turned * np.array([[1, -1], [-1, 1]], matrices.dtype)
        case 3:
            return np.cross(np.roll(matrices, -1, axis=1), np.roll(matrices, -2, axis=1))
    try:
        left, values, right = np.linalg.svd(matrices)
    except np.linalg.LinAlgError:  # of what is no number
        return np.full_like(matrices, np.nan)
    # det(U) det(V) U diag(products of the other σ) Vᵀ: no quotient fails where a σ is 0
    sign = np.sign(np.linalg.det(left) * np.linalg.det(right)).reshape(b, 1, 1)
    others = products_of_others(values[:, :, None]).reshape(b, 1, p)
    found: Array = sign * ((left * others) @ right)
    return found
