"""jaccli check: right chains pass, every wrong expectation and planted break is caught in place.

The oracles: hand numbers, FLOPs by the closed formulas, answers that JAX stored, the real
ElementTree for JUnit, and the layers' own values for what they are in other frameworks' words.
"""

from __future__ import annotations

import itertools
import json
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from oracles import central_differences
from strategies import chain as linked
from strategies import described, is_regular, points, variants

import jaccli
import jaccli.reports.check.checks.counting as counting
import jaccli.reports.check.checks.directions as directions
import jaccli.reports.common.jacobian as jacobian_module
import jaccli.reports.common.modes as modes_module
from jaccli.cost import Cost
from jaccli.errors import Mistakes
from jaccli.layers import TYPES
from jaccli.layers.activations import Tanh
from jaccli.layers.choose import Maximum
from jaccli.layers.elementwise import Elementwise
from jaccli.layers.gelu import Gelu
from jaccli.layers.linear import Linear
from jaccli.layers.normalise import RmsNorm
from jaccli.layers.softmax import LogSoftmax
from jaccli.linmap import (
    Dense,
    DenseForm,
    Diagonal,
    DiagonalForm,
    DiagonalPlusLowRank,
)
from jaccli.linmap.kronecker import Kronecker, outer_product
from jaccli.linmap.tally import Counted, Tally
from jaccli.reports.check.checks.baseline import read_baseline
from jaccli.reports.check.checks.derivatives import derivative_checks
from jaccli.reports.check.find import Checked, case_of, check
from jaccli.reports.check.github import annotation
from jaccli.reports.check.peers.compared import compared_with
from jaccli.reports.check.peers.functions import FUNCTIONS
from jaccli.reports.common.derivatives.outcome import Outcome
from jaccli.reports.common.workflow import Checkout
from jaccli.spec import sample_folder, samples

CASES = sorted((Path(__file__).parent / "oracles" / "cases").glob("*.yaml"))
MATRIX = "input: [1, 2]\nlayers:\n  - {type: linear, weight: [[1, 2], [3, 4]]}\n"
DEEP = (
    "input: [0.3, -0.7, 1.2]\nlayers:\n  - {type: linear, size: 4, bias: {init: normal}}\n"
    "  - tanh\n  - gelu\n  - rms_norm\n  - {type: linear, size: 5}\n  - log_softmax\n"
)


def lines(text: str) -> dict[str, int]:
    """At which line of a chain file each layer type first stands."""
    return {
        word: at
        for at, line in reversed(list(enumerate(text.splitlines(), start=1)))
        for word in re.findall(r"\w+", line)
    }


def failures(found: Checked) -> dict[str, Outcome]:
    return {each.name: each for each in found.outcomes if each.status == "failed"}


def checked(run, *arguments: object, status: int) -> list[dict[str, Any]]:
    """The checks of the first result, as JSON."""
    outcome = run("check", *arguments, "--format", "json")
    assert outcome.status == status, outcome.err or outcome.out
    result: list[dict[str, Any]] = json.loads(outcome.out)["results"][0]["checks"]
    return result


def without_noise(text: str) -> str:
    """Rounding differs between machines, and time always does."""
    text = re.sub(r"\d\.\de[-+]\d\d", "_______", text)
    return re.sub(r" {3}\d+\.\d\d s\n", "   ____ s\n", text)


# --- what is right passes ---


def test_the_samples_pass(run) -> None:
    outcome = run("check", "sample:*")
    assert (outcome.status, outcome.err) == (0, "")
    assert "FAIL" not in outcome.out
    assert len(outcome.out.splitlines()) <= 23
    number = len(samples())
    total = outcome.out.splitlines()[-3]
    assert re.fullmatch(rf"{number} chains, (\d+) checks: \d+ ok, 0 failed, \d+ noted .*", total)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
@pytest.mark.costly
def test_the_cases_that_jax_answered_pass(path: Path) -> None:
    found = check(jaccli.load(str(path)))
    assert not failures(found)
    assert {"J = central differences", "J = complex step", "u·(J·v) = (u·J)·v"} <= {
        each.name for each in found.outcomes
    }


def test_float32_is_checked_in_float64(chain) -> None:
    found = check(jaccli.load(chain(f"dtype: float32\n{DEEP}")))
    assert found.ok
    assert "in float64" in found.outcomes[0].remark


def test_a_value_that_is_not_finite_is_bad_input_at_its_place(run, chain) -> None:
    outcome = run("check", chain("input: [1, -1]\nlayers:\n  - log\n"), "sample:tall")
    assert (outcome.status, outcome.out) == (2, "")
    assert "--> chain.yaml:3:5" in outcome.err


def test_a_long_chain_is_probed_in_few_directions(monkeypatch, chain) -> None:
    monkeypatch.setattr(directions, "EVALUATED", 20)
    found = check(jaccli.load(chain("input: {size: 20}\nlayers: [tanh, sin]\n")))
    assert found.ok
    assert "10 of 20 columns" in found.outcomes[0].remark


def test_a_function_in_numpy_is_checked(run) -> None:
    found = checked(run, "sample:textbook_functions.py:figure", "--at", "1", "--at", "2", status=0)
    assert all(each["status"] == "ok" for each in found)


def test_costs_of_a_check_are_those_of_the_formula(run) -> None:
    # sizes 6, 4, 4, 3, 1: n·Σ and m·Σ of 2 rows · columns; structured, diagonals cost 1 an entry
    found = {each["name"]: each for each in checked(run, "sample:mlp_cross_entropy", status=0)}
    dense = 2 * (4 * 6 + 4 * 4 + 3 * 4 + 1 * 3)
    structured = 2 * (4 * 6 + 3 * 4 + 1 * 3) + 4
    for name, each in (("dense FLOPs = formula", dense), ("FLOPs counted = formula", structured)):
        assert found[name]["measured"] == found[name]["limit"]
        assert found[name]["measured"] == {"forward": 6 * each, "reverse": each}


@pytest.mark.parametrize("name", ["digits", "seeds_flip", "residual"])
def test_counting_fewer_vectors_finds_the_same(monkeypatch, name) -> None:
    whole = case_of(jaccli.load(f"sample:{name}"), None)
    monkeypatch.setattr(counting, "MOST", 25_000)
    for mode in ("forward", "reverse"):
        assert counting.vectors_that_fit(whole.graph, mode) >= 1
    assert [each.status for each in counting.count_checks(whole)] == ["ok", "ok"]
    monkeypatch.setattr(counting, "MOST", 10)
    assert [each.status for each in counting.count_checks(whole)] == ["noted", "noted"]


def test_thousands_of_jacobians_are_not_counted_and_it_is_said(monkeypatch, chain) -> None:
    whole = case_of(jaccli.load(chain("input: [1.0]\nlayers: [sin, sin, sin]\n")), None)
    monkeypatch.setattr(counting, "MOST_MAPS", 2)
    (said,) = {(each.status, each.finding) for each in counting.count_checks(whole)}
    assert said[0] == "noted"
    assert said[1].startswith("3 Jacobians of layers are more than 2")


