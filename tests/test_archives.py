"""-o arrays.npz, .safetensors: the arrays of JSON under their names, the same bytes again."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

MLP, FIGURE, DIGITS = (f"sample:{name}" for name in ("mlp_cross_entropy", "figure_13_11", "digits"))
CALLS = {
    "show": ["show", MLP],
    "show of a graph": ["show", FIGURE],
    "jvp": ["jvp", MLP, "-v", "e3", "-v", "1,2,3,4,5,6", "--steps"],
    "vjp": ["vjp", MLP, "-u", "e1", "--steps"],
    "vjp of a graph": ["vjp", FIGURE, "-u", "e1", "--steps"],
    "grad": ["grad", MLP],
    "compare": ["compare", DIGITS],
}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def told(call: str, result: dict) -> dict[str, object]:
    """The arrays of a call by name, as its JSON has them."""
    match call:
        case "show":
            layers = result["layers"]
            numbers = {f"J{k}": each["jacobians"][0]["values"] for k, each in enumerate(layers, 1)}
            values = {f"x{k}": each["value"] for k, each in enumerate(layers, 2)}
            return {"J": result["jacobian"], **numbers, **values, "x1": result["input"]}
        case "show of a graph":
            edges = {
                f"J.{layer['name']}.{each['input']}": each["values"]
                for layer in result["layers"]
                for each in layer["jacobians"]
            }
            values = {layer["name"]: layer["value"] for layer in result["layers"]}
            return {"J": result["jacobian"], **edges, **values, "x1": [1.0], "x2": [2.0]}
        case "jvp":
            steps = {f"v{k}": each["tangents"] for k, each in enumerate(result["steps"], 2)}
            return {"tangents": result["tangents"], "primal": result["primal"], **steps}
        case "vjp":
            steps = {f"u{4 - k}": each["cotangents"] for k, each in enumerate(result["steps"])}
            return {"cotangents": result["cotangents"], "primal": result["primal"], **steps}
        case "vjp of a graph":
            values = {each["layer"]: each["primal"] for each in result["steps"]}
            adjoints = {f"u.{each['layer']}": each["cotangents"] for each in result["steps"]}
            return {"cotangents": result["cotangents"], **values, **adjoints}
        case "grad":
            gradients = {
                f"{layer}.{name}": gradient
                for layer, each in result["gradients"].items()
                for name, gradient in each.items()
            }
            return {**gradients, **result["input_gradients"]}
    return {"J": result["jacobian"], "output": result["output"]}


@pytest.mark.parametrize("call", CALLS)
def test_both_files_hold_the_arrays_of_json(call: str, run) -> None:
    files = ("a.npz", "a.safetensors", "a.json")
    given = [each for file in files for each in ("-o", file)]
    assert run(*CALLS[call], *given) == (0, "", "")
    (result,) = json.loads(Path("a.json").read_text("utf-8"))["results"]
    with np.load("a.npz", allow_pickle=False) as opened:
        arrays = dict(opened)
    for name, expected in told(call, result).items():
        assert arrays[name].tolist() == expected, name
    tensors = load_file("a.safetensors")
    assert {name: array.tolist() for name, array in tensors.items()} == {
        name: array.tolist() for name, array in arrays.items()
    }
    if "steps" in result:  # each value is there beside what is carried
        assert {name for name in arrays if re.fullmatch(r"x\d", name)}


def test_the_same_arrays_are_the_same_bytes_whenever_they_are_written(run, monkeypatch) -> None:
    import time

    for format in ("npz", "safetensors"):
        assert run("show", MLP, "-o", f"a.{format}").status == 0
        with monkeypatch.context() as later:
            later.setattr(time, "localtime", lambda *_: time.struct_time((2040, 1, 1, *[0] * 6)))
            assert run("show", MLP, "-o", f"b.{format}").status == 0
        assert Path(f"a.{format}").read_bytes() == Path(f"b.{format}").read_bytes()


def test_a_name_that_is_taken_gets_a_number(run, chain) -> None:
    layers = "layers:\n- {name: J, type: multiply, inputs: [x, x]}\n- {type: sum, inputs: J}\n"
    name = chain(f"inputs: {{x: [1, 2]}}\n{layers}")
    assert run("show", name, "-o", "a.npz").status == 0
    with np.load("a.npz") as arrays:
        assert arrays["J"].tolist() == [[2, 4]]
        assert arrays["J (2)"].tolist() == [1, 4]
        assert arrays["J.J.x"].tolist() == arrays["J.J.x (2)"].tolist() == [[1, 0], [0, 2]]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["show", MLP, DIGITS], ".npz holds the arrays of one chain"),
        (["compare", DIGITS, "--run", "none"], "no mode has built J"),
        (["sweep", MLP, "--vary", "h=1,2"], "sweep writes"),
        (["order", "sample:bottleneck"], "order writes"),
    ],
)
def test_where_there_are_none_a_line_says_why(call, words, run) -> None:
    done = run(*call, "-o", "a.npz")
    assert (done.status, done.out) == (2, "")
    assert words in done.err
    assert not Path("a.npz").exists()


@pytest.mark.slow
def test_arrays_are_bytes_for_a_pipe_as_well() -> None:
    import io
    import subprocess
    import sys

    command = [sys.executable, "-m", "jaccli", "show", MLP, "--format", "npz"]
    done = subprocess.run(command, capture_output=True, check=True)
    with np.load(io.BytesIO(done.stdout)) as arrays:
        assert arrays["J"].shape == (1, 6)
