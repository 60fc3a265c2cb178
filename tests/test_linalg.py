"""Layers of linear algebra: values by NumPy, Jacobians by differences and the complex step."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest
from expressions import agrees
from oracles import Array, central_differences, complex_step

from jaccli.layers import TYPES, Layer
from jaccli.linmap import product
from jaccli.linmap.dense import Dense
from jaccli.linmap.tally import Counted, Tally


def some(*shape: int, seed: int = 0) -> Array:
    """Matrices that are far from singular, with distinct singular values and eigenvalues."""
    rng = np.random.default_rng([seed, *shape])
    return rng.uniform(-1, 1, shape) + 2 * np.eye(*shape[-2:]) * np.arange(1, shape[-1] + 1)


def definite(*shape: int) -> Array:
    factor = some(*shape)
    return factor @ factor.swapaxes(-1, -2)


class Case(NamedTuple):
    """A layer, its inputs as arrays, and NumPy's function of these."""

    kind: str
    fields: dict[str, Any]
    inputs: tuple[Array, ...]
    numpys: Callable[..., Array]


def squares(
    kind: str, numpys: Callable[..., Array], make: Callable[..., Array] = some
) -> list[Case]:
    shapes = [(1, 2, 2), (1, 4, 4), (2, 3, 3), (3, 4, 4)]
    return [Case(kind, {"batch": shape[0]}, (make(*shape),), numpys) for shape in shapes]


def rectangles(kind: str, numpys: Callable[..., Array]) -> list[Case]:
    shapes = [(1, 3, 3), (1, 4, 2), (2, 2, 4), (2, 5, 3), (1, 1, 4)]
    return [Case(kind, {"shape": shape}, (some(*shape),), numpys) for shape in shapes]


def wide(case: Case) -> bool:
    """Whether its matrices have fewer rows than columns."""
    return case.inputs[0].shape[1] < case.inputs[0].shape[2]