def test_a_count_on_fewer_vectors_must_come_out_even(monkeypatch, chain) -> None:
    text = "input: {size: 6}\nlayers: [{type: linear, size: 6}, tanh]\n"
    whole = case_of(jaccli.load(chain(text)), None)
    monkeypatch.setattr(counting, "MOST", 4 * 2 * (36 + 36))
    assert counting.vectors_that_fit(whole.graph, "forward") == 4
    assert [each.status for each in counting.count_checks(whole)] == ["ok", "ok"]
    right = counting.run_on_tallies

    def one_too_many(*given: Any) -> Any:
        run = right(*given)
        return run._replace(counted=run.counted + Cost(additions=1))

    monkeypatch.setattr(counting, "run_on_tallies", one_too_many)
    for each in counting.count_checks(whole):
        assert each.status == "failed"
        assert "but 4 vectors took" in each.finding


def test_a_counted_map_costs_what_the_tests_own_counting_numbers_cost() -> None:
    from oracles import Ledger
    from oracles import counting as numbers

    rng = np.random.RandomState(0)
    ledger = Ledger()
    whole = rng.randint(1, 5, (3, 4)).astype(float)
    tally = Tally()
    Counted(Dense(whole), tally).on_columns(tally.array((4, 2)))
    Dense(numbers(whole, ledger)).on_columns(numbers(np.ones((4, 2)), ledger))
    assert tally.cost == ledger.tally == (24, 24)


# --- the file's own expectations ---

EXPECTED = {
    "cheaper": (
        "tie",
        "forward",
        "forward",
        "write `cheaper: tie`",
        "tie: forward 16 = reverse 16",
    ),
    "forward_flops": ("16", "17", "17", "write `forward_flops: 16`", "16 ≠ 17 FLOPs"),
    "reverse_flops": ("16", "15", "15", "write `reverse_flops: 16`", "16 ≠ 15 FLOPs"),
    "max_flops": (
        "16",
        "15",
        "15",
        "write `max_flops: 16`",
        "forward, the cheaper mode, costs 16 > 15 FLOPs",
    ),
    "output": (
        "[5, 11]",
        "[5, 12]",
        "12",
        "write 11.0 there",
        "max|diff| 1.0e+00 > 1.2e-08 at entry 2",
    ),
    "jacobian": (
        "[[1, 2], [3, 4]]",
        "[[1, 2], [7, 4]]",
        "7",
        "write 3.0 there",
        "max|diff| 4.0e+00 > 7.0e-09 at row 2, column 1",
    ),
}


def test_right_expectations_pass(run, chain) -> None:
    # by hand: x = (1, 2), W x = (5, 11), J = W, 2 vectors of 2·2·2 FLOPs either way
    right = "".join(f"  {key}: {each[0]}\n" for key, each in EXPECTED.items())
    found = checked(run, chain(f"{MATRIX}expect:\n{right}"), status=0)
    names = [each["name"] for each in found if each["name"].startswith("expect")]
    assert len(names) == len(EXPECTED)
    assert {each["status"] for each in found} == {"ok"}


@pytest.mark.parametrize("key", EXPECTED)
def test_a_wrong_expectation_is_caught_at_its_place(run, chain, key) -> None:
    right = "".join(f"  {name}: {each[0]}\n" for name, each in EXPECTED.items() if name != key)
    _, wrong, marked, help, finding = EXPECTED[key]
    text = f"{MATRIX}expect:\n{right}  {key}: {wrong}\n"
    name = chain(text)
    line = text.count("\n")
    column = text.splitlines()[-1].rindex(marked) + 1
    failed = [each for each in checked(run, name, status=1) if each["status"] == "failed"]
    assert len(failed) == 1
    assert failed[0]["name"].startswith(f"expect: {key}")
    assert failed[0]["finding"] == finding
    assert (failed[0]["file"], failed[0]["line"], failed[0]["column"]) == (name, line, column)
    drawn = run("check", name).out
    assert f"--> {name}:{line}:{column}\n" in drawn
    assert help in " ".join(drawn.split())
    shown = drawn.splitlines()
    at = next(i for i, each in enumerate(shown) if f"{key}: {wrong}" in each and "|" in each)
    start = shown[at].index(f"  {key}: {wrong}")
    assert shown[at + 1].index("^") == start + column - 1
    assert re.findall(r"\^+", shown[at + 1]) == ["^" * len(marked)]


@pytest.mark.parametrize(
    ("expect", "words"),
    [
        ("output: [5, 11, 0]", "it has 2 numbers, the file expects 3 numbers"),
        ("jacobian: [[1, 2]]", "it has 2×2, the file expects 1×2"),
    ],
)
def test_an_array_of_another_shape_is_a_failed_expectation(run, chain, expect, words) -> None:
    outcome = run("check", chain(f"{MATRIX}expect: {{{expect}}}\n"))
    assert outcome.status == 1
    assert words in " ".join(outcome.out.split())


@pytest.mark.parametrize(("tolerance", "status"), [("1e-3", 0), ("1e-5", 1)])
def test_the_tolerance_is_in_units_of_what_is_expected(run, chain, tolerance, status) -> None:
    # 11 is found, 11.005 expected: the difference is 4.5e-4 of it
    text = f"{MATRIX}expect: {{output: [5, 11.005], tolerance: {tolerance}}}\n"
    assert run("check", chain(text)).status == status


def test_expectations_of_another_point_or_size_are_noted(run, chain) -> None:
    text = (
        "sizes: {n: 2}\ninput: {size: n}\nlayers: [square]\n"
        "expect: {output: [9, 9], cheaper: tie}\n"
    )
    name = chain(text)
    assert run("check", name).status == 1
    found = {each["name"]: each["status"] for each in checked(run, name, "--at", "1,2", status=0)}
    assert found["expect: output"] == "noted"
    assert found["expect: cheaper = tie"] == "ok"
    found = {each["name"]: each["status"] for each in checked(run, name, "--set", "n=3", status=0)}
    assert [found["expect: output"], found["expect: cheaper"]] == ["noted", "noted"]


# --- planted breaks ---


def slopes_off_by(factor: float):
    """Tanh's derivative times a factor."""
    right = Tanh.derivative
    return lambda self, x: right(self, x) * factor


