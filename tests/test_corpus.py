"""Functions as strangers write them: NumPy's value and the oracles' Jacobian, few refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from corpus import CORPUS, Stranger, answers, strangers
from expressions import by_forward, by_reverse, output, steps_of
from traced import recipes

from jaccli.errors import Mistakes
from jaccli.graph import Graph
from jaccli.trace import trace

ALL = {each.key: each for each in strangers()}
ANSWERS = answers()
REFUSED = {  # what the refusal of each says; all others are answered
    "idioms.py:complex_polynomial": "derivatives are those of real functions",
    "idioms.py:impedance": "`np.hypot(x, y)` for the size",
    "idioms.py:masked_mean": "`np.mean(x, where=mask)`",
    "idioms.py:old_matrix": "A @ B for products",
    "idioms.py:spectrum_power": "is the real part; with -np.sin it is the imaginary one",
    "idioms.py:structured_record": "the array would hold the number without its derivative",
    "with_scipy.py:fitted_spline": "library scipy, which takes no recording arrays",
    "with_scipy.py:root_of": "library scipy, which takes no recording arrays",
    "with_scipy.py:smoothed": "library scipy, which takes no recording arrays",
}
NEAR = {"differences": 5e-6}  # of the largest entry of a row; the others are exact


def recorded_or_refused(stranger: Stranger) -> Graph | str:
    """The recorded graph, or what its refusal says."""
    try:
        return trace(f"{CORPUS / stranger.file}:{stranger.name}", recipes(list(stranger.point)))
    except Mistakes as refusal:
        return str(refusal)


def assert_answered(graph: Graph, answer: dict[str, Any]) -> None:
    """The recorded graph gives the value and, by both modes, the Jacobian."""
    steps = steps_of(graph)
    jacobian = np.array(answer["jacobian"])
    tolerance = NEAR.get(answer["by"], 1e-9) * np.maximum(
        np.abs(jacobian).max(axis=1, keepdims=True), 1e-3
    )
    assert output(graph, steps) == pytest.approx(answer["output"], rel=1e-12, abs=1e-13)
    assert (np.abs(by_reverse(graph, steps) - jacobian) <= tolerance).all()
    assert (np.abs(by_forward(graph, steps) - jacobian) <= tolerance).all()


def test_every_function_of_the_corpus_has_an_answer() -> None:
    assert list(ANSWERS) == list(ALL)


def test_nine_of_ten_functions_are_answered() -> None:
    assert set(REFUSED) <= set(ALL)
    assert 10 * len(REFUSED) <= len(ALL)


FEW = 8  # one of so many is asked every time, all of them with `-m slow`


@pytest.mark.parametrize(
    "key",
    [pytest.param(key, marks=[pytest.mark.slow] * bool(k % FEW)) for k, key in enumerate(ALL)],
)
@pytest.mark.costly
def test_a_strangers_function_is_answered_rightly(key: str) -> None:
    found = recorded_or_refused(ALL[key])
    if isinstance(found, str):
        assert REFUSED.get(key, "nothing") in found
    else:
        assert_answered(found, ANSWERS[key])
