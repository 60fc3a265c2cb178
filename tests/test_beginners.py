"""Typical mistakes of beginners: one error each, at its place, with the line to write.

The proof that a help is right: the file with that line in it runs.
"""

from __future__ import annotations

import shlex
from pathlib import Path

import numpy as np
import pytest
from beginners import AROUND, CALLS, FILES, NUMBERS, Call, Slip


@pytest.mark.parametrize("slip", FILES, ids=[slip.what for slip in FILES])
def test_a_slip_is_one_error_at_its_place_and_the_line_it_says_to_write_runs(
    slip: Slip, run, chain
) -> None:
    name = chain(slip.text)
    np.save("x.npy", [1.0, 2.0])
    outcome = run("show", "-q", name)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.count("error: ") == 1
    assert f"--> chain.yaml:{slip.place}\n" in outcome.err
    assert slip.words in outcome.err
    helps = " ".join(" ".join(outcome.err.splitlines()[-6:]).split())
    assert " ".join(slip.write.split()) in helps
    ways_out = ("= help: write ", "= help: leave ")
    assert (
        any(way in outcome.err for way in ways_out)
        or f"= help: did you mean `{slip.write}`" in outcome.err
    )
    mended = run("show", "-q", chain(mended_text(slip, outcome.err)))
    assert mended.status == 0, mended.err


def mended_text(slip: Slip, err: str) -> str:
    """The file with what the help says written in it."""
    if isinstance(slip.mended, str):
        return slip.mended
    lines = slip.text.split("\n")
    line, column = (int(part) - 1 for part in slip.place.split(":"))
    if slip.mended:
        lines[line : line + slip.mended] = [slip.write]
        return "\n".join(lines)
    width = next(row.count("^") for row in err.splitlines() if row.strip(" |").startswith("^"))
    lines[line] = lines[line][:column] + slip.write + lines[line][column + width :]
    return "\n".join(lines)


@pytest.mark.parametrize("number", NUMBERS)
def test_every_way_to_write_a_decimal_number_is_read(number: str, run, chain) -> None:
    outcome = run("show", "-q", chain(f"input: [{number}, 2]\nlayers: [relu]\n"))
    assert outcome.status == 0, outcome.err


@pytest.mark.parametrize("call", CALLS, ids=[call.what for call in CALLS])
def test_a_slip_on_the_command_line_is_one_error_and_what_it_says_to_write_runs(
    call: Call, run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nets").mkdir()
    for name, text in AROUND.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    np.save("v.npy", [1.0, 0.0, 0.0])
    outcome = run(*shlex.split(call.wrong))
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.count("error: ") == 1
    assert call.words in outcome.err
    assert ("-->" in outcome.err) == bool(call.place)
    assert f"--> {call.place}\n" in outcome.err or not call.place
    said = " ".join(outcome.err.split())
    assert "= help: write " in said or f"= help: did you mean `{call.write}`" in said
    assert call.write in said
    mended = run(*shlex.split(call.right))
    assert mended.status == 0, mended.err


def test_a_chain_in_json_is_read(run, chain) -> None:
    assert run("show", "-q", chain(AROUND["net.json"], "net.json")).status == 0


def test_a_far_name_of_a_file_is_never_suggested(run, chain) -> None:
    name = chain(AROUND["third.yaml"], "third.yaml")
    chain(AROUND["one.yaml"], "a.yaml")
    for wrong in ("chain.yaml", "b.yaml", "net.py", "thesis.tex"):
        err = run("show", wrong).err
        assert "did you mean" not in err
        assert name not in err


def test_of_a_long_line_the_part_to_write_is_shown(run, chain) -> None:
    numbers = ", ".join(map(str, range(100)))
    err = run("show", chain(f"input: [{numbers}\nlayers: [relu]\n")).err
    assert err.count("error: ") == 1
    assert "= help: write `… 95, 96, 97, 98, 99] …`" in err


WIDE = "- {type: linear, weight: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 1]]}\n- relu\n"


def test_every_transposed_weight_of_a_network_is_said(run, chain) -> None:
    text = f"input: [1, 2, 3]\nlayers:\n{WIDE}- {{type: linear, weight: [[1], [0], [0], [1]]}}\n"
    err = run("show", chain(text)).err
    assert "weight of f1 looks transposed: it is 3×4, 4×3 fits" in err
    assert "weight of f3 looks transposed: it is 4×1, 1×4 fits" in err
    assert err.count("error: ") == 2


def test_a_weight_whose_rows_are_what_comes_after_it_is_not_said_to_be_transposed(
    run, chain
) -> None:
    after = "- {type: squared_error, target: [1, 2, 3]}\n"
    err = run("show", chain(f"input: [1, 2, 3]\nlayers:\n{WIDE}{after}")).err
    assert "layers do not fit together: x gives 3 numbers, f1 expects 4" in err
    assert "transposed" not in err
    assert err.count("error: ") == 1


def test_shapes_and_edges_as_people_type_them_are_told_in_brackets(run, chain) -> None:
    for text, write in (
        ("jacobians: [4x6, [3, 4]]\n", "[4, 6]"),
        ("edges: [x -> a, [a, y]]\n", "[x, a]"),
    ):
        outcome = run("order", chain(text))
        assert outcome.err.count("error: ") == 1
        assert f"= help: write `{write}`" in outcome.err
        wrong = text[text.index("[") + 1 : text.index(",")]
        assert run("order", chain(text.replace(wrong, write))).status == 0
