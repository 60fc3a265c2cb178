"""The Cholesky factor of a symmetric positive definite matrix."""

from __future__ import annotations

from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.linalg.matrices import OfSquares, inverted, tried
from jaccli.layers.linalg.symmetric import (
    in_its_frame,
    in_its_frame_form,
)
from jaccli.linmap import (
    Form,
    LinearMap,
)


class Cholesky(OfSquares):
    """A = L Lᵀ with L lower triangular; of A the lower half is read. 1/3 p³ FLOPs and p roots.

    J is kept as factors: 6 p³ FLOPs a vector.
    """

    __slots__ = ()
    type = "cholesky"
    also_called = ("cholesky_factor", "chol", "cho_factor")
    formula = "L with L Lᵀ = x"
    jacobian_rule = "V → z Φ(z⁻¹ V (z⁻¹)ᵀ)"
    derivation = (
        "L Lᵀ = A gives dL Lᵀ + L dLᵀ = dA. With W = L⁻¹: W dL + (W dL)ᵀ = W dA Wᵀ, and W dL is "
        "lower triangular: it is Φ of the right side, its lower half with half the diagonal. So "
        "dL = L Φ(W dA Wᵀ), dA symmetric."
    )
    example = MappingProxyType({"inputs": [[4, 2, 2, 5]]})
    section = "7.6.3"
    source = "Murray 2016, Differentiation of the Cholesky decomposition, section 3"
    rewrite = "add a little to the diagonal (1e-6 * np.eye(p)) where rounding is the reason"

    def forward(self, x: Array) -> Array:
        matrices = self.matrices(x)
        if np.iscomplexobj(x):
            return _without_conjugates(matrices).reshape(-1)
        factor: Array = tried(np.linalg.cholesky, matrices, like=matrices.shape)
        return factor.reshape(-1)

    def jacobian(self, x: Array) -> LinearMap:
        b, p, _ = self.cube(len(x))
        factor = self.forward(x).reshape(b, p, p)
        inverse = inverted(factor)
        half = np.tril(np.ones((p, p), x.dtype)) - np.eye(p, dtype=x.dtype) / 2
        weights = np.broadcast_to(half, factor.shape)
        below = np.tri(p, dtype=bool)
        return in_its_frame(factor, inverse, inverse.swapaxes(1, 2), weights, below)

    def form(self, *sizes: int) -> Form:
        b, p, _ = self.cube(sizes[0])
        return in_its_frame_form(b, p)

    def primal(self, *sizes: int) -> Primal:
        b, p, _ = self.cube(sizes[0])
        return Primal(b * ((p**3 - p) // 3 + p * (p - 1) // 2), b * p)

    def acts_as(self, forward: bool) -> str:
        return "L Φ(W V Wᵀ), W = L⁻¹" if forward else "Wᵀ Φ(Lᵀ U) W, W = L⁻¹, added up below"

    def fault_of(self, matrix: Array) -> str:
        try:
            np.linalg.cholesky(matrix)
        except np.linalg.LinAlgError:
            return "is not positive definite"
        return ""


def _without_conjugates(matrices: Array) -> Array:
    """L with L Lᵀ = A of complex numbers, column by column: NumPy's own has L Lᴴ = A."""
    factor = np.zeros_like(matrices)
    for k in range(matrices.shape[1]):
        before = factor[:, k:, :k] @ factor[:, k, :k, None]
        column = matrices[:, k:, k] - before[:, :, 0]
        factor[:, k:, k] = column / np.sqrt(column[:, :1])
    return factor
