import numpy
import numpy as np
import numpy.linalg as LA
import math as m
import copy
import itertools
import operator
import random
import sys
from collections import OrderedDict, defaultdict, deque, namedtuple, Counter
from enum import Enum
from numpy import array, zeros, dot, cos, sin
from numpy.linalg import norm, inv, det
from typing import Dict, Tuple, Union

try:
    from numba import njit
except ImportError:
    def njit(*args, **kwargs):
        if len(args) == 1 and callable(args[0]):
            return args[0]
        return lambda f: f

Point = namedtuple("Point", "x y")
TABLE = np.array([[0.0, 1.0], [0.5, 2.0], [1.0, 5.0]])
HISTORY = []
GAINS = {"p": 1.2, "i": 0.3, "d": 0.05}
ArrayLike = Union[float, np.ndarray]


class Mode(Enum):
    LINEAR = 1
    QUADRATIC = 2


# at: [0.4, 0.9, 1.3]
@njit
def compiled_if_possible(x):
    s = 0.0
    for i in range(x.shape[0]):
        s += x[i] * x[i] if i % 2 == 0 else m.sin(x[i])
    return s


# at: [0.4, 0.9, 1.3]
@njit(cache=True)
def compiled_with_options(x):
    out = np.empty(x.shape[0], dtype=np.float64)
    for i in range(len(x)):
        acc = 0.0
        for j in range(i + 1):
            acc += x[j]
        out[i] = acc / (i + 1)
    return out


# at: [0.4, 0.9, 1.3, 0.2, 0.6, 0.8]
def shape_by_assignment(v):
    a = v.copy()
    a.shape = (2, 3)
    a[:, 0] *= 2
    return a.T


# at: [0.4, 0.9, 1.3]
def column_vectors(v):
    c = v.reshape(-1, 1)
    r = v[np.newaxis, :]
    P = c @ r
    return (r @ P @ c).item(), P[:, [0]]


# at: [[0.4, 0.9], [1.3, 0.2]]
def via_linalg_aliases(A):
    return LA.det(A) + det(A.T) + norm(A) + LA.norm(A[0], 1) + inv(A)[0, 1] + numpy.trace(A)


# at: 0.35
def table_lookup(x):
    for (x0, y0), (x1, y1) in zip(TABLE[:-1], TABLE[1:]):
        if x0 <= x <= x1:
            return y0 + (x - x0) / (x1 - x0) * (y1 - y0)
    raise ValueError("outside")


# at: [0.4, 0.9, 1.3]
def pid_run(errors):
    integral, last, out = 0.0, 0.0, []
    for e in errors:
        integral += e * 0.1
        out.append(GAINS["p"] * e + GAINS["i"] * integral + GAINS["d"] * (e - last) / 0.1)
        last = e
    return np.array(out)


# at: [0.4, 0.9, 1.3]
def recorded_history(x):
    HISTORY.clear()
    for v in x:
        HISTORY.append(v ** 2)
    return HISTORY[-1] + sum(HISTORY)


# at: 0.4, 0.9
def with_namedtuple(x, y):
    p = Point(x, y)
    q = p._replace(x=p.y * 2)
    return Point(p.x * q.x, p.y - q.y ** 2)


# at: [0.4, 0.9, 1.3]
def switch_on_an_enum(x, mode=Mode.QUADRATIC):
    if mode is Mode.LINEAR:
        return x.sum()
    elif mode == Mode.QUADRATIC:
        return (x ** 2).sum()
    else:
        raise NotImplementedError(mode)


# at: [0.4, 0.9, 1.3]
def matched(x):
    match x.shape:
        case (n,):
            return x.sum() / n
        case (n, k):
            return x.sum() / (n * k)


# at: [0.4, 0.9, 1.3]
def defaultdict_of_sums(x):
    d = defaultdict(float)
    for k, v in zip("aba", x):
        d[k] += v
    return np.array([d["a"], d["b"]])


# at: [0.4, 0.9, 1.3, 0.2]
def sliding_deque(x):
    window = deque(maxlen=2)
    out = []
    for v in x:
        window.append(v)
        out.append(sum(window) / len(window))
    return np.array(out)


# at: [0.4, 0.9, 1.3]
def accumulated(x):
    return np.array(list(itertools.accumulate(x, operator.mul)))


