"""Typical mistakes of beginners: one error each, at its place, with the line to write.

The proof that a help is right: the file with that line in it runs.
"""

from __future__ import annotations

import numpy as np
import pytest
from beginners import FILES, NUMBERS, Slip


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
    assert "= help: write " in outcome.err or f"= help: did you mean `{slip.write}`" in outcome.err
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
