"""What stands for scipy.stats.multivariate_normal: its density, the point or parameters traced."""

from __future__ import annotations

import math
from typing import Any

from jaccli.trace.arrays.libraries import method_of
from jaccli.trace.arrays.operands import operands
from jaccli.trace.arrays.table import concrete, np
from jaccli.trace.arrays.value import Traced
from jaccli.trace.source.refusal import Refusal

_MODULE = "scipy.stats._multivariate"


def _logpdf(x: Any, mean: Any, cov: Any) -> Any:
    """log of the density: −½ (k log 2π + log det Σ + (x − μ)ᵀ Σ⁻¹ (x − μ))."""
    mean = 0.0 if mean is None else mean
    x, mean, cov = operands(x, mean, cov)
    size = max(mean.size, cov.shape[-1] if cov.ndim else 1)
    if cov.ndim < 2:
        cov = cov * np.eye(size)
    if size == 1:
        x = np.reshape(x, (*x.shape, 1)) if x.ndim < 2 else x
    elif x.ndim == 0:
        raise ValueError("a point has as many entries as the mean")
    away = np.reshape(x - mean, (-1, size))
    if isinstance(cov, Traced):
        root = np.linalg.cholesky(cov)  # of the lower half, which is all that SciPy reads
        log_det = 2 * np.sum(np.log(np.diagonal(root)))
        length = np.sum(np.square(np.linalg.solve(root, np.transpose(away))), axis=0)
    else:
        log_det = np.linalg.slogdet(cov)[1]
        length = np.sum(np.square(away @ np.linalg.inv(np.linalg.cholesky(cov)).T), axis=1)
    found = -0.5 * (size * math.log(2 * math.pi) + log_det + length)
    return np.squeeze(np.reshape(found, np.shape(x)[:-1]))


@method_of(_MODULE, "multivariate_normal_gen", "logpdf")
def _of_points(
    own: Any, x: Any, mean: Any = None, cov: Any = 1, allow_singular: Any = False
) -> Any:
    return _logpdf(x, mean, _regular(cov, allow_singular))


@method_of(_MODULE, "multivariate_normal_gen", "pdf")
def _density(own: Any, x: Any, mean: Any = None, cov: Any = 1, allow_singular: Any = False) -> Any:
    return np.exp(_logpdf(x, mean, _regular(cov, allow_singular)))


@method_of(_MODULE, "multivariate_normal_frozen", "logpdf")
def _of_frozen(own: Any, x: Any) -> Any:
    return _logpdf(x, own.mean, _regular(own.cov, own.allow_singular))


@method_of(_MODULE, "multivariate_normal_frozen", "pdf")
def _density_of_frozen(own: Any, x: Any) -> Any:
    return np.exp(_logpdf(x, own.mean, _regular(own.cov, own.allow_singular)))


@method_of(_MODULE, "multivariate_normal_gen", "__call__")
def _frozen(own: Any, mean: Any = None, cov: Any = 1, allow_singular: Any = False, **_: Any) -> Any:
    return Frozen(mean, _regular(cov, allow_singular))


class Frozen:
    """multivariate_normal(mean, cov) with traced parameters."""

    def __init__(self, mean: Any, cov: Any) -> None:
        self.mean = mean
        self.cov = cov

    def logpdf(self, x: Any) -> Any:
        """log of the density at x, the points along the last axis."""
        return _logpdf(x, self.mean, self.cov)

    def pdf(self, x: Any) -> Any:
        """The density at x."""
        return np.exp(self.logpdf(x))


def _regular(cov: Any, allow_singular: Any) -> Any:
    """The matrix. Raises a Refusal where it may be singular, and is."""
    matrix = np.atleast_2d(concrete(cov))
    if allow_singular and np.linalg.matrix_rank(matrix) < len(matrix):
        raise Refusal(
            "multivariate_normal of a singular matrix cannot be traced",
            "a derivative by the matrix is known where it is regular",
            "`cov + 1e-9 * np.eye(n)` is a regular one",
        )
    return cov
