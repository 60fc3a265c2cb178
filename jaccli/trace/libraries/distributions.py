"""The densities and distribution functions of scipy.stats, as formulas of functions that record.

All are written for loc 0 and scale 1. They get scipy.special, whose functions are those of SciPy
for constants and recorded for what is traced.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from jaccli.trace.arrays.table import np

Formula = Callable[..., Any]  # of scipy.special, z and the shapes
ROOT = 0.5 * math.log(2 * math.pi)


class Distribution(NamedTuple):
    """logpdf, or logpmf, and what is known beside it; all for low ≤ z ≤ high."""

    log: Formula
    cdf: Formula | None = None
    sf: Formula | None = None
    logcdf: Formula | None = None
    logsf: Formula | None = None
    ppf: Formula | None = None
    low: float = -math.inf
    high: float = math.inf
    inner: float = 0.5  # a number of the support


def _gamma(s: Any, z: Any, a: Any) -> Any:
    return s.xlogy(a - 1, z) - z - s.gammaln(a)


def _t(s: Any, z: Any, df: Any) -> Any:
    constant = s.gammaln((df + 1) / 2) - s.gammaln(df / 2) - 0.5 * np.log(df * math.pi)
    return constant - (df + 1) / 2 * np.log1p(np.square(z) / df)


def _beta(s: Any, z: Any, a: Any, b: Any) -> Any:
    return s.xlog1py(b - 1, -z) + s.xlogy(a - 1, z) - s.betaln(a, b)


def _lognorm(s: Any, z: Any, shape: Any) -> Any:
    return -0.5 * np.square(np.log(z) / shape) - np.log(shape * z) - ROOT


def _laplace(z: Any) -> Any:
    """Its distribution function, which has a slope at 0, too, other than |z| there."""
    left, right = np.where(z > 0, 0.0, z), np.where(z > 0, z, 0.0)
    return np.where(z > 0, 1 - np.exp(-right) / 2, np.exp(left) / 2)


def _chi2(s: Any, z: Any, df: Any) -> Any:
    return s.xlogy(df / 2 - 1, z) - z / 2 - s.gammaln(df / 2) - math.log(2) * df / 2


def _binom(s: Any, k: Any, n: Any, p: Any) -> Any:
    ways = s.gammaln(n + 1) - s.gammaln(k + 1) - s.gammaln(n - k + 1)
    return ways + s.xlogy(k, p) + s.xlog1py(n - k, -p)


def _nbinom(s: Any, k: Any, n: Any, p: Any) -> Any:
    ways = s.gammaln(n + k) - s.gammaln(k + 1) - s.gammaln(n)
    return ways + n * np.log(p) + s.xlog1py(k, -p)


CONTINUOUS = {
    "norm": Distribution(
        lambda s, z: -0.5 * np.square(z) - ROOT,
        lambda s, z: s.ndtr(z),
        lambda s, z: s.ndtr(-z),
        lambda s, z: s.log_ndtr(z),
        lambda s, z: s.log_ndtr(-z),
        lambda s, q: s.ndtri(q),
    ),
    "t": Distribution(_t, lambda s, z, df: s.stdtr(df, z), lambda s, z, df: s.stdtr(df, -z)),
    "gamma": Distribution(
        _gamma, lambda s, z, a: s.gammainc(a, z), lambda s, z, a: s.gammaincc(a, z), low=0
    ),
    "beta": Distribution(
        _beta,
        lambda s, z, a, b: s.betainc(a, b, z),
        lambda s, z, a, b: s.betainc(b, a, 1 - z),
        low=0,
        high=1,
    ),
    "expon": Distribution(
        lambda s, z: -z,
        lambda s, z: -np.expm1(-z),
        lambda s, z: np.exp(-z),
        logsf=lambda s, z: -z,
        ppf=lambda s, q: -np.log1p(-q),
        low=0,
    ),
    "uniform": Distribution(
        lambda s, z: 0 * z,
        lambda s, z: z,
        lambda s, z: 1 - z,
        ppf=lambda s, q: q,
        low=0,
        high=1,
    ),
    "lognorm": Distribution(
        _lognorm,
        lambda s, z, shape: s.ndtr(np.log(z) / shape),
        lambda s, z, shape: s.ndtr(-np.log(z) / shape),
        lambda s, z, shape: s.log_ndtr(np.log(z) / shape),
        lambda s, z, shape: s.log_ndtr(-np.log(z) / shape),
        lambda s, q, shape: np.exp(shape * s.ndtri(q)),
        low=0,
    ),
    "laplace": Distribution(
        lambda s, z: -np.abs(z) - math.log(2),
        lambda s, z: _laplace(z),
        lambda s, z: _laplace(-z),
    ),
    "logistic": Distribution(
        lambda s, z: s.log_expit(z) + s.log_expit(-z),
        lambda s, z: s.expit(z),
        lambda s, z: s.expit(-z),
        lambda s, z: s.log_expit(z),
        lambda s, z: s.log_expit(-z),
        lambda s, q: s.logit(q),
    ),
    "chi2": Distribution(
        _chi2,
        lambda s, z, df: s.gammainc(df / 2, z / 2),
        lambda s, z, df: s.gammaincc(df / 2, z / 2),
        low=0,
    ),
    "cauchy": Distribution(
        lambda s, z: -math.log(math.pi) - np.log1p(np.square(z)),
        lambda s, z: 0.5 + np.arctan(z) / math.pi,
        lambda s, z: 0.5 - np.arctan(z) / math.pi,
        ppf=lambda s, q: np.tan(math.pi * (q - 0.5)),
    ),
    "gumbel_r": Distribution(
        lambda s, z: -z - np.exp(-z),
        lambda s, z: np.exp(-np.exp(-z)),
        lambda s, z: -np.expm1(-np.exp(-z)),
        logcdf=lambda s, z: -np.exp(-z),
    ),
    "halfnorm": Distribution(
        lambda s, z: 0.5 * math.log(2 / math.pi) - 0.5 * np.square(z),
        lambda s, z: s.erf(z / math.sqrt(2)),
        lambda s, z: s.erfc(z / math.sqrt(2)),
        low=0,
    ),
    "invgamma": Distribution(
        lambda s, z, a: -(a + 1) * np.log(z) - s.gammaln(a) - 1 / z,
        lambda s, z, a: s.gammaincc(a, 1 / z),
        lambda s, z, a: s.gammainc(a, 1 / z),
        low=0,
    ),
    "weibull_min": Distribution(
        lambda s, z, c: np.log(c) + s.xlogy(c - 1, z) - z**c,
        lambda s, z, c: -np.expm1(-(z**c)),
        lambda s, z, c: np.exp(-(z**c)),
        logsf=lambda s, z, c: -(z**c),
        low=0,
    ),
}
DISCRETE = {
    "poisson": Distribution(
        lambda s, k, mu: s.xlogy(k, mu) - s.gammaln(k + 1) - mu,
        lambda s, k, mu: s.gammaincc(k + 1, mu),
        lambda s, k, mu: s.gammainc(k + 1, mu),
        low=0,
    ),
    "binom": Distribution(
        _binom,
        lambda s, k, n, p: s.betainc(n - k, k + 1, 1 - p),
        lambda s, k, n, p: s.betainc(k + 1, n - k, p),
        low=0,
    ),
    "bernoulli": Distribution(lambda s, k, p: s.xlogy(k, p) + s.xlog1py(1 - k, -p), low=0, high=1),
    "geom": Distribution(
        lambda s, k, p: s.xlog1py(k - 1, -p) + np.log(p),
        lambda s, k, p: -np.expm1(k * np.log1p(-p)),
        lambda s, k, p: np.exp(k * np.log1p(-p)),
        low=1,
    ),
    "nbinom": Distribution(_nbinom, low=0),
}