def lower(function: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """The function of the symmetric matrices that have these lower halves."""
    return lambda a: function(np.tril(a) + np.tril(a, -1).swapaxes(-1, -2))


def halved(half: Callable[[Array], Array]) -> Callable[[Array, Array], Array]:
    """The solution with one half of A."""
    return lambda a, b: np.linalg.solve(half(a), b)


A2, A4, C3 = some(2, 3, 3), some(1, 4, 4), some(3, 3, seed=1)
CASES = [
    *squares("inv", np.linalg.inv),
    *squares("det", np.linalg.det),
    *squares("slogdet", lambda a: np.linalg.slogdet(a).logabsdet),
    *squares("cholesky", lower(np.linalg.cholesky), definite),
    *squares("eigvalsh", lower(np.linalg.eigvalsh), definite),
    *squares("eigh", lower(lambda a: np.linalg.eigh(a)[1]), definite),
    *rectangles("svdvals", lambda a: np.linalg.svd(a, compute_uv=False)),
    *rectangles("svd_u", lambda a: np.linalg.svd(a, full_matrices=False)[0]),
    *rectangles("svd_vh", lambda a: np.linalg.svd(a, full_matrices=False)[2]),
    *rectangles("nuclear_norm", lambda a: np.linalg.norm(a, "nuc", axis=(1, 2))),
    *rectangles("pinv", np.linalg.pinv),
    *[each for each in rectangles("qr_q", lambda a: np.linalg.qr(a)[0]) if not wide(each)],
    *[each for each in rectangles("qr_r", lambda a: np.linalg.qr(a)[1]) if not wide(each)],
    Case("solve", {"batch": 2}, (A2, some(2, 3, 2, seed=2)), np.linalg.solve),
    Case("solve", {}, (A4, some(1, 4, 1, seed=2)), np.linalg.solve),
    Case("solve", {"matrix": C3, "batch": 2}, (some(2, 3, 2),), lambda b: np.linalg.solve(C3, b)),
    Case("solve", {"right": C3[:, :2], "batch": 2}, (A2,), lambda a: np.linalg.solve(a, C3[:, :2])),
    Case("solve_triangular", {}, (some(1, 3, 3), some(1, 3, 2)), halved(np.tril)),
    Case("solve_triangular", {"batch": 2, "upper": 1}, (A2, some(2, 3, 1)), halved(np.triu)),
    Case("solve_triangular", {"matrix": C3}, (some(1, 3, 2),), lambda b: halved(np.tril)(C3, b)),
    Case("lstsq", {"rows": 4}, (some(4, 2), some(4, 3)), lambda *ab: np.linalg.lstsq(*ab)[0]),
    Case("lstsq", {"rows": 2}, (some(2, 5), some(2, 2)), lambda *ab: np.linalg.lstsq(*ab)[0]),
    Case("lstsq", {"rows": 3}, (C3, some(3, 1)), lambda *ab: np.linalg.lstsq(*ab)[0]),
    Case("lstsq", {"matrix": C3[:, :2]}, (C3,), lambda b: np.linalg.lstsq(C3[:, :2], b)[0]),
    Case("lstsq", {"right": C3}, (C3[:, :2],), lambda a: np.linalg.lstsq(a, C3)[0]),
]


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case.kind}-{[each.shape for each in case.inputs]}"
)
class TestEveryCase:
    def test_the_value_is_numpys(self, case: Case) -> None:
        layer, flat = built(case)
        assert layer.objection(*map(len, flat)) is None
        expected = np.ravel(case.numpys(*case.inputs))
        assert np.allclose(layer.forward(*flat), expected, rtol=1e-13, atol=1e-15)
        assert layer.output_size(*map(len, flat)) == expected.size

    def test_jacobians_are_those_of_differences_and_of_the_complex_step(self, case: Case) -> None:
        layer, flat = built(case)
        for at, jacobian in enumerate(layer.jacobians(*flat)):

            def alone(moved: Array, at: int = at) -> Array:
                return layer.forward(*flat[:at], moved, *flat[at + 1 :])

            found, size = jacobian.dense(), max(1e-3, np.abs(jacobian.dense()).max())
            assert np.abs(found - central_differences(alone, flat[at])).max() <= 1e-8 * size
            if layer.complex_safe:
                assert np.abs(found - complex_step(alone, flat[at])).max() <= 1e-13 * size

    def test_forms_are_known_from_shapes_and_priced_as_they_run(self, case: Case) -> None:
        layer, flat = built(case)
        sizes = tuple(map(len, flat))
        recipes = {name: SimpleNamespace(shape=a.shape) for name, a in layer.arrays.items()}
        forms = layer.with_arrays(recipes).forms(*sizes)
        jacobians = layer.jacobians(*flat)
        assert tuple(each.form for each in jacobians) == forms
        for jacobian in jacobians:
            counted = Counted(jacobian, tally := Tally())
            counted.on_columns(tally.array((jacobian.shape[1], 2)))
            assert counted.spent == jacobian.form.per_column.times(2)
            counted.on_rows(tally.array((2, jacobian.shape[0])))
            assert counted.spent == jacobian.form.per_row.times(2)
            u = np.random.default_rng(0).standard_normal((2, jacobian.shape[0]))
            written = product(Dense(u), jacobian).dense()
            assert np.allclose(written, u @ jacobian.dense(), rtol=1e-10, atol=1e-12)


def built(case: Case) -> tuple[Layer, tuple[Array, ...]]:
    """The layer, and its inputs flat."""
    return TYPES[case.kind](**case.fields), tuple(each.ravel() for each in case.inputs)


