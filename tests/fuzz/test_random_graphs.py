"""Random graphs through every command and format: never a crash, always the reference's answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from fuzz.random_graphs import Case, random_case, sized_case
from fuzz.reference import cheaper_of

Run = Callable[..., Any]
FEW, ALL = range(5), range(5, 400)
FORMATS = {  # those of each command beside text and JSON, and the endings of -o
    "graph": ("dot", "mermaid"),
    "check": ("github", "junit"),
    "grad": ("npz", "safetensors"),
}
SHOWN = ([], ["--values"], ["-q"], ["--width", "40", "--ascii"])


@pytest.mark.parametrize("seed", FEW)
def test_a_random_graph_is_reported_rightly(seed: int, run: Run, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    verify(random_case(seed), seed, run)


@pytest.mark.slow
@pytest.mark.parametrize("seed", ALL)
def test_each_of_400_random_graphs_is_reported_rightly(
    seed: int, run: Run, tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    verify(random_case(seed), seed, run)


@pytest.mark.parametrize("seed", FEW)
def test_a_sweep_over_a_random_graph_counts_what_its_shapes_say(
    seed: int, run: Run, tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    sweep(seed, run)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5, 60))
def test_a_sweep_over_each_of_60_random_graphs_counts_what_its_shapes_say(
    seed: int, run: Run, tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    sweep(seed, run)


def verify(case: Case, seed: int, run: Run) -> None:
    """Every answer is the reference's; a tenth of the other command lines ends without a crash."""
    Path("chain.yaml").write_text(yaml.safe_dump(case.data, sort_keys=False), "utf-8")
    lines = list(command_lines(case))
    if not case.wrong:
        answers(case, run)
    rng = np.random.default_rng(seed)
    for line in lines:
        if rng.random() > 0.1:
            continue
        found = ended(run, *line)
        if case.wrong:
            assert found.status == 2, line
            assert f"{case.wrong}: " in found.err
            assert "`inputs` is empty" in found.err
        elif line[0] == "check":
            assert found.status == 0, (line, found.out)


def ended(run: Run, command: str, *options: str) -> Any:
    """What the command line came to: never a crash, errors alone where there is one."""
    found = run(command, "chain.yaml", *options)
    said = (command, *options, found.err)
    assert found.status in (0, 1, 2), said
    assert "Traceback" not in found.err, said
    assert found.status or not found.err, said
    assert not (found.status == 2 and found.out), said
    if found.status < 2 and "json" in options:
        json.loads(found.out, parse_constant=_no_constant)
    return found


def answers(case: Case, run: Run) -> None:
    """Value, J, products, gradients and prices beside the reference, in JSON and in text."""
    reference = case.reference
    digits = 1e-3 if case.data.get("dtype") == "float32" else 2e-6
    for wrt in ("input", "parameters", "all"):
        if not reference.sources(wrt):
            assert ended(run, "compare", "--wrt", wrt).status == 2
            continue
        found = result(run, "compare", "--wrt", wrt, "--values")
        assert_near(found["output"], reference.values[reference.output], digits)
        assert_near(found["jacobian"], reference.jacobian(wrt), digits)
        flops = reference.flops(wrt)
        modes = found["modes"]
        assert {mode: modes[mode]["cost"]["dense"]["flops"] for mode in flops} == flops
        assert found["verdict"]["cheaper"] == cheaper_of(flops)
        text = ended(run, "compare", "--wrt", wrt, "-q").out
        assert all(f"{each:,}" in text or not each for each in flops.values())
    jacobian = reference.jacobian()
    m, n = jacobian.shape
    assert_near(result(run, "jvp", "-v", "all")["tangents"], jacobian.T, digits)
    assert_near(result(run, "vjp", "-u", "all")["cotangents"], jacobian, digits)
    assert_near(
        result(run, "jvp", "-v", ",".join("1" * n))["tangents"], [jacobian @ np.ones(n)], digits
    )
    if m == 1:
        found = result(run, "grad")
        gradients = [
            np.ravel(each) for layer in found["gradients"].values() for each in layer.values()
        ]
        inputs = [np.ravel(each) for each in found["input_gradients"].values()]
        assert_near(np.concatenate([*inputs, *gradients]), reference.jacobian("all")[0], digits)


