"""Functions that cannot be traced, each with the reason; and a few that only look like it.

REFUSED names the point and a word that the message should contain. Nothing here may end in an
internal error, a wrong Jacobian or a number without its derivative. broken.py.txt is a file that
Python itself refuses.
"""

import math
import operator
import sys

import numpy as np

# --- values that are written into arrays ----------------------------------------------------


def deleted_item(x):
    # entries of an array cannot be deleted: ValueError in NumPy
    del x[0]
    return x


def read_back_from_its_text(x):
    # the text has no history: the number read from it would be a constant
    return float(f"{x[0]:.12g}") * x


def made_a_float(x):
    # not refused: float(x) of one number is that number
    return float(x) ** 2


def math_sine(x):
    # not refused: the program sees a `math` that records
    return math.sin(x) + 1


def math_square_root(x):
    return math.sqrt(x[0] ** 2 + x[1] ** 2)


def made_an_integer(x):
    # not refused: int() truncates, and its derivative is 0 wherever it has one
    return int(x) * x


def made_complex(x):
    # complex() and complex arithmetic are not traced
    return abs(complex(x, 1.0))


def imaginary_exponential(x):
    # derivatives are those of real functions
    return np.abs(np.exp(1j * x))


def truncated_by_dtype(x):
    # an integer array keeps neither the fraction nor the derivative
    return np.array(x, dtype=int) * 2.0


def truncated_by_astype(x):
    return x.astype(int) * x


def range_over_a_traced_number(x):
    # range wants an integer: __index__, which not even a NumPy float has
    return sum(x for _ in range(x))


def traced_value_as_an_index(x, y):
    # NumPy refuses floats as indices too
    return y[x]


def dictionary_key(x):
    # arrays cannot be hashed
    table = {x: 1.0}
    return table[x] * x


def element_of_a_set(x):
    # NumPy's numbers hash by value, which a variable should not
    return len({x[0], x[1]}) * x


def buffer(x):
    # the memory of an array is not what was computed with it
    return np.frombuffer(x.data) * 2


def memory_view(x):
    return memoryview(x)[0] * x[0]


# --- functions that are not traced ----------------------------------------------------------


def eigenvalues(A):
    return np.linalg.eigvals(A)


def fourier_transform(x):
    # complex numbers
    return np.abs(np.fft.fft(x))


def vectorized(x):
    # not refused: the function is called for each entry
    return np.vectorize(lambda v: v**2 if v > 0 else 0.0)(x)


_gamma = np.frompyfunc(math.gamma, 1, 1)


def foreign_ufunc(x):
    # stands for scipy.special: a ufunc that NumPy hands over and nobody knows the derivative of
    return _gamma(x)


def misspelled(x):
    # np has no such function
    return np.sinn(x)


# --- what comes back ------------------------------------------------------------------------


def returns_a_string(x):
    return f"the square of x is {x**2}"


def returns_nothing(x):
    # the return was forgotten
    y = x**2
    y + 1


def returns_a_function(x):
    return lambda t: x * t


def returns_complex(x):
    return x[0] * 1j


# --- points that do not fit -----------------------------------------------------------------


def too_few_points(first, second):
    return first * second


def too_many_points(x):
    return x**2


def no_parameters():
    return np.ones(2)


# --- mistakes in the function itself --------------------------------------------------------


def shapes_that_do_not_match(A, x):
    # NumPy's ValueError, with both shapes
    return A @ x


def shapes_that_do_not_broadcast(x, y):
    return x + y


def ambiguous_truth(x):
    # a vector is neither true nor false
    if x > 0:
        return x
    return -x


def index_out_of_bounds(x):
    return x[3] ** 2


def division_of_constants_by_zero(x):
    # ZeroDivisionError: both are Python's numbers
    return x * (1 / (len(x) - 3))


def unknown_key(x):
    rates = {"slow": 0.1, "fast": 0.9}
    return x * rates["medium"]


def failed_assertion(x):
    assert x[0] > 0, "the first entry must be positive"
    return np.log(x[0])


def undefined_name(x):
    return x * velocity  # noqa: F821 - the mistake


def infinite_recursion(x):
    return x * infinite_recursion(x - 1)


def leaves_the_program(x):
    # the command line must not go with it, nor report that all is well
    sys.exit(0)


# --- what only looks like it ----------------------------------------------------------------


