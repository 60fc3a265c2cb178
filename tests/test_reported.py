"""Inputs that users tried: the right answer or, where it may be, a refusal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ORACLES = Path(__file__).parent / "oracles"

CASES = {
    f"{folder}: {case['id']}": (ORACLES / folder, case)
    for folder in ("reported", "programs", "hostile")
    for case in json.loads((ORACLES / folder / "cases.json").read_text("utf-8"))
}


def test_the_cases_are_there() -> None:
    assert len(CASES) == 25 + 19 + 14


@pytest.mark.parametrize("case", sorted(CASES))
def test_a_reported_input_is_answered_rightly(case: str, run, monkeypatch) -> None:
    folder, wanted = CASES[case]
    monkeypatch.chdir(folder)
    found = run(*wanted["command"])
    assert "Traceback" not in found.err
    if found.status == 2 and (wanted.get("or_refused") or wanted.get("exit_status") == 2):
        assert found.out == ""
        assert found.err.startswith("error: ")
    else:
        assert found.status in (wanted.get("exit_status", 0), int("must_not_say" in wanted))
    assert wanted.get("must_say", "") in found.out + found.err
    assert wanted.get("must_not_say", "\0") not in found.out + found.err
    answers = {"output", "jacobian"} & set(wanted)
    if answers and found.status == 0:
        text = run("compare", *wanted["command"][1:], "--format", "json")
        assert (text.status, text.err) == (0, "")
        for name in answers:
            assert_entries(json.loads(text.out)["results"][0][name], wanted[name])


def assert_entries(found: list[Any], wanted: list[Any]) -> None:
    """Every entry within 1e-9 of itself: small ones keep their digits beside large ones."""
    assert np.shape(found) == np.shape(wanted)
    zero = 1e-15 * max(1.0, np.abs(wanted).max())
    limit = np.where(np.equal(wanted, 0), zero, 1e-9 * np.abs(wanted))
    assert np.all(np.abs(np.subtract(found, wanted)) <= limit)
