"""Functions in ordinary NumPy, as students and lecturers write them, to be traced.

Everything here runs unchanged under jax.numpy too, which is where answers.json comes from
(generate.py); points.py says where each is evaluated. Names with an underscore belong to the
functions, and are not traced by themselves. One file, long as it is, because a user has one.
"""

# ruff: noqa: B905 - zip without strict= is how people write

import numpy as np

# --- operators ------------------------------------------------------------------------------


def arithmetic(x, y):
    return (x + y) * (x - y) / (1 + x * y)


def constants_on_the_left(x):
    return np.array([2 + x, 3 - x, 4 * x, 5 / x, 2**x])


def constants_on_the_right(x):
    return np.array([x + 2, x - 3, x * 4, x / 5, x**2])


def powers_of_a_number(x):
    return np.array([x**2, x**3, x**-1, x**-1.5, x**0.5, x**0, x**1])


def powers_of_a_negative_number(x):
    return np.array([x**2, x**3, x**-2, x**2.0, (-x) ** 0.5, x**0])


def number_to_a_traced_power(x, y):
    return x**y


def vector_to_a_traced_power(x, y):
    return x**y - y**x


def traced_exponents(x):
    return 2**x + 0.5**-x + np.e ** (x**2)


def powers_of_a_vector(x):
    return x**3 - x**-1.5 + x**0.5


def bell(x):
    return np.exp(-(x**2) / 2)


def signs(x):
    return -x + abs(x) * +x - abs(-x - 1)


def distance_by_abs(x, y):
    return abs(x - y) + abs(x + y) / 2


def array_minus_traced(x):
    return np.array([1.0, 2.0, 3.0]) - x


def array_over_traced(x):
    return np.array([1.0, -2.0, 3.0]) / x + np.array([2.0, 3.0, 0.5]) ** x


def augmented_assignment(x):
    y = 2 * x
    y += np.sin(x)
    y -= 1
    y *= x
    y /= 1 + x**2
    y **= 2
    return y


def rational(x):
    return (x**2 + 3 * x - 1) / (x**3 + 2)


# --- ufuncs ---------------------------------------------------------------------------------


def trigonometric(x):
    return np.array([np.sin(x), np.cos(x), np.tan(x)])


def trigonometric_of_a_vector(x):
    return np.sin(np.cos(x) * np.tan(x[::-1]))


def inverse_trigonometric(x):
    return np.array([np.arcsin(x), np.arccos(x), np.arctan(x)])


def inverse_trigonometric_of_a_vector(x):
    return np.arcsin(x) * np.arccos(x[::-1]) + np.arctan(3 * x)


def hyperbolic(x):
    return np.array([np.sinh(x), np.cosh(x), np.tanh(x)])


def hyperbolic_of_a_vector(x):
    return np.tanh(np.sinh(x) - np.cosh(x[0]))


def inverse_hyperbolic(x):
    return np.array([np.arcsinh(x), np.arccosh(1 + x), np.arctanh(x)])


def inverse_hyperbolic_of_a_vector(x):
    return np.arctanh(x / 2) + np.arcsinh(x) * np.arccosh(2 + x)


def exponentials(x):
    return np.array([np.exp(x), np.exp2(x), np.expm1(x)])


def exponentials_of_a_vector(x):
    return np.exp(x) / np.exp2(x[0]) + np.expm1(-x)


def logarithms(x):
    return np.array([np.log(x), np.log2(x), np.log10(x), np.log1p(x)])


def logarithms_of_a_vector(x):
    return np.log(x) * np.log2(3 + x) - np.log10(1 + x) + np.log1p(x**2)


def roots(x):
    return np.array([np.sqrt(x), np.cbrt(x), np.square(x), np.reciprocal(x)])


def roots_of_a_vector(x):
    return np.cbrt(x) + np.sqrt(np.square(x) + 1) + np.reciprocal(x)


def unary_ufuncs(x):
    return np.array([np.negative(x), np.positive(x), np.absolute(x), np.fabs(x), np.abs(x)])


def unary_ufuncs_of_a_vector(x):
    return np.fabs(x) * np.positive(x) - np.absolute(np.negative(x) + 1) + np.abs(x)


def binary_ufuncs(x, y):
    return np.array(
        [
            np.add(x, y),
            np.subtract(x, y),
            np.multiply(x, y),
            np.divide(x, y),
            np.true_divide(y, x),
            np.power(x, y),
            np.float_power(y, x),
            np.arctan2(x, y),
            np.hypot(x, y),
            np.logaddexp(x, y),
            np.maximum(x, y),
            np.minimum(x, y),
        ]
    )


def binary_ufuncs_with_constants(x):
    return np.array(
        [
            np.add(2, x),
            np.subtract(2, x),
            np.multiply(x, 3),
            np.divide(2, x),
            np.true_divide(x, 2),
            np.power(x, 3),
            np.power(2.0, x),
            np.float_power(x, 2.5),
            np.arctan2(1.0, x),
            np.arctan2(x, 2.0),
            np.hypot(x, 3.0),
            np.logaddexp(0, x),
            np.maximum(x, 0),
            np.maximum(2.5, x),
            np.minimum(1, x),
        ]
    )