def printed_on_the_way(x):
    # formatting reads the value and gives back text
    label = f"{x:.2f} squared is {x**2:8.3e}, not {x} or {x!r}"
    assert label.startswith("1.70 squared is 2.890e+00")
    return x**3


def returns_integers(x):
    # constants, with a Jacobian of zeros
    return np.array([1, 2])


def in_place_through_another_name(x):
    # y and x are one array, so that NumPy gives (x + 1)²; rebinding y alone gives (x + 1) x
    y = x
    y += 1
    return y * x


def returns_zeros_and_ones(x):
    # as constant as the integers above: x is only compared
    return np.where(x > 0, 1, 0)


def sorted_by_python(x):
    # comparisons alone: the order is that of the point
    return operator.mul(*sorted(x)[1:])


REFUSED = {
    "deleted_item": ([[0.7, -1.3, 2.1]], "delet"),
    "read_back_from_its_text": ([[0.7, -1.3, 2.1]], "text"),
    "made_complex": ([1.7], "complex"),
    "imaginary_exponential": ([1.7], "complex"),
    "truncated_by_dtype": ([[0.7, -1.3, 2.1]], "int"),
    "truncated_by_astype": ([[0.7, -1.3, 2.1]], "int"),
    "range_over_a_traced_number": ([3.0], "integer"),
    "traced_value_as_an_index": ([1.0, [0.7, -1.3, 2.1]], "ind"),  # index, indices
    "dictionary_key": ([1.7], "hash"),
    "element_of_a_set": ([[0.7, -1.3, 2.1]], "hash"),
    "buffer": ([[0.7, -1.3, 2.1]], "data"),
    "memory_view": ([[0.7, -1.3, 2.1]], "memoryview"),
    "eigenvalues": ([[[1.2, -0.7], [0.4, 2.3]]], "eigvals"),
    "fourier_transform": ([[0.7, -1.3, 2.1]], "fft"),
    "foreign_ufunc": ([[0.7, 1.3, 2.1]], "gamma"),
    "misspelled": ([1.7], "sinn"),
    "returns_a_string": ([1.7], "str"),
    "returns_nothing": ([1.7], "None"),
    "returns_a_function": ([1.7], "function"),
    "returns_complex": ([[0.7, -1.3, 2.1]], "complex"),
    "too_few_points": ([1.7], "second"),
    "too_many_points": ([1.7, 0.6], "too_many_points"),
    "no_parameters": ([], "parameter"),
    "shapes_that_do_not_match": ([[[1.2, -0.7], [0.4, 2.3]], [0.7, -1.3, 2.1]], "matmul"),
    "shapes_that_do_not_broadcast": ([[1.7, -0.6], [0.7, -1.3, 2.1]], "broadcast"),
    "ambiguous_truth": ([[0.7, -1.3, 2.1]], "ambiguous"),
    "index_out_of_bounds": ([[0.7, -1.3, 2.1]], "out of bounds"),
    "division_of_constants_by_zero": ([[0.7, -1.3, 2.1]], "ZeroDivisionError"),
    "unknown_key": ([[0.7, -1.3, 2.1]], "medium"),
    "failed_assertion": ([[-0.7, 1.3]], "the first entry must be positive"),
    "undefined_name": ([1.7], "velocity"),
    "infinite_recursion": ([1.7], "recursion"),
    "leaves_the_program": ([1.7], "exit"),
}

# name: (point, Jacobian, by hand)
NOT_REFUSED = {
    "made_a_float": ([1.7], [[2 * 1.7]]),
    "math_sine": ([1.7], [[math.cos(1.7)]]),
    "math_square_root": ([[1.7, -0.6]], [[1.7 / math.sqrt(3.25), -0.6 / math.sqrt(3.25)]]),
    "made_an_integer": ([1.7], [[1.0]]),
    "printed_on_the_way": ([1.7], [[3 * 1.7**2]]),
    "returns_integers": ([[0.7, -1.3, 2.1]], [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]),
    "in_place_through_another_name": ([[0.7, -1.3]], [[2 * 1.7, 0.0], [0.0, 2 * -0.3]]),
    "returns_zeros_and_ones": ([[0.7, -1.3]], [[0.0, 0.0], [0.0, 0.0]]),
    "vectorized": ([[0.7, -1.3, 2.1]], [[1.4, 0, 0], [0, 0, 0], [0, 0, 4.2]]),
    "sorted_by_python": ([[0.7, -1.3, 2.1]], [[2.1, 0.0, 0.7]]),
}
