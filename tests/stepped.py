"""NumPy and math whose arrays are complex: a derivative is carried in the imaginary part.

The complex step (Squire & Trapp 1998) asks that a program be run on x + ih·eⱼ. NumPy's makers give
floats, |x| of a complex number is its length, and arctan2, std, cholesky take conjugates: here they
do what they do to real numbers, carried on to first order. What is not known so raises.
"""

import cmath
import math
import types

import numpy as np


def real(x):
    """The real part of a number or an array."""
    return np.real(x)


def by_sign(x):
    """|x| of a real x that carries its derivative in the imaginary part."""
    return x * np.where(real(x) < 0, -1.0, 1.0)


def arctan2(y, x):
    a, b = np.asarray(y, complex), np.asarray(x, complex)
    slope = (b.real * a.imag - a.real * b.imag) / (a.real**2 + b.real**2)
    return np.arctan2(a.real, b.real) + 1j * slope


def with_slope(function, derivative):
    """A function of real numbers, carried on to first order."""

    def carried(x, *rest):
        x = np.asarray(x, complex)
        value = np.vectorize(function, otypes=[float])(x.real, *rest)
        return (value + 1j * x.imag * derivative(x.real, *rest))[()]

    return carried


def cholesky(a):
    n = len(a)
    lower = np.zeros((n, n), complex)
    for j in range(n):
        lower[j, j] = np.sqrt(a[j, j] - lower[j, :j] @ lower[j, :j])
        for i in range(j + 1, n):
            lower[i, j] = (a[i, j] - lower[i, :j] @ lower[j, :j]) / lower[j, j]
    return lower


def norm(x, ord=None, axis=None, keepdims=False):
    x = np.asarray(x)
    if ord in (None, "fro") or (ord == 2 and (x.ndim == 1 or axis is not None)):
        return np.sqrt(np.sum(x * x, axis=axis, keepdims=keepdims))
    size = by_sign(x)
    if ord == 1 and (x.ndim == 1 or isinstance(axis, int)):
        return size.sum(axis=axis, keepdims=keepdims)
    if ord == 1:
        return size.sum(axis=0).max()
    if ord == np.inf:
        return size.max(axis=axis) if x.ndim == 1 else size.sum(axis=1).max()
    raise NotImplementedError(ord)


def variance(x, axis=None, ddof=0, keepdims=False):
    x = np.asarray(x)
    away = x - x.mean(axis=axis, keepdims=True)
    n = x.size if axis is None else x.shape[axis]
    return (away * away).sum(axis=axis, keepdims=keepdims) / (n - ddof)


def of_the_real_part(function):
    return lambda x: function(real(x))


def refused(*_, **__):
    raise NotImplementedError


def maker(make):
    """np.zeros and its kin, of complex numbers where they would be of floats."""

    def made(*args, **kwargs):
        kwargs = {name: TYPES.get(str(each), each) for name, each in kwargs.items()}
        args = tuple(TYPES.get(str(each), each) for each in args)
        result = make(*args, **kwargs)
        return result.astype(complex) if result.dtype.kind == "f" else result

    return made


def complex_float(x):
    return x if isinstance(x, complex | np.complexfloating | np.ndarray) else float(x)


def real_int(x):
    return int(real(x))


FLOATS = (float, np.float64, "float", "float64", "f8", complex_float)
TYPES = {str(each): complex for each in FLOATS} | {str(real_int): int}


def complex_modules():
    """What `import numpy` and `import math` find during the complex step, by name."""
    shim, linalg, maths = (types.ModuleType(name) for name in ("numpy", "numpy.linalg", "math"))
    shim.__dict__.update({k: v for k, v in vars(np).items() if not k.startswith("__")})
    shim.__all__ = [name for name in np.__all__ if name in vars(shim)]
    linalg.__dict__.update({k: v for k, v in vars(np.linalg).items() if not k.startswith("__")})
    linalg.__all__ = np.linalg.__all__
    for name in ("zeros", "ones", "empty", "full", "eye", "identity", "zeros_like", "ones_like",
                 "empty_like", "full_like", "array", "asarray", "linspace", "diag"):  # fmt: skip
        setattr(shim, name, maker(getattr(np, name)))
    shim.abs = shim.absolute = shim.fabs = by_sign
    shim.arctan2 = shim.atan2 = arctan2
    shim.hypot = lambda x, y: np.sqrt(x * x + y * y)
    shim.sign = lambda x: np.sign(real(x))
    shim.floor = lambda x: np.floor(real(x))
    shim.ceil = lambda x: np.ceil(real(x))
    shim.degrees = shim.rad2deg = lambda x: np.asarray(x) * (180 / np.pi)
    shim.radians = shim.deg2rad = lambda x: np.asarray(x) * (np.pi / 180)
    shim.copysign = lambda x, y: by_sign(x) * np.where(real(y) < 0, -1.0, 1.0)
    shim.var, shim.std = variance, lambda *a, **k: np.sqrt(variance(*a, **k))
    shim.vdot = shim.inner = shim.correlate = shim.cov = shim.corrcoef = refused
    shim.float64 = shim.longdouble = lambda x: x
    shim.linalg = linalg
    linalg.norm, linalg.cholesky = norm, cholesky
    for name in ("eigh", "eigvalsh", "svd", "eig", "eigvals", "pinv", "lstsq", "slogdet", "qr"):
        setattr(linalg, name, refused)
    linalg.slogdet = lambda a: (np.sign(real(np.linalg.det(a))), np.log(by_sign(np.linalg.det(a))))
    for name, value in vars(math).items():
        setattr(maths, name, getattr(cmath, name, value))
    for name in ("floor", "ceil", "isnan", "isfinite", "trunc", "isinf"):
        setattr(maths, name, of_the_real_part(getattr(math, name)))
    maths.sqrt, maths.log, maths.exp, maths.fabs = np.sqrt, logarithm, np.exp, by_sign
    maths.atan2, maths.hypot, maths.pow = arctan2, shim.hypot, lambda x, y: x**y
    maths.radians, maths.degrees, maths.copysign = shim.radians, shim.degrees, shim.copysign
    maths.log2, maths.log10, maths.log1p, maths.expm1 = np.log2, np.log10, np.log1p, np.expm1
    gauss = 2 / math.sqrt(math.pi)
    maths.erf = with_slope(math.erf, lambda x: gauss * np.exp(-x * x))
    maths.erfc = with_slope(math.erfc, lambda x: -gauss * np.exp(-x * x))
    return {"numpy": shim, "numpy.linalg": linalg, "math": maths}


def logarithm(x, base=None):
    return np.log(x) if base is None else np.log(x) / np.log(base)


BUILTINS = {"abs": by_sign, "float": complex_float, "int": real_int}