# of x (6,), A (2, 3) and T (2, 4, 3): B (3, 3) and C (2, 3, 3) have
# inverses, D (2, 4, 3) has the full rank
LETTERS = {
    "B": "(T[0, :3] + 4 * np.eye(3))",
    "C": "(T[:, :3] + 4 * np.eye(3))",
    "D": "(T + T**2)",
}
EXPRESSIONS = """
    np.linalg.solve(B, x[:3]) + np.linalg.solve(B, [1.0, 2.0, 3.0])
    np.linalg.solve(C, A.T)
    np.linalg.solve(C, np.ones((3, 1))) + np.linalg.solve(np.eye(3) * 2, C)
    np.linalg.solve(np.diag([1.0, 2.0, 3.0]), x[:3]) + np.linalg.solve([[x[0], 1.0], [2.0, 3.0]], A)
    np.linalg.inv(C) @ A.T
    np.linalg.det(C) * np.linalg.det(B)
    np.linalg.slogdet(-C).sign * np.linalg.slogdet(-C)[1]
    np.linalg.cholesky(C @ np.swapaxes(C, 1, 2))
    np.linalg.cholesky(B @ B.T, upper=True) * np.linalg.cholesky(A @ A.T)[0, 0]
    np.linalg.eigvalsh(B + B.T) + np.linalg.eigvalsh(C, UPLO='U')
    np.linalg.eigh(C)[1]
    np.linalg.eigh(B, 'U').eigenvectors
    np.linalg.svd(C)[0] + np.linalg.svd(B).Vh
    np.linalg.svd(D)[1] * np.linalg.svd(D)[2][:, -1] + np.linalg.svdvals(A)[0]
    np.linalg.svd(A, full_matrices=False)[2] + np.linalg.svd(A, compute_uv=False)[1]
    np.linalg.svd(D, full_matrices=False)[0]
    np.linalg.qr(D)[0] + np.linalg.qr(D).R[:, :1] + np.linalg.qr(B, 'complete')[1][0]
    np.linalg.qr(D, 'r') @ np.linalg.qr(B)[0]
    np.linalg.pinv(D) + np.linalg.pinv(A)[0, 0]
    np.linalg.lstsq(D[0], x[:4])[0] + np.linalg.lstsq(D[1], T[0], rcond=None)[1]
    np.linalg.lstsq(A, x[:2])[0] * np.linalg.lstsq(A, np.ones(2))[3][0]
    np.linalg.lstsq(np.vander([1.0, 2.0, 4.0, 5.0], 3), x[:4])[0]
    np.linalg.matrix_power(B, 6) + np.linalg.matrix_power(C, -3) + np.linalg.matrix_power(B, 0)
    np.linalg.multi_dot([x[:2], A, B, A.T, x[:2]]) + np.linalg.multi_dot([A, B, x[:3]])
    np.linalg.norm(C, 2, axis=(1, 2)) + np.linalg.norm(T, -2, axis=(2, 0), keepdims=True)
    np.linalg.norm(A, 'nuc') + np.linalg.norm(np.eye(2) * x[0], 'nuc')
    np.linalg.matrix_norm(D, ord=2, keepdims=True)
    np.linalg.cond(A) + np.linalg.cond(C, -2) + np.linalg.cond(B, 1) + np.linalg.cond(B, 'fro')
    np.linalg.tensorsolve(T[0, :3] + 4 * np.eye(3), x[:3]) + np.linalg.tensorinv(B[None], 2)[:, 0]
    np.linalg.trace(T, offset=1) + np.linalg.vecdot(A, A) + np.linalg.vecdot(T, T, axis=1)[:, 0]
"""


@pytest.mark.parametrize("expression", EXPRESSIONS.strip().splitlines(), ids=str.strip)
def test_a_function_of_numpy_is_recorded_as_it_is(expression: str, tmp_path: Path) -> None:
    agrees(
        re.sub(r"\b[BCD]\b", lambda of: LETTERS[of.group()], expression.strip()),
        tmp_path / "f.py",
    )