# at: [0.4, 0.9, 1.3]
def starred_unpacking(x):
    first, *rest = x
    a, b = rest
    return np.array([first * a, *rest, b ** 2])


# at: [0.4, 0.9, 1.3]
def walrus_and_ternary(x):
    return y if (y := x[0] * x[1]) > 0.5 else y ** 2 + x[2]


# at: [0.4, 0.9, 1.3]
def sentinel_loop(x):
    best, arg = None, None
    for i, v in enumerate(x):
        if best is None or v > best:
            best, arg = v, i
    return best * (arg + 1)


# at: [0.4, 0.9, 1.3]
def zipped_comprehension(x):
    return np.array([[a * b if a < b else a - b for a in x] for b in x])


# at: [0.4, 0.9, 1.3]
def deep_copied(x):
    params = {"w": x, "nested": {"b": x[:2] * 2}}
    other = copy.deepcopy(params)
    other["w"] = other["w"] + 1
    other["nested"]["b"][0] = 0.0
    return params["w"] * other["w"] + params["nested"]["b"].sum()


# at: [0.4, 0.9, 1.3]
def numerical_gradient_inside(x):
    """Somebody's own finite differences."""
    def f(z):
        return np.sum(z ** 3)
    grad = np.zeros_like(x)
    eps = 1e-3
    for i in range(x.size):
        xp, xm = x.copy(), x.copy()
        xp[i] += eps
        xm[i] -= eps
        grad[i] = (f(xp) - f(xm)) / (2 * eps)
    return grad


# at: [0.4, 0.9, 1.3]
def numerical_gradient_in_place(x):
    f = lambda z: np.prod(z)
    h = 1e-2
    grad = np.zeros_like(x)
    it = range(x.size)
    for idx in it:
        tmp = x[idx]
        x[idx] = tmp + h
        fxh1 = f(x)
        x[idx] = tmp - h
        fxh2 = f(x)
        grad[idx] = (fxh1 - fxh2) / (2 * h)
        x[idx] = tmp
    return grad


# at: [0.4, 0.9, 1.3]
def iterated_with_nditer(x):
    out = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"])
    while not it.finished:
        i = it.multi_index
        out[i] = x[i] ** 2
        it.iternext()
    return out


# at: [0.4, 0.9, 1.3]
def string_formatting_on_the_way(x):
    name = "x=%g" % x[0]
    msg = "{:.2f} and {}".format(x[1], x)
    assert isinstance(name + msg, str)
    sys.stdout.write("")
    return x @ x


# at: [0.4, 0.9, 1.3]
def rounding_for_the_printout(x):
    shown = np.round(x, 2)
    print(shown, round(float(x[0]), 3))
    return x.dot(x)


# at: [0.4, 0.9, 1.3]
def seeded_by_random(x):
    random.seed(4)
    w = [random.random() for _ in x]
    return np.dot(w, x)


# at: [0.4, 0.9, 1.3]
def convergence_by_allclose(x):
    y = x.copy()
    for _ in range(60):
        new = np.cos(y) * 0.5 + 0.5 * x
        if np.allclose(new, y, atol=1e-13):
            break
        y = new
    return y


# at: [[0.4, 0.9], [1.3, 0.2]]
def rows_as_points(P):
    total = 0
    for (x1, y1), (x2, y2) in itertools.combinations(P, 2):
        total += m.hypot(x1 - x2, y1 - y2)
    return total


# at: [[0.4, 0.9], [1.3, 0.2], [0.5, 0.1]]
def sorted_by_a_column(P):
    Q = P[P[:, 1].argsort()]
    return np.cumsum(Q[:, 0]) * Q[:, 1]


# at: [0.4, 0.9, 1.3]
def sorted_pairs(x):
    pairs = sorted(zip([3, 1, 2], x))
    return np.array([v * k for k, v in pairs])


# at: [0.4, 0.9, 1.3]
def sorted_with_a_key(x):
    order = sorted(range(len(x)), key=lambda i: -x[i])
    return x[order] * [1, 10, 100]


# at: [0.4, 0.9, 1.3]
def maximum_with_a_key(x):
    far = max(x, key=lambda v: abs(v - 0.6))
    return far ** 2


# at: [0.4, 0.9, 1.3], 0.5
def truncated_at(x, limit):
    y = np.minimum(x, limit)
    y[y == limit] *= 2
    return y


