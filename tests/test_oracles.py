"""Answers that this project did not compute (tests/oracles/README.md says where they come from)."""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

import jaccli
from jaccli.reports.common.modes import Rule
from jaccli.reports.compare.find import Comparison

ORACLES = Path(__file__).parent / "oracles"
CASES = sorted(path.stem for path in (ORACLES / "cases").glob("*.yaml"))
CHAIN_CASES = [
    case
    for case in CASES
    if "inputs" not in (ORACLES / "cases" / f"{case}.yaml").read_text("utf-8")
]
CHAINS = {
    each["name"]: each
    for each in json.loads((ORACLES / "framework_flop_counters.json").read_text("utf-8"))["chains"]
}
AFFINE = [
    name
    for name, each in CHAINS.items()
    if {layer[0] for layer in each["layers"]} <= {"linear", "linear_bias"}
]
COUNTED_BY_FVCORE = [name for name, each in CHAINS.items() if each["fvcore_macs"] is not None]

ONE_NUMBER = ("sum", "mean", "logsumexp", "squared_error", "cross_entropy")
RANK = {"softmax": 1, "log_softmax": 1, "rms_norm": 1, "layer_norm": 2}


def path_of(case: str) -> Path:
    return ORACLES / "cases" / f"{case}.yaml"


@cache
def compared(case: str) -> Comparison:
    return jaccli.compare(jaccli.load(str(path_of(case))))


@cache
def described(case: str) -> tuple[list[str], list[int]]:
    """The types of a case's layers and the sizes along it, read without jaccli."""
    document = yaml.safe_load(path_of(case).read_text("utf-8"))
    types, sizes = [], [len(document["input"])]
    for layer in document["layers"]:
        types.append(layer["type"])
        if layer["type"] == "linear":
            sizes.append(len(layer["weight"]))
        else:
            sizes.append(1 if layer["type"] in ONE_NUMBER else sizes[-1])
    return types, sizes


def expected_of(case: str) -> dict[str, Any]:
    text = path_of(case).with_suffix(".expected.json").read_text("utf-8")
    expected: dict[str, Any] = json.loads(text)
    return expected


def assert_close(found: np.ndarray[Any, Any], expected: list[Any]) -> None:
    """Within 1e-9 of the largest entry; below 1e-12 an expected number is itself only rounding."""
    wanted = np.array(expected)
    assert found.shape == wanted.shape
    limit = max(1e-9 * np.abs(wanted).max(), 1e-12)
    assert np.abs(found - wanted).max() <= limit


def test_the_cases_are_there() -> None:
    assert (len(CHAIN_CASES), len(CASES)) == (24, 38)
    assert len(CHAINS) == 65


@pytest.mark.parametrize("case", CASES)
def test_the_value_is_that_of_jax(case: str) -> None:
    assert_close(compared(case).output, expected_of(case)["output"])


@pytest.mark.parametrize("case", CASES)
def test_the_jacobian_is_that_of_jax(case: str) -> None:
    assert_close(compared(case).jacobian, expected_of(case)["jacobian"])
    assert compared(case).agreement.ok


@pytest.mark.parametrize("case", CHAIN_CASES)
@pytest.mark.whole
def test_dense_prices_are_the_closed_formulas(case: str) -> None:
    found, (_, sizes) = compared(case), described(case)
    n, m = sizes[0], sizes[-1]
    each = [2 * rows * columns for columns, rows in pairwise(sizes)]
    assert found.graph.sizes == tuple(sizes)
    assert found.forward.costs[Rule("dense", "counted")].flops == n * sum(each)
    assert found.reverse.costs[Rule("dense", "counted")].flops == m * sum(each)
    assert found.forward.costs[Rule("dense", "free")].flops == n * sum(each[1:])
    assert found.reverse.costs[Rule("dense", "free")].flops == m * sum(each[:-1])


