"""Norms, standard deviations, hypot and sinc: smooth where they are, 0 at their kinks."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from oracles import central_differences, complex_step

from jaccli.cost import Primal
from jaccli.layers import TYPES

SHAPES = [(1, 4, 3), (4, 3, 1), (2, 3, 2), (1, 12, 1), (12, 1, 1)]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_norm_along_an_axis_is_numpys(shape: tuple[int, int, int]) -> None:
    x = np.random.default_rng(1).permutation(12) / 4 - 1.3
    layer = TYPES["norm"](shape=shape)
    expected = np.linalg.norm(x.reshape(shape), axis=1).ravel()
    assert np.allclose(layer.forward(x), expected, rtol=1e-15)
    found = layer.jacobians(x)[0].dense()
    assert np.allclose(found, central_differences(layer.forward, x), atol=1e-8)
    assert np.allclose(found, complex_step(layer.forward, x), rtol=1e-14)
    assert layer.primal(12) == Primal((2 * shape[1] - 1) * len(expected), len(expected))


def test_at_0_a_norm_has_the_slope_0_and_says_so() -> None:
    layer = TYPES["norm"](shape=(3, 2, 1))
    x = np.array([0.0, -0.0, 3.0, 4.0, 0.0, 0.0])
    rows = layer.jacobians(x)[0].dense()
    assert rows.tolist() == [[0] * 6, [0, 0, 0.6, 0.8, 0, 0], [0] * 6]
    assert layer.kink_remark(x) == (
        "runs 1, 3 are exactly 0, the kink of norm: no derivative exists there, 0 is used"
    )
    assert "x is exactly 0" in TYPES["norm"]().kink_remark(np.zeros(2))
    assert layer.kink_remark(x + 1) == ""
    (here,), (beside,) = layer.sides(x), layer.sides(x + 1e-300)
    assert (here.tolist(), beside.tolist()) == ([[0], [1], [0]], [[1]] * 3)


@pytest.mark.parametrize("size", [5e-324, 1e-310, 1e-200, 1e-160, 1e150])
def test_the_slopes_of_a_norm_do_not_see_the_size_of_its_input(size: float) -> None:
    x = size * np.array([3.0, -4.0, 0.0])
    with np.errstate(all="raise", under="ignore"):
        row = TYPES["norm"]().jacobians(x)[0].dense()[0]
    assert row.tolist() == pytest.approx([0.6, -0.8, 0], rel=1e-15)
    if size > 1e-300:
        imaginary = TYPES["norm"]().forward(x + 1e-30j * size).imag
        assert imaginary == pytest.approx(1e-30 * size * -0.2, rel=1e-14)


@pytest.mark.parametrize("x", ["1.0e-30, 0, -1.0e-31", "0, 0, 3.0e-120", "1.0e-170, 0", "5, 0"])
def test_a_norm_beside_0_is_not_accused(x: str, run, tmp_path: Path) -> None:
    (tmp_path / "norm.yaml").write_text(f"input: [{x}]\nlayers: [norm]\n", encoding="utf-8")
    found = run("check", tmp_path / "norm.yaml")
    assert (found.status, "FAIL" in found.out) == (0, False)


def test_where_both_are_0_hypot_has_the_slopes_0_and_says_so() -> None:
    layer = TYPES["hypot"]()
    a, b = np.array([0.0, 3.0, 5e-324]), np.array([-0.0, -4.0, 0.0])
    with np.errstate(all="raise"):
        first, second = (np.diag(each.dense()).tolist() for each in layer.jacobians(a, b))
    assert (first, second) == ([0, 0.6, 1], [0, -0.8, 0])
    assert layer.kink_remark(a, b) == (
        "entry 1 is exactly 0, the kink of hypot: no derivative exists there, 0 is used"
    )
    assert layer.kink_remark(a + 1, b) == ""
    assert [each.tolist() for each in layer.sides(a, b)] == [[0, 1, 1]]


@pytest.mark.parametrize("x", [0.0, 1e-300, 1e-9, -1e-4, 0.3, 0.4774, 0.4776, -1.0, 2.5])
def test_sinc_is_smooth_through_0_for_complex_numbers_too(x: float) -> None:
    layer, at = TYPES["sinc"](), np.array([x])
    assert layer.forward(at) == np.sinc(at)
    slope = layer.jacobians(at)[0].dense()
    assert np.allclose(slope, complex_step(layer.forward, at), rtol=1e-14, atol=1e-290)
    assert np.allclose(layer.forward(at + 0j), np.sinc(at), rtol=1e-14, atol=1e-16)
    if abs(x) < 1e-3:
        assert slope[0, 0] == pytest.approx(-(math.pi**2) * x / 3, rel=1e-6)


PROGRAM = """
import numpy as np

def rows(x):
    return np.linalg.norm(x, axis=1, keepdims=True)

def both(x):
    return np.linalg.norm(x), np.linalg.matrix_norm(x), np.linalg.vector_norm(x, axis=(0, 1))

def one(x):
    return np.linalg.norm(x[:, :1], axis=1)

def std(x):
    return np.std(x, axis=0, ddof=1, keepdims=True)

def deviation(x):
    return x.std() + np.std(x[0, 0])

def unused(x):
    while np.linalg.norm(x - x) > 1:
        x = x / 2
    return 2 * x
"""
POINT = "[[1,-2],[3,0.5],[-0.25,4]]"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "norms.py"
    path.write_text(PROGRAM, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["rows", "both", "one", "std", "deviation", "unused"])
@pytest.mark.parametrize("scalars", [[], pytest.param(["--scalars"], marks=pytest.mark.slow)])
def test_traced_norms_are_those_of_the_program(
    name: str, scalars: list[str], program: Path, run, tmp_path: Path
) -> None:
    written = tmp_path / "norms.yaml"
    assert run("trace", f"{program}:{name}", "--at", POINT, *scalars, "-o", written).status == 0
    found = run("check", written, "-q")
    assert (found.status, found.err) == (0, "")
    namespace: dict[str, object] = {}
    exec(PROGRAM, namespace)
    x = np.array([[1, -2], [3, 0.5], [-0.25, 4]])
    expected = np.ravel(namespace[name](x))  # type: ignore[operator]
    assert expected.tolist() == pytest.approx(output_of(run, written), rel=1e-15)


@pytest.mark.parametrize("command", ["jvp -v e1", "vjp -u e1", "grad", "compare", "show"])
def test_every_command_says_that_a_norm_has_no_derivative_at_0(command, run, chain) -> None:
    name = chain("import numpy as np\ndef f(x):\n    return np.linalg.norm(x)\n", "norm.py")
    options = command.split()
    said = " ".join(run(options[0], f"{name}:f", "--at", "0,0", *options[1:]).out.split())
    check = said[said.index("Check:") :]
    assert "x2 (norm): x is exactly 0, the kink of norm: no derivative exists there, 0" in check


def output_of(run, chain: Path) -> list[float]:
    return json.loads(run("compare", chain, "--format", "json").out)["results"][0]["output"]


@pytest.mark.parametrize("scalars", [[], ["--scalars"]])
def test_a_recorded_norm_has_its_kink_at_0(scalars, program: Path, run, tmp_path: Path) -> None:
    written, at = tmp_path / "norms.yaml", "[[0,0],[3,4],[0,0]]"
    assert run("trace", f"{program}:rows", "--at", at, *scalars, "-o", written).status == 0
    found = run("check", written)
    assert found.status == 0
    assert "no derivative exists" in " ".join(found.out.split())