# at: [0.4, 0.9, 1.3]
def row_and_column_tricks(x):
    M = np.tile(x, (3, 1))
    M[np.diag_indices(3)] = 0
    M[0] = M[1] + M[2]
    M[:, 2] = M[:, 0]
    M = np.delete(M, 1, axis=0)
    M = np.insert(M, 0, x, axis=0)
    return M


# at: [0.4, 0.9, 1.3]
def upper_triangle_loss(x):
    D = np.abs(x[:, None] - x[None, :])
    iu = np.triu_indices(3, k=1)
    return D[iu].mean(), D[np.triu(np.ones((3, 3), bool), 1)].max()


# at: [0.4, 0.9, 1.3]
def batched_matrices(x):
    A = np.zeros((3, 2, 2))
    A[:, 0, 0] = x
    A[:, 1, 1] = x ** 2
    A[:, 0, 1] = 0.1
    b = np.ones((3, 2, 1))
    return np.linalg.solve(A, b)[..., 0], np.linalg.det(A)


# at: [0.4, 0.9, 1.3]
def stacked_rotations(angles):
    R = np.empty((len(angles), 2, 2))
    R[:, 0, 0] = R[:, 1, 1] = np.cos(angles)
    R[:, 0, 1] = -np.sin(angles)
    R[:, 1, 0] = np.sin(angles)
    return np.einsum("nij,j->ni", R, np.array([1.0, 2.0]))


# at: [[0.4, 0.9, 1.3], [0.1, 0.2, 0.3]]
def mean_shift(X):
    Y = np.zeros(X.shape)
    for i, row in enumerate(X):
        w = np.exp(-np.sum((X - row) ** 2, axis=1))
        Y[i, :] = (w[:, None] * X).sum(axis=0) / w.sum()
    X[:] = Y
    return X


# at: [0.4, 0.9, 1.3]
def polynomial_objects(c):
    p = np.poly1d(c)
    return p(0.5) + np.polyval(c, 2.0)


# at: [0.4, 0.9, 1.3]
def chebyshev_series(c):
    return np.polynomial.chebyshev.chebval(0.3, c) + np.polynomial.polynomial.polyval(0.5, c)


# at: [0.4, 0.9, 1.3]
def big_factorials(x):
    s = 0
    for n in range(25):
        s = s + (-1) ** n * x ** (2 * n + 1) / m.factorial(2 * n + 1)
    return s


# at: [0.4, 0.9, 1.3]
def integer_and_float_powers(x):
    return x ** 2 + x ** -1 + x ** 0.5 + 2 ** x + x ** np.arange(3) + (-1) ** np.arange(3) * x


# at: [0.4, 0.9, 1.3]
def integer_arrays_beside(x):
    n = np.array([1, 2, 3])
    k = n // 2
    k[0] = 5
    return x * k + n / x


# at: [0.4, 0.9, 1.3]
def bool_arithmetic(x):
    pos = (x > 0.5) * 1.0
    neg = (x <= 0.5).astype(float)
    return pos * x ** 2 + neg * x + np.count_nonzero(x > 0.5)


# at: [0.4, 0.9, 1.3]
def nonzero_and_argwhere(x):
    (idx,) = np.nonzero(x > 0.5)
    j = np.argwhere(x > 1.0).ravel()
    k = np.where(x < 0.5)[0]
    return x[idx].sum() * x[j[0]] + x[k]


# at: [0.4, 0.9, 1.3]
def searchsorted_bins(x):
    edges = np.array([0.0, 0.5, 1.0, 1.5])
    b = np.searchsorted(edges, x) - 1
    return (x - edges[b]) / (edges[b + 1] - edges[b])


# at: [0.4, 0.9, 1.3]
def unique_groups(x):
    g = np.array([2, 0, 2])
    return np.array([x[g == u].sum() for u in np.unique(g)])


# at: [0.4, 0.9, 1.3]
def modulo_and_wrap(x):
    ang = 7 * x
    wrapped = (ang + np.pi) % (2 * np.pi) - np.pi
    return np.unwrap(wrapped) + np.fmod(ang, 2.0) + np.remainder(ang, 3)


# at: [0.4, 0.9, 1.3]
def running_extremes(x):
    hi = np.maximum.accumulate(np.sin(5 * x))
    lo = np.minimum.reduce([x, x[::-1], 0.8 * np.ones(3)])
    return hi - lo


