"""Functions as strangers write them: NumPy's value and the oracles' Jacobian, or a refusal."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from corpus import CORPUS, Stranger, answers, strangers
from expressions import by_forward, by_reverse, output, steps_of
from traced import recipes

from jaccli.errors import Mistakes
from jaccli.trace import trace

ALL = {each.key: each for each in strangers()}
ANSWERS = answers()
NEAR = {"differences": 5e-6}  # of the largest entry of a row; the others are exact


def recorded(stranger: Stranger) -> Any:
    return trace(f"{CORPUS / stranger.file}:{stranger.name}", recipes(list(stranger.point)))


def assert_answered(graph: Any, answer: dict[str, Any]) -> None:
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


FEW = 5  # one of so many is asked every time, all of them with `-m slow`


@pytest.mark.parametrize(
    "key",
    [pytest.param(key, marks=[pytest.mark.slow] * bool(k % FEW)) for k, key in enumerate(ALL)],
)
def test_a_strangers_function_is_answered_rightly_or_refused(key: str) -> None:
    try:
        graph = recorded(ALL[key])
    except Mistakes:
        return
    assert_answered(graph, ANSWERS[key])
