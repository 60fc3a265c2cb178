"""A number that lost its derivative has the right value at the point, and another one beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from jaccli.errors import Mistakes
from jaccli.trace import trace

Write = Callable[[str], Path]

LOST = {
    "a text in pieces": "def f(x):\n    return float(f'{x[0]:.17f}0') * x\n",
    "the text of repr": "def f(x):\n    return float(repr(x[0])[11:-1]) * x\n",
    "a text by percent": "def f(x):\n    return float('%.17g' % x[0]) * x\n",
    "a text of hexadecimals": "def f(x):\n    return float.fromhex(x[0].hex()) * x\n",
    "the text of an array": (
        "def f(x):\n    return np.array(np.array2string(x)[1:-1].split()).astype(float) * x\n"
    ),
    "a formula in a text": "def f(x):\n    return eval(f'{x[0]} ** 2') * x\n",
    "what a cache had under a text": (
        "kept = {}\ndef squared(x):\n    if str(x) not in kept:\n        kept[str(x)] = x * x\n"
        "    return kept[str(x)]\nsquared(np.array([1.25, 2.5]))\n"
        "def f(x):\n    return squared(x)\n"
    ),
}
KEPT = {
    "what is printed": "def f(x):\n    print(f'{x[0]:.3f}')\n    return x * x\n",
    "a rounded text": "def f(x):\n    return float(f'{x[0]:.0f}'[:1] + '.5') * x\n",
    "an index": "def f(x):\n    return x[int(x[0])] * x\n",
    "a rounded number": "def f(x):\n    return round(x[0], 1) * x\n",
    "a kink at the point": "def f(x):\n    print(x)\n    return np.abs(x - 1.25) + round(x[1])\n",
    "a jump at the point": "def f(x):\n    return np.floor(x * 4) * int(x[0] * 4)\n",
    "a point at the end of the domain": "def f(x):\n    str(x)\n    return np.sqrt(x - x[0])\n",
}


@pytest.mark.parametrize("lost", LOST)
def test_a_number_that_comes_back_without_its_derivative_is_refused(
    lost: str, program: Write
) -> None:
    with pytest.raises(Mistakes, match="is not what was recorded: beside the point"):
        trace(f"{program(LOST[lost])}:f", [[1.25, 2.5]])


@pytest.mark.parametrize("kept", KEPT)
def test_a_text_or_a_whole_number_on_the_way_changes_nothing(kept: str, program: Write) -> None:
    graph = trace(f"{program(KEPT[kept])}:f", [[1.25, 2.5]])
    assert graph.program is not None
    assert graph.program.beside == 4


def test_a_program_that_makes_no_text_is_called_at_the_point_alone(program: Write) -> None:
    graph = trace(f"{program('def f(x):' + chr(10) + '    return x * x' + chr(10))}:f", [[1.25]])
    assert graph.program is not None
    assert (graph.program.again, graph.program.beside) == (1, 0)