def binary_ufuncs_broadcast(x, y):
    """x (3,) against y (2, 1)."""
    return np.arctan2(x, y) + np.hypot(x, y) * np.logaddexp(x, y)


def relu(x):
    return np.maximum(0, x)


def smallest_of_three(x, y, z):
    return np.minimum(np.minimum(x, y), z) - np.maximum(x, np.maximum(y, z))


def piecewise_constant_factors(x):
    return x * np.sign(x) + np.floor(x) * x


# --- sums and other reductions --------------------------------------------------------------


def mean_square(x):
    return np.mean(x**2)


def sums(A):
    return np.array([np.sum(A), np.sum(A[0]), A.sum(), np.sum(A**2, axis=None)])


def sums_along_axes(A):
    return np.sum(A, axis=0) * np.sum(A**2, axis=-2) - A.sum(axis=1)[0]


def centred_rows(A):
    return A - np.mean(A, axis=1, keepdims=True)


def columns_over_their_sums(A):
    return A / A.sum(axis=0, keepdims=True)


def means_along_axes(A):
    return np.mean(A, axis=0) + A.mean() * A.mean(axis=(0, 1))


def product(x):
    return np.prod(x)


def product_with_a_zero(x):
    return np.prod(x)


def products_along_axes(A):
    return np.concatenate([np.prod(A, axis=0), A.prod(axis=1)])


def largest_and_smallest(x):
    return np.max(x) * np.min(x) + np.max(x) ** 2


def largest_along_axes(A):
    return np.max(A, axis=0) - np.min(A, axis=1, keepdims=True)


def variance(x):
    return np.var(x)


def sample_variance(x):
    return np.var(x, ddof=1) + x.var()


def deviations_along_axes(A):
    return np.concatenate([np.std(A, axis=0), np.var(A, axis=1, ddof=1)])


def z_scores(x):
    return (x - np.mean(x)) / np.std(x)


def sample_z_scores_of_columns(A):
    return (A - A.mean(axis=0)) / A.std(axis=0, ddof=1, keepdims=True)


# --- products -------------------------------------------------------------------------------

_M = np.array([[1.0, -2.0, 0.5], [0.3, 4.0, -1.0]])  # (2, 3)
_V = np.array([0.5, -1.5, 2.0])  # (3,)


def dot_of_vectors(x, y):
    return np.dot(x, y)


def dot_in_every_rank(A, x, y):
    """A (2, 3), x (3,), y (2,)."""
    return np.concatenate([np.dot(A, x), np.dot(y, A), np.ravel(np.dot(A, A.T)), np.dot(2.0, x)])


def matrix_times_vector(A, x):
    return A @ x


def vector_times_matrix(x, A):
    return x @ A


def vector_times_vector(x, y):
    return x @ y


def matrix_times_matrix(A, B):
    return A @ B


def quadratic_form(A, x):
    return x @ A @ x


def matmul_in_every_rank(A, x, y):
    """A (2, 3), x (3,), y (2,)."""
    return np.matmul(y, A) * np.matmul(A, x)[0] + np.matmul(np.matmul(A.T, A), x) * np.matmul(x, x)


def constant_times_traced(x):
    return _M @ x


def traced_times_constant(x):
    return x @ _M.T + np.dot(x, _V)


def constant_times_traced_matrix(A):
    """A (3, 2)."""
    return _M @ A + np.dot(A.T, _M.T)


def traced_matrix_times_constant(A):
    """A (2, 3)."""
    return np.array([A @ _V, np.matmul(_M, _V) * np.dot(A, _V)])


def batched_matmul(A, B):
    """A (2, 2, 3), B (2, 3, 2)."""
    return A @ B


def batched_against_one_matrix(A, B):
    """A (2, 2, 3), B (3, 2)."""
    return np.matmul(A, B)


def vdot_of_vectors(x, y):
    return np.vdot(x, y) / np.vdot(x, x)


def vdot_of_matrices(A, B):
    return np.vdot(A, B)


def inner_products(x, y):
    return np.inner(x, y) * np.inner(_V, x)


def inner_of_matrices(A, B):
    """A (2, 3), B (4, 3): a matrix (2, 4)."""
    return np.inner(A, B)


def outer_product(x, y):
    return np.outer(x, y)


def outer_with_itself(x):
    return np.outer(x, x) - np.outer(np.ones(3), x)


def kronecker(A, B):
    return np.kron(A, B)


def kronecker_with_identity(A):
    return np.kron(np.eye(2), A)


# --- einsum and tensordot -------------------------------------------------------------------


def einsum_matrix_vector(A, x):
    return np.einsum("ij,j->i", A, x)


def einsum_matrix_matrix(A, B):
    return np.einsum("ij,jk->ik", A, B)


def einsum_inner(x, y):
    return np.einsum("i,i->", x, y)


