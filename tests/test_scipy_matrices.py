"""Functions of matrices of scipy.linalg in a program: batches, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from expressions import by_reverse, output, steps_of
from oracles import central_differences
from scipy import linalg

from jaccli.errors import Mistakes
from jaccli.trace import trace

HEAD = "from scipy import linalg\ndef f(A):\n    return "
A = np.array([[0.2, 1.3], [-0.4, 0.1]])


def test_a_stack_of_exponentials_has_one_norm_for_all(program: Callable[[str], Path]) -> None:
    path = program(f"{HEAD}linalg.expm(np.stack([A, 9 * A]))\n")
    graph = trace(f"{path}:f", [A])
    steps = steps_of(graph)

    def function(flat: np.ndarray) -> np.ndarray:
        x = flat.reshape(2, 2)
        return np.ravel([linalg.expm(x), linalg.expm(9 * x)])

    assert output(graph, steps) == pytest.approx(function(A.ravel()), rel=1e-12)
    wanted = central_differences(function, A.ravel())
    np.testing.assert_allclose(by_reverse(graph, steps), wanted, 1e-6, 1e-6)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("linalg.sqrtm(-A @ A.T)", "Newton's steps find no real root"),
        ("linalg.circulant(A)", "one vector is known here"),
        ("linalg.expm(A[0])", "at least two-dimensional"),
    ],
)
def test_what_is_not_known_is_refused_in_words(
    call: str, words: str, program: Callable[[str], Path]
) -> None:
    with pytest.raises(Mistakes) as caught:
        trace(f"{program(f'{HEAD}{call}')}:f", [A])
    assert words in str(caught.value)
