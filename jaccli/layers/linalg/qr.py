"""The factors of A = Q R, reduced: Q has orthonormal columns, R is upper triangular."""

from __future__ import annotations

from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.base import Objection
from jaccli.layers.linalg.matrices import (
    OfRectangles,
    block_form,
    blocks,
    inverted,
    real,
    rounding,
)
from jaccli.layers.say import carried
from jaccli.linmap import Form, LinearMap


class OfQr(OfRectangles):
    """What both know of A = Q R; their Jacobians are written out."""

    __slots__ = ()
    complex_safe = False
    derivation = (
        "A = Q R with QᵀQ = I. With X = Qᵀ dA R⁻¹: QᵀdQ is skew and dR R⁻¹ upper triangular, so "
        "QᵀdQ = K, the lower half of X minus its mirror image, and dR = (X - K) R. dQ is Q K and "
        "what dA R⁻¹ has beside Q."
    )
    example = MappingProxyType({"inputs": [[3, 1, 4, 2]]})
    section = "7.6.2"
    source = "Walter & Lehmann 2010, algorithm 2"
    rewrite = "drop columns that others make up; where A has fewer rows than columns, factor A.T"

    def objection(self, *sizes: int | None) -> Objection | None:
        if (wrong := OfRectangles.objection(self, *sizes)) or sizes[0] is None:
            return wrong
        _, m, n = self.cube(sizes[0])
        if m >= n:
            return None
        return Objection(
            "shape" if self.shape is not None else "inputs",
            f"a {m}×{n} matrix has fewer rows than columns",
            f"{m} rows, {n} columns",
            "the derivative of a wide A = Q R is not known here: factor the transposed one",
        )

    def factors(self, x: Array) -> tuple[Array, Array]:
        """Q (b, m, n) and R (b, n, n)."""
        left, right = np.linalg.qr(real(self.matrices(x)))
        return left, right

    def turned(self, x: Array) -> tuple[Array, Array, Array, Array, Array]:
        """Q, R, R⁻¹, and X and K by the entries of A, (b, n, n, m, n) each."""
        left, right = self.factors(x)
        sizes = np.abs(np.diagonal(right, axis1=1, axis2=2))
        flat = (sizes <= rounding(sizes)).any(axis=1)
        inverse = inverted(np.where(flat[:, None, None], np.nan, right).astype(x.dtype))
        every = np.einsum("bip,bjq->bpqij", left, inverse)
        half = np.tri(right.shape[1], k=-1, dtype=bool)[None, :, :, None, None]
        lower = np.where(half, every, np.zeros((), x.dtype))
        return left, right, inverse, every, lower - lower.swapaxes(1, 2)

    def sides(self, x: Array) -> list[Array]:
        _, right = self.factors(x)
        signs = np.sign(np.diagonal(right, axis1=1, axis2=2))  # LAPACK may turn one round
        _, m, n = self.cube(len(x))
        return [self.spread(signs, m, n)]

    def spread(self, signs: Array, m: int, n: int) -> Array:
        """The signs (b, n) at the entries that turn with them."""
        raise AssertionError("each of the two says it")

    def why(self, x: Array, vector: Array | None, *, forward: bool) -> str:
        return f"the {carried(forward=forward)} times the matrix of slopes, written out"

    def fault_of(self, matrix: Array) -> str:
        sizes = np.abs(np.diagonal(np.linalg.qr(matrix)[1]))[None]
        return "has not the full rank" if (sizes <= rounding(sizes)).any() else ""


class QrQ(OfQr):
    """Z = Q of A = Q R, with as many columns as A. About 4mn² − 4/3 n³ FLOPs."""

    __slots__ = ()
    type = "qr_q"
    also_called = ("qr", "orthonormal_basis", "gram_schmidt")
    formula = "Q of x = Q R"
    jacobian_rule = "V → z K + (I - z zᵀ) V R⁻¹, K of X = zᵀ V R⁻¹"

    def output_size(self, *sizes: int) -> int:
        return sizes[0]

    def forward(self, x: Array) -> Array:
        return self.factors(x)[0].reshape(-1)

    def jacobian(self, x: Array) -> LinearMap:
        left, _, inverse, _, skew = self.turned(x)
        b, m, n = left.shape
        beside = np.eye(m, dtype=x.dtype) - left @ left.swapaxes(1, 2)
        found = np.einsum("bkp,bpqij->bkqij", left, skew)
        if m > n:
            found += np.einsum("bki,bjq->bkqij", beside, inverse)
        return blocks(found.reshape(b, m * n, m * n))

    def form(self, *sizes: int) -> Form:
        b, m, n = self.cube(sizes[0])
        return block_form(b, m * n, m * n)

    def primal(self, *sizes: int) -> Primal:
        b, m, n = self.cube(sizes[0])
        return Primal(b * (4 * m * n * n - 4 * n**3 // 3))

    def spread(self, signs: Array, m: int, n: int) -> Array:
        return np.broadcast_to(signs[:, None, :], (len(signs), m, n)).reshape(-1)


class QrR(OfQr):
    """Z = R of A = Q R, square and upper triangular. About 2mn² − 2/3 n³ FLOPs."""

    __slots__ = ()
    type = "qr_r"
    also_called = ("upper_triangular_factor",)
    formula = "R of x = Q R"
    jacobian_rule = "V → (X - K) z, X = Qᵀ V z⁻¹"

    def output_size(self, *sizes: int) -> int:
        b, _, n = self.cube(sizes[0])
        return b * n * n

    def forward(self, x: Array) -> Array:
        return self.factors(x)[1].reshape(-1)

    def jacobian(self, x: Array) -> LinearMap:
        left, right, _, every, skew = self.turned(x)
        b, m, n = left.shape
        found = np.einsum("bpqij,bqk->bpkij", every - skew, right)
        below = np.tri(n, k=-1, dtype=bool)[None, :, :, None, None]
        found = np.where(below, np.zeros((), x.dtype), found)  # what rounding leaves there
        return blocks(found.reshape(b, n * n, m * n))

    def form(self, *sizes: int) -> Form:
        b, m, n = self.cube(sizes[0])
        return block_form(b, n * n, m * n)

    def primal(self, *sizes: int) -> Primal:
        b, m, n = self.cube(sizes[0])
        return Primal(b * (2 * m * n * n - 2 * n**3 // 3))

    def spread(self, signs: Array, m: int, n: int) -> Array:
        return np.broadcast_to(signs[:, :, None], (len(signs), n, n)).reshape(-1)
