"""A kink that the output does not read is nobody's: it stops no check, and no note names it.

The slopes are by hand, of the same function without what is cut off.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from jaccli.reports.common import tape as tapes
from jaccli.reports.common.derivatives.layerwise import Track
from jaccli.reports.common.facts import LayerFacts
from jaccli.reports.common.tape import tape_of
from jaccli.trace import trace

Write = Callable[[str], Path]

# h has a kink at entry 1, and what is returned does not read it: 2x there
UNREAD = {
    "maximum": ("np.maximum(x, 0)", "np.where(x > 1, h, x * 2).sum()"),
    "minimum": ("np.minimum(x, 0)", "np.where(x > 1, h + x, x * 2).sum()"),
    "abs": ("np.abs(x)", "np.where(x > 1, h, x * 2).sum()"),
    "hypot": ("np.hypot(x, 0 * x)", "np.where(x > 1, h, x * 2).sum()"),
    "a selection": ("np.abs(x)", "h[1] + 2 * x[0]"),
    "norms of rows": (
        "np.linalg.norm(x[:, None] * np.ones(2), axis=1)",
        "np.where(x > 1, h, x * 2).sum()",
    ),
    "norms of columns": ("np.linalg.norm(x * np.ones((2, 2)), axis=0)", "h[1] + 2 * x[0]"),
    "the largest of each row": (
        "np.max(np.stack([x, x * x, -x], axis=1), axis=1)",
        "np.where(x > 1, h, x * 2).sum()",
    ),
    "the smallest of each column": ("np.min(np.array([x, 9 * x]), axis=0)", "h[1] + 2 * x[0]"),
    "what is larger by far": ("np.maximum(np.abs(x) - 9, 2 * x)", "h[0] + x[1]"),
    "what comes before it": ("np.exp(np.abs(x))", "np.where(x > 1, h, x * 2).sum()"),
}


@pytest.mark.parametrize(("kinked", "result"), UNREAD.values(), ids=UNREAD)
@pytest.mark.costly
def test_a_kink_that_is_not_read_stops_no_check(
    kinked: str, result: str, program: Write, run: Any
) -> None:
    text = f"def f(x):\n    h = {kinked}\n    return {result}\n"
    name = f"{program(text)}:f"
    for command, *more in (["jvp", "-v", "e1"], ["vjp", "-u", "1"], ["grad"], ["show"]):
        said = " ".join(run(command, name, "--at", "0,3", *more).out.split())
        assert " ✓" in said, said
        assert "no derivative exists" not in said
    assert run("jvp", name, "--at", "0,3", "-v", "e1", "-q").out.split()[-1] == "2"
    said = run("check", name, "--at", "0,3")
    assert said.status == 0
    assert "ok    J = central differences" in said.out


# the same layers, and the output reads the kink of the first entry alone
READ = {
    "a tie": ("np.maximum(x, 0)", "entry 1 is a tie"),
    "abs": ("np.abs(x)", "entry 1 is at exactly 0"),
    "hypot": ("np.hypot(x, 0 * x)", "entry 1 is exactly 0"),
    "norms of rows": ("np.linalg.norm(x[:, None] * np.ones(2), axis=1)", "run 1 is exactly 0"),
    "the largest of each row": (
        "np.max(np.stack([x, 0 * x, x - 5], axis=1), axis=1)",
        "entries 1, 2 are a tie",
    ),
}


@pytest.mark.parametrize(("kinked", "note"), READ.values(), ids=READ)
def test_a_note_names_the_entries_that_are_read_alone(
    kinked: str, note: str, program: Write, run: Any
) -> None:
    text = f"def f(x):\n    h = {kinked}\n    return h[:1] + x[1] + x[2]\n"
    said = " ".join(run("jvp", f"{program(text)}:f", "--at", "0,3,0", "-v", "1,0,0").out.split())
    assert "cannot check this" in said
    assert note in said


def test_what_is_read_is_found_out_only_where_a_layer_has_a_kink(
    program: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = program("def f(x):\n    return np.sum(np.tanh(x) * np.exp(x))\n")
    monkeypatch.delattr(tapes, "entries_read")
    assert tape_of(trace(f"{path}:f", [np.array([0.0, 3.0])]))


def test_layers_by_themselves_are_heard_beside_a_kink_that_is_not_read(program: Write) -> None:
    # hypot takes no complex numbers: its own differences tell, but not at 0
    path = program("def f(x):\n    h = np.hypot(x, 0 * x)\n    return np.where(x > 1, h, x * 2)\n")
    tape = tape_of(trace(f"{path}:f", [np.array([0.0, 3.0])]))
    pushed = Track(tape, tape[-1].node.name).push({"x": np.array([1.0, 1.0])})
    assert pushed is not None
    np.testing.assert_allclose(pushed.slope, [2, 1], rtol=1e-6)
    assert pushed.doubt.max() < 1e-3
    assert [LayerFacts(step).kink for step in tape if step.node.layer.type == "hypot"] == [""]
