"""The rest of NumPy: what its functions give for recording arrays, and what each one is."""

from __future__ import annotations

from pathlib import Path

import pytest
from expressions import agrees

FILE = Path(__file__).parent / "oracles" / "traced" / "expressions.txt"
EXPRESSIONS = FILE.read_text("utf-8").splitlines()


FEW = 3  # one of so many is asked every time, all of them with `-m slow`


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(k, marks=[pytest.mark.slow] * bool(k % FEW), id=expression)
        for k, expression in enumerate(EXPRESSIONS)
    ],
)
def test_an_expression_has_numpys_value_and_the_slopes_of_differences(
    tmp_path_factory: pytest.TempPathFactory, number: int
) -> None:
    folder: Path = tmp_path_factory.getbasetemp()
    agrees(EXPRESSIONS[number], folder / f"expression{number}.py")