def einsum_outer(x, y):
    return np.einsum("i,j->ij", x, y)


def einsum_transpose(A):
    return np.einsum("ij->ji", A)


def einsum_diagonal(A):
    return np.einsum("ii->i", A)


def einsum_trace(A):
    return np.einsum("ii->", A)


def einsum_row_sums(A):
    return np.einsum("ij->i", A)


def einsum_batched(A, B):
    """A (2, 2, 3), B (2, 3, 2)."""
    return np.einsum("bij,bjk->bik", A, B)


def einsum_implicit_output(A, B):
    return np.einsum("ij,jk", A, B)


def einsum_implicit_transpose(A):
    """The output's letters come in alphabetical order: "ba" alone transposes."""
    return np.einsum("ba", A)


def einsum_three_operands(x, A, y):
    return np.einsum("i,ij,j->", x, A, y)


def einsum_three_matrices(A, B, C):
    return np.einsum("ij,jk,kl->il", A, B, C)


def einsum_with_a_constant(x):
    return np.einsum("ij,j->i", _M, x**2)


def einsum_with_itself(A):
    return np.einsum("ij,ik->jk", A, A)


def tensordot_of_matrices(A, B):
    return np.tensordot(A, B, axes=1)


def tensordot_over_named_axes(A, B):
    """A (2, 3), B (4, 2): over A's rows and B's columns, (3, 4)."""
    return np.tensordot(A, B, axes=([0], [1]))


def tensordot_over_everything(A, B):
    return np.tensordot(A, B, axes=2)


def trace_of_a_gram_matrix(A):
    return np.trace(A.T @ A) ** 0.5


def traces(A, B):
    return np.trace(A @ B) + np.trace(A) * B.trace()


# --- joining --------------------------------------------------------------------------------


def concatenated(x, y):
    return np.concatenate([x, np.sin(y), x[:1]])


def concatenated_along_columns(A, B):
    return np.concatenate((A, 2 * B), axis=1)


def concatenated_with_a_constant(x):
    return np.concatenate([np.zeros(1), x**2, np.ones(2)])


def stacked_rows(x, y):
    return np.stack([x, y, x * y])


def stacked_columns(x, y):
    return np.stack([x, x + y], axis=1)


def stacked_along_the_last_axis(A, B):
    return np.stack((A, B), axis=-1)


def stacked_numbers(x, y):
    return np.stack([x * y, x + y])


def hstacked(x, y):
    return np.hstack([x, y**2])


def hstacked_matrices(A, B):
    return np.hstack((A, B))


def vstacked(x, y):
    return np.vstack([x, y])


def vstacked_matrices(A, x):
    return np.vstack((A, x, np.ones(3)))


def appended(x, y):
    return np.append(x, y)


def appended_bias(x):
    """The column of ones of a design matrix, as an entry."""
    return np.append(x**2, 1.0)


def column_stacked(x, y):
    return np.column_stack([x, y, x * y])


def design_matrix(x):
    return np.column_stack((np.ones(len(x)), x, x**2))


# --- selecting and accumulating -------------------------------------------------------------


def leaky_relu(x):
    return np.where(x > 0, x, 0.1 * x)


def huber(x):
    return np.where(np.abs(x) <= 1, x**2 / 2, np.abs(x) - 0.5).sum()


def where_with_a_constant_condition(x, y):
    return np.where(np.array([True, False, True]), x * y, x - y)


def relu_by_comparison(x):
    return (x > 0) * x


def clipped(x):
    return np.clip(x, -1, 1) * x


def clipped_from_below(x):
    return np.clip(x, 0.5, None) + x.clip(-0.5, 0.5)


def running_sums(x):
    return np.cumsum(x**2)


def running_sums_along_axes(A):
    return np.cumsum(A, axis=0) * A.cumsum(axis=1)


def running_products(x):
    return np.cumprod(x)


def running_products_with_a_zero(x):
    return np.cumprod(x)


def running_products_along_an_axis(A):
    return np.cumprod(A, axis=1)


def differences(x):
    return np.diff(x)


def second_differences(x):
    return np.diff(x**2, n=2)


def differences_along_axes(A):
    return np.diff(A, axis=0)[:, 1:] * np.diff(A, axis=1)[1:]


def euclidean_norm(x):
    return np.linalg.norm(x)


def unit_vector(x):
    return x / np.linalg.norm(x)


def frobenius_norm(A):
    return np.linalg.norm(A) + np.linalg.norm(A, "fro") ** 2


def one_norms(x):
    return np.linalg.norm(x, ord=1) * np.linalg.norm(x, 1)


def largest_norms(x):
    return np.linalg.norm(x, np.inf)


def largest_column_sum(A):
    return np.linalg.norm(A, ord=1) + np.linalg.norm(A, np.inf)


def norms_of_rows(A):
    return np.linalg.norm(A, axis=1)


def rows_of_unit_length(A):
    return A / np.linalg.norm(A, axis=1, keepdims=True)


