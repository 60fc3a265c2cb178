"""Maps that meet where a matrix is symmetric: its lower half is read, entries are weighed."""

from __future__ import annotations

from jaccli.arrays import Array, np
from jaccli.linmap import Diagonal, DiagonalForm, Form, LinearMap
from jaccli.linmap.factored import Factored, FactoredForm, sandwich, sandwich_forms
from jaccli.linmap.gather import Gather, GatherForm
from jaccli.linmap.kronecker import Kronecker, KroneckerForm


def in_its_frame(
    frame: Array, inverse: Array, transposed: Array, weights: Array, passes: Array
) -> LinearMap:
    """dA → F (weights ⊙ (F⁻¹ dA F⁻ᵀ)), dA symmetric from its lower half. All are (b, p, p).

    frame, inverse, transposed: F, F⁻¹ and F⁻ᵀ; weights, passes: as `masked` has them
    """
    b, p, _ = frame.shape
    factors = (
        Kronecker(frame, inner=p),
        masked(weights, passes),
        *sandwich(inverse, transposed),
        lower_half(b, p, frame.dtype.str),
    )
    return Factored(factors, blocks=b).nearest


def in_its_frame_form(b: int, p: int) -> Form:
    """The form of `in_its_frame`."""
    n = b * p * p
    factors = (
        KroneckerForm(n, n, p, b),
        masked_form(n),
        *sandwich_forms(b, p, p, p, p),
        lower_half_form(n),
    )
    return FactoredForm(n, n, (factors,), b).nearest


def lower_half(b: int, p: int, dtype: str) -> LinearMap:
    """The symmetric matrices (b, p, p) that have the lower halves of others."""
    matrix, row, column = np.indices((b, p, p)).reshape(3, -1)
    sources = matrix * p * p + np.maximum(row, column) * p + np.minimum(row, column)
    return Gather(b * p * p, sources, dtype)


def lower_half_form(n: int) -> Form:
    """The form of `lower_half`, for n numbers in all."""
    return GatherForm(n, n)


def masked(weights: Array, passes: Array) -> LinearMap:
    """Entry by entry times weights (b, p, p); nothing passes where `passes` (p, p) is False."""
    everywhere = np.broadcast_to(passes, weights.shape).reshape(-1)
    return Diagonal(weights.reshape(-1), everywhere)


def masked_form(n: int) -> Form:
    """The form of `masked`, for n numbers in all."""
    return DiagonalForm(n, n)