# the same letters, and what SciPy has of its own
OF_SCIPY = """
    cholesky(B @ B.T) + cholesky(B @ B.T + 0.1 * B, lower=True)
    cho_solve(cho_factor(B @ B.T), x[:3]) + cho_solve(cho_factor(B @ B.T + B, True), A.T)[:, 0]
    cho_factor(B)[0] * cho_factor(B, True)[1]
    solve_triangular(B, A.T) + solve_triangular(B, A.T, lower=True, trans=1)
    solve_triangular(B, [1.0, 2.0, 3.0], trans='T', unit_diagonal=True)
    solve_triangular([[2.0, 9.0], [1.0, 3.0]], A, lower=True)
    solve(B, x[:3]) + solve(B, x[:3], assume_a='pos') + solve(B, x[:3], assume_a='sym', lower=True)
    solve([[2.0, 0.5], [0.1, 1.0]], A, assume_a='pos', lower=True)
    solve(np.diag([1.0, 2.0, 3.0]), A.T, transposed=True) + inv(B)[:, :2]
    det(B) + norm(A) + norm(A, 1) + svdvals(A)[1]
    eigh(B)[1] ** 2 + eigh(B, lower=False)[1] ** 2 + eigvalsh(B) + eigh(B, eigvals_only=True)
    svd(A)[0] @ svd(A, full_matrices=False)[2] + lstsq(D[0], D[1])[0][:2] + pinv(D[0])[:2, :3]
    block_diag(A, x[0], [[1.0, x[1]]])
"""


@pytest.mark.parametrize("expression", OF_SCIPY.strip().splitlines(), ids=str.strip)
@pytest.mark.costly
def test_a_function_of_scipy_is_recorded_as_it_is(expression: str, tmp_path: Path) -> None:
    written = re.sub(r"\b[BCD]\b", lambda of: LETTERS[of.group()], expression.strip())
    agrees(written, tmp_path / "f.py", "import numpy as np\nfrom scipy.linalg import *")


def traced(tmp_path: Path, body: str, *at: str) -> str:
    """The file and its function, and the options of the point."""
    path = tmp_path / "f.py"
    path.write_text(f"import numpy as np\ndef f(A):\n    {body}\n", encoding="utf-8")
    return f"{path}:f"


@pytest.mark.parametrize(
    ("body", "point", "said"),
    [
        ("return np.linalg.inv(A)", "[[1,2],[2,4]]", "LinAlgError: Singular matrix"),
        ("return np.linalg.cholesky(A)", "[[1,2],[2,1]]", "+ 1e-9 * np.eye(len(A))"),
        ("return np.linalg.slogdet(A)[1]", "[[1,2],[2,4]]", "is singular: its determinant is 0"),
        ("return np.linalg.eigvalsh(A)", "[[1,0],[0,1]]", "has equal eigenvalues, 1 and 2"),
        ("return np.linalg.eigh(A)[1]", "[[1,0],[0,1]]", "has equal eigenvalues, 1 and 2"),
        ("return np.linalg.svd(A)[0]", "[[0,1],[1,0]]", "has equal singular values, 1 and 2"),
        ("return np.linalg.svdvals(A)", "[[1,2],[2,4]]", "has a singular value of 0"),
        ("return np.linalg.norm(A, 'nuc')", "[[1,2],[2,4]]", "has a singular value of 0"),
        ("return np.linalg.svd(A)[0]", "[[1],[2]]", "do not determine the other vectors"),
        ("return np.linalg.qr(A)[0]", "[[1,2],[2,4]]", "has not the full rank"),
        ("return np.linalg.qr(A)[0]", "[[1,2,3]]", "factor A.T"),
        ("return np.linalg.pinv(A)", "[[1,2],[2,4],[0,0]]", "has not the full rank"),
        ("return np.linalg.lstsq(A, A)[0]", "[[1,2],[2,4]]", "has not the full rank"),
        ("return np.linalg.eig(A)[0]", "[[1,2],[2,1]]", "np.linalg.eigh(A)"),
    ],
)
def test_where_there_is_no_derivative_the_error_says_why_at_its_line(
    body: str, point: str, said: str, run: Any, tmp_path: Path
) -> None:
    found = run("compare", traced(tmp_path, body), "--at", point)
    assert (found.status, found.out) == (2, "")
    assert said in " ".join(found.err.split())
    assert "f.py:3:" in found.err


