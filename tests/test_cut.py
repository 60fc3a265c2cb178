"""Numbers that the output does not depend on do no harm, and 0 · ∞ is never taken for 0.

The right answers are those of the same function without what is cut off, or by hand.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from jaccli.errors import Mistakes
from jaccli.graph import load
from jaccli.layers import TYPES
from jaccli.linearise import linearise
from jaccli.trace import trace

Array = np.ndarray[Any, np.dtype[Any]]

# each has no value, no derivative or too large a one at every x, and needs a number of its size
BAD = {
    "root of a negative number": "np.sqrt(-1 - x * x)",
    "logarithm of 0": "np.log(0 * x)",
    "slope of a root at 0": "np.sqrt(x - x)",
    "quotient 0 / 0": "(x - x) / (x - x)",
    "quotient by 0": "x / (x - x)",
    "overflow": "np.exp(1000 + x * x)",
    "overflow of the derivatives alone": "np.exp(np.exp(6 + 0 * x)) * np.exp(305 + x - x)",
    "outside of the domain": "np.arcsin(2 + x * x)",
    "power": "(-1 - x * x) ** 0.5",
    "negative power": "(x - x) ** -1.5",
    "hyperbola": "np.arctanh(x - x + 1)",
    "a matrix product": "np.outer(np.sqrt(x - x - 1), x) @ x",
    "what comes after": "np.tanh(np.sqrt(x - x)) + x",
}
# how it is left out; each gives x² whatever BAD is
CUTS = {
    "where": "np.where(x > -9, x * x, bad)",
    "where, the other way round": "np.where(x < -9, bad, x * x)",
    "a selection": "np.concatenate([bad, x * x])[3:]",
    "a mask": "np.concatenate([bad, x * x])[np.array([0, 0, 0, 1, 1, 1]) == 1]",
    "select": "np.select([x > -9], [x * x], bad)",
    "a row": "np.array([bad, x * x])[1]",
    "a comparison": "x * x if np.sum(bad) != 7 else 0 * x",
    "isnan": "np.where(np.isnan(bad + np.nan), x * x, bad)",
    "a number in a sum": "x * x + 0.0 * np.sum(np.where(x > -9, 0.0, bad))",
    "two branches": "np.where(x > -9, np.where(x > -99, x * x, bad), bad * bad)",
    "rows of a matrix": "np.where(np.eye(3) == 1, np.outer(x, x), bad[:, None] * x).diagonal()",
    "the rows of a product": "(np.array([x, bad]) @ np.eye(3))[0] * x",
}


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str], str]:
    """Writes a function f of NumPy; its name."""

    def write(body: str) -> str:
        path = tmp_path / "program.py"
        path.write_text(f"import numpy as np\n\ndef f(x):\n{body}\n", encoding="utf-8")
        return f"{path}:f"

    return write


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_what_is_not_passed_on_may_be_anything(
    bad: str, cut: str, program: Callable[[str], str]
) -> None:
    graph = trace(program(f"    bad = {bad}\n    return {cut}"), [[0.5, -2.0, 3.0]])
    x = graph.inputs[0].point.load("float64")
    steps = list(linearise(load(graph), {"x": x}))
    from jaccli.accumulate import pullback, pushforward

    value = next(step.value for step in steps if step.node.name == graph.output)
    assert value.tolist() == (x * x).tolist()
    with np.errstate(all="ignore"):
        pushed = pushforward(steps, graph.output, {"x": np.eye(3)})
        pulled = pullback(steps, graph.output, np.eye(3), ["x"])["x"]
    expected = np.diag(2 * x)
    np.testing.assert_allclose(pushed, expected, rtol=1e-15)
    np.testing.assert_allclose(pulled, expected, rtol=1e-15)


EXTREMES = [
    # the largest or the smallest alone is read; a kink that ties is read on both sides
    ("np.maximum(x, np.log(x - x))", "2", [[1]]),
    ("np.minimum(x, x / (x - x))", "2", [[1]]),
    ("np.max(np.sqrt(x))", "0,4", [[0, 0.25]]),
    ("np.min(np.array([x, 1 / (x - x)]))", "3", [[1]]),
    ("np.max(np.sqrt(x).reshape(2, 2), axis=1)", "0,4,1,0", [[0, 0.25, 0, 0], [0, 0, 0.5, 0]]),
    ("np.maximum(np.log(x), 0)", "0,3", [[0, 0], [0, 1 / 3]]),
    ("np.clip(1 / x, -5, 5)", "0,4", [[0, 0], [0, -1 / 16]]),
    ("np.sort(np.sqrt(x))[1:]", "0,4", [[0, 0.25]]),
    ("np.fmax(np.log(x), x)", "-1,3", [[1, 0], [0, 1]]),
    ("np.nansum(x / x * x)", "0,2", [[0, 1]]),
    ("np.nanmax(np.log(x))", "-1,2", [[0, 0.5]]),
    ("np.nanmean(x * x / x)", "0,2,4", [[0, 0.5, 0.5]]),
    ("np.nan_to_num(x * x / x, nan=7.0)", "0,2", [[0, 0], [0, 1]]),
    # a sum that does not meet what is not finite
    ("np.cumsum(np.log(x))[:2]", "2,4,0", [[0.5, 0, 0], [0.5, 0.25, 0]]),
    ("np.convolve(np.log(x), [1, 2])[:2]", "2,4,0", [[0.5, 0, 0], [1, 0.25, 0]]),
    ("np.convolve(1 / x, x[:2], 'valid')[:1]", "2,4,0", [[-1 + 0.25, 0.5 - 0.125, 0]]),
]
STILL = [
    # what no input reaches has no slope by it, whatever the next slope is
    ("np.sqrt(np.maximum(x, 0))", "4,-1", [[0.25, 0], [0, 0]]),
    ("np.sqrt(np.clip(x, 0, None))", "4,-1", [[0.25, 0], [0, 0]]),
    ("np.sqrt(np.where(x > 0, x, 0))", "4,-1", [[0.25, 0], [0, 0]]),
    ("np.sqrt(np.diag(x))", "4,1", [[0.25, 0], [0, 0], [0, 0], [0, 0.5]]),
    ("np.sqrt(np.array([x[0], 0.0])).sum() + x[1]", "4,1", [[0.25, 1]]),
    ("np.arcsin(np.clip(x, -1, 1))", "0,3", [[1, 0], [0, 0]]),
    ("np.cbrt(np.triu(x.reshape(2, 2))).sum()", "8,1,5,1", [[1 / 12, 1 / 3, 0, 1 / 3]]),
    ("(np.sqrt(np.maximum(x, 0)) * x).sum() / np.sqrt(0.0 + np.max(x))", "4,-1", [[1, 0]]),
    ("np.sqrt(np.array([0.0, 1.0])) * x", "4,1", [[0, 0], [0, 1]]),
    (
        "np.max(np.sqrt(np.maximum(x, 0)).reshape(2, 2) @ np.eye(2), axis=1)",
        "4,-1,-1,1",
        [[0.25, 0, 0, 0], [0, 0, 0, 0.5]],
    ),
    (
        "np.where(np.isnan(np.maximum(x, [np.nan, 0])), 0, np.maximum(x, [np.nan, 0]))",
        "1,2",
        [[0, 0], [0, 1]],
    ),
]
MASKS = [
    ("np.exp(x + np.array([0, -np.inf]))", "1,2", [[np.e, 0], [0, 0]]),
    ("np.log(np.sum(np.exp(np.where(np.array([True, False]), x, -np.inf))))", "0.5,9", [[1, 0]]),
    ("np.logaddexp(-np.inf, x)", "1,-2", [[1, 0], [0, 1]]),
    ("np.logaddexp(x, x - np.inf)", "1", [[1]]),
    (
        "np.logaddexp.reduce(np.where(np.array([1, 0, 1]) == 1, x, -np.inf))",
        "0,9,0",
        [[0.5, 0, 0.5]],
    ),
    ("np.max(np.where(np.array([True, False]), x, -np.inf))", "1,2", [[1, 0]]),
    ("x - np.max(x + np.array([0, -np.inf]))", "1,2", [[0, 0], [-1, 1]]),
    ("np.tanh(x - np.inf) + x", "3", [[1]]),
    ("1 / (x + np.inf) + x", "3", [[1]]),
]


@pytest.mark.parametrize(("body", "at", "jacobian"), EXTREMES + STILL + MASKS)
@pytest.mark.costly
def test_the_jacobian_is_that_of_what_is_read(
    body: str, at: str, jacobian: list[list[float]], program: Callable[[str], str], run: Any
) -> None:
    found = run("compare", program(f"    return {body}"), "--at", at, "--format", "json")
    assert found.status == 0, found.err
    result = json.loads(found.out)["results"][0]
    np.testing.assert_allclose(result["jacobian"], jacobian, rtol=1e-15)
    assert result["agreement"]["ok"]


CAUSAL = """    s = x @ x.T / np.sqrt(x.shape[1])
    s = np.where(np.tril(np.ones(s.shape)) == 1, s, {low})
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True) @ x"""


def test_a_causal_mask_of_minus_infinity_is_one_of_huge_negative_numbers(
    program: Callable[[str], str], run: Any
) -> None:
    at = "[[1,0.5],[2,-1],[0.25,3]]"
    both = []
    for low in ("-np.inf", "-1e30"):
        name = program(CAUSAL.format(low=low))
        found = run("compare", name, "--at", at, "--format", "json")
        assert found.status == 0, found.err
        both.append(json.loads(found.out)["results"][0])
    assert both[0]["output"] == both[1]["output"]
    assert both[0]["jacobian"] == both[1]["jacobian"]
    assert [both[0]["modes"][mode]["cost"] for mode in ("forward", "reverse")] == [
        both[1]["modes"][mode]["cost"] for mode in ("forward", "reverse")
    ]


@pytest.mark.parametrize("n", [2, 7, 12])
@pytest.mark.parametrize("name", ["softmax", "log_softmax", "logsumexp", "max", "exp"])
def test_minus_infinity_among_logits_is_as_if_it_were_not_there(name: str, n: int) -> None:
    layer = TYPES[name]()
    rng = np.random.default_rng(n)
    x = rng.normal(size=n)
    kept = rng.permutation(n) < (n + 1) // 2
    masked = np.where(kept, x, -np.inf)
    found, (jacobian,) = layer.forward(masked), layer.jacobians(masked)
    value, (expected,) = layer.forward(x[kept]), layer.jacobians(x[kept])
    rows = kept if len(found) == n else np.ones(1, bool)
    np.testing.assert_allclose(found[rows], value, rtol=1e-15)
    matrix = jacobian.dense()
    assert np.isfinite(matrix).all()
    np.testing.assert_allclose(matrix[rows][:, kept], expected.dense(), rtol=1e-14, atol=1e-16)
    assert not matrix[rows][:, ~kept].any()
    tangents, adjoints = rng.normal(size=(n, 2)), rng.normal(size=(2, len(found)))
    np.testing.assert_allclose(jacobian.on_columns(tangents), matrix @ tangents, atol=1e-14)
    np.testing.assert_allclose(jacobian.on_rows(adjoints), adjoints @ matrix, atol=1e-14)


REFUSED = [
    # what is read is never guessed: these have other slopes than 0, or none
    ("np.sqrt(x) ** 2", "0", "sqrt", "a sum of squares"),
    ("0.0 * np.sqrt(x)", "0", "sqrt", "0 · ∞"),
    ("np.sqrt(np.sum(x * x)) ** 2", "0,0", "sqrt", "np.linalg.norm"),
    ("np.abs(np.sqrt(x))", "0", "sqrt", "norm"),
    ("np.maximum(np.sqrt(x), 0)", "0", "sqrt", "norm"),  # a tie: both are read
    ("np.where(x >= 0, np.sqrt(x), 0)", "0", "sqrt", "where(x > 0, x, 1)"),
    ("np.log(np.exp(x))", "1000", "exp", "logaddexp"),
    ("np.sin(x) / x", "0", "divide", "sinc"),
    ("np.log(x)", "-1", "log", "another point"),
    ("x * np.inf", "1", "scale", "another point"),
    ("np.maximum(x, np.nan)", "1", "maximum", "another point"),
    ("x + np.inf", "1", "add", "another point"),
    ("np.exp(x) / np.exp(x)", "1000", "exp", "exp(x - max(x))"),
    ("np.logaddexp(x - np.inf, -np.inf)", "1", "logaddexp", "another point"),
    ("np.sqrt(x).reshape(2, 2) @ np.array([0.0, 1.0])", "0,1,2,3", "sqrt", "norm"),
    ("1 / (x * 1e300 * 1e300)", "1", "scale", "another point"),
    # an overflow beside an infinity that was handed in is an overflow
    (
        "1 / np.sum(np.array([[x, x - np.inf], [x, x]]), axis=1)",
        "1e308",
        "sum",
        "another point",
    ),
    ("np.tanh(np.exp(x))", "1000", "exp", "exp(x - max(x))"),
    ("np.tanh(np.sum(1e308 * x))", "1,1", "sum", "another point"),  # an overflow is no mask
    ("np.maximum(x, np.sqrt(-x))", "1", "sqrt", "where(x > 0, x, 1)"),
    ("np.minimum(np.log(-x), x)", "1", "log", "log(where(x > 0, x, 1))"),
    ("np.max(np.sqrt(x))", "1,-1", "sqrt", "where(x > 0, x, 1)"),
]


@pytest.mark.parametrize(("body", "at", "layer", "help"), REFUSED)
def test_what_is_read_and_not_finite_is_refused_and_the_help_says_what_would_do(
    body: str, at: str, layer: str, help: str, program: Callable[[str], str], run: Any
) -> None:
    found = run("compare", program(f"    return {body}"), "--at", at)
    assert (found.status, found.out) == (2, "")
    said = " ".join(found.err.split())
    assert f"({layer})" in said
    assert help in said
    assert "program.py:4:" in said


@pytest.mark.parametrize("name", ["var", "std", "median"])
def test_a_spread_that_leaves_nans_out_is_that_of_the_others(
    name: str, program: Callable[[str], str], run: Any
) -> None:
    call = program(f"    return np.nan{name}(x / x * x)")
    for at, left in (("0,2,5", [2.0, 5.0]), ("1,2,5", [1.0, 2.0, 5.0])):
        found = run("compare", call, "--at", at, "--format", "json")
        value = json.loads(found.out)["results"][0]["output"]
        np.testing.assert_allclose(value, getattr(np, name)(left), rtol=1e-15)


def test_a_relu_of_what_is_no_number_is_refused(chain: Any, run: Any) -> None:
    name = chain("input: [-1, 2]\nlayers: [log, relu, sum]\n")
    found = run("compare", name)
    assert found.status == 2
    assert "not a number: it was given -1" in " ".join(found.err.split())


def test_a_relu_that_is_off_cuts_off_what_is_minus_infinity(chain: Any, run: Any) -> None:
    name = chain("input: [0, 2]\nlayers: [log, relu]\n")
    found = run("show", name, "--format", "json")
    assert found.status == 0, found.err
    result = json.loads(found.out)["results"][0]
    assert result["jacobian"] == [[0, 0], [0, 0.5]]
    assert result["layers"][0]["value"] == [None, np.log(2)]


def test_what_moves_with_a_parameter_alone_is_read_by_gradients_only(chain: Any, run: Any) -> None:
    name = chain(
        "inputs: {x: 1}\nlayers:\n  - {name: c, type: constant, value: [0, 1], inputs: []}\n"
        "  - {name: l, type: linear, weight: [[1, 0]], inputs: c}\n"
        "  - {name: s, type: sqrt, inputs: l}\n  - {type: add, inputs: [s, x]}\n"
    )
    found = run("compare", name, "--format", "json")
    assert found.status == 0, found.err
    assert json.loads(found.out)["results"][0]["jacobian"] == [[1]]
    found = run("grad", name)
    assert (found.status, found.out) == (2, "")
    assert "s (sqrt): the derivative at entry 1 is infinite" in found.err


def test_a_parameter_of_what_nobody_reads_has_the_gradient_0(chain: Any, run: Any) -> None:
    name = chain(
        "inputs: {x: 0}\nlayers:\n  - {name: a, type: log, inputs: x}\n"
        "  - {name: l, type: linear, weight: [[2]], inputs: a}\n"
        "  - {name: n, type: scale, factor: 3, inputs: x}\n"
        "  - {type: where, condition: [0], inputs: [l, n]}\n"
    )
    found = run("grad", name, "--format", "json")
    assert found.status == 0, found.err
    result = json.loads(found.out)["results"][0]
    assert (result["gradients"]["l"], result["input_gradients"]) == ({"weight": [[0]]}, {"x": [3]})


def test_an_infinity_that_was_not_taken_goes_into_no_file(
    program: Callable[[str], str], run: Any
) -> None:
    name = program(
        "    return np.where(x > 0, x, np.array([-np.inf, np.inf])) - np.where(x > 0, 1, np.inf)"
    )
    found = run("trace", name, "--at", "1,2")
    assert found.status == 0, found.err
    assert "inf" not in found.out.replace("np.inf", "").replace(name, "")


COMMANDS = [
    ("show",),
    ("show", "--values"),
    ("compare",),
    ("jvp", "-v", "1,1", "--steps"),
    ("vjp", "-u", "1,1", "--steps"),
    ("check",),
    ("graph",),
    ("trace",),
]


@pytest.mark.parametrize("format", ["text", "json"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.costly
def test_every_command_copes_with_what_is_cut_off(
    command: tuple[str, ...], format: str, program: Callable[[str], str], run: Any
) -> None:
    name = program("    return np.where(x >= 0, 3 * x, np.sqrt(-x) + 1 / (x - x))")
    found = run(*command, name, "--at", "2,-0.25", "--format", format)
    if command[0] in ("show", "compare", "jvp", "vjp", "check"):
        assert found.status == 2  # −0.25 reads 1 / 0
        assert "1 / 0" in found.err or "divide" in found.err or "reciprocal" in found.err
    found = run(*command, name, "--at", "2,0.25", "--format", format)
    assert found.status == 0, found.err or found.out
    if format == "json":
        json.loads(found.out, parse_constant=pytest.fail)


def test_what_is_cut_off_is_said(program: Callable[[str], str], run: Any) -> None:
    name = program("    return np.where(x >= 0, 3 * x, np.sqrt(-x))")
    said = " ".join(run("show", name, "--at", "2,3").out.split())
    assert "entries 1, 2 are not finite, and the output does not depend on that" in said
    steps = run("jvp", name, "--at", "2,3", "-v", "1,0", "--steps", "--details").out
    assert "nobody reads this value, so its slope does not matter" in " ".join(steps.split())


def test_prices_are_those_of_a_point_at_which_all_is_finite(
    program: Callable[[str], str], run: Any
) -> None:
    name = program("    return np.where(x >= 0, 3 * x, np.sqrt(5 - x))")
    costs = []
    for at in ("2,3", "9,10"):
        found = run("compare", name, "--at", at, "--format", "json")
        modes = json.loads(found.out)["results"][0]["modes"]
        costs.append([{**modes[mode], "seconds": None} for mode in ("forward", "reverse")])
    assert costs[0] == costs[1]


def test_a_file_cannot_hold_an_infinite_mask(program: Callable[[str], str], run: Any) -> None:
    found = run("trace", program("    return np.exp(x + np.array([0, -np.inf]))"), "--at", "1,2")
    assert (found.status, found.out) == (2, "")
    assert "-1e30 does the same" in " ".join(found.err.split())


def test_the_first_number_that_is_read_is_named(program: Callable[[str], str]) -> None:
    name = program("    unused = np.log(-x)\n    y = np.sqrt(-x)\n    return y + 1")
    graph = trace(name, [[2.0]])
    from jaccli.reports.compare.find import compare

    with pytest.raises(Mistakes, match=r"\(sqrt\): the value at entry 1 is not a number"):
        compare(graph)
