"""Functions of matrices of scipy.linalg in a program: batches, and what is refused."""

from __future__ import annotations

import dataclasses
import runpy
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


SPARSE = """
from scipy import sparse
D = np.array([[1.0, 2.0], [0.0, -3.0], [0.5, 0.0]])
S, C, G = sparse.csr_matrix(D), sparse.coo_array(D), sparse.diags([1.0, 2.0]).todia()
def f(A):
    return {}
"""


@pytest.mark.parametrize(
    "text",
    [
        SPARSE.format("S @ A @ A[0] + S.dot(A[1]) * (S * A[0]) + C @ A[0]"),
        SPARSE.format("A[1] @ S.T + A[0] * S.T * (C.dot(A)[:, 1] + (A @ C.T)[0])"),
        SPARSE.format("(G @ A[0]) * A[1] @ G + S[:2] @ np.sin(A[0])"),
        f"{HEAD}linalg.qr(A)[0] @ linalg.qr(A, mode='r')[0].T + linalg.qr(A.T)[1]\n",
        f"{HEAD}linalg.qr(np.concatenate([A, A**2]), mode='economic')[0][1:3]\n",
    ],
)
def test_a_product_or_factor_is_scipys_and_has_the_slopes_of_differences(
    text: str, program: Callable[[str], Path]
) -> None:
    path = program(text)
    graph = trace(f"{path}:f", [A])
    steps = steps_of(graph)
    plain = runpy.run_path(str(path))["f"]

    def function(flat: np.ndarray) -> np.ndarray:
        return np.ravel(plain(flat.reshape(2, 2)))

    assert output(graph, steps) == pytest.approx(function(A.ravel()), rel=1e-12)
    wanted = central_differences(function, A.ravel())
    np.testing.assert_allclose(by_reverse(graph, steps), wanted, 1e-6, 1e-6)


def test_a_sparse_product_has_no_more_terms_than_entries(program: Callable[[str], Path]) -> None:
    path = program(
        "from scipy import sparse\nS = sparse.diags_array([1.0, -2.0, 1.0], offsets=[-1, 0, 1], "
        "shape=(999, 999))\ndef f(x):\n    return S @ x\n"
    )
    graph = trace(f"{path}:f", [np.linspace(0, 1, 999) ** 2])
    assert max(node.size for node in graph.nodes) == 3 * 999 - 2
    assert all(size <= 3 * 999 for node in graph.nodes for size in sizes_held(node.layer))


def sizes_held(layer: object) -> list[int]:
    """How many numbers each field of a layer has."""
    return [np.size(getattr(layer, each.name)) for each in dataclasses.fields(layer)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("linalg.qr(np.concatenate([A, A]))[0]", "mode='economic' where rows outnumber"),
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