@pytest.mark.parametrize(
    ("kind", "method", "wrong"),
    [
        (Tanh, "derivative", slopes_off_by(1.001)),
        (Tanh, "derivative", slopes_off_by(-1)),
        (Gelu, "derivative", lambda self, x: np.ones_like(x)),
        (Linear, "jacobian", lambda self, x: Dense(self.weight * 1.01)),
        (LogSoftmax, "jacobian", lambda self, x: _transposed_log_softmax(x)),
        (RmsNorm, "jacobian", lambda self, x: Diagonal(np.ones_like(x))),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
@pytest.mark.costly
def test_a_broken_derivative_is_caught_at_its_layer(monkeypatch, chain, kind, method, wrong):
    name = chain(DEEP)
    monkeypatch.setattr(kind, method, wrong)
    caught = failures(check(jaccli.load(name)))["J = central differences"]
    assert caught.place.line == lines(DEEP)[kind.type]
    assert kind.type in caught.place.source.lines[caught.place.line - 1]
    assert f"the derivative of {kind.type} is wrong" in caught.notes[0][1]


def _transposed_log_softmax(x: Any) -> DiagonalPlusLowRank:
    ones = np.ones_like(x)
    p = np.exp(x) / np.exp(x).sum()
    return DiagonalPlusLowRank(ones, -p[:, None], ones[None, :])


def test_a_broken_derivative_exits_with_1_and_is_drawn(monkeypatch, run, chain) -> None:
    name = chain(DEEP)
    monkeypatch.setattr(Tanh, "derivative", slopes_off_by(1.001))
    outcome = run("check", name)
    assert (outcome.status, outcome.err) == (1, "")
    assert "FAIL  J = central differences" in outcome.out
    assert f"--> {name}:4:5\n" in outcome.out
    assert "  - tanh\n" in outcome.out


def test_an_error_in_the_tenth_digit_is_seen_by_the_complex_step_alone(monkeypatch, chain) -> None:
    name = chain(DEEP.replace("  - gelu\n", ""))
    monkeypatch.setattr(Tanh, "derivative", slopes_off_by(1 + 1e-9))
    caught = failures(check(jaccli.load(name)))
    assert "J = central differences" not in caught
    assert caught["J = complex step"].place.line == lines(DEEP)["tanh"]


@pytest.mark.parametrize("part", ["weight", "bias"])
def test_a_broken_parameter_jacobian_is_caught(monkeypatch, chain, part) -> None:
    right = Linear.parameter_jacobians

    def wrong(self: Linear, *inputs: Any) -> dict[str, Any]:
        (x,) = inputs
        broken = {"weight": outer_product(len(self.weight), x + 0.01)}
        broken["bias"] = Diagonal(np.full(len(self.weight), 1.5))
        found = right(self, x)
        return found | {part: broken[part]} if part in found else found

    name = chain(DEEP)
    monkeypatch.setattr(Linear, "parameter_jacobians", wrong)
    caught = failures(check(jaccli.load(name)))
    assert "J = central differences" not in caught
    assert caught["gradients = differences"].place.line == lines(DEEP)["linear"]
    assert f"f1.{part}" in caught["gradients = differences"].found


@pytest.mark.parametrize(
    ("kind", "wrong", "layer"),
    [
        (Diagonal, lambda self, rows: rows * self.entries * 1.5, "tanh"),
        (DiagonalPlusLowRank, lambda self, rows: self.on_columns(rows.T).T, "log_softmax"),
        (Kronecker, lambda self, rows: np.zeros((len(rows), self.form.columns)), "linear"),
    ],
    ids=["diagonal", "low rank, transposed", "kronecker"],
)
def test_a_broken_pullback_is_caught_by_the_adjoint_test(monkeypatch, chain, kind, wrong, layer):
    text = DEEP.replace("  - rms_norm\n", "")
    name = chain(text)
    monkeypatch.setattr(kind, "on_rows", wrong)
    caught = failures(check(jaccli.load(name)))["u·(J·v) = (u·J)·v"]
    assert caught.place.line == lines(text)[layer]
    assert "are not of one matrix" in caught.found


@pytest.mark.parametrize("mode", ["forward", "reverse"])
def test_a_broken_sweep_is_blamed_on_no_layer(monkeypatch, mode) -> None:
    right = getattr(jacobian_module, mode)
    monkeypatch.setattr(jacobian_module, mode, lambda *given: Dense(right(*given).dense() * 1.001))
    caught = failures(check(jaccli.load("sample:tall")))
    assert caught["J_fwd = J_rev"].place is None
    assert "the fault is in the sweeps" in caught["J_fwd = J_rev"].notes[0][1]


@pytest.mark.parametrize("price", [lambda self: Cost(2 * self.rows), lambda self: Cost()])
def test_a_wrong_price_is_caught_at_its_layer(monkeypatch, chain, price) -> None:
    name = chain(DEEP)
    monkeypatch.setattr(DiagonalForm, "per_column", property(price))
    caught = failures(check(jaccli.load(name)))
    assert set(caught) == {"FLOPs counted = formula"}
    assert caught["FLOPs counted = formula"].place.line == lines(DEEP)["tanh"]
    assert "one vector takes 4 FLOPs" in caught["FLOPs counted = formula"].found


def test_a_wrong_price_of_reverse_mode_alone_is_caught_at_its_layer(monkeypatch, chain) -> None:
    name = chain(DEEP)
    monkeypatch.setattr(DiagonalForm, "per_row", property(lambda self: Cost(7)))
    caught = failures(check(jaccli.load(name)))["FLOPs counted = formula"]
    assert caught.place.line == lines(DEEP)["tanh"]
    assert "f2 (tanh): one vector takes 4 FLOPs, its price is 7" in caught.found


def test_of_many_parameters_fewer_pairs_are_tried_so_that_they_fit(monkeypatch) -> None:
    monkeypatch.setattr("jaccli.reports.check.checks.sweeps.ENTRIES", 3 * 8 + 7)
    text = {"input": [1.0, 2.0], "layers": [{"type": "linear", "size": 2, "bias": [1.0, 0.0]}]}
    (found,) = (each for each in check(jaccli.load(text)).outcomes if each.name[:2] == "u·")
    assert (found.status, found.remark) == ("ok", "3 random pairs")  # n + 4 + 2 = 8 numbers each


def test_multiplications_and_additions_may_not_be_exchanged(monkeypatch, chain) -> None:
    name = chain(DEEP)
    swapped = property(lambda self: Cost(0, self.rows))
    monkeypatch.setattr(DiagonalForm, "per_column", swapped)
    caught = failures(check(jaccli.load(name)))["FLOPs counted = formula"]
    assert "× and + are not" in caught.finding


def test_a_dense_price_that_is_not_the_formula_is_caught(monkeypatch) -> None:
    right = modes_module.sweep_costs
    monkeypatch.setattr(
        modes_module, "sweep_costs", lambda *given: [*right(*given), Cost(additions=1)]
    )
    caught = failures(check(jaccli.load("sample:tall")))
    assert "the report says 13,561" in caught["dense FLOPs = formula"].finding


def test_a_count_that_is_priced_but_is_not_the_formula_is_caught(monkeypatch) -> None:
    right = counting.dense_formula
    monkeypatch.setattr(counting, "dense_formula", lambda *given: right(*given) + 2)
    caught = failures(check(jaccli.load("sample:tall")))["dense FLOPs = formula"]
    assert "forward 13,560 ≠ 13,562" in caught.finding


def test_dense_products_that_cost_another_number_are_caught(monkeypatch) -> None:
    monkeypatch.setattr(DenseForm, "per_column", property(lambda self: Cost(1, 1)))
    assert "dense FLOPs = formula" in failures(check(jaccli.load("sample:tall")))


# --- what differences cannot tell ---

KINK = "input: [1, 0, 2]\nlayers:\n  - relu\n  - {type: linear, weight: [[1, 2, 3]]}\n"


def test_a_kink_is_noted_with_its_entries_and_not_failed(run, chain) -> None:
    found = {each["name"]: each for each in checked(run, chain(KINK), status=0)}
    noted = found["J = central differences"]
    assert noted["status"] == "noted"
    assert "skipped for column 2: f1 (relu): entry 2 is at exactly 0" in noted["finding"]
    assert found["J = complex step"]["status"] == "ok"


def test_a_break_that_a_kink_hides_is_caught_all_the_same(monkeypatch, chain) -> None:
    # every column of J meets the kink
    text = "input: [1, -1]\nlayers:\n  - {type: linear, weight: [[1, 1]]}\n  - relu\n  - tanh\n"
    name = chain(text)
    found = check(jaccli.load(name))
    assert [each.status for each in found.outcomes[:2]] == ["noted", "noted"]
    monkeypatch.setattr(Tanh, "derivative", slopes_off_by(1.1))
    caught = failures(check(jaccli.load(name)))["J = central differences"]
    assert caught.place.line == 5


def test_the_edge_of_a_domain_is_noted_with_its_reason(chain) -> None:
    found = check(jaccli.load(chain("input: [1.0e-300, 1]\nlayers: [log]\n")))
    noted = found.outcomes[0]
    assert noted.status == "noted"
    assert "column 1: f is not finite within h of x" in noted.finding


def test_a_layer_without_complex_numbers_is_named(chain) -> None:
    found = {each.name: each for each in check(jaccli.load(chain(DEEP))).outcomes}
    assert found["J = complex step"].status == "noted"
    assert "f3 (gelu)" in found["J = complex step"].finding


def test_terms_that_cancel_are_noted_where_rounding_is_all_that_is_left(chain) -> None:
    rows = "[[1e9, 1e9, 1], [-1e9, -1e9, 1], [1, 0, 3]]"
    text = (
        f"input: [1.1, 0.7, 0.3]\nlayers:\n- {{type: linear, weight: {rows}}}\n- tanh\n"
        "- {type: scale, factor: 1.1}\n- {type: linear, weight: [[1, 1, 0.1], [0.3, 0.3, 1]]}\n"
        "- {type: linear, weight: [[1e9, 3], [1e9, 7]]}\n"
        "- {type: linear, weight: [[1, -1]]}\n"
    )
    assert not failures(check(jaccli.load(chain(text))))


def test_a_wide_chain_is_probed_in_some_columns_and_across_all(monkeypatch, chain) -> None:
    text = "input: {size: 300}\nlayers:\n  - tanh\n  - sum\n"
    name = chain(text)
    found = check(jaccli.load(name)).outcomes[0]
    assert "64 of 300 columns and 2 directions across all" in found.remark

    def one_is_wrong(self: Tanh, x: Any) -> Any:
        slopes = 1 - np.tanh(x) ** 2
        slopes[1] *= 1.2  # a column that is not among the 64
        return slopes

    monkeypatch.setattr(Tanh, "derivative", one_is_wrong)
    caught = failures(check(jaccli.load(name)))["J = central differences"]
    assert caught.place.line == 3


# --- chains whose digits are few, and right all the same ---

DELICATE = {  # input and layers; a sum of the complex step over the chain loses its digits
    "softplus far left": ("[-37, 1]", "[softplus, log]"),
    "softplus under one": ("[-9, 1]", "[softplus, reciprocal]"),
    "log1p near 0": ("[1.0e-6, 1]", "[log1p, log]"),
    "a small loss": ("[20, 1, 2]", "[{type: cross_entropy, label: 0}, log]"),
    "a mean that hides the spread": ("[1000, 1000.001, 1000.002]", "[layer_norm]"),
    "exp next to underflow": ("[-650]", "[exp, log]"),
    "a saturated softmax": ("[650, 0, -1]", "[softmax, log]"),
    "a high power": ("[-2, 3]", "[{type: power, exponent: 101}]"),
    "a high power, inverted": ("[-2, 3]", "[{type: power, exponent: -102}]"),
    "differences that round to a staircase": ("[-37]", "[elu, arctanh]"),
    "differences over many periods": ("[40]", "[exp, cos]"),
    "pow": ("[-2, 3]", "[{type: pow, exponent: [103, 104]}]"),
}


@pytest.mark.parametrize(("point", "layers"), DELICATE.values(), ids=DELICATE)
def test_a_right_chain_never_fails_for_its_rounding(chain, point, layers) -> None:
    assert not failures(check(jaccli.load(chain(f"input: {point}\nlayers: {layers}\n"))))


ELEMENTWISE = sorted(kind for kind, each in TYPES.items() if issubclass(each, Elementwise))
PLACES = (1e-6, -0.3, 37.0, -1e-3, 1.7, -9.0, 0.3, -1e-6, 9.0, -37.0, 1e-3, -650.0, 650.0)


@pytest.mark.parametrize("first", ELEMENTWISE)
@pytest.mark.parametrize("points", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_no_pair_of_elementwise_layers_fails(points, first) -> None:
    """All pairs at two points, other ones each; quickly with one of eleven others, at one."""
    start = ELEMENTWISE.index(first)
    for at, second in enumerate(ELEMENTWISE):
        if points == 1 and (start + at) % 11:
            continue
        layers = [filled(kind) for kind in (first, second)]
        turn = (start + at) % len(PLACES)
        found = (x for x in (*PLACES[turn:], *PLACES[:turn]) if is_tame(layers, x))
        for x in itertools.islice(found, points):
            case = case_of(linked(layers, np.array([x])), None)
            failed = [each for each in derivative_checks(case) if each.status == "failed"]
            assert not failed, (first, second, x)


def filled(kind: str) -> Elementwise:
    layer = TYPES[kind]
    return layer(**{name: 2.5 if name == "exponent" else 1.3 for name in layer.required()})


def is_tame(layers: list[Elementwise], x: float) -> bool:
    """Whether all is finite, not so large that differences overflow, and beside no pole."""
    z = np.array([x])
    with np.errstate(all="ignore"):
        for layer in layers:
            if not is_regular(layer, z):
                return False
            beside = np.abs(z - np.round(z)).max() < 1e-12
            if beside and z.max() < 0 and ".special." in type(layer).__module__:
                return False  # one number from a pole of Γ, which every step strides over
            z = layer.forward(z)
            if np.abs(z).max() >= 1e250:
                return False
    return True


@pytest.mark.parametrize("kind", ["tanh", "log", "softplus", "exp", "reciprocal", "sigmoid"])
@pytest.mark.parametrize("factor", [1 + 1e-4, -1])
@pytest.mark.costly
def test_a_break_of_any_size_is_caught_in_a_delicate_chain(monkeypatch, chain, kind, factor):
    broken = TYPES[kind]
    right = broken.derivative
    monkeypatch.setattr(broken, "derivative", lambda self, x: right(self, x) * factor)
    text = f"input: [0.4, 1.3, 0.1]\nlayers:\n  - sin\n  - {kind}\n  - layer_norm\n"
    caught = failures(check(jaccli.load(chain(text))))
    assert set(caught) == {"J = central differences", "J = complex step"}
    assert {each.place.line for each in caught.values()} == {lines(text)[kind]}


def test_an_error_in_the_eighth_digit_of_an_extremum_is_blamed_on_it(monkeypatch, chain) -> None:
    right = Maximum.slope
    monkeypatch.setattr(
        Maximum, "slope", lambda self, *given: Diagonal(right(self, *given).entries * (1 + 1e-8))
    )
    text = "input: [1, 2]\nlayers:\n  - sin\n  - {type: maximum, constant: [0.1, 3]}\n  - exp\n"
    caught = failures(check(jaccli.load(chain(text))))["J = complex step"]
    assert caught.place.line == lines(text)["maximum"]
    said = caught.found.split(" is ")[1].split(" at ")[0], caught.notes[0][1]
    assert said[0] == "1.00000001"
    assert "slope there is 1:" in said[1]


# --- files and folders ---


def test_a_folder_is_searched_and_what_is_no_chain_is_counted(run, chain, tmp_path) -> None:
    chain(MATRIX, "b.yaml")
    chain(MATRIX, "notes.txt")
    for folder in ("sub/deeper", ".hidden", "sub/.git"):
        (tmp_path / folder).mkdir(parents=True)
    chain(MATRIX, "sub/deeper/a.yml")
    chain(MATRIX, ".hidden/c.yaml")
    chain(MATRIX, "sub/.git/c.yaml")
    chain("on: push\njobs: {layers: 3}\n", "workflow.yml")
    chain("edges: [[x, y]]\n", "shapes.yaml")
    outcome = run("check", ".", "-q")
    assert outcome.status == 0
    assert [line.split(":")[0] for line in outcome.out.splitlines()[:2]] == [
        "./b.yaml",
        "./sub/deeper/a.yml",
    ]
    assert "Skipped 2 YAML files without `layers`: ./shapes.yaml, ./workflow.yml" in outcome.out
    assert json.loads(run("check", ".", "--format", "json").out)["skipped"] == [
        "./shapes.yaml",
        "./workflow.yml",
    ]


def came_out(text: str) -> dict[str, list[str]]:
    """The rows of the table by their first word: what stands in their cells."""
    cell = r"(?:ok|note|FAIL) \d+(?: of \d+)?|-"
    rows = re.findall(rf"^ (\S+)((?: +(?:{cell}))+)$", text, re.MULTILINE)
    return {name: re.findall(cell, cells) for name, cells in rows}


def test_a_folder_has_a_line_a_chain_with_how_many_checks_came_out_how(run, chain) -> None:
    for name, text in {"a": MATRIX, "b": MIXED, "c": DEEP, "d": KINK}.items():
        chain(text, f"{name}.yaml")
    table = came_out(run("check", "a.yaml", "c.yaml", "d.yaml").out)
    assert [*table] == ["a.yaml", "c.yaml", "d.yaml"]
    table |= came_out(run("check", "a.yaml", "b.yaml").out)
    results = json.loads(run("check", ".", "--format", "json").out)["results"]
    for result in results:
        cells = table[result["file"].removeprefix("./")]
        by_topic: list[list[str]] = [[], [], [], []]
        for each in result["checks"]:
            for at, word in enumerate(("J = |gradients", "J_fwd|u·", "FLOPs|dense", "expect")):
                if re.match(word, each["name"]):
                    by_topic[at].append(each["status"])
        for cell, statuses in zip(cells, by_topic, strict=True):
            number, failed, noted = map(statuses.count, ("ok", "failed", "noted"))
            word = f"FAIL {failed} of {len(statuses)}" if failed else f"ok {number}"
            word = f"note {noted} of {len(statuses)}" if noted and not failed else word
            assert cell == (word if statuses else "-")


def test_of_many_files_those_that_failed_stay_and_are_drawn_in_full(run, chain) -> None:
    for at in range(24):
        chain(MATRIX, f"{at:02}.yaml")
    whole = run("check", ".").out
    assert len(whole.splitlines()) <= 23
    assert re.search(r"^ … (\d+) more …$", whole, re.MULTILINE)
    for at in (7, 16, 21):
        chain(f"{MATRIX}expect: {{reverse_flops: {at + 20}}}\n", f"{at:02}.yaml")
    chain(KINK, "20.yaml")
    outcome = run("check", ".")
    assert outcome.status == 1
    table = came_out(outcome.out)
    failed = [name for name, cells in table.items() if "FAIL" in cells[-1]]
    assert failed == ["07.yaml", "16.yaml", "21.yaml"]
    hidden = re.search(r"^ … (\d+) more …$", outcome.out, re.MULTILINE)
    assert hidden is not None
    assert len(table) + int(hidden[1]) == 24
    for name, at in (("07", 7), ("16", 16), ("21", 21)):
        assert f"\n./{name}.yaml\n  FAIL  expect: reverse_flops = {at + 20}" in outcome.out
        assert f"--> ./{name}.yaml:4:25" in outcome.out
    assert "help: write `reverse_flops: 16`" in outcome.out
    assert "note  20.yaml: J = central differences: skipped for column 2" in outcome.out


def test_notes_that_say_one_thing_are_one_and_of_many_the_first_are_said(run, chain) -> None:
    for at in range(6):
        chain(KINK, f"{at}.yaml")
    for at in range(4):
        chain(f"input: [{at + 1}, 0]\nlayers: [{'relu, ' * at}abs]\n", f"z{at}.yaml")
    out = " ".join(run("check", ".").out.split())
    start = "note 0.yaml, 1.yaml, 2.yaml and 3 more: J = central differences: skipped for column 2"
    assert start in out
    assert out.count("note z") == 2
    assert re.search(r"note \d more of these: --details", out)


def test_what_was_tested_stands_above_its_checks(run) -> None:
    topics = {}
    topic = ""
    for line in run("check", "sample:mlp_cross_entropy").out.splitlines()[2:]:
        if re.match("  (ok|note|FAIL) ", line):
            topics.setdefault(topic, []).append(line[8:33].split(" = ")[0].strip())
        topic = line.split(":")[0] if line[:1].isalpha() else topic
    assert topics == {
        "Derivatives": ["J", "J", "gradients", "gradients"],
        "Sweeps": ["J_fwd", "u·(J·v)"],
        "FLOPs": ["FLOPs counted", "dense FLOPs"],
        "Expected": ["expect: cheaper", "expect: forward_flops", "expect: reverse_flops"],
    }


def test_of_many_files_that_are_passed_over_some_are_named(run, chain) -> None:
    chain(MATRIX, "z.yaml")
    for name in "abcdef":
        chain("on: push\n", f"{name}.yml")
    named = "./a.yml, ./b.yml, ./c.yml, ./d.yml and 2 more"
    out = " ".join(run("check", ".", "-q").out.split())
    assert f"Skipped 6 YAML files without `layers`: {named} 1 chain, " in out


def test_more_mistakes_than_are_drawn_are_counted(run, chain) -> None:
    layers = ", ".join(["rleu"] * 203)
    err = run("check", chain(f"input: [1]\nlayers: [{layers}]\n")).err
    assert err.count("error: ") == 200
    assert err.endswith("\nand 3 more\njaccli: 203 errors in chain.yaml, nothing computed\n")


def test_a_file_that_is_named_is_never_skipped(run, chain) -> None:
    outcome = run("check", chain("on: push\n"))
    assert (outcome.status, outcome.out) == (2, "")
    assert "unknown key `on`" in outcome.err


@pytest.mark.parametrize(
    "text", ["input: [1\nlayers: [relu]\n", "input: [x]\nlayers: [relu]\n", "{layers: ["]
)
def test_a_chain_with_a_mistake_in_a_folder_stops_the_run(run, chain, text) -> None:
    chain(MATRIX, "a.yaml")
    chain(text, "b.yaml")
    outcome = run("check", ".")
    assert (outcome.status, outcome.out) == (2, "")
    assert "./b.yaml:" in outcome.err


def test_a_folder_without_chains_is_a_mistake(run, chain) -> None:
    chain("on: push\n", "ci.yml")
    outcome = run("check", ".")
    assert (outcome.status, outcome.out) == (2, "")
    assert "no chain file in this folder" in outcome.err


def test_a_chain_that_is_named_twice_is_checked_once(run, chain) -> None:
    name = chain(MATRIX)
    assert run("check", name, name, "-q").out.splitlines()[-1].startswith("1 chain, ")
    assert run("check", "-", stdin=MATRIX.encode()).status == 0


def test_the_memory_limit_is_respected(run) -> None:
    outcome = run("check", "sample:digits", "--max-memory", "1K")
    assert (outcome.status, outcome.out) == (2, "")
    assert "--max-memory" in outcome.err


# --- a baseline ---


@pytest.fixture
def saved(run, tmp_path, monkeypatch) -> dict[str, Any]:
    """What compare wrote for two samples, in saved.json of the working folder."""
    monkeypatch.chdir(tmp_path)
    run("compare", "sample:tall", "sample:textbook", "--format", "json", "-o", "saved.json")
    document: dict[str, Any] = json.loads(Path("saved.json").read_text())
    return document


def test_costs_that_have_not_grown_pass(run, saved) -> None:
    outcome = run("check", "sample:tall", "--baseline", "saved.json")
    assert outcome.status == 0
    assert re.search(r"ok +forward ≤ baseline +13,560 = 13,560 ", outcome.out)


def test_a_cost_that_has_shrunk_passes(run, saved) -> None:
    costs = saved["results"][0]["modes"]["forward"]["cost"]["dense"]
    costs["flops"] += 1
    Path("saved.json").write_text(json.dumps(saved))
    cheaper = run("check", "sample:tall", "--baseline", "saved.json")
    assert cheaper.status == 0
    said = " ".join(cheaper.out.split())
    assert "13,560 < 13,561 none of 4 rules has grown, 1 is less" in said


def test_costs_of_other_sizes_are_never_compared(run, saved) -> None:
    found = checked(run, "sample:textbook", "--set", "n=8", "--baseline", "saved.json", status=1)
    assert [each["name"] for each in found if "baseline" in each["name"]] == ["costs ≤ baseline"]
    assert "other sizes than the baseline's (n 16, now 8" in found[-1]["finding"]


def test_a_chain_is_found_by_its_path_from_the_baselines_folder(saved, tmp_path) -> None:
    first, second = saved["results"]
    first["file"], second["file"] = "chains/a.yaml", "chains/b.yaml"
    first["name"] = second["name"] = "same"
    (tmp_path / "sub").mkdir()
    Path("sub/saved.json").write_text(json.dumps(saved))
    found = read_baseline("sub/saved.json")
    assert found.of("./sub/chains/b.yaml", "same") == found.saved[1]
    assert found.of("chains/a.yaml", "same") == found.saved[0]
    assert found.of("elsewhere/b.yaml", "same") is None  # two of that name


def test_a_baseline_of_other_chains_alone_is_refused(saved, chain) -> None:
    found = read_baseline("saved.json")
    stranger, known = jaccli.load(chain(MATRIX, "new.yaml")), jaccli.load("sample:tall")
    with pytest.raises(Mistakes, match="no chain of this run"):
        found.refuse_strangers([stranger])
    found.refuse_strangers([stranger, known])


@pytest.mark.parametrize("mode", ["forward", "reverse"])
@pytest.mark.parametrize("model", ["dense", "structured"])
@pytest.mark.parametrize("seeds", ["cost", "seeds_free"])
def test_a_cost_that_has_grown_fails_with_both_numbers(run, saved, mode, model, seeds) -> None:
    before = saved["results"][0]["modes"][mode][seeds][model]
    now, before["flops"] = before["flops"], before["flops"] - 1
    Path("saved.json").write_text(json.dumps(saved))
    outcome = run("check", "sample:tall", "--baseline", "saved.json")
    assert outcome.status == 1
    assert f"FAIL  {mode} ≤ baseline" in outcome.out
    assert f"{now:,} > {now - 1:,} FLOPs" in " ".join(outcome.out.split())
    assert outcome.out.count("FAIL") == 1


def test_a_chain_is_found_in_the_baseline_by_file_then_by_name(run, saved, chain) -> None:
    text = (Path(sample_folder()) / "tall.yaml").read_text(encoding="utf-8")
    moved = checked(run, chain(text, "moved.yaml"), "--baseline", "saved.json", status=0)
    assert {each["name"]: each["status"] for each in moved}["forward ≤ baseline"] == "ok"
    alone = run("check", chain(MATRIX, "new.yaml"), "--baseline", "saved.json")
    assert (alone.status, alone.out) == (2, "")
    both = run("check", "new.yaml", "moved.yaml", "--baseline", "saved.json", "--format", "json")
    new, _ = json.loads(both.out)["results"]
    assert new["checks"][-1]["name"] == "costs ≤ baseline"
    assert new["checks"][-1]["status"] == "noted"
    assert new["checks"][-1]["finding"] == "no chain of this file or name in saved.json"
    found = read_baseline("saved.json")
    assert found.of("./sample:tall", "") == found.of("sample:tall", "other")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "no such file"),
        ("not JSON", "this is not JSON"),
        ("[1]", "found no schema"),
        ('{"schema": "jaccli.grad/1", "results": []}', "jaccli.grad/1"),
        ('{"schema": "jaccli.compare/1", "results": [{}]}', "not where compare writes them"),
        ('{"schema": "jaccli.compare/1", "results": []}', "holds no costs"),
        ('{"schema": "jaccli.compare/1"}', "not where compare writes them"),
    ],
)
def test_a_baseline_that_is_none_is_bad_input(run, chain, text, words) -> None:
    name = chain(MATRIX)
    if text is not None:
        chain(text, "saved.json")
    outcome = run("check", name, "--baseline", "saved.json")
    assert (outcome.status, outcome.out) == (2, "")
    assert words in " ".join(outcome.err.split())
    assert "--baseline saved.json" in outcome.err
    assert "help: write one: jaccli compare CHAIN… --format json -o FILE\n" in outcome.err


