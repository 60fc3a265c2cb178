"""Functions of scipy.special in a program: SciPy's own values, the slopes of differences."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from expressions import by_reverse, output, steps_of
from oracles import Array, central_differences

from jaccli.errors import Mistakes
from jaccli.layers.special import shared as layers
from jaccli.trace import scalar_graph, trace

Write = Callable[[str], Path]
X = np.array([0.4, 1.3, 0.7])
ONE = """
    expit logit log_expit erf erfc erfcx erfinv erfcinv ndtr log_ndtr ndtri gammaln loggamma
    gamma rgamma digamma psi entr exprel cosm1 expm1 log1p exp2 exp10 cbrt j0 j1 y0 y1 i0 i0e i1
    i1e k0 k0e k1 k1e ellipk ellipe expi exp1
"""
CALLS = [
    *(f"s.{name}(x / 2)" for name in ONE.split()),
    "s.gammaln(-x) + s.erfcx(20 * x) + s.log_ndtr(-8 * x) + s.ndtr(-8 * x)",
    "s.j0(x) + s.jv(1.5, x) + s.jn(2, x) + s.yn(1, x) + s.iv([0, 1, 2], x) + s.kv(0.5, x)",
    "s.ive(1, -x) + s.kve(2, x) + s.gammainc(2.5, x) * s.gammaincc([1, 2, 3], x)",
    "s.betainc(2, 3.5, x / 2) + s.stdtr(3, -x)",
    "s.polygamma(0, x) + s.polygamma(2, x) + s.polygamma(1, -x)",
    "s.lambertw(x - 0.6).real + s.softplus(x)",
    "s.beta(x, 2 * x[0]) + s.betaln(3, x) + s.multigammaln(3 * x, 3)[0]",
    "s.xlogy(x, x[::-1]) + s.xlogy([0, 1, 2], x) + s.xlog1py(x, 0.5) + s.xlogy(x - x[0], x)",
    "s.rel_entr(x, x[::-1] ** 2) + s.rel_entr([0, 0.5, 1], x) + s.kl_div(x, 2.0)",
    "s.huber(0.8, x) + s.pseudo_huber(0.8, x) + s.boxcox(x, 0) + s.boxcox(x, 0.3)",
    "s.boxcox(x, x[0])",
    "logsumexp(x) * s.logsumexp(2 * x, keepdims=True)",
    "logsumexp(A, axis=1) + logsumexp(A, 0)[:3] + logsumexp(A, axis=(0, 1))",
    "logsumexp(A, axis=1, b=[1, 0, 2]) + logsumexp(x, b=x) + logsumexp([1.0, -2.0, 0.5], b=x)",
    "logsumexp(A, axis=1, b=[1, -3, 2], return_sign=True)[0]",
    "logsumexp(A, axis=1, b=[1, -3, 2], return_sign=True)[1] * x",
    "logsumexp([x[0], -np.inf, 900 + x[1]]) + logsumexp([[x[0], -np.inf]], axis=1)",
    "s.softmax(x) @ s.log_softmax(2 * x) + s.softmax(A) + s.softmax(A, axis=0)",
    "s.log_softmax(A, axis=-1) * s.softmax(A, axis=1)",
    "special.expit(x) * scipy.special.erf(x)",
    "s.erf([x[0], x[1], 0.5]) + s.xlogy([x, x], 2.0)[1] + s.gammaln([1.0, 2.0, 3.0])",
]
HEAD = (
    "import scipy\nimport scipy.special as s\nfrom scipy import special\n"
    "from scipy.special import logsumexp\ndef f(x):\n    A = np.outer(x, [1.0, -2.0, 0.5])\n"
)


@pytest.mark.parametrize("call", CALLS)
def test_a_function_of_scipy_is_recorded(call: str, program: Write) -> None:
    path = program(f"{HEAD}    return {call}\n")
    function = runpy.run_path(str(path))["f"]

    def flat(x: Array) -> Array:
        return np.ravel(np.asarray(function(x), float))

    graph = trace(f"{path}:f", [X])  # the judge holds its value against SciPy's, to 1e-9
    steps = steps_of(graph)
    np.testing.assert_allclose(output(graph, steps), flat(X), 1e-12, 1e-13)
    differences = central_differences(flat, X)
    np.testing.assert_allclose(by_reverse(graph, steps), differences, 1e-6, 1e-7)


REFUSED = [  # (expression, what is said)
    ("s.jv(x[0], x)", "a derivative of bessel_j is known by its last argument alone"),
    ("s.gammainc(x, 2.0)", "make the others constants"),
    ("s.xlogy(x - x[0], x - x[0])", "x log y has no derivative where x and y are 0"),
    ("s.entr(x - x[0])", "entr has no derivative where x is 0"),
    ("s.rel_entr(x - x[0], 2)", "rel_entr has no derivative where x is 0"),
    ("s.loggamma(-x)", "loggamma cannot be traced with these arguments"),
    ("s.softmax(x, ax=0)", "TypeError: softmax.. got an unexpected keyword argument 'ax'"),
    ("logsumexp(A, axis=3)", "AxisError: axis 3 is out of bounds"),
    ("logsumexp(-x, b=[-1, 0, 0])", "scipy.special.logsumexp cannot be traced with these"),
    ("s.lambertw(x, 1).real", "only the real branch is recorded"),
    ("s.polygamma([1, 2, 3], x)", "the order has to be one integer"),
    ("s.zetac(x)", "zetac cannot be traced"),
    ("s.xlogy.outer(x, x)", "xlogy.outer cannot be traced"),
    ("s.comb(x[0], 2)", "s.comb"),
]


@pytest.mark.parametrize(("call", "words"), REFUSED)
def test_what_has_no_derivative_is_refused_in_words(call: str, words: str, program: Write) -> None:
    with pytest.raises(Mistakes) as caught:
        trace(f"{program(f'{HEAD}    return {call}')}:f", [X])
    assert re.search(words, str(caught.value))
    (error,) = caught.value.errors
    assert error.place is not None
    assert error.place.line == 8


def test_float32_is_recorded_as_it_is_computed(program: Write) -> None:
    path = program(f"{HEAD}    return s.expit(x) * s.gammaln(x) + s.jv(0, x) + logsumexp(x)\n")
    graph = trace(f"{path}:f", [X.astype("float32")], "float32")
    assert output(graph, steps_of(graph)).dtype == np.float32


def test_functions_that_scipy_has_as_one_are_one_operation(program: Write) -> None:
    path = program(f"{HEAD}    return logsumexp(x) + s.j0(x[0]) * s.softmax(x)[0]\n")
    types = [node.layer.type for node in trace(f"{path}:f", [X]).nodes]
    assert {"logsumexp", "bessel_j", "softmax"} < set(types)


def test_written_as_single_numbers_they_are_the_same(program: Write) -> None:
    body = "return s.jv([0, 1, 2], x), s.betainc(2, 3, x / 2), s.softmax(x), s.log_softmax(x)"
    path = program(f"{HEAD}    {body}, logsumexp(x)\n")
    graph = trace(f"{path}:f", [X])
    alone = scalar_graph(graph)
    one, other = steps_of(graph), steps_of(alone)
    np.testing.assert_allclose(output(alone, other), output(graph, one), 1e-14)
    np.testing.assert_allclose(by_reverse(alone, other), by_reverse(graph, one), 1e-12, 1e-14)


CHAIN = """
input: [0.5, 1.0, 2.0]
layers:
  - {type: gammainc, a: 2}
  - {type: bessel_j, order: [0, 1, 2]}
  - erfinv
"""


def test_layers_of_scipy_stand_in_chain_files(run: Any, chain: Any) -> None:
    assert run("check", chain(CHAIN)).status == 0


def test_where_scipy_is_missing_every_layer_that_needs_it_says_so(
    run: Any, chain: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layers, "has_scipy", lambda: False)
    found = run("show", chain(CHAIN, "special.yaml"))
    assert found.status == 2
    assert "f1: gammainc is computed by SciPy, which is not installed" in found.err
    assert "special.yaml:5:12" in found.err
    assert "pip install 'jaccli[scipy]'" in found.err
    assert found.err.count("needs SciPy") == 3
    assert run("show", chain("input: [1.5]\nlayers: [erf, ndtr, lgamma, digamma]\n")).status == 0


def test_a_layer_needs_its_constants(run: Any, chain: Any) -> None:
    found = run("show", chain("input: [1.5]\nlayers: [bessel_j]\n"))
    assert found.status == 2
    assert "f1: bessel_j needs `order`: no derivative by it is known" in found.err


def test_neither_start_nor_a_chain_without_it_imports_scipy() -> None:
    code = (
        "import sys, jaccli; jaccli.compare('sample:textbook'); assert 'scipy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
