"""All sorts, from notebooks."""
import functools
import math
import operator
import warnings

import numpy as np

g = 9.81
DEBUG = False


def timed(func):
    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        if DEBUG:
            print("calling", func.__name__)
        return func(*args, **kwargs)
    return wrapper


# at: [0.3, 0.8, -0.4]
@timed
def decorated(x):
    return np.sum(x ** 3)


# at: [0.3, 0.8, -0.4]
def with_prints_and_guards(x):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1:
        raise ValueError("expected a vector, got %d axes" % x.ndim)
    if np.any(np.isnan(x)):
        return np.zeros_like(x)
    y = np.atleast_1d(x) * 2
    print("first entry", y[0], f"{y[1]:.3f}", "%.2f" % y[2])
    return y / np.max(np.abs(y))


# at: 0.7
def scalar_or_array(x):
    if np.isscalar(x):
        x = np.array([x])
    x = np.atleast_1d(x)
    return np.exp(-x) * np.ones(3)


# at: [0.3, 1.8, -0.4, 2.5]
def piecewise_tax(x):
    return np.piecewise(x, [x < 0, (x >= 0) & (x < 2), x >= 2], [0, lambda t: 0.5 * t ** 2, lambda t: 2 * t - 2])


# at: [0.3, 1.8, -0.4, 2.5]
def selected(x):
    cond = [x < 0, x < 1, x < 2]
    return np.select(cond, [x ** 2, np.sin(x), x * 3], default=x - 1)


# at: [0.3, 1.8, -0.4, 2.5]
def nested_where(x):
    return np.where(x < 0, 0, np.where(x < 2, x, np.sqrt(np.abs(x))))


# at: [0.3, 0.5], [1.0, 2.0, 3.0]
def meshgrid_surface(a, xs):
    X, Y = np.meshgrid(xs, np.array([0.5, 1.5]))
    Z = a[0] * X ** 2 + a[1] * Y * X
    return Z


# at: [0.3, 0.5]
def grid_by_indices(a):
    i, j = np.indices((2, 3))
    return np.exp(-a[0] * i) * np.cos(a[1] * j)


# at: [0.3, 0.5]
def grid_by_mgrid(a):
    yy, xx = np.mgrid[0:2, 0:3]
    r = np.sqrt((xx - a[0]) ** 2 + (yy - a[1]) ** 2)
    return r


# at: [0.3, 1.8, 0.4, 2.5, 1.1]
def weighted_histogram(w):
    x = np.array([0.1, 0.5, 1.2, 1.7, 0.6])
    bins = np.digitize(x, [0.5, 1.0, 1.5])
    out = np.zeros(4)
    for b, wi in zip(bins, w):
        out[b] += wi
    return out


# at: [0.3, 1.8, 0.4, 2.5, 1.1]
def group_sums(w):
    groups = np.array([0, 1, 0, 2, 1])
    return np.bincount(groups, weights=w, minlength=3)


# at: [0.3, 1.8, 0.4, 2.5, 1.1]
def group_means(v):
    labels = ["a", "b", "a", "c", "b"]
    out = {}
    for l in sorted(set(labels)):
        m = np.array([lab == l for lab in labels])
        out[l] = v[m].mean()
    return np.array([out[k] for k in ("a", "b", "c")])


# at: [0.2, 0.9, 0.4, 0.7], [0.5, 1.7, 2.2]
def interpolated(fp, x):
    return np.interp(x, np.arange(4), fp)


# at: [0.2, 0.9, 0.4, 0.7, 0.3]
def polynomial_fit(y):
    x = np.linspace(0, 1, 5)
    c = np.polyfit(x, y, 2)
    return np.polyval(c, 0.5)


# at: [0.2, 0.9, 0.4, 0.7, 0.3]
def trapezoid_and_simpson(y):
    h = 0.25
    trap = h * (y[0] / 2 + y[1:-1].sum() + y[-1] / 2)
    simp = h / 3 * (y[0] + y[-1] + 4 * np.sum(y[1:-1:2]) + 2 * np.sum(y[2:-2:2]))
    return trap, simp


# at: 0.4, 1.6
def quadrature(a, b):
    nodes, weights = np.polynomial.legendre.leggauss(4)
    x = 0.5 * (b - a) * nodes + 0.5 * (a + b)
    return 0.5 * (b - a) * np.sum(weights * np.exp(-x ** 2))


# at: [0.2, 0.9, 0.4, 0.7]
def enumerate_and_dict(x):
    d = {f"p{i}": v for i, v in enumerate(x)}
    d["p0"] *= 3
    return np.array(list(d.values())) + d["p1"]