def sweep(seed: int, run: Run) -> None:
    """The prices at every size, in JSON and CSV; the text without a crash."""
    case = sized_case(seed)
    Path("chain.yaml").write_text(yaml.safe_dump(case.data, sort_keys=False), "utf-8")
    vary = ("sweep", "--vary", "n=1,2,9")
    points = result(run, *vary)["points"]
    assert [point["sizes"]["n"] for point in points] == [1, 2, 9]
    for point in points:
        flops = case.flops(point["sizes"]["n"])
        assert {mode: point["modes"][mode]["flops"] for mode in flops} == flops
        assert point["cheaper"] == cheaper_of(flops)
    rows = ended(run, *vary, "--format", "csv").out.splitlines()[1:]
    for row, point in zip(rows, points, strict=True):
        flops = (point["modes"][mode]["flops"] for mode in ("forward", "reverse"))
        assert row.split(",")[1:3] == [str(each) for each in flops]
    for options in ([], ["-q"], ["--cost", "structured"], ["--seeds", "free"], ["--time"]):
        ended(run, *vary, *options)


def command_lines(case: Case) -> Iterator[list[str]]:
    """Every command and format, without the chain."""
    for command in ("compare", "show", "check", "grad", "graph", "order"):
        yield from ([command, *shown] for shown in SHOWN)
        yield [command, "--format", "json"]
        yield [command, "-o", f"{command}.txt"]
    for command, formats in FORMATS.items():
        for each in formats:
            yield [command, *(("-o", f"g.{each}") if command == "grad" else ("--format", each))]
    for wrt in ("input", "parameters", "all"):
        for cost in ("dense", "structured"):
            for seeds in ("counted", "free"):
                yield ["compare", "--wrt", wrt, "--cost", cost, "--seeds", seeds]
    for which in ("forward", "reverse", "both", "none"):
        yield ["compare", "--run", which]
        yield ["compare", "--run", which, "--wrt", "all", "--format", "json"]
    yield ["compare", "--time"]
    yield from (["compare", "--expect", each] for each in ("forward", "reverse", "tie"))
    for json_too in ([], ["--format", "json"]):
        yield ["grad", "--steps", *json_too]
        yield ["graph", "--values", *json_too]
        yield ["order", "--matrix-free", *json_too]
        yield ["order", "--cost", "structured", *json_too]
    yield ["grad", "--layer", "f1"]
    yield ["graph", "-u", "e1"]
    yield ["order", "--matrix-free", "--memory-limit", "0"]
    yield ["order", "--time"]
    yield ["sweep", "--vary", "n=1:9:4"]
    m, n = len(case.reference.values[case.reference.output]), len(case.reference.sources("input"))
    for command, flag, size in (("jvp", "-v", n), ("vjp", "-u", m)):
        for vector in ("all", "random", "e1", ",".join("0" * size)):
            yield [command, flag, vector]
            yield [command, flag, vector, "--steps", "--cost", "structured"]
            yield [command, flag, vector, "--steps", "--format", "json"]
        yield [command, flag, "all", "-q"]


def result(run: Run, *line: str) -> Any:
    found = ended(run, *line, "--format", "json")
    assert found.status == 0, found.err
    return json.loads(found.out)["results"][0]


def assert_near(found: Any, wanted: Any, digits: float) -> None:
    assert np.shape(found) == np.shape(wanted)
    limit = digits * max(1.0, float(np.abs(wanted).max(initial=0)))
    assert np.abs(np.subtract(found, wanted)).max(initial=0) <= limit


def _no_constant(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")
