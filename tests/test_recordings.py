"""FILE.py:FUNCTION wherever a chain is expected, and jaccli trace."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from strategies import points, variants
from traced import ANSWERS, TRACED, traced

import jaccli
from jaccli.api.recording import chain_file
from jaccli.arrays import Inline
from jaccli.graph import Graph, Input, Node, load, stopped
from jaccli.layers import TYPES, Layer
from jaccli.linearise import Step, linearise
from jaccli.trace import scalars, trace

TRACES = json.loads((TRACED.parent / "ad_trace_oracle.json").read_text("utf-8"))
SAMPLE = "sample:textbook_functions.py"


def result(run, *arguments: object) -> dict:
    outcome = run(*arguments, "--format", "json")
    assert outcome.status == 0, outcome.err
    found: dict = json.loads(outcome.out)["results"][0]
    return found


def steps_of(graph: Graph) -> list[Step]:
    point = {each.name: each.point.load(graph.dtype) for each in graph.inputs}
    return list(linearise(load(graph), point))


@pytest.mark.slow
@pytest.mark.parametrize("name", ANSWERS)
def test_what_trace_prints_is_the_same_graph(name: str, tmp_path: Path) -> None:
    printed_is_the_same(name, tmp_path)


def test_what_trace_prints_of_some_functions_is_the_same(tmp_path: Path) -> None:
    """Quickly: every 18th; and below each field of each layer."""
    for name in [*ANSWERS][::18]:
        printed_is_the_same(name, tmp_path)


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_every_field_of_a_layer_is_printed_and_read_again(kind: str, tmp_path: Path) -> None:
    for layer in variants(TYPES[kind], 3):
        at = {f"x{number}": x for number, x in enumerate(points(layer, 3))}
        inputs = tuple(Input(name, Inline(x.tolist(), x.shape)) for name, x in at.items())
        node = Node("y", layer, tuple(at), tuple(map(len, at.values())))
        graph = Graph(inputs or (Input("x", Inline([1.0], (1,))),), (node,), "y")
        (tmp_path / "chain.yaml").write_text(chain_file(graph), encoding="utf-8")
        (read,) = load(jaccli.load(str(tmp_path / "chain.yaml"))).nodes
        for field in dataclasses.fields(layer):
            one, other = (getattr(each, field.name) for each in (layer, read.layer))
            assert (one is None) == (other is None), field.name
            assert np.array_equal(one, other), field.name


def given(layer: Layer) -> list[str]:
    """The fields that have another value than by default."""
    every = dataclasses.fields(layer)
    return [each.name for each in every if getattr(layer, each.name) is not each.default]


def printed_is_the_same(name: str, tmp_path: Path) -> None:
    """Values, Jacobians and their forms, and so costs, are the same to the last digit."""
    graph = traced(name)
    (tmp_path / "chain.yaml").write_text(chain_file(load(graph)), encoding="utf-8")
    again, recorded = jaccli.load(str(tmp_path / "chain.yaml")), stopped(graph)
    assert (again.output, again.dtype) == (recorded.output, recorded.dtype)
    for read, ran in zip(steps_of(again), steps_of(recorded), strict=True):
        assert (read.node.name, read.node.inputs) == (ran.node.name, ran.node.inputs), name
        assert type(read.node.layer) is type(ran.node.layer)
        assert read.value.tolist() == ran.value.tolist()
        for one, other in zip(read.jacobians, ran.jacobians, strict=True):
            assert one.form == other.form
            assert one.dense().tolist() == other.dense().tolist()
    names = [node.name for node in graph.nodes]
    assert [*(node.name for node in again.whole.nodes), *again.after] == names


@pytest.mark.parametrize(
    ("function", "twin", "at"),
    [("figure", "figure_13_11", ("1", "2")), ("baydin", "baydin", ("2", "5"))],
)
def test_a_function_costs_what_its_yaml_twin_does(run, function, twin, at) -> None:
    points = [option for each in at for option in ("--at", each)]
    recorded = result(run, "compare", f"{SAMPLE}:{function}", *points)
    written = result(run, "compare", f"sample:{twin}")
    for key in ("output", "jacobian", "primal", "verdict"):
        assert recorded[key] == written[key]
    for mode in ("forward", "reverse"):
        for key in ("cost", "seeds_free", "memory", "passes", "meeting_additions"):
            assert recorded["modes"][mode][key] == written["modes"][mode][key]


# what a Python program calls the values of the published traces
BAYDIN = {"v_m1": "x1", "v0": "x2", "v1": "x3", "v2": "x4", "v4": "x5", "v3": "x6", "v5": "x7"}


def flow_of(run, command: str, vector: str, function: str, at: tuple[float, ...]) -> dict:
    points = [f"--at={each}" for each in at]
    option = "-v" if command == "jvp" else "-u"
    found = result(run, command, f"{SAMPLE}:{function}", *points, option, vector, "--steps")
    key = "tangents" if command == "jvp" else "cotangents"
    return {step["layer"]: (step["primal"][0], step[key][0][0]) for step in found["steps"]}


@pytest.mark.parametrize("trace_", TRACES["murphy_13_11"]["points"], ids=lambda t: str(t["point"]))
def test_figure_13_11_as_a_program_is_traced_line_by_line(run, trace_) -> None:
    found = flow_of(run, "vjp", "1", "figure", tuple(trace_["point"]))
    for name, expected in trace_["adjoint"].items():
        assert found[name][1] == pytest.approx(expected, rel=1e-12)
    for name, expected in trace_["primal"].items():
        assert found[name][0] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("command", "vector", "key"),
    [
        ("jvp", "e1", "forward_tangent_dx1"),
        ("jvp", "e2", "forward_tangent_dx2"),
        ("vjp", "1", "reverse_adjoint"),
    ],
)
def test_baydins_function_as_a_program_is_traced_line_by_line(run, command, vector, key) -> None:
    found = flow_of(run, command, vector, "baydin", (2.0, 5.0))
    lines = {n: e for n, e in TRACES["baydin"][key].items() if "partial" not in n}
    assert len(lines) == 7
    for name, expected in lines.items():
        assert found[BAYDIN[name]][1] == pytest.approx(expected, rel=1e-12, abs=1e-15)
    for name, expected in TRACES["baydin"]["primal"].items():
        assert found[BAYDIN[name]][0] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("command", ["compare", "show", "grad", "graph"])
def test_every_command_takes_a_function(run, command) -> None:
    found = result(run, command, f"{SAMPLE}:mlp", "--at", "0.5,-1,2")
    assert found["inputs"] == {"x": 3}
    assert found["output_size"] == 1


def test_products_take_a_function(run) -> None:
    whole = result(run, "compare", f"{SAMPLE}:robot_arm", "--at", "0.1,0.2,0.3")["jacobian"]
    pushed = result(run, "jvp", f"{SAMPLE}:robot_arm", "--at", "0.1,0.2,0.3", "-v", "all")
    pulled = result(run, "vjp", f"{SAMPLE}:robot_arm", "--at", "0.1,0.2,0.3", "-u", "all")
    assert np.allclose(np.transpose(pushed["tangents"]), whole, rtol=1e-14)
    assert np.allclose(pulled["cotangents"], whole, rtol=1e-14)


def test_matrices_are_given_as_nested_lists_and_files(run, chain, tmp_path) -> None:
    chain("import numpy as np\ndef f(A, b):\n    return A @ b\n", "f.py")
    np.save(tmp_path / "b.npy", np.array([2.0, 3.0]))
    found = result(run, "compare", "f.py:f", "--at=[[1, -2], [0, 4]]", "--at", "@b.npy")
    assert found["output"] == [-4, 12]
    assert found["jacobian"] == [[2, 3, 0, 0, 1, -2], [0, 0, 2, 3, 0, 4]]


def test_what_a_program_prints_goes_to_standard_error(run, chain) -> None:
    name = chain("print('loaded')\ndef f(x):\n    print('called')\n    return x * x\n", "f.py")
    outcome = run("compare", f"{name}:f", "--at", "3", "-q")
    assert outcome.err == "loaded\ncalled\n"
    assert outcome.out.startswith("f.py:f: A tie")


def test_a_program_alone_is_not_run(run, chain) -> None:
    name = chain("raise SystemExit('it was run')\n", "f.py")
    for given in (name, f"./{name}"):
        outcome = run("compare", given)
        assert outcome.status == 2
        assert "f.py:FUNCTION" in outcome.err
        assert "it was run" not in outcome.err


def test_sizes_are_not_for_functions(run) -> None:
    outcome = run("compare", f"{SAMPLE}:mlp", "--at", "1,2,3", "--set", "n=3")
    assert outcome.status == 2
    assert "--set is for" in outcome.err


def test_o_does_not_take_the_place_of_the_program(run, chain) -> None:
    name = chain("def f(x):\n    return x\n", "f.py")
    outcome = run("trace", f"{name}:f", "--at", "1", "-o", name)
    assert outcome.status == 2
    assert Path(name).read_text() == "def f(x):\n    return x\n"


def test_mistakes_of_several_functions_are_reported_at_once(run, chain) -> None:
    name = chain(
        "import cmath\ndef f(x):\n    return cmath.sin(x)\ndef g(x):\n    return y\n", "f.py"
    )
    outcome = run("compare", f"{name}:f", f"{name}:g", "--at", "1")
    assert outcome.status == 2
    assert "f.py:3:12" in outcome.err
    assert "f.py:5:12" in outcome.err
    assert "`math.sin(x)`, or calculate" in outcome.err


def test_trace_prints_a_chain_file(run) -> None:
    text = run("trace", f"{SAMPLE}:figure", "--at", "1", "--at", "2").out
    assert "- {name: x4, type: multiply, inputs: [x2, x3]}  # x2 * x3\n" in text
    assert text.splitlines()[-3:] == [
        "# A graph of 5 operations and 8 edges: 2 inputs, 1 output.",
        "# x1 and x4 are read twice: each adjoint is a sum of two.",
        f"# Next: jaccli compare {SAMPLE}:figure --at=1 --at=2",
    ]
    outcome = run("compare", "-", "-q", stdin=text.encode())
    assert outcome.out.startswith("-: Reverse is cheaper: 18 FLOPs.")


def test_recorded_values_are_called_as_along_a_chain(run, chain) -> None:
    chain("import numpy as np\ndef f(x, x4, y):\n    return np.exp(np.sin(x) * x4) + y\n", "f.py")
    found = result(run, "graph", "f.py:f", "--at", "1", "--at", "2", "--at", "3")
    assert [node["name"] for node in found["nodes"]] == ["x", "x4", "y", "x5", "x6", "x7", "x8"]
    chain("import numpy as np\ndef g(w):\n    return np.exp(np.sin(w))\n", "g.py")
    assert "x3 exp" in run("graph", "g.py:g", "--at", "1").out
    assert "x1 w" in run("graph", "g.py:g", "--at", "1").out


def test_trace_of_scalars_has_one_layer_an_operation(run) -> None:
    text = run("trace", f"{SAMPLE}:mlp", "--at", "0.5,-1,2", "--scalars").out
    outcome = run("compare", "-", "--format", "json", stdin=text.encode())
    scalar = json.loads(outcome.out)["results"][0]
    whole = result(run, "compare", f"{SAMPLE}:mlp", "--at", "0.5,-1,2")
    assert {layer["output_size"] for layer in scalar["layers"]} == {1}
    assert np.allclose(scalar["jacobian"], whole["jacobian"], rtol=1e-13)
    assert scalar["output"] == pytest.approx(whole["output"])


def test_two_points_show_where_the_graphs_part(run) -> None:
    call = ("trace", "sample:branches.py:huber", "--at", "0.5", "--and-at", "3")
    text = run(*call).out
    assert "One program, two graphs" in text
    assert "square(x)" in text
    assert "abs(x)" in text
    found = result(run, *call)
    assert not found["same"]
    sides = {block["in"] for block in found["blocks"]}
    assert {"first", "second"} <= sides
    depths = [each["depth"] for each in found["recordings"]]
    assert sum(len(block["first"]) for block in found["blocks"]) == depths[0]
    assert sum(len(block["second"]) for block in found["blocks"]) == depths[1]


def test_the_text_of_recordings_is_golden(run, golden) -> None:
    call = ("trace", "sample:branches.py:relaxation", "--at", "1", "--and-at", "3")
    golden("trace_relaxation.txt", run(*call).out)
    call = ("graph", f"{SAMPLE}:robot_arm", "--at", "0.1,0.2,0.3")
    golden("graph_robot_arm.txt", run(*call).out)


def test_data_of_a_recording_says_how_often_the_program_was_called(run) -> None:
    findings = result(run, "trace", f"{SAMPLE}:figure", "--at", "1", "--at", "2")["findings"]
    assert [each["kind"] for each in findings] == ["headline", "note", "note", "next"]
    assert "5 operations and 8 edges: 2 inputs, 1 output" in findings[0]["text"]
    assert "was called twice" in findings[1]["text"]


def test_two_points_on_one_path_leave_one_graph(run) -> None:
    call = ("trace", "sample:branches.py:huber", "--at", "0.5", "--and-at", "0.75")
    assert result(run, *call)["same"]
    assert "takes one path" in " ".join(run(*call).out.split())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["trace", "sample:digits"], "is no Python function"),
        (["trace", f"{SAMPLE}:mlp", f"{SAMPLE}:mlp", "--at", "1"], "one function a call"),
        (["compare", f"{SAMPLE}:mlq", "--at", "1"], "did you mean `mlp`?"),
        (["compare", "sample:textbook_function.py:mlp", "--at", "1"], "textbook_functions.py"),
        (["compare", f"{SAMPLE}:figure", "--at", "1"], "x1, x2"),
        (["compare", f"{SAMPLE}:mlp", "--at", "[1,2"], "not closed"),
        (["compare", f"{SAMPLE}:mlp", "--at", "1,two"], "entry 2"),
        (["compare", f"{SAMPLE}:mlp", "--at", "[[1,2],[3]]"], "different lengths"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(run, arguments, words) -> None:
    outcome = run(*arguments)
    assert outcome.status == 2
    assert not outcome.out
    assert words in " ".join(outcome.err.split())


def test_selections_of_many_entries_are_written_out(run, chain, tmp_path) -> None:
    chain("import numpy as np\ndef f(X):\n    return np.sum(X.T * X[::-1]) + X[3, 4]\n", "f.py")
    np.save(tmp_path / "x.npy", np.random.default_rng(0).standard_normal((20, 20)))
    text = run("trace", "f.py:f", "--at", "@x.npy").out
    recorded = result(run, "grad", "f.py:f", "--at", "@x.npy")["input_gradients"]["X"]
    read = json.loads(run("grad", "-", "--format", "json", stdin=text.encode()).out)["results"][0]
    assert read["input_gradients"]["X"] == recorded


def test_writing_a_chain_file_takes_time_in_proportion_to_its_layers(chain) -> None:
    chain(
        "import numpy as np\ndef f(x, n):\n    for _ in range(int(n)):\n"
        "        x = np.sin(x)\n    return x * n\n",
        "f.py",
    )

    def calls(number: int) -> int:
        graph = load(trace("f.py:f", [Inline([0.5], ()), Inline([number], ())]))
        counted = 0

        def count(*_: object) -> None:
            nonlocal counted
            counted += 1

        sys.setprofile(count)
        try:
            chain_file(graph)
        finally:
            sys.setprofile(None)
        return counted

    calls(2)
    small, middle, large = map(calls, (100, 200, 400))
    assert large - middle == pytest.approx(2 * (middle - small), rel=0.02)


def test_what_child_processes_print_goes_to_standard_error(chain) -> None:
    text = (
        "import os\ndef f(x):\n    os.system('echo child')\n    os.write(1, b'raw')\n    return x\n"
    )
    chain(text, "f.py")
    command = [sys.executable, "-m", "jaccli", "compare", "f.py:f", "--at", "1", "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["results"][0]["output"] == [1]
    assert "child" in done.stderr
    assert "raw" in done.stderr


def test_too_many_scalar_operations_are_refused(run, chain, monkeypatch) -> None:
    monkeypatch.setattr(scalars, "MOST", 5)
    outcome = run("trace", f"{SAMPLE}:mlp", "--at", "1,2,3", "--scalars")
    assert outcome.status == 2
    assert "scalar operations" in outcome.err


@pytest.mark.slow
def test_a_long_graph_is_checked_along_few_directions(run, chain) -> None:
    chain(
        "import numpy as np\ndef f(x):\n    for _ in range(2500):\n"
        "        x = np.sin(x) + x\n    return np.sum(x)\n",
        "f.py",
    )
    at = ",".join(["0.01"] * 20)
    found = result(run, "vjp", "f.py:f", "--at", at, "-u", "1")
    assert found["check"]["directions"] == 2