# --- formats ---

MIXED = f"{KINK}expect: {{cheaper: tie, reverse_flops: 24}}\n"


def test_json_has_every_key_of_the_contract(run, chain) -> None:
    outcome = run("check", chain(MIXED), "--format", "json")
    document = json.loads(outcome.out)
    assert document["schema"] == "jaccli.check/1"
    for each in document["results"][0]["checks"]:
        assert {"name", "status", "measured", "limit", "file", "line", "column"} <= each.keys()
        assert each["status"] in ("ok", "failed", "noted")
        assert (each["line"] is None) == (each["column"] is None)
    (result,) = document["results"]
    statuses = [each["status"] for each in result["checks"]]
    assert (result["ok"], "failed" in statuses) == (False, True)
    (failed,) = (each for each in result["checks"] if each["status"] == "failed")
    assert failed["notes"] == [{"kind": "help", "text": "write `cheaper: reverse`"}]
    right = json.loads(run("check", chain(MATRIX, "right.yaml"), "--format", "json").out)
    assert right["results"][0]["ok"] is True
    flops = next(
        each for each in document["results"][0]["checks"] if "reverse_flops" in each["name"]
    )
    assert (flops["measured"], flops["limit"]) == (24, 24)
    assert isinstance(flops["measured"], int)


def test_findings_are_those_of_their_own_chain_and_one_for_each_check_that_is_not_ok(
    run, chain
) -> None:
    names = chain(MIXED, "a.yaml"), chain(MATRIX, "b.yaml")
    results = json.loads(run("check", *names, "--format", "json").out)["results"]
    page = " ".join(run("check", *names, "--details").out.split())
    quiet = run("check", *names, "-q").out.splitlines()
    kinds = {"failed": "warning", "noted": "note"}
    for result in results:
        headline, *found, rule = [(each["kind"], each["text"]) for each in result["findings"]]
        assert found == [
            (kinds[each["status"]], f"{each['name']}: {each['finding']}")
            for each in result["checks"]
            if each["status"] != "ok"
        ]
        assert headline[0] == "headline"
        assert f"{result['file']}: {headline[1]}" in quiet
        assert rule[0] == "rule"
        assert rule[1] in page
    assert [len(result["findings"]) for result in results] == [4, 2]