# at: [0.2, 0.9, 0.4, 0.7]
def python_builtins(x):
    big = max(x)
    small = min(list(x))
    mid = sorted(x)[1]
    return np.array([big - small, mid, sum(x) / len(x), abs(-x[0]), pow(x[1], 3)])


# at: [0.2, 0.9, 0.4, 0.7]
def maps_and_filters(x):
    pos = list(filter(lambda v: v > 0.3, x))
    sq = list(map(lambda v: v * v, pos))
    return functools.reduce(operator.add, sq) + functools.reduce(lambda a, b: a * b, x, 1.0)


# at: [0.2, 0.9, 0.4, 0.7]
def row_wise(x):
    M = np.outer(x, x) + np.eye(4)
    return np.apply_along_axis(lambda r: r.max() - r.mean(), 1, M)


def _clip_speed(v, limit):
    if v > limit:
        return limit + 0.1 * (v - limit)
    return v


clip_speed = np.vectorize(_clip_speed)


# at: [0.2, 0.9, 0.4, 0.7]
def vectorised(v):
    return clip_speed(v, 0.5)


# at: [0.2, 0.9, 0.4, 0.7]
def nd_iteration(x):
    M = x.reshape(2, 2)
    out = np.zeros((2, 2))
    for idx, v in np.ndenumerate(M):
        out[idx] = v ** (1 + idx[0])
    for i, j in np.ndindex(2, 2):
        out[i, j] += 0.1 * M[j, i]
    return out


# at: [0.2, 0.9, 0.4, 0.7]
def fancy_update(x):
    y = x.copy()
    y[[0, 2]] *= 3
    y[np.array([True, False, False, True])] -= 0.5
    y[y > 0.8] = 0.8
    return y


# at: [0.2, 0.9, 0.4, 0.7]
def swaps(x):
    x = list(x)
    for i in range(len(x)):
        for j in range(len(x) - 1 - i):
            if x[j] > x[j + 1]:
                x[j], x[j + 1] = x[j + 1], x[j]
    return np.array(x) * np.arange(4)


# at: [0.2, 0.9, 0.4, 0.7]
def array_bubble_sort(a):
    a = a.copy()
    for i in range(len(a)):
        for j in range(len(a) - 1):
            if a[j] > a[j + 1]:
                tmp = a[j]
                a[j] = a[j + 1]
                a[j + 1] = tmp
    return a @ [1, 2, 3, 4]


# at: [0.2, 0.9, 0.4, 0.7]
def top_two(x):
    i = np.argmax(x)
    mask = np.ones(len(x), dtype=bool)
    mask[i] = False
    j = np.argmax(np.where(mask, x, -np.inf))
    return x[i] - x[j]


# at: [0.2, 0.9, 0.4, 0.7]
def one_hot_lookup(scores):
    onehot = np.zeros((2, 4))
    onehot[np.arange(2), [3, 1]] = 1
    return onehot @ scores


# at: [0.2, 0.9, 0.4], [0.7, 0.1, 0.3]
def einsum_many(a, b):
    M = np.einsum("i,j->ij", a, b)
    t = np.einsum("ii", M)
    v = np.einsum("ij,j->i", M, a)
    return v + t


# at: [[0.2, 0.9], [0.4, 0.7]], [[0.1, 0.3], [0.6, 0.5]]
def blocks(A, B):
    top = np.hstack((A, np.zeros((2, 2))))
    bottom = np.concatenate([B, A.T], axis=1)
    M = np.vstack((top, bottom))
    N = np.block([[A, B], [B.T, np.eye(2)]])
    return M @ N[:, 0]


# at: [[0.2, 0.9], [0.4, 0.7]]
def symmetric_part_from_triangle(A):
    iu = np.triu_indices(2)
    packed = A[iu]
    S = np.zeros((2, 2))
    S[iu] = packed
    S = S + S.T - np.diag(np.diag(S))
    return S


# at: [0.3, -0.2, 0.9]
def packed_cholesky(v):
    L = np.zeros((2, 2))
    L[np.tril_indices(2)] = v
    L[np.diag_indices(2)] = np.exp(L[np.diag_indices(2)])
    return L @ L.T


# at: [0.3, 0.2, 0.9]
def stick_breaking(v):
    beta = 1 / (1 + np.exp(-v))
    remaining = np.cumprod(1 - beta)
    w = np.concatenate([beta[:1], beta[1:] * remaining[:-1]])
    return np.append(w, remaining[-1])


# at: [0.3, 0.2, 0.9, 0.5]
def log_sum_exp_loop(x):
    m = -np.inf
    for v in x:
        if v > m:
            m = v
    s = 0.0
    for v in x:
        s += math.exp(v - m)
    return m + math.log(s)