@pytest.mark.parametrize("case", CHAIN_CASES)
@pytest.mark.whole
def test_structured_prices_are_the_closed_formulas(case: str) -> None:
    found, (types, sizes) = compared(case), described(case)
    multiplications = additions = 0
    for kind, (columns, rows) in zip(types, pairwise(sizes), strict=True):
        k = RANK.get(kind)
        if k is not None and 1 + 4 * k < 2 * rows:
            multiplications += (1 + 2 * k) * rows
            additions += 2 * k * rows
        elif k is not None or kind == "linear" or kind in ONE_NUMBER:
            multiplications += rows * columns
            additions += rows * columns
        elif kind != "identity":
            multiplications += rows
    rule = Rule("structured", "counted")
    n, m = sizes[0], sizes[-1]
    assert found.forward.costs[rule] == (n * multiplications, n * additions)
    assert found.reverse.costs[rule] == (m * multiplications, m * additions)


@pytest.mark.parametrize("case", CASES)
def test_the_steps_add_up_to_the_mode(case: str) -> None:
    for mode in (compared(case).forward, compared(case).reverse):
        for rule, cost in mode.costs.items():
            multiplications = sum(step.costs[rule].multiplications for step in mode.steps)
            additions = sum(step.costs[rule].additions for step in mode.steps)
            assert cost == (multiplications, additions + mode.meeting.additions)


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Comparison]:
    """What `compare` finds for the chains of the frameworks, with random weights."""
    folder = tmp_path_factory.mktemp("chains")
    return {name: _compare(each, folder / f"{name}.yaml") for name, each in CHAINS.items()}


def _compare(chain: dict[str, Any], path: Path) -> Comparison:
    lines = [f"input: {{size: {chain['n']}}}", "layers:"]
    for kind, *size in chain["layers"]:
        match kind:
            case "linear":
                lines.append(f"  - {{type: linear, size: {size[0]}}}")
            case "linear_bias":
                lines.append(f"  - {{type: linear, size: {size[0]}, bias: {{init: normal}}}}")
            case "squared_error":
                lines.append("  - {type: squared_error, target: {init: normal}}")
            case "cross_entropy":
                lines.append("  - {type: cross_entropy, label: 0}")
            case _:
                lines.append(f"  - {{type: {kind}}}")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return jaccli.compare(jaccli.load(str(path)))


def linear_cost(found: Comparison, mode: str) -> tuple[int, int]:
    """Multiplications and FLOPs of the products with the linear layers' Jacobians in a sweep."""
    linear = {layer.name for layer in found.layers if layer.type == "linear"}
    steps = found.forward.steps if mode == "forward" else found.reverse.steps
    costs = [step.costs[Rule("dense", "counted")] for step in steps if step.layer in linear]
    return sum(cost.multiplications for cost in costs), sum(cost.flops for cost in costs)


@pytest.mark.parametrize("name", CHAINS)
def test_sizes_are_those_of_the_framework(name: str, counted: dict[str, Comparison]) -> None:
    assert list(counted[name].graph.sizes) == CHAINS[name]["dims"]


@pytest.mark.parametrize("name", CHAINS)
def test_linear_layers_cost_what_pytorch_counts(name: str, counted: dict[str, Comparison]) -> None:
    _, ahead = linear_cost(counted[name], "forward")
    _, back = linear_cost(counted[name], "reverse")
    assert {"jacfwd": ahead, "jacrev": back} == CHAINS[name]["torch_flop_counter"]


@pytest.mark.parametrize("name", COUNTED_BY_FVCORE)
def test_one_vector_costs_the_multiply_adds_that_fvcore_counts(
    name: str, counted: dict[str, Comparison]
) -> None:
    n, m, macs = CHAINS[name]["n"], CHAINS[name]["m"], CHAINS[name]["fvcore_macs"]
    assert linear_cost(counted[name], "forward")[0] == n * macs
    assert linear_cost(counted[name], "reverse")[0] == m * macs


@pytest.mark.parametrize("name", AFFINE)
def test_values_and_sweep_of_affine_chains_cost_what_xla_counts(
    name: str, counted: dict[str, Comparison]
) -> None:
    # Only there does XLA's program do what ours is priced by: activations it differentiates itself
    found, wanted = counted[name], CHAINS[name]["xla_unoptimised"]
    rule = Rule("dense", "counted")
    assert found.primal.flops + found.forward.costs[rule].flops == wanted["forward"]["flops"]
    assert found.primal.flops + found.reverse.costs[rule].flops == wanted["reverse"]["flops"]