def test_junit_is_xml_with_a_suite_a_chain_and_a_case_a_check(run, chain) -> None:
    names = chain(MIXED, "a&<b>.yaml"), chain(MATRIX, "c.yaml")
    outcome = run("check", *names, "--format", "junit")
    assert outcome.status == 1
    root = ET.fromstring(outcome.out)
    assert [suite.get("name") for suite in root] == list(names)
    checks = json.loads(run("check", *names, "--format", "json").out)["results"]
    for suite, result in zip(root, checks, strict=True):
        statuses = [each["status"] for each in result["checks"]]
        assert [case.get("name") for case in suite] == [each["name"] for each in result["checks"]]
        assert int(suite.get("tests", "")) == len(statuses) == len(suite)
        assert int(suite.get("failures", "")) == statuses.count("failed")
        assert int(suite.get("skipped", "")) == statuses.count("noted")
        assert len(suite.findall("testcase/failure")) == statuses.count("failed")
        assert float(suite.get("time", "nan")) >= 0
        for case, each in zip(suite, result["checks"], strict=True):
            assert case.get("classname") == result["file"]
            assert [told.get("message") for told in case] == [each["finding"]] * len(case)
            assert (case.get("file"), case.get("line")) == (
                (each["file"], str(each["line"])) if each["line"] else (None, None)
            )
    assert [case.get("name") for case in root.iterfind(".//testcase[failure]")] == [
        "expect: cheaper = tie"
    ]
    failure = root.find("testsuite/testcase/failure")
    assert failure is not None
    assert failure.get("type") == "check"
    assert "help: write `cheaper: reverse`" in (failure.text or "")