# at: 3.7
def newton_sqrt(a):
    x = a
    while True:
        nx = 0.5 * (x + a / x)
        if abs(nx - x) < 1e-12:
            return nx
        x = nx


# at: 0.8, 0.3
def kepler_equation(M, e):
    E = M if e < 0.8 else math.pi
    for k in range(50):
        d = (E - e * math.sin(E) - M) / (1 - e * math.cos(E))
        E -= d
        if abs(d) < 1e-14:
            break
    nu = 2 * math.atan2(math.sqrt(1 + e) * math.sin(E / 2), math.sqrt(1 - e) * math.cos(E / 2))
    return nu


# at: 2.0
def bisection(c):
    lo, hi = 0.0, 3.0
    for _ in range(40):
        mid = (lo + hi) / 2
        if mid ** 2 > c:
            hi = mid
        else:
            lo = mid
    x = (lo + hi) / 2
    return x - (x ** 2 - c) / (2 * x)


# at: 0.6, 0.2
def agm(a, b):
    for _ in range(5):
        a, b = (a + b) / 2, math.sqrt(a * b)
    return math.pi / 2 / a


# at: 0.6
def taylor_sine(x):
    term = x
    s = 0
    n = 1
    while abs(term) > 1e-17:
        s += term
        term *= -x * x / ((n + 1) * (n + 2))
        n += 2
    return s


# at: 20.0, 0.7, 0.1
def projectile(v0, angle, drag):
    x, y = 0.0, 0.0
    vx, vy = v0 * math.cos(angle), v0 * math.sin(angle)
    dt = 0.05
    for _ in range(10):
        v = math.hypot(vx, vy)
        vx -= drag * v * vx * dt
        vy -= (g + drag * v * vy) * dt
        x += vx * dt
        y += vy * dt
    return x, y


# at: 0.3, 1.7
def math_potpourri(a, b):
    return np.array([math.pow(a, b), math.tanh(a), math.log1p(b), math.expm1(a), math.fabs(-a), math.dist([a, 0], [b, 1]),
                     math.log(b, 2), math.log10(b), math.asinh(a), math.copysign(a, -b), math.fsum([a, b, a]), math.degrees(a)])


# at: [0.3, 1.7]
def float_of_entries(x):
    a = float(x[0])
    b = x[1].item()
    c = np.float64(x[0])
    return a * b + c


# at: [0.2, 0.9, 0.4, 0.7]
def to_list_and_back(x):
    vals = x.tolist()
    vals.append(vals[0] * 2)
    vals.insert(0, 1.0)
    vals.reverse()
    return np.array(vals) ** 2


# at: [0.2, 0.9, 0.4, 0.7]
def warnings_silenced(x):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        r = np.log(x)
    old = np.seterr(divide="ignore")
    r = r / x
    np.seterr(**old)
    return r


# at: [0.2, 0.9, 0.4, 0.7]
def try_and_fall_back(x):
    try:
        n = len(x)
    except TypeError:
        n = 1
    return x / n


# at: [0.2, 0.9, 0.4, 0.7]
def zero_padded_shift(x):
    e = np.empty_like(x)
    num, fill_value = 1, 0.0
    if num > 0:
        e[:num] = fill_value
        e[num:] = x[:-num]
    return e - x


# at: [0.2, 0.9, 0.4, 0.7]
def exclusive_scan(x):
    out = np.r_[0.0, np.cumsum(x)[:-1]]
    return out * x[::-1]


# at: [0.2, 0.9, 0.4, 0.7]
def minmax_scaled(x):
    return (x - x.min()) / (x.max() - x.min())


# at: [0.2, 0.9, 0.4, 0.7]
def accumulate_ufuncs(x):
    return np.add.reduce(x) + np.multiply.accumulate(x) + np.logaddexp.reduce(x)


# at: [0.2, 0.9, 0.4, 0.7, 0.3, 0.8]
def sliding_windows(x):
    w = np.lib.stride_tricks.sliding_window_view(x, 3)
    return w.std(axis=1)


# at: [0.2, 0.9, 0.4, 0.7]
def gradient_and_curvature(y):
    dy = np.gradient(y, 0.1)
    ddy = np.gradient(dy, 0.1)
    return np.abs(ddy) / (1 + dy ** 2) ** 1.5


# at: [0.2, 0.9, 0.4, 0.7]
def impedance(p):
    R, L, C, w = p
    Z = R + 1j * w * L + 1 / (1j * w * C)
    return np.abs(Z)


# at: [0.2, 0.9, 0.4, 0.7]
def spectrum_power(x):
    F = np.fft.rfft(x)
    return np.abs(F) ** 2


