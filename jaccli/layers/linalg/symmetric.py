"""Maps that meet where a matrix is symmetric: its lower half is read, entries are weighed."""

from __future__ import annotations

from jaccli.arrays import Array, np
from jaccli.linmap import Diagonal, DiagonalForm, Form, Gather, GatherForm, LinearMap


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