def test_control_characters_do_not_break_junit(run, chain) -> None:
    name = chain(MIXED, "a\x01\x1b[31mb.yaml")
    root = ET.fromstring(run("check", name, "--format", "junit").out)
    assert root[0].get("name") == "a\\x01\\x1b[31mb.yaml"
    assert "\x1b" not in run("check", name).out
    assert "\x1b" not in run("check", name, "--format", "github").out


def test_annotations_are_workflow_commands(run, chain) -> None:
    name = chain(MIXED)
    outcome = run("check", name, "--format", "github")
    commands = [line for line in outcome.out.splitlines() if line.startswith("::")]
    notice, error = commands
    assert notice.startswith("::notice file=chain.yaml,title=J = central differences::")
    assert error.startswith(
        "::error file=chain.yaml,line=5,col=19,endColumn=22,title=expect%3A cheaper = tie::"
    )
    assert "%0Ahelp: write `cheaper: reverse`" in error


def test_files_that_were_passed_over_and_the_total_stand_below_the_annotations(run, chain) -> None:
    chain(MIXED)
    *commands, total = run("check", ".", "--format", "github").out.splitlines()
    assert [line[:8] for line in commands] == ["::notice", "::error "]
    assert re.fullmatch(r"1 chain, \d+ checks: \d+ ok, 1 failed, 1 noted", total)
    chain("on: push\n", "##[ci].yml")
    *commands, skipped, again = run("check", ".", "--format", "github").out.splitlines()
    assert (len(commands), again) == (2, total)
    assert skipped == "Skipped 1 YAML file without `layers`: ./#\\x23[ci].yml"