def one_norms_of_columns(A):
    return np.linalg.norm(A, ord=1, axis=0)


def sorted_values(x):
    return np.sort(x) * np.array([1.0, 2.0, 3.0, 4.0])


def sorted_columns(A):
    return np.sort(A, axis=0)


def sorted_by_another(x, y):
    return x[np.argsort(y)]


def value_at_the_largest(x, y):
    return y[np.argmax(x)] * x


def hinge_to_the_runner_up(x):
    best = x.argmax()
    others = [x[i] for i in range(len(x)) if i != best]
    return x[best] - max(others)


def index_of_the_largest(x):
    return np.argmax(x)


# --- moving entries -------------------------------------------------------------------------


def rolled(x):
    return np.roll(x, 1) - 2 * x + np.roll(x, -1)


def rolled_along_an_axis(A):
    return np.roll(A, 1, axis=1) * A


def flipped(x):
    return np.flip(x) * x


def flipped_along_an_axis(A):
    return np.flip(A, axis=1) - np.flip(A, 0)


def split_in_two(x):
    left, right = np.split(x, 2)
    return left * np.exp(right)


def split_at_positions(x):
    a, b, c = np.split(x, [1, 3])
    return np.concatenate([c, a * 2, b**2])


def split_unevenly(x):
    parts = np.array_split(x, 3)
    return np.array([p.sum() ** 2 for p in parts])


def split_columns_unevenly(A):
    left, right = np.array_split(A, 2, axis=1)
    return left * right.sum(axis=1, keepdims=True)


def tiled(x):
    return np.tile(x, 2) * np.arange(6)


def tiled_rows(x):
    return np.tile(x, (2, 1)) ** 2


def repeated(x):
    return np.repeat(x, 2)


def repeated_along_an_axis(A):
    return np.repeat(A, 2, axis=0) * np.arange(4.0).reshape(4, 1)


def reshaped(x):
    return x.reshape(2, 3) @ np.array([1.0, -1.0, 2.0])


def reshaped_with_minus_one(A):
    return np.reshape(A**2, -1) + A.reshape(-1)[0] + A.reshape((3, -1)).sum()


def reshaped_by_the_function(x):
    A = np.reshape(x, (3, 2))
    return A.T @ A


def flattened(A):
    return A.flatten() - np.ravel(A.T)


def raveled(A):
    return A.ravel() * A.T.flatten()


def transposed(A):
    return A.T @ A


def transposed_in_three_ways(A):
    return np.transpose(A) * A.transpose() - 2 * A.T


def permuted_axes(A):
    """A (2, 2, 3)."""
    return np.transpose(A, (2, 0, 1)) ** 2


def swapped_axes(A):
    return np.swapaxes(A, 0, 2) * 2


def swapped_by_the_method(A, B):
    return A @ B.swapaxes(0, 1)


def moved_axis(A):
    return np.moveaxis(A, 0, -1) ** 2


def moved_axis_back(A):
    return np.moveaxis(np.moveaxis(A, 2, 0) ** 2, 0, 1).sum(axis=1)


def swapped_last_axes(A):
    return A @ np.swapaxes(A, -1, -2)


def squeezed(A):
    """A (1, 3)."""
    return np.squeeze(A) ** 2


def squeezed_axis(A):
    return np.squeeze(A[:, None, :] ** 2, axis=1) + A.reshape(1, 2, 3).squeeze()


def expanded(x):
    return np.expand_dims(x, 0) * np.expand_dims(x, axis=1)


def expanded_at_the_end(A, x):
    return A + np.expand_dims(x, -1)


def with_a_new_axis(x):
    return x[:, np.newaxis] - x[np.newaxis, :] ** 2


def outer_by_new_axes(x, y):
    return x[:, np.newaxis] * y[np.newaxis] + np.sin(x)[:, np.newaxis]


def with_none_as_axis(x, y):
    return x[:, None] * y[None, :] + x[..., None]


def broadcast_to_rows(x):
    return np.broadcast_to(x, (2, 3)) * np.array([[1.0], [2.0]])


def broadcast_column(x):
    return np.broadcast_to(x[:, None], (3, 2)).sum(axis=0) + np.broadcast_to(x[0], (2,))


def row_with_matrix(x, A):
    return x * A + A / x


def column_with_row(x, y):
    """x (3, 1), y (1, 4)."""
    return x * y - y**2


def number_with_matrix(c, A):
    return c * A - A / c


def number_with_vector(c, x):
    return np.sin(c * x).sum() + c


def at_least_one_axis(x):
    return np.concatenate([np.atleast_1d(x), np.atleast_1d(x**2)])


def at_least_one_axis_of_a_vector(x):
    return np.atleast_1d(x) * np.atleast_1d(3.0)


def diagonal_matrix(x):
    return np.diag(x) @ np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 10.0]])


def diagonal_of_a_matrix(A):
    return np.diag(A) * np.diagonal(A) + A.diagonal()


def off_diagonals(A, x):
    return np.diag(A, 1) + np.diag(A, k=-1) + np.diagonal(np.diag(x, 1), offset=1)