def test_where_not_all_is_read_the_rest_may_have_no_derivative(run: Any, tmp_path: Path) -> None:
    # the largest of three values is alone; U has a column that nothing determines
    first = traced(tmp_path, "return np.linalg.eigvalsh(A)[-1]")
    assert run("check", first, "--at", "[[1,0,0],[0,1,0],[0,0,3]]").status == 0
    second = traced(tmp_path, "return np.linalg.svd(A)[0][:, :2]")
    assert run("check", second, "--at", "[[1,0],[0,2],[1,1]]").status == 0


def test_results_that_nobody_reads_leave_no_node(run: Any, tmp_path: Path) -> None:
    name = traced(tmp_path, "w, V = np.linalg.eigh(A); return w[0]")
    found = run("trace", name, "--at", "[[1,2],[2,5]]").out
    assert re.findall(r"type: (\w+)", found) == ["eigvalsh", "select"]


def test_a_traced_program_is_read_back_as_a_chain_file(run: Any, tmp_path: Path) -> None:
    body = "return np.linalg.solve(A, np.linalg.svd(A)[2]) @ np.linalg.lstsq(A, np.ones(2))[0]"
    text = run("trace", traced(tmp_path, body), "--at", "[[1,2],[2,5]]").out
    (tmp_path / "f.yaml").write_text(text, encoding="utf-8")
    files = (
        ["compare", str(tmp_path / "f.yaml")],
        ["compare", f"{tmp_path}/f.py:f", "--at", "[[1,2],[2,5]]"],
    )
    again, first = (json.loads(run(*each, "--format", "json").out)["results"][0] for each in files)
    assert again["jacobian"] == first["jacobian"]
    assert again["modes"] == first["modes"]


def test_a_matrix_that_does_not_fit_is_told_at_its_place(run: Any, chain: Any) -> None:
    for layers, said in [
        ("[inv]", "f1: 6 numbers are no square matrix"),
        ("[{type: det, batch: 2}]", "f1: 6 numbers are not 2 square matrices"),
        ("[{type: solve, matrix: [[1, 0], [1, 0], [1, 1]]}]", "f1: solve needs a square matrix"),
        ("[{type: pinv, shape: [1, 2, 4]}]", "f1: shape 1×2×4 has 8 numbers"),
        ("[{type: lstsq, matrix: [[1], [2], [3], [4]]}]", "f1: 6 numbers are no matrix of 4 rows"),
        ("[{type: svd_u, shape: [1, 2, 3], vectors: 3}]", "f1: there are only 2 vectors"),
    ]:
        found = run("compare", chain(f"{{input: [1, 2, 3, 4, 5, 6], layers: {layers}}}"))
        assert found.status == 2
        assert said in found.err


@pytest.mark.parametrize(
    ("kind", "p", "flops", "transcendentals"),
    [  # by hand: elimination of 3 × 3 is 3 quotients, 4 + 1 multiply-adds; 2·9 − 3 a column
        ("inv", 3, 13 + 3 * 15, 0),
        ("det", 3, 13 + 2, 0),
        ("slogdet", 3, 13 + 2, 3),
        ("cholesky", 3, 8 + 3, 3),  # (27 − 3)/3, three quotients, three roots
    ],
)
def test_the_price_of_a_value_is_that_of_elimination(
    kind: str, p: int, flops: int, transcendentals: int
) -> None:
    assert TYPES[kind]().primal(p * p) == (flops, transcendentals)
    assert TYPES[kind](batch=2).primal(2 * p * p) == (2 * flops, 2 * transcendentals)


def test_an_inverse_acts_in_two_products_of_matrices() -> None:
    form = TYPES["inv"]().forms(64 * 64)[0]
    assert form.structure == "factors"
    assert form.per_column.flops == form.per_row.flops == 4 * 64**3
