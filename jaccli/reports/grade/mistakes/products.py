"""Mistakes in Jacobians and their products: layout, order, where the chain stops."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from itertools import pairwise

from jaccli.arrays import Array, np
from jaccli.layers.elementwise import Elementwise
from jaccli.reports.grade.mistakes import At, mistake


@mistake(
    "transposed",
    "jacobian",
    "product",
    "shape",
    says="this is the transpose: here a Jacobian has a row for each output and a column for each "
    "input (numerator layout).",
    section="13.3.1",
    learn="jacobian",
)
def transposed(at: At) -> Iterator[Array]:
    """Jᵀ; of a shape, its two numbers exchanged."""
    if isinstance(at.question.right, np.ndarray):
        yield at.right[::-1] if at.question.kind == "shape" else at.right.T


@mistake(
    "slopes for a matrix",
    "jacobian",
    says="you gave the slopes φ′({x}): the Jacobian is the matrix with these on its diagonal.",
    section="13.3.3.2",
    learn="diagonal",
)
def slopes_alone(at: At) -> Iterator[Array]:
    """The diagonal alone, in a row or in every row."""
    if isinstance(at.layer, Elementwise) and at.right.shape[0] > 1:
        slopes = np.diag(at.right)
        yield slopes
        yield np.tile(slopes, (slopes.size, 1))
        yield np.tile(slopes[:, None], (1, slopes.size))


def factors(at: At) -> list[Array]:
    """J_1 … J_K."""
    return [at.own[name] for name in at.question.reads]


@mistake(
    "order reversed",
    "product",
    says="the order of the product is reversed: J_1 acts first, so it stands at the right, "
    "J = J_K ⋯ J_1.",
    section="13.3.1",
    learn="jacobian",
)
def reversed_order(at: At) -> Iterator[Array]:
    """J_1 ⋯ J_K, where that fits."""
    each = factors(at)
    fits = all(a.shape[1] == b.shape[0] for a, b in pairwise(each))
    if len(each) > 1 and fits:
        yield reduce(lambda made, factor: made @ factor, each)


@mistake(
    "one layer short",
    "product",
    says="the chain rule stops one layer short: one of the Jacobians is missing in the product.",
    section="13.3.1",
    learn="jacobian",
)
def one_factor_missing(at: At) -> Iterator[Array]:
    """J without its first, its last, or another factor where that fits."""
    each = factors(at)
    for left_out in range(len(each)):
        rest = each[:left_out] + each[left_out + 1 :]
        fits = all(b.shape[1] == a.shape[0] for a, b in pairwise(rest))
        if rest and fits:
            yield reduce(lambda made, factor: factor @ made, rest)