def triangles(A):
    return np.triu(A) @ np.tril(A)


def strict_triangles(A):
    return np.triu(A, 1) - np.tril(A, k=-1) ** 2


# --- indexing -------------------------------------------------------------------------------


def entries(x):
    return x[0] * x[1] - x[-1]


def entries_of_a_matrix(A):
    return A[0, 1] * A[1, -1] + A[-1][0] ** 2


def rows_and_columns(A):
    return A[0] * A[1] + A[:, 1].sum()


def slices(x):
    return x[1:] - x[:-1]


def slices_with_steps(x):
    return x[::2] * x[1::2]


def reversed_slices(x):
    return x[::-1] * x + x[-1:-4:-1].sum()


def block(A):
    return A[1:, :2] - A[:-1, ::-2]


def ellipsis(A):
    """A (2, 2, 3)."""
    return A[..., 0] * A[1, ...].sum()


def integer_arrays_with_repeats(x):
    return x[np.array([0, 2, 2, 1])] ** 2


def integer_list(x):
    return x[np.array([2, 0])] * np.array([1.0, 3.0])


def picked_from_rows(A):
    """Entry labels[i] of row i, as in a cross entropy."""
    labels = np.array([2, 0])
    return A[np.arange(2), labels]


def picked_rows(A):
    return A[np.array([1, 0, 1])] * 2


def boolean_mask(x):
    return x[x > 0] ** 2


def masked_sum(x):
    big = np.abs(x) > 1
    return x[big].sum() - x[~big].prod()


def masked_by_a_pair_of_comparisons(x):
    inside = (x > -1) & (x < 1)
    return np.where(inside, x**3, 0.0).sum() + x[inside].mean()


# --- arrays out of numbers ------------------------------------------------------------------


def polar_to_cartesian(r, t):
    x = r * np.cos(t)
    y = r * np.sin(t)
    return np.array([x, y])


def cartesian_to_polar(x):
    return np.array([np.sqrt(x[0] ** 2 + x[1] ** 2), np.arctan2(x[1], x[0])])


def spherical_coordinates(r, theta, phi):
    return np.array(
        [
            r * np.sin(theta) * np.cos(phi),
            r * np.sin(theta) * np.sin(phi),
            r * np.cos(theta),
        ]
    )


def rotation(t, x):
    R = np.array([[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]])
    return R @ x


def array_of_numbers_and_constants(x, y):
    return np.array([x, 1.0, y**2, 0])


def homogeneous_transform(t, p):
    T = np.array(
        [
            [np.cos(t), -np.sin(t), 2],
            [np.sin(t), np.cos(t), p[0]],
            [0, 0, 1],
        ]
    )
    return (T @ np.array([p[0], p[1], 1]))[:2]


def array_of_slices(x):
    return np.array([x[:2], x[2:] ** 2])


def array_of_rows(x, y):
    return np.array([x, y, np.zeros(3)])


def array_of_one_number(x):
    return np.array([x**2])


def array_from_a_comprehension(x):
    return np.array([np.sin(k * x) for k in range(1, 4)])


def appended_in_a_loop(x):
    result = []
    for k, v in enumerate(x):
        result.append(v ** (k + 1))
    return np.array(result)


def asarray_of_traced(x):
    y = np.asarray(x)
    return np.array(y) * np.asarray([1.0, 2.0, 3.0])


def array_with_a_dtype(x, y):
    return np.array([x, x * y, 1], dtype=float)


def matrix_product_by_comprehensions(A, B):
    m, k = A.shape
    n = B.shape[1]
    return np.array(
        [[sum(A[i, q] * B[q, j] for q in range(k)) for j in range(n)] for i in range(m)]
    )


def matrix_of_numbers_and_constants(a, b):
    R = np.array([[a, 0, 0], [0, b, -1.0], [1, a * b, 2]])
    return R @ R


def constants_like_traced(x):
    return x * np.ones_like(x) + np.zeros_like(x) - np.full_like(x, 2.0) * x


def built_up_from_zeros_like(A):
    total = np.zeros_like(A)
    power = np.ones_like(A)
    for k in range(1, 4):
        power = power * A / k
        total = total + power
    return total + np.full_like(A, 1.5)


def constants_of_its_shape(A):
    m, n = A.shape
    return (A - np.eye(m, n)) @ np.linspace(0, 1, n) + np.full(m, 0.5) * A.size


# --- methods --------------------------------------------------------------------------------


def methods_of_a_vector(x):
    return np.array([x.sum(), x.mean(), x.prod(), x.max(), x.min(), x.dot(x), x.std(), x.var()])


def methods_of_a_matrix(A):
    return A.sum(axis=0) + A.mean(axis=0) - A.prod(axis=0) * A.max(axis=0) + A.min(axis=0)


def method_chain(A):
    return A.T.reshape(2, -1).cumsum(axis=1).clip(-1, 4).ravel().dot(np.arange(6.0))


def method_dot(A, x):
    return A.dot(x).dot(A.dot(x))