def test_what_failed_is_yellow_and_what_is_noted_or_explained_is_dim(run, chain) -> None:
    out = run("check", chain(MIXED), "--color", "always", "--details").out
    looks = {"33": "", "2": "", "1": ""}
    for code, text in re.findall(r"\x1b\[(\d+)m(.*?)\x1b\[0m", out):
        looks[code] += text
    assert looks["1"] == "chain.yaml"
    assert looks["33"].startswith("reverse: forward 72 > reverse 24")
    assert looks["2"].startswith("max|diff|")
    assert looks["2"].endswith("No time is checked.")


def test_annotations_are_escaped_as_github_reads_them() -> None:
    outcome = Outcome("a: b, c", "failed", "100 % of\r\nit: all, of it")
    assert annotation("x,y:z%.yaml", outcome, Checkout()) == (
        "::error file=x%2Cy%3Az%25.yaml,title=a%3A b%2C c::100 %25 of\\r\\nit: all, of it"
    )


def test_quiet_is_one_line_a_chain_and_the_failures(run, chain) -> None:
    outcome = run("check", chain(MIXED, "a.yaml"), chain(MATRIX, "b.yaml"), "-q")
    first, *drawn, second, total = outcome.out.splitlines()
    assert re.fullmatch(r"a\.yaml: \d+ checks: \d+ ok, 1 failed, 1 noted", first)
    assert re.fullmatch(r"b\.yaml: (\d+) checks: \1 ok", second)
    assert "FAIL" in drawn[0]
    assert " ok  " not in outcome.out
    assert total.startswith("2 chains, ")


@pytest.mark.parametrize(
    ("name", "text", "options"),
    [
        ("ok", DEEP.replace("  - gelu\n", ""), []),
        ("failed", MIXED, []),
        ("noted", KINK, []),
        ("quiet", MIXED, ["-q"]),
        ("ascii", KINK, ["--ascii"]),
        ("wide", MIXED, ["--width", "140"]),
    ],
)
def test_texts_look_as_agreed(run, chain, golden, name, text, options) -> None:
    outcome = run("check", chain(text), *options, "--details")
    assert outcome.err == ""
    assert outcome.out.isascii() or "--ascii" not in options
    golden(f"check_{name}.txt", without_noise(outcome.out))


@pytest.mark.parametrize(
    ("name", "texts", "options"),
    [
        ("ok", [DEEP.replace("  - gelu\n", "")], []),
        ("failed", [MIXED], []),
        ("40", [KINK], ["--width", "40"]),
        ("several", [MATRIX, MIXED, KINK], []),
        ("several_ascii", [MATRIX, DEEP], ["--ascii"]),
    ],
)
def test_screens_look_as_agreed(run, chain, golden, name, texts, options) -> None:
    files = [chain(text, f"{at}.yaml") for at, text in enumerate(texts, start=1)]
    outcome = run("check", *files, *options)
    assert outcome.out.isascii() or "--ascii" not in options
    golden(f"check_{name}_screen.txt", without_noise(outcome.out))


# --- other frameworks ---


@pytest.mark.parametrize("name", ["jax", "torch"])
def test_a_framework_that_is_missing_is_bad_input_with_the_line_that_installs_it(
    run, monkeypatch, name
) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    outcome = run("check", "sample:tall", "--against", name)
    assert (outcome.status, outcome.out) == (2, "")
    assert "pip install 'jaccli[peers]'" in outcome.err


@pytest.mark.parametrize("name", ["jax", "torch"])
def test_the_frameworks_agree_where_they_are_installed(run, name) -> None:
    pytest.importorskip(name)
    for sample in ("sample:mlp_cross_entropy", "sample:residual", "sample:affine_softmax"):
        found = checked(run, sample, "--against", name, status=0)
        theirs = [each for each in found if each["name"].startswith(("JAX", "PyTorch"))]
        assert {each["status"] for each in theirs} == {"ok"}
        assert len(theirs) == (3 if name == "jax" else 4)


