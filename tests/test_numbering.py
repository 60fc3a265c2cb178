"""What the values of a recorded function are called agrees with how a chain numbers them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import jaccli

SPARE = """
def spare(x):
    y = np.abs(x)
    z = x**2
    w = np.exp(y)
    return z / 2

def named(x2):
    y = np.abs(x2)
    return np.sin(x2)**2

def first(x1):
    return np.exp(np.sin(x1))

def graph(x2, a):
    return x2 * a + x2
"""
NAMES = [
    ("spare", [0.5], "x", ["x4", "x2", "x5", "x3"], ["x2", "x3"]),
    ("named", [0.5], "x2", ["f3", "f1", "f2"], ["f1", "f2"]),
    ("first", [0.5], "x1", ["x2", "x3"], ["x2", "x3"]),
    ("graph", [2.0, 3.0], None, ["x3", "x4"], ["x3", "x4"]),  # no chain: as they ran
]


@pytest.mark.parametrize(("function", "at", "argument", "every", "run"), NAMES)
def test_values_along_the_chain_have_the_numbers_of_the_chain(
    program, function, at, argument, every, run
) -> None:
    graph = jaccli.load(f"{program(SPARE)}:{function}", at=tuple(at))
    assert [node.name for node in graph.whole.nodes] == every
    assert [node.name for node in graph.nodes] == run
    assert graph.output == run[-1]
    if argument is not None:
        before = [argument, *run]
        assert [node.inputs for node in graph.nodes] == [(name,) for name in before[:-1]]


@pytest.mark.parametrize("function", ["spare", "named"])
def test_no_name_on_a_screen_is_the_number_of_another_value(
    run: Callable[..., object], program: Callable[[str], Path], function: str
) -> None:
    call = (f"{program(SPARE)}:{function}", "--at", "0.5")
    text = run("show", *call).out
    assert " 1  " in text
    rows = [line.split() for line in text.splitlines() if line[:3] in (" 1 ", " 2 ")]
    assert [row[1] for row in rows] == (
        ["square", "divide"] if function == "spare" else ["sin", "square"]
    )
    assert "x2: " not in text


@pytest.mark.parametrize("function", ["spare", "named"])
def test_the_file_of_a_recording_and_json_have_the_names_of_the_screen(
    run: Callable[..., object], program: Callable[[str], Path], tmp_path: Path, function: str
) -> None:
    call = (f"{program(SPARE)}:{function}", "--at", "0.5")
    written = tmp_path / "written.yaml"
    written.write_text(run("trace", *call).out, encoding="utf-8")
    recorded = json.loads(run("show", *call, "--format", "json").out)["results"][0]
    again = json.loads(run("show", written, "--format", "json").out)["results"][0]
    assert [each["name"] for each in recorded["layers"]] == [
        each["name"] for each in again["layers"]
    ]
    for key in ("inputs", "unused", "jacobian", "output"):
        assert recorded[key] == again[key]
