"""Weights and biases have one letter each, counted along the network, wherever a person reads."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from jaccli.document.display import Display, shown
from jaccli.layers.notation import subscripted

Run = Callable[..., object]

LOOP = """
inputs: {x: [1, 2], W₂: [0.5, 1]}
layers:
  - {type: layer_norm, name: n, inputs: x, weight: [1, 2], bias: [0, 1]}
  - {type: linear, name: a, inputs: n, weight: [[1, 2], [3, 4]], bias: [1, 1]}
  - {type: add, name: d, inputs: [a, W₂]}
  - {type: linear, name: e, inputs: d, weight: [[1, -1]]}
"""
COMMANDS = ["jvp -v random --steps", "vjp -u 1 --steps", "grad --steps", "show"]
COMMANDS = [*COMMANDS, *(f"{each} --details" for each in (*COMMANDS, "graph"))]


def letters(text: str) -> set[str]:
    """Every W, w or b in the text, with what counts it: W₁, W3, W."""
    return set(re.findall(r"(?<![\w′])[Wwb][₀-₉0-9]*(?!\w)", text))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_step_writes_the_second_weights_as_the_formula_does(run: Run, command: str) -> None:
    name, *options = command.split()
    found = letters(run(name, "sample:mlp_cross_entropy", *options).out)
    assert {"W₁", "W₂"} <= found <= {"W₁", "W₂", "b₁", "b₂"}


def test_the_gradient_of_a_step_has_the_letter_and_the_files_name_beside_it(run: Run) -> None:
    screen = run("grad", "sample:mlp_cross_entropy", "--steps").out
    assert "∂L/∂W₂ = u4 x3ᵀ  ∂L/∂b₂ = u4" in screen
    page = run("grad", "sample:mlp_cross_entropy", "--steps", "--details").out
    assert "∂L/∂f3.weight = ∂L/∂W₂   3×4" in page
    one = run("grad", "sample:mlp_cross_entropy", "--layer", "f3").out
    assert "z = W₂ x + b₂, W₂ = f3.weight 3×4" in one
    assert "∂L/∂f3.weight" in run("grad", "sample:mlp_cross_entropy").out


def test_a_sign_of_ascii_counts_weights_too(run: Run) -> None:
    assert letters(run("vjp", "sample:tall", "-u", "e1", "--steps", "--ascii").out) == {"W1", "W2"}


def test_an_output_that_should_have_been_y_is_called_so_by_the_steps_and_the_formula(
    run: Run,
) -> None:
    for command in ("show", "grad --steps", "vjp -u 1 --steps"):
        name, *options = command.split()
        text = run(name, "sample:mlp_squared_error", *options).out
        assert "(x4 - y)ᵀ" in text
        assert "target" not in text
    for command in ("show", "grad --steps"):  # y is a value of this graph
        name, *options = command.split()
        assert "(y - target)ᵀ" in run(name, "sample:residual", *options).out


def test_a_letter_that_is_a_value_is_no_letter_of_a_layer(
    run: Run, chain: Callable[[str], str]
) -> None:
    name = chain(LOOP)
    text = run("vjp", name, "-u", "1", "--steps", "--details").out
    assert "= ∂o/∂a·W =" in text  # W₂ is an input
    assert "∂o/∂a·W₂" not in text
    assert "∂o/∂e·W₃" in text
    assert "w₁" in text


def test_every_digit_below_the_line_is_one_of_ascii() -> None:
    display = Display(80, colour=False, ascii=True)
    assert shown("".join(subscripted("W", each) for each in (1, 203, 456789)), display) == (
        "W1W203W456789"
    )


def test_what_the_output_does_not_need_is_counted_last(
    run: Run, chain: Callable[[str], str]
) -> None:
    layers = (
        "{type: linear, weight: [[2]], inputs: x}",
        "{name: spare, type: linear, weight: [[3]], inputs: f1}",
        "{name: s, type: linear, weight: [[4]], inputs: f1}",
        "{type: add, inputs: [s, f1]}",
    )
    name = chain("input: [1]\nlayers:\n" + "".join(f"- {each}\n" for each in layers))
    assert "o = W₂ f1 + f1,  f1 = W₁ x" in run("show", name).out
    text = run("grad", name, "--steps", "--details").out
    assert "s.weight parameter   W₂\n" in text
    assert "spare.weight parameter\n" in text  # nothing reaches it