# at: [0.5, 0.3]
def complex_polynomial(p):
    z = complex(0.3, 0.4)
    w = p[0] * z ** 2 + p[1] * z
    return np.array([w.real, w.imag])


# at: [0.2, 0.9, 0.4, 0.7]
def single_precision(x):
    return np.float32(0.5) * x.astype(np.float64)


# at: [0.2, 0.9, 0.4, 0.7]
def structured_record(x):
    rec = np.zeros(2, dtype=[("pos", float), ("vel", float)])
    rec["pos"] = x[:2]
    rec["vel"] = x[2:]
    return rec["pos"] + 0.1 * rec["vel"]


# at: [[0.2, 0.9], [0.4, 0.7]]
def old_matrix(A):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        M = np.asmatrix(A)
        return np.asarray(M * M.T)


# at: [0.2, 0.9, 0.4, 0.7]
def masked_mean(x):
    m = np.ma.masked_less(x, 0.3)
    return m.mean()


# at: [0.2, 0.9, 0.4, 0.7]
def nan_aware(x):
    y = np.where(x > 0.5, x, np.nan)
    return np.nanmean(y) + np.nansum(y)


# at: [0.2, 0.9, 0.4, 0.7]
def object_array(x):
    cells = np.empty(2, dtype=object)
    cells[0] = x[:2]
    cells[1] = x[2:] * 2
    return cells[0] @ cells[1]


# at: [0.2, 0.9, 0.4, 0.7]
def percentile_range(x):
    q75, q25 = np.percentile(x, [75, 25])
    return q75 - q25


# at: [0.2, 0.9, 0.4, 0.7]
def signs_and_steps(x):
    return np.sign(x - 0.5) * x + np.heaviside(x - 0.5, 0.5) * x ** 2 + np.floor(3 * x) * x


# at: [0.2, 0.9, 0.4, 0.7], [0.1, 0.2]
def convolved(x, k):
    return np.convolve(x, k, mode="same") + np.convolve(x, k)[1:]


# at: [0.2, 0.9, 0.4]
def tensor_train(x):
    T = np.tensordot(np.outer(x, x), x, axes=0)
    return np.tensordot(T, np.ones((3, 3)), axes=([0, 1], [0, 1])) + T[1, 2]


# at: [0.2, 0.9, 0.4, 0.7]
def in_place_everything(x):
    y = x * 1.0
    y += 1
    y *= x
    y -= 0.5
    y /= 2
    y **= 2
    np.sqrt(y, out=y)
    np.multiply(y, 3, y)
    return y


# at: [0.2, 0.9, 0.4, 0.7]
def strided_writes(x):
    out = np.zeros(8)
    out[::2] = x
    out[1::2] = x[::-1] * 2
    view = out[2:6]
    view += 1
    view[0], view[-1] = view[-1], view[0]
    return out


def _fill_row(row, value):
    for i in range(row.shape[0]):
        row[i] = value * (i + 1)


# at: [0.2, 0.9]
def written_by_a_function(x):
    M = np.zeros((2, 3))
    for r, v in zip(M, x):
        _fill_row(r, v)
    M.T[0] *= 10
    flat = M.ravel()
    flat[-1] = -1
    return M


# at: [0.2, 0.9, 0.4, 0.7]
def unpacked_into_slices(x):
    a = np.zeros(4)
    a[:2], a[2:] = x[2:], x[:2]
    (a[0], a[3]) = (a[3], a[0])
    return a


# at: [0.2, 0.9, 0.4, 0.7]
def state_in_a_global(x):
    global counter
    counter = 0
    for v in x:
        counter = counter + v
    return counter


# at: [0.2, 0.9, 0.4, 0.7]
def type_checks(x):
    if isinstance(x, np.ndarray) and x.dtype.kind == "f":
        return np.tanh(x)
    return x * 0


# at: [0.2, 0.9, 0.4, 0.7]
def memoised_fib_weights(x):
    @functools.lru_cache(None)
    def fib(n):
        return n if n < 2 else fib(n - 1) + fib(n - 2)
    return sum(fib(i + 2) * x[i] for i in range(len(x)))


# at: [0.2, 0.9, 0.4, 0.7]
def resampled(x):
    idx = np.random.RandomState(5).permutation(len(x))
    a, b = np.split(x[idx], 2)
    return np.mean(a) - np.mean(b)


# at: [0.2, 0.9, 0.4, 0.7]
def delayed_embedding(x):
    return np.array([x[i:i + 2] for i in range(len(x) - 1)]).T


# at: [0.2, 0.9, 0.4, 0.7]
def any_all_logic(x):
    if (x > 0).all() and not np.any(x > 2):
        return np.prod(x)
    return 0.0