def copies(x):
    y = x.copy()
    z = np.copy(x)
    return (y * z).astype(float) + x.cumsum()


def first_item(x):
    return x[0].item() * x


def items_one_by_one(x):
    total = 0
    for i in range(len(x)):
        total += np.sin(x[i].item()) * (i + 1)
    return total


def copied_and_cast(A):
    B = A.copy()
    return (B * 2).astype(np.float64) - A.astype(float) ** 2


def shape_in_the_formula(x):
    n = len(x)
    return x.sum() / n + x.size * x.shape[0] * x[0] + x.ndim


# --- control flow ---------------------------------------------------------------------------


def branch_on_the_first(x):
    if x[0] > 0:
        return x**2
    return -x


def branch_between_two(x, y):
    if x > y and y < 1:
        z = x * y
        w = x - y
    else:
        z = x + y
        w = x / y
    return np.array([z, w])


def chained_comparison(x):
    if 0 < x < 2:
        return np.sin(x)
    if x == 3 or x != x:
        return x
    return x**2


def newton_square_root(a):
    y = a
    while abs(y * y - a) > 1e-10:
        y = (y + a / y) / 2
    return y


def fixed_point_of_the_cosine(a):
    x = a
    for _ in range(200):
        new = np.cos(a * x)
        if abs(new - x) < 1e-12:
            break
        x = new
    return x


def halved_until_small(x):
    count = 0
    while x > 1:
        x = x / 2
        count += 1
    return x + count


def sum_of_squares(x):
    s = 0
    for i in range(len(x)):
        s += x[i] ** 2
    return s


def sum_over_the_elements(x):
    acc = 0.0
    for v in x:
        acc = acc + v * np.exp(-v)
    return acc


def zipped(x, y):
    total = 0
    for a, b in zip(x, y):
        total += a * b**2
    return total


def enumerated(x):
    total = 1.0
    for k, v in enumerate(x):
        total *= v + k
    return total


def accumulated_into_zeros(A, x):
    """+= into a NumPy array that holds constants until then."""
    total = np.zeros(2)
    for k in range(3):
        total += x[k] * A[:, k]
    return total


def rows_of_a_matrix_in_a_loop(A):
    total = np.zeros(3)
    for row in A:
        total = total + np.tanh(row)
    return total


def power_by_recursion(x, n=5):
    if n == 0:
        return 1
    if n % 2 == 1:
        return x * power_by_recursion(x, n - 1)
    return power_by_recursion(x * x, n // 2)


def fibonacci_of(x, y, n=6):
    return x if n == 0 else fibonacci_of(y, x + y, n - 1)


def nested_functions(x):
    def f(u):
        return np.sin(u) * x[0]

    def g(u):
        return f(u) + f(u**2)

    return g(x[1])


def _twice(f, x):
    return f(f(x))


def lambdas(x):
    return _twice(lambda v: v**2 - x / 3, x)


def default_value(x, rate=0.3):
    return x - rate * np.cos(x)


def default_array(x, weights=(0.2, 0.5, 0.3)):
    return sum(w * v for w, v in zip(weights, x))


def builtin_sum(x):
    return sum(x) ** 2 + sum([v**3 for v in x], 1)


def builtin_max_and_min(x, y, z):
    return max(x, y, z) * min(x, y, z) + max(0, x - y)


def builtin_abs_and_pow(x, y):
    return abs(x) ** 1.5 + pow(y, 3) + pow(2, x)


def unpacked(x):
    a, b, c = x
    return a * b + c / a


def used_twenty_times(x):
    y = np.sin(x)
    s = y
    for _ in range(19):
        s = s * y + y / 20
    return s


def dead_code(x):
    _unused = np.exp(x) @ np.cos(x)
    return x**2


def dead_loop(x):
    unused = 1.0
    for v in x:
        unused = unused * v
    return x[0] * x[2]


def repeated_squaring(x):
    y = np.cos(x)
    for _ in range(5):
        y = y * y + y
    return y


def stored_in_a_dictionary(x):
    state = {"position": x[0], "velocity": x[1]}
    for _ in range(3):
        state["position"] += 0.1 * state["velocity"]
        state["velocity"] -= 0.1 * np.sin(state["position"])
    return state["position"], state["velocity"]


def starred(x):
    def energy(mass, speed, height):
        return mass * speed**2 / 2 + 9.81 * mass * height

    first, *rest = x
    return energy(*x) - first * sum(rest)


def partly_constant(x):
    return np.array([3.0, x[0] * x[1], np.pi])


def entirely_constant(x):
    return np.array([1.0, 2.0])


def one_parameter_unused(x, y):
    return np.sin(x)


def identity(x):
    return x


def identity_of_a_number(x):
    return x


def same_value_twice(x):
    y = np.exp(x)
    return [y, y]


def tuple_of_numbers(x, y):
    return x * y, x / y, np.sin(x) + y


def list_with_a_constant(x):
    return [x[0] * x[1], 2.0, x.sum()]


def tuple_of_arrays(A, x):
    """A tuple of (2,) and (2, 3) and a number: 9 entries, side by side."""
    y = A @ x
    return y, np.outer(y, x), y @ y


# --- ties -----------------------------------------------------------------------------------


def tie_of_maximum(x, y):
    """At x = y the derivative is shared: ½ and ½."""
    return np.maximum(x, y)


def tie_of_max(x):
    """Two equal maxima: the derivative is shared, ½ each."""
    return np.max(x)


# --- models ---------------------------------------------------------------------------------


def baydin(x1, x2):
    """Baydin et al. 2018, section 3: y = ln x₁ + x₁x₂ − sin x₂."""
    return np.log(x1) + x1 * x2 - np.sin(x2)


def murphy(x1, x2):
    """Murphy 2022, figure 13.11, with its shared subexpressions."""
    x3 = np.exp(x1)
    x4 = x2 * x3
    x5 = x1 + x4
    x6 = np.sqrt(x5)
    return x4 * x6


def murphy_in_one_line(x1, x2):
    return x2 * np.exp(x1) * np.sqrt(x1 + x2 * np.exp(x1))


def rosenbrock(x):
    return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def rosenbrock_in_a_loop(x):
    total = 0
    for i in range(len(x) - 1):
        total += 100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2
    return total


def logsumexp(x):
    m = np.max(x)
    return m + np.log(np.sum(np.exp(x - m)))


def softmax(x):
    e = np.exp(x - np.max(x))
    return e / e.sum()


def softmax_of_rows(A):
    e = np.exp(A - A.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def logistic_regression(w, b):
    X = np.array([[0.5, -1.2, 0.3], [1.5, 0.4, -0.7], [-0.6, 0.8, 1.1], [0.2, -0.3, 2.0]])
    t = np.array([1, 0, 1, 0])
    p = _sigmoid(X @ w + b)
    return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))


