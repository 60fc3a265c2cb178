"""Distances of SciPy in a program that are not known; those that are stand in the corpus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from jaccli.errors import Mistakes
from jaccli.trace import trace


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("d.cdist(x, x + 1, 'braycurtis')", "euclidean, sqeuclidean, cityblock, chebyshev, cosine"),
        ("d.pdist(x, lambda u, v: u @ v)", "minkowski are known here"),
        ("d.cdist(x, x, 'no such')", "Unknown Distance Metric"),
    ],
)
def test_what_is_not_known_is_refused_in_words(
    call: str, words: str, program: Callable[[str], Path]
) -> None:
    path = program(f"from scipy.spatial import distance as d\ndef f(x):\n    return {call}\n")
    with pytest.raises(Mistakes) as caught:
        trace(f"{path}:f", [np.array([[0.2, 0.9], [0.4, 0.1]])])
    assert words in str(caught.value)