class NumPy:
    """A framework for the tests: NumPy's functions, differentiated by differences."""

    name = "NumPy"

    def __init__(self, off: float = 0.0) -> None:
        self.off = off

        def stable(x: Any) -> Any:
            return np.exp(x - x.max()) / np.exp(x - x.max()).sum()

        def erf(x: Any) -> Any:
            from math import erf

            return np.array([erf(each) for each in x])

        ours = {
            "relu": lambda x: np.maximum(x, 0),
            "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
            "softplus": lambda x: np.log(1 + np.exp(x)),
            "silu": lambda x: x / (1 + np.exp(-x)),
            "gelu": lambda x: x / 2 * (1 + erf(x / 2**0.5)),
            "elu": lambda x, alpha: np.where(x > 0, x, alpha * (np.exp(x) - 1)),
            "leaky_relu": lambda x, slope: np.where(x > 0, x, slope * x),
            "softmax": stable,
            "log_softmax": lambda x: np.log(stable(x)),
            "logsumexp": lambda x: np.log(np.exp(x).sum()),
        }
        self.functions = SimpleNamespace(**vars(np) | ours)

    def array(self, array: Any) -> Any:
        return np.asarray(array)

    def numpy(self, value: Any) -> Any:
        return value

    def value(self, program: Any, x: Any, parameters: Any) -> Any:
        return program(x, parameters)

    def jacobian(self, program: Any, x: Any, parameters: Any) -> Any:
        return central_differences(lambda at: program(at, parameters), x) + self.off

    def gradients(self, program: Any, x: Any, parameters: Any, u: Any) -> Any:
        def by(name: str) -> Any:
            shape = parameters[name].shape
            slopes = central_differences(
                lambda theta: program(x, parameters | {name: theta.reshape(shape)}),
                parameters[name].ravel(),
            )
            return (u @ slopes).reshape(shape)

        return {name: by(name) for name in parameters}

    def flops(self, *_: Any) -> None:
        return None


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_a_layer_in_another_frameworks_words_has_its_value(kind) -> None:
    if kind not in FUNCTIONS:
        return  # noted, as the next test but one shows: a new layer needs no entry
    framework = NumPy()
    for layer in variants(TYPES[kind], 3):
        given = points(layer, 3)
        theirs = FUNCTIONS[kind](framework.functions, layer, *given)
        assert theirs == pytest.approx(layer.forward(*given), rel=1e-12, abs=1e-12), described(
            layer
        )


def test_a_framework_is_held_against_value_jacobian_and_gradients(monkeypatch) -> None:
    monkeypatch.setattr("jaccli.reports.check.peers.compared.NEAR", 1e-6)
    case = case_of(jaccli.load("sample:mlp_cross_entropy"), None)
    found = compared_with(NumPy(), case)
    assert {each.name: each.status for each in found} == {
        "NumPy: value": "ok",
        "NumPy: J": "ok",
        "NumPy: gradients": "ok",
    }
    off = compared_with(NumPy(off=0.01), case)
    assert [each.status for each in off] == ["ok", "failed", "ok"]


@pytest.mark.parametrize("broken", [False, True])
def test_a_kink_excuses_its_own_column_and_no_other(monkeypatch, chain, broken) -> None:
    monkeypatch.setattr("jaccli.reports.check.peers.compared.NEAR", 1e-6)
    if broken:
        monkeypatch.setattr(Tanh, "derivative", slopes_off_by(1.001))
    # entry 1 stands at the kink, where differences say 1/2 and we say 0
    text = "input: [0, 1, 2]\nlayers: [relu, tanh, {type: linear, weight: [[1, 2, 3]]}]\n"
    found = compared_with(NumPy(), case_of(jaccli.load(chain(text)), None))
    by_name = {each.name: each for each in found}
    assert by_name["NumPy: J"].status == ("failed" if broken else "noted")
    assert ("column 2" in by_name["NumPy: J"].finding) == broken
    assert by_name["NumPy: gradients"].status == "ok"


@pytest.mark.parametrize("broken", [False, True])
def test_a_kink_excuses_the_parameters_before_it_and_no_others(monkeypatch, chain, broken) -> None:
    monkeypatch.setattr("jaccli.reports.check.peers.compared.NEAR", 1e-6)
    right = Linear.parameter_jacobians
    if broken:
        monkeypatch.setattr(
            Linear,
            "parameter_jacobians",
            lambda self, x: right(self, x) | {"weight": outer_product(len(self.weight), x + 0.1)},
        )
    text = (
        "input: [1, 1]\nlayers:\n  - {type: linear, weight: [[1, -1]]}\n  - relu\n"
        "  - {type: linear, weight: [[2]]}\n"
    )
    found = compared_with(NumPy(), case_of(jaccli.load(chain(text)), None))
    (gradients,) = (each for each in found if each.name == "NumPy: gradients")
    assert gradients.status == ("failed" if broken else "noted")
    assert ("f3.weight" in gradients.finding) == broken


def test_a_layer_that_a_framework_does_not_know_is_noted(monkeypatch) -> None:
    monkeypatch.delitem(FUNCTIONS, "tanh")  # type: ignore[arg-type]  # a dict, in truth
    case = case_of(jaccli.load("sample:tall"), None)
    (noted,) = compared_with(NumPy(), case)
    assert (noted.status, noted.finding) == ("noted", "f4 (tanh): not written in NumPy")


@pytest.mark.parametrize(
    "text",
    [
        "input: [40, 0, 1]\nlayers: [softmax]\n",
        "input: [45, 0, 1]\nlayers: [softmax, max]\n",
        "input: [1e17]\nlayers: [sin]\n",
        "input: [1e-300]\nlayers: [log]\n",
        "input: [1, 1.0000001, 1]\nlayers: [{type: layer_norm, epsilon: 0}]\n",
        "dtype: float32\ninput: [1.5, 0.4, 1.7, 3, 0.4]\nlayers:\n- {type: power, exponent: 3}\n"
        "- {type: scale, factor: 3}\n- softmax\n- square\n",
    ],
)
def test_a_right_chain_at_an_extreme_point_does_not_fail(run, chain, text) -> None:
    found = checked(run, chain(text), status=0)
    assert {each["status"] for each in found} <= {"ok", "noted"}


def test_a_screen_names_the_first_of_many_layers_and_a_page_all(run, chain) -> None:
    gelus, kinks = ", ".join(["gelu"] * 20), ", ".join(["relu"] * 20)
    one = "{type: linear, weight: [[1]]}"
    file = chain(f"input: [0]\nlayers: [{one}, {gelus}, {kinks}]\n")
    text = run("check", file).out
    assert len(text.splitlines()) <= 23
    screen, page = (" ".join(each.split()) for each in (text, run("check", file, "--details").out))
    assert "f2 (gelu) and 19 more cannot take complex numbers" in screen
    assert "gradients = complex step as J = complex step" in screen
    assert "f22 (relu): entry 1 is at exactly 0, the kink of relu" in screen
    assert "0 is used; and 19 more like this" in screen
    assert all(f"f{k} (gelu)" in page for k in range(2, 22))
    assert all(f"f{k} (relu): entry 1 is at exactly 0" in page for k in range(22, 42))


def test_what_is_tested_gives_way_where_a_file_expects_much(run, chain) -> None:
    expected = "cheaper: tie, forward_flops: 6, reverse_flops: 6, max_flops: 9, output: [1], "
    expected += "jacobian: [[2]], tolerance: 1e-6"
    layers = "[square, {type: linear, weight: [[1]]}, gelu]".replace("gelu", "identity")
    text = f"name: {'long ' * 18}\ninput: [1]\nlayers: {layers}\n"
    assert "Sweeps: the same factors" in run("check", chain(text)).out
    lines = run("check", chain(f"{text}expect: {{{expected}}}\n")).out.splitlines()
    assert len(lines) <= 23
    assert sum("expect: " in line for line in lines) == 6