# at: [0.4, 0.9, 1.3]
def outer_ufuncs(x):
    return np.subtract.outer(x, x) ** 2 + np.multiply.outer(x, [1, 2, 3]) + np.add.outer(x, x)


# at: [0.4, 0.9, 1.3]
def summed_where(x):
    return np.sum(x, where=x > 0.5, initial=1.0) + np.mean(x, where=[True, False, True])


# at: [0.4, 0.9, 1.3]
def einsum_of_strangers(x):
    A = np.einsum("i,j,k->ijk", x, x, x, optimize=True)
    return np.einsum("ijj->i", A) + np.einsum("...i->...", A).sum(1)


# at: [[0.4, 0.9], [1.3, 0.2]]
def old_style_dot_chains(A):
    I = np.identity(2)
    return np.dot(np.dot(A.transpose(), I), A).trace() + A.dot(A).sum() + np.vdot(A, A) + np.inner(A, A)[0, 1]


# at: [[0.4, 0.9], [1.3, 0.2]]
def flattened_in_fortran_order(A):
    v = A.flatten("F")
    return v.reshape(2, 2, order="F") * A.ravel(order="C").reshape(2, 2)


# at: [0.4, 0.9, 1.3]
def views_of_views(x):
    buf = np.zeros((2, 3))
    top = buf[0]
    top[:] = x
    tail = top[1:]
    tail *= 10
    buf[1] = top[::-1]
    both = buf.reshape(-1)
    both[0] = -1
    return buf


# at: [0.4, 0.9, 1.3]
def written_through_zip(x):
    A = np.zeros((3, 2))
    for row, v in zip(A, x):
        row[:] = [v, v * v]
    B = np.zeros((2, 3))
    for j in range(3):
        B[:, j] = A[j]
    return A @ B


# at: [0.4, 0.9, 1.3]
def list_of_buffers(x):
    bufs = [np.zeros(2) for _ in range(3)]
    for b, v in zip(bufs, x):
        b += v
    bufs[0][1] = bufs[2][0] * 2
    return np.array(bufs)


# at: [0.4, 0.9, 1.3]
def same_row_thrice(x):
    rows = [[0.0] * 2] * 3
    rows[0][0] = x[0]
    rows[2][1] = x[1]
    return np.array(rows)


class Accumulator:
    """Keeps its array from call to call."""

    def __init__(self, n=3):
        self.total = np.zeros(n)
        self.count = 0

    def add(self, x):
        self.total += x
        self.count += 1
        return self

    @property
    def mean(self):
        return self.total / max(self.count, 1)


# at: [0.4, 0.9, 1.3]
def accumulator_of_our_own(x):
    acc = Accumulator()
    acc.add(x).add(x ** 2)
    acc.total[0] -= 0.5
    return acc.mean


def _relu_in_place(z):
    z[z < 0.6] = 0
    return z


# at: [0.4, 0.9, 1.3]
def helpers_that_write(x):
    y = 2 * x
    _relu_in_place(y[1:])
    _relu_in_place(x)
    return y + x


# at: [0.4, 0.9, 1.3]
def swapped_rows(x):
    M = np.outer(x, [1.0, 2.0, 4.0])
    M[[0, 2]] = M[[2, 0]]
    M[:, [0, 1]] = M[:, [1, 0]]
    M[0], M[1] = M[1].copy(), M[0].copy()
    return M


# at: [0.4, 0.9, 1.3]
def insertion_sort(a):
    for i in range(1, len(a)):
        key = 2 - a[i]
        j = i - 1
        while j >= 0 and a[j] > key:
            a[j + 1] = a[j]
            j -= 1
        a[j + 1] = key
    return a


# at: [0.4, 0.9, 1.3]
def early_return(x):
    if x[0] < 0:
        return x
    for v in x:
        if v > 1:
            return x * v
    return 0 * x


# at: [0.4, 0.9, 1.3]
def dict_of_results(x):
    mu = x.mean()
    return {"mean": mu, "centred": x - mu, "both": (mu, x[0])}


@np.vectorize(otypes="d", excluded=["limit"])
def _ramped(v, limit=0.5):
    return v * v if v < limit else 2 * v


# at: [0.4, 0.9, 1.3]
def vectorised_with_options(x):
    return _ramped(x, limit=0.8)