def mlp_cross_entropy(W1, b1, W2, b2):
    x = np.array([0.7, -0.4, 1.1])
    label = 1
    h = np.tanh(W1 @ x + b1)
    z = W2 @ h + b2
    shift = np.max(z)
    return shift + np.log(np.sum(np.exp(z - shift))) - z[label]


def mlp_of_a_batch(X, W, v):
    hidden = np.maximum(X @ W, 0)
    return hidden @ v


def recurrent_network(W, U, x):
    """h ← tanh(W h + U xₜ) over the 5 entries of x; W (2, 2), U (2,)."""
    h = np.zeros(2)
    for t in range(5):
        h = np.tanh(W @ h + U * x[t])
    return h


def self_attention(Q, K, V):
    d = Q.shape[-1]
    scores = Q @ K.T / np.sqrt(d)
    scores = scores - np.max(scores, axis=-1, keepdims=True)
    weights = np.exp(scores)
    weights = weights / np.sum(weights, axis=-1, keepdims=True)
    return weights @ V


def attention_block(X, Wq, Wk, Wv):
    return self_attention(X @ Wq, X @ Wk, X @ Wv)


def layer_norm(x, gamma, beta, eps=1e-5):
    mu = np.mean(x)
    var = np.mean((x - mu) ** 2)
    return gamma * (x - mu) / np.sqrt(var + eps) + beta


def batch_norm(X):
    return (X - X.mean(axis=0)) / np.sqrt(X.var(axis=0) + 1e-5)


def residual_block(x, W1, W2):
    return x + W2 @ np.maximum(0, W1 @ x)


def gaussian_log_density(x, mu, sigma):
    return np.sum(-0.5 * ((x - mu) / sigma) ** 2 - np.log(sigma) - 0.5 * np.log(2 * np.pi))


def gaussian_log_density_with_precision(x, mu, L):
    """The precision is L Lᵀ, L lower triangular."""
    L = np.tril(L)
    z = L.T @ (x - mu)
    return np.sum(np.log(np.diag(L))) - 0.5 * z @ z - 0.5 * len(x) * np.log(2 * np.pi)


def least_squares(w):
    X = np.array([[1.0, 0.5], [1.0, -1.5], [1.0, 2.0]])
    y = np.array([0.2, 1.0, -0.7])
    r = X @ w - y
    return 0.5 * r @ r + 0.01 * np.linalg.norm(w) ** 2


def gradient_descent_steps(w, rate):
    for _ in range(4):
        gradient = np.array([2 * w[0] + w[1], w[0] + 6 * w[1] ** 3])
        w = w - rate * gradient
    return w


def momentum_steps(w):
    velocity = np.zeros(2)
    for _ in range(3):
        gradient = np.stack([2 * w[0] + w[1], w[0] + 6 * w[1] ** 3])
        velocity *= 0.9
        velocity += gradient
        w = w - 0.05 * velocity
    return w


def robot_arm(q):
    """The hand of an arm of two links, 1 m and 0.8 m."""
    x = np.cos(q[0]) + 0.8 * np.cos(q[0] + q[1])
    y = np.sin(q[0]) + 0.8 * np.sin(q[0] + q[1])
    return np.array([x, y])


