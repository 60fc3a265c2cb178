"""Random programs that write into arrays: exactly NumPy's value and the right J, or a refusal."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from expressions import by_forward, by_reverse, output, steps_of
from fuzz.random_programs import Program, differences, random_program, shrunk, value_and_jacobian
from traced import recipes

from jaccli.errors import Mistakes
from jaccli.trace import trace


def complaint(program: Program, folder: Path) -> str:
    """What is wrong with how a program is answered; "" if it is right, "refused" if it is not."""
    path = folder / "program.py"
    path.write_text(program.source, encoding="utf-8")
    try:
        graph = trace(f"{path}:f", recipes(list(program.point)))
    except Mistakes:
        return "refused"
    value, jacobian = value_and_jacobian(program)
    steps = steps_of(graph)
    found = output(graph, steps)
    if found.shape != value.shape or not np.allclose(found, value, rtol=1e-12, atol=1e-13):
        return f"the value is {found}, and NumPy's is {value}"
    for mode, given in (("forward", by_forward), ("reverse", by_reverse)):
        off = np.abs(given(graph, steps) - jacobian)
        if not (off <= 1e-9 * max(1.0, np.abs(jacobian).max())).all():
            rows = np.unique(np.nonzero(off > 1e-9)[0])
            sure = np.allclose(differences(program), jacobian, atol=1e-4)
            return f"{mode} is wrong in the rows {rows}" if sure else ""
    return ""


def is_answered(seed: int, folder: Path) -> bool:
    """Whether it was answered; fails with the shortest program that is answered wrongly."""
    program = random_program(seed)
    said = complaint(program, folder)
    if said not in ("", "refused"):
        least = shrunk(program, lambda each: complaint(each, folder) not in ("", "refused"))
        pytest.fail(f"seed {seed}: {complaint(least, folder)}\n{least.source}at {least.point}")
    return not said


@pytest.mark.parametrize("seed", range(20))
def test_a_random_program_is_answered_rightly_or_refused(seed: int, tmp_path: Path) -> None:
    is_answered(seed, tmp_path)


@pytest.mark.slow
def test_of_200_random_programs_none_is_answered_wrongly_and_few_are_refused(
    tmp_path: Path,
) -> None:
    assert sum(is_answered(seed, tmp_path) for seed in range(200)) >= 190
