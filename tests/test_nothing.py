"""Outputs that depend on nothing, layers that lead nowhere, lists with nothing in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

REPORTS = ("show", "compare", "graph", "jvp -v all", "vjp -u all", "grad", "check")
GRAPH = (
    "input: [4, 9]\nlayers:\n- {name: a, type: sqrt, inputs: x}\n"
    "- {name: o, type: sum, inputs: a}\n"
)
CHAIN = "input: [4, 9]\nlayers:\n- {name: a, type: sqrt}\n- {name: o, type: sum}\n"
AFTER = (
    "- {name: n, type: negative%s}\n- {name: l, type: log%s}\n"
    "- {name: w, type: linear, size: 2%s}\noutput: o\n"
)
CONSTANT = "inputs: {x: [1, 2], y: 3}\nlayers:\n- {name: c, type: constant, value: 4}\n"


def results(run: Callable[..., Any], *arguments: str) -> Any:
    found = run(*arguments, "--format", "json")
    assert found.status == 0, found.err
    return json.loads(found.out)["results"]


def after_the_output(text: str) -> str:
    """The file with a logarithm of a negative number, and parameters, behind its output."""
    reads = [f", inputs: {name}" if "inputs" in text else "" for name in ("o", "n", "o")]
    return text + AFTER % tuple(reads)


@pytest.mark.parametrize("text", [CHAIN, GRAPH])
@pytest.mark.parametrize("command", REPORTS)
def test_layers_after_the_output_change_no_report(run, chain, text, command) -> None:
    name, *options = command.split()
    (short,) = results(run, name, chain(text), *options)
    (long,) = results(run, name, chain(after_the_output(text)), *options)
    for found in (short, long):
        found.pop("seconds", None)
    assert (short.pop("after_output"), long.pop("after_output")) == ([], ["n", "l", "w"])
    few, many = (found.pop("findings", []) for found in (short, long))
    left_out = {"kind": "note", "text": "n, l, w stand after the output and are not run."}
    assert [each for each in many if each != left_out] == [
        {**each, "text": each["text"].replace(short["file"], long["file"])} for each in few
    ]
    assert short | {"file": long["file"]} == long


@pytest.mark.parametrize("text", [CHAIN, GRAPH])
def test_a_report_says_which_layers_are_not_run(run, chain, text) -> None:
    name = chain(after_the_output(text))
    reports = ["show", "compare", "graph", "grad", "check"]
    if text == CHAIN:
        reports += ["order", "order --matrix-free"]
        assert results(run, "order", name)[0]["after_output"] == ["n", "l", "w"]
    for command in reports:
        assert "n, l, w stand after the output and are not run." in run(*command.split(), name).out
    name = chain(f"sizes: {{k: 2}}\n{after_the_output(text)}".replace("[4, 9]", "{size: k}"))
    found = run("sweep", name, "--vary", "k=1:9")
    assert "n, l, w stand after the output and are not run." in found.out


@pytest.mark.parametrize("text", [CHAIN, GRAPH])
def test_mistakes_after_the_output_are_told(run, chain, text) -> None:
    found = run("compare", chain(after_the_output(text).replace("size: 2", "size: 2.5")))
    assert found.status == 2
    assert "chain.yaml:7:" in found.err


def test_what_a_function_does_after_its_output_is_in_trace_alone(run, chain) -> None:
    chain(
        "import numpy as np\ndef f(x):\n    y = np.sin(x)\n    np.log(-y)\n    return y\n", "f.py"
    )
    (found,) = results(run, "compare", "f.py:f", "--at", "1")
    assert [layer["type"] for layer in found["layers"]] == ["sin"]
    assert found["after_output"] == ["x3", "x4"]
    traced = run("trace", "f.py:f", "--at", "1").out
    assert "log" in traced
    (read,) = results(run, "compare", chain(traced))
    assert read["modes"] == found["modes"]


@pytest.mark.parametrize("command", REPORTS)
def test_an_output_that_depends_on_no_input_is_reported(run, chain, command) -> None:
    name, *options = command.split()
    found = run(name, chain(CONSTANT), *options)
    assert (found.status, found.err) == (0, "")
    if name != "check":
        assert "The output does not depend on any input: J by the inputs is 0." in found.out
    assert "nan" not in found.out


def test_a_constant_output_costs_nothing_and_has_a_jacobian_of_zeros(run, chain) -> None:
    for wrt in ("input", "all"):
        (found,) = results(run, "compare", chain(CONSTANT), "--wrt", wrt)
        assert found["jacobian"] == [[0, 0, 0]]
        assert found["idle_inputs"] == ["x", "y"]
        verdict = {key: found["verdict"][key] for key in ("cheaper", "numerator", "denominator")}
        assert verdict == {"cheaper": "tie", "numerator": 1, "denominator": 1}


def test_a_mode_that_costs_nothing_is_cheaper_by_one_to_zero(run, chain) -> None:
    text = "input: [1, 2]\nlayers:\n- {name: dead, type: sin, inputs: x}\n"
    text += "- {name: c, type: constant, value: 1}\n"
    (found,) = results(run, "compare", chain(text))
    verdict = {key: found["verdict"][key] for key in ("cheaper", "numerator", "denominator")}
    assert verdict == {"cheaper": "reverse", "numerator": 1, "denominator": 0}
    assert (
        "Reverse is cheaper: it costs nothing. Forward costs 16 FLOPs"
        in run("compare", "chain.yaml").out
    )


def test_an_input_that_nobody_needs_is_named(run, chain) -> None:
    text = "inputs: {x: [1, 2], y: 3}\nlayers:\n- {type: sin, inputs: x}\n"
    assert "does not depend on y: the columns of J by it are 0" in run("show", chain(text)).out


@pytest.mark.parametrize(
    "layer",
    [
        "type: linear, size: 2",
        "type: relu",
        "type: add",
        "type: concatenate",
        "type: matmul, inner: 1",
    ],
)
@pytest.mark.parametrize("command", [*REPORTS, "order", "sweep --vary n=1:3"])
def test_a_layer_that_needs_an_input_refuses_an_empty_list(run, chain, layer, command) -> None:
    text = (
        f"sizes: {{n: 1}}\ninput: {{size: n}}\nlayers:\n- tanh\n- {{{layer}, inputs: []}}\n- exp\n"
    )
    name, *options = command.split()
    found = run(name, chain(text), *options)
    assert found.status == 2
    assert found.out == ""
    assert "`inputs` is empty" in found.err
    assert "chain.yaml:5:" in found.err
    assert found.err.count("error:") == 1


def test_constants_for_every_operand_are_the_mistake_where_nothing_is_read(run, chain) -> None:
    layer = "{type: subtract, minuend: 1, subtrahend: 2, inputs: []}"
    found = run("compare", chain(f"input: 1\nlayers: [{layer}]\n"))
    assert found.status == 2
    assert "subtract with `minuend` and `subtrahend` reads no value" in found.err


@pytest.mark.parametrize("layer", ["", "null", "~", "type: null", "type:"])
def test_a_layer_of_nothing_is_told_as_such(run, chain, layer) -> None:
    found = run("compare", chain(f"input: 1\nlayers:\n- {layer}\n- tanh\n"))
    assert found.status == 2
    assert "type: expected the name of a layer type, found" in found.err


def test_a_constant_may_say_that_it_reads_nothing(run, chain) -> None:
    text = CONSTANT.replace("value: 4", "value: 4, inputs: []")
    (found,) = results(run, "show", chain(text))
    assert found["output"] == [4]


def test_a_jump_without_a_layer_to_blame_is_noted(run, chain) -> None:
    chain("import numpy as np\ndef f(x):\n    return np.round(x)\n", "f.py")
    found = run("check", "f.py:f", "--at", "1.5")
    assert found.status == 0, found.err
    assert "0 failed" in found.out
