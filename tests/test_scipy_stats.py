"""Distributions of scipy.stats in a program: SciPy's own values, the slopes of differences."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from expressions import by_reverse, output, steps_of
from oracles import Array, central_differences

from jaccli import JaccliError, compare
from jaccli.errors import Mistakes
from jaccli.trace import trace

Write = Callable[[str], Path]
X = np.array([0.4, 1.3, 0.7])
SHAPES = {  # of the distribution, as text
    "norm": "",
    "t": "3.5, ",
    "gamma": "2.5, ",
    "beta": "2.5, 1.5, ",
    "expon": "",
    "uniform": "",
    "lognorm": "0.8, ",
    "laplace": "",
    "logistic": "",
    "chi2": "3, ",
    "cauchy": "",
    "gumbel_r": "",
    "halfnorm": "",
    "invgamma": "2.5, ",
    "weibull_min": "1.7, ",
}
METHODS = ["logpdf", "pdf", "cdf", "sf", "logcdf", "logsf"]  # at points of all supports
OUTSIDE = ["pdf", "cdf", "sf"]  # where some points lie below or above


def several(methods: list[str], name: str, arguments: str) -> str:
    """One expression of several methods of a distribution, each a row."""
    rows = ", ".join(f"s.{name}.{each}({arguments})" for each in methods)
    return f"np.array([{rows}])"


CALLS = [
    *(several(METHODS, name, f"x, {shapes}0.1, 1 + x") for name, shapes in SHAPES.items()),
    *(
        several(OUTSIDE, name, f"[-3.0, 0.2, 40.0], {shapes}0.2 * x[0], x[1]")
        for name, shapes in SHAPES.items()
    ),
    "norm.logpdf(x) + norm.pdf(x, x[0], 2.0) + norm(x[0], scale=x[1]).logpdf(0.5) + FROZEN.cdf(x)",
    "s.laplace.cdf(x - x[0]) + s.laplace.sf(x - 1.3) + s.logistic.logpdf(x - 0.7)",  # at 0
    "CDF(-x) + CDF(x, x[1], scale=2.0)",  # a method by a name of the program's
    "norm.ppf(x / 2, x[0], x[1]) + norm.isf(x / 2) + s.expon.ppf(x / 2, scale=x[1])",
    "s.uniform.ppf(x / 2) + s.logistic.ppf(x / 2) + s.cauchy.ppf(x / 2) + s.lognorm.ppf(x / 2, 1)",
    "s.t.logpdf(0.3, x) + s.t(x[0]).pdf(x) + s.gamma.logpdf(2.0, x) + s.gamma(x, scale=x).pdf(0.3)",
    "s.beta.logpdf(0.3, x, x[0]) + s.chi2.logpdf(x, x) + s.lognorm.pdf(x, x)",
    "s.invgamma.pdf(x, x) + s.weibull_min.logpdf(x, x)",
    "s.poisson.logpmf([0, 1, 5], x) + s.poisson.pmf([2, -1, 1.5], x[1]) + s.poisson.cdf(3.7, x)",
    "s.poisson.sf([0, 1, -2], x) + s.poisson(x).logpmf(3) + s.poisson.logcdf(2, x, loc=1)",
    "s.binom.logpmf([0, 3, 4], 4, x / 2) + s.binom.pmf([5, 1, 0.5], 4, x / 2)",
    "s.binom.cdf([0, 3, 4], 4, x / 2) + s.binom.sf([-1, 2, 7], 4, x / 2)",
    "s.bernoulli.logpmf([0, 1, 1], x / 2) + s.geom.pmf([1, 2, 0], x / 2) + s.geom.cdf(3, x / 2)",
    "s.nbinom.logpmf([0, 2, 5], 3, x / 2)",
    "mvn.logpdf(x, [0, 1, 2], C) + mvn([0, 1, 2], C).pdf(x) + mvn.logpdf(x, x[0], 2.0)",
    "mvn.logpdf([1, 2, 0.5], x, C + np.outer(x, x)) * mvn.pdf(np.outer(x, x), x, cov=C)",
    "mvn.logpdf(x, [0, 1, 2], C, True) + mvn(x, C, allow_singular=True).pdf([1, 2, 0.5])",
    "mvn.logpdf([1, 2, 0.5], [0, 1, 2], C + np.outer([1, 2, 3], x) / 9)",  # the lower half
    "mvn(x, cov=x[0]).logpdf([1, 2, 0.5]) + mvn([0, 1, 2], C + np.outer(x, x)).pdf(x)",
    "mvn.logpdf(x, 0.5, 2.0) + mvn.pdf(x[:, None], cov=x[0]) + mvn.logpdf(x, cov=x[1])",
]
HEAD = (
    "from scipy import stats as s\nfrom scipy.stats import norm, multivariate_normal as mvn\n"
    "FROZEN, CDF = norm(0.5, 2.0), norm.cdf\n"
    "C = np.array([[2.0, 0.5, 0.1], [0.5, 1.0, 0.0], [0.1, 0.0, 1.5]])\n"
    "def f(x):\n"
)


@pytest.mark.parametrize("call", CALLS)
def test_a_distribution_is_recorded(call: str, program: Write) -> None:
    path = program(f"{HEAD}    return {call}\n")
    function = runpy.run_path(str(path))["f"]

    def flat(x: Array) -> Array:
        return np.ravel(np.asarray(function(x), float))

    graph = trace(f"{path}:f", [X])  # the judge holds its value against SciPy's, to 1e-9
    steps = steps_of(graph)
    np.testing.assert_allclose(output(graph, steps), flat(X), 1e-11, 1e-12)
    np.testing.assert_allclose(by_reverse(graph, steps), central_differences(flat, X), 1e-5, 1e-7)


REFUSED = [
    ("s.poisson.logpmf(x, 2.0)", "of a traced number"),
    ("s.gamma.cdf(2.0, x)", "a derivative of gammainc is known by its last argument alone"),
    ("s.skewnorm.pdf(x, 1.0)", "scipy.stats.skewnorm.pdf cannot be traced"),
    ("s.gamma.ppf(x / 2, 1.0)", "scipy.stats.gamma.ppf cannot be traced"),
    ("norm.pdf(x, sigma=2)", "TypeError: .* unexpected keyword argument 'sigma'"),
    ("mvn.logpdf(x, cov=np.ones((3, 3)), allow_singular=True)", "of a singular matrix cannot"),
    ("mvn.logpdf(x, [0, 1], C)", "ValueError: "),
]


@pytest.mark.parametrize(("call", "words"), REFUSED)
def test_what_is_not_known_is_refused_in_words(call: str, words: str, program: Write) -> None:
    with pytest.raises(Mistakes) as caught:
        trace(f"{program(f'{HEAD}    return {call}')}:f", [X])
    assert re.search(words, str(caught.value))
    (error,) = caught.value.errors
    assert error.place is not None
    assert error.place.line == 7


def test_a_logarithm_outside_of_the_support_has_no_derivative(program: Write) -> None:
    path = program(f"{HEAD}    return s.expon.logpdf(x - 0.5)\n")
    with pytest.raises(JaccliError, match="not finite"):
        compare(f"{path}:f", X)


@pytest.mark.slow  # a process of its own that imports scipy.stats
def test_scipy_may_be_imported_first_by_the_program(program: Write, tmp_path: Path) -> None:
    path = program("from scipy.stats import norm\ndef f(x):\n    return norm.pdf(x)\n")
    code = f"from jaccli.trace import trace; trace({f'{path}:f'!r}, [[0.5, 1.0]])"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_classes_of_scipy_are_as_before_afterwards(program: Write) -> None:
    from scipy.stats import rv_continuous

    before = rv_continuous.pdf
    path = program("def f(x):\n    from scipy.stats import norm\n    return norm.pdf(x)\n")
    (_, *_) = trace(f"{path}:f", [X]).nodes
    assert rv_continuous.pdf is before