def robot_arm_with_three_links(q, lengths):
    angle = 0
    x = y = 0.0
    for qi, length in zip(q, lengths):
        angle = angle + qi
        x = x + length * np.cos(angle)
        y = y + length * np.sin(angle)
    return x, y, angle


def robot_arm_by_cumsum(q, lengths):
    angles = np.cumsum(q)
    return np.array([lengths @ np.cos(angles), lengths @ np.sin(angles)])


def lotka_volterra(state, rates):
    """20 Euler steps of predators and prey."""
    a, b, c, d = rates
    x, y = state
    dt = 0.05
    for _ in range(20):
        x, y = x + dt * (a * x - b * x * y), y + dt * (c * x * y - d * y)
    return np.array([x, y])


def runge_kutta_step(y, h):
    def f(u):
        return np.array([u[1], -np.sin(u[0]) - 0.1 * u[1]])

    k1 = f(y)
    k2 = f(y + h / 2 * k1)
    k3 = f(y + h / 2 * k2)
    k4 = f(y + h * k3)
    return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


def kepler(M, e):
    """The eccentric anomaly: E − e sin E = M by Newton's iteration."""
    E = M
    for _ in range(8):
        E = E - (E - e * np.sin(E) - M) / (1 - e * np.cos(E))
    return E


def logistic_map(x, r):
    for _ in range(10):
        x = r * x * (1 - x)
    return x


def convolution(x, kernel):
    n = len(x) - len(kernel) + 1
    return np.array([np.sum(x[i : i + 3] * kernel) for i in range(n)])


def convolution_by_shifts(x, kernel):
    y = 0
    for k in range(3):
        y = y + kernel[k] * x[k : k + 4]
    return y


def convolution_by_numpy(x, kernel):
    full = np.convolve(x, kernel) * np.convolve(np.array([1.0, 2.0, 3.0]), x, mode="full")
    same = np.convolve(x, np.array([0.5, -1.0]), mode="same")
    return np.concatenate([full, same, np.convolve(kernel, x, "valid")])


def correlations(x, kernel):
    return np.concatenate(
        [
            np.correlate(x, kernel),
            np.correlate(x, kernel, mode="full"),
            np.correlate(x, np.array([1.0, -0.5, 0.2]), "same"),
        ]
    )


def horner(c, x):
    y = 0
    for ck in c[::-1]:
        y = y * x + ck
    return y


def polynomial(c, x):
    return sum(ck * x**k for k, ck in enumerate(c))


def power_iteration(A, v):
    for _ in range(5):
        v = A @ v
        v = v / np.linalg.norm(v)
    return v @ A @ v


def continued_fraction(a):
    y = a[-1]
    for ak in a[:-1][::-1]:
        y = ak + 1 / y
    return y


def cosine_similarity(x, y):
    return x @ y / (np.linalg.norm(x) * np.linalg.norm(y))


def pairwise_squared_distances(X, Y):
    D = X[:, None, :] - Y[None, :, :]
    return np.sum(D**2, axis=-1)


def kernel_matrix(X):
    sq = np.sum(X**2, axis=1)
    return np.exp(-0.5 * (sq[:, None] + sq - 2 * X @ X.T))


def discrete_cosine_transform(x):
    n = x.shape[0]
    k = np.arange(n)
    C = np.cos(np.pi / n * np.outer(k, k + 0.5))
    return C @ x


def helmholtz_energy(x):
    """Griewank 1989: the Helmholtz energy of a mixed fluid, with x in [0, 1/n)."""
    b = np.array([0.3, 0.5, 0.2, 0.4])
    A = np.array(
        [
            [1.0, 0.2, 0.1, 0.3],
            [0.2, 1.5, 0.4, 0.1],
            [0.1, 0.4, 0.8, 0.2],
            [0.3, 0.1, 0.2, 1.2],
        ]
    )
    bx = b @ x
    s = np.sqrt(2)
    ideal = np.sum(x * np.log(x / (1 - bx)))
    return ideal - x @ A @ x / (np.sqrt(8) * bx) * np.log((1 + (1 + s) * bx) / (1 + (1 - s) * bx))


def speelpenning(x):
    p = 1
    for xi in x:
        p = p * xi
    return p


def trapezoid_rule(y, h):
    return h * (y[0] / 2 + np.sum(y[1:-1]) + y[-1] / 2)


def heat_equation_steps(u, alpha):
    for _ in range(5):
        inner = u[1:-1] + alpha * (u[2:] - 2 * u[1:-1] + u[:-2])
        u = np.concatenate([u[:1], inner, u[-1:]])
    return u


def markov_chain(P, p):
    for _ in range(3):
        p = p @ P
    return -np.sum(p * np.log(p))


def black_box_of_scalars(a, b, c, d):
    u = a * b + np.sin(c)
    v = u / (d + a**2)
    w = np.exp(-v) * u
    return u, v, w, np.sqrt(u**2 + v**2 + w**2)
