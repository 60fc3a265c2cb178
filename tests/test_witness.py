"""Before a product is called wrong its layers are heard, each by itself, and ✗ needs a fault.

The oracles: a layer as it is is right, and one whose derivative was changed is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jaccli.layers.sinc import Sinc
from jaccli.layers.transcendental import Cos

COMMANDS = (["jvp", "-v", "1"], ["vjp", "-u", "1"], ["grad"], ["compare"], ["show"])
# waves that are far shorter than the steps of differences, and than the last digit of x
SHORT = "def f(x):\n    return np.sinc(1e9 * x)\n"
SHORTEST = "def f(x):\n    return np.cos(x)\n"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_short_wave_is_confirmed_with_the_rounding_that_is_known(
    command: list[str], program: Callable[[str], Path], run: Any
) -> None:
    name, *more = command
    said = run(name, f"{program(SHORT)}:f", "--at", "1.5", *more).out
    assert "✗" not in said
    assert " ✓" in said


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_where_no_digit_is_left_nobody_is_accused(
    command: list[str], program: Callable[[str], Path], run: Any
) -> None:
    name, *more = command
    said = run(name, f"{program(SHORTEST)}:f", "--at", "1e30", *more).out
    assert "✗" not in said
    assert "which tells nothing: f loses about 16 of its 16 digits here." in " ".join(said.split())


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize(
    ("layer", "text", "at"), [(Sinc, SHORT, "1.5"), (Cos, SHORTEST, "1e10"), (Cos, SHORTEST, "2")]
)
def test_a_wrong_derivative_is_accused_all_the_same(
    layer: type,
    text: str,
    at: str,
    command: list[str],
    program: Callable[[str], Path],
    run: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    right = layer.derivative
    monkeypatch.setattr(layer, "derivative", lambda self, x: 1.05 * right(self, x))
    name, *more = command
    assert "✗" in run(name, f"{program(text)}:f", "--at", at, *more).out


def test_json_says_that_nothing_is_known(program: Callable[[str], Path], run: Any) -> None:
    out = run("grad", f"{program(SHORTEST)}:f", "--at", "1e30", "--format", "json").out
    assert '"status": "coarse"' in out
    assert '"ok": null' in out


def test_a_direction_that_is_left_out_is_given_its_reason(
    chain: Callable[[str], str], run: Any
) -> None:
    name = chain("input: [0, 1e-8]\nlayers:\n  - relu\n")
    said = " ".join(run("vjp", name, "-u", "all").out.split())
    assert "✓ for 1 of 2 directions" in said
    assert "; f1 (relu): entry 1 is at exactly 0, the kink of relu" in said
