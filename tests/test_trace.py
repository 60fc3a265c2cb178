"""Tracing: NumPy functions against JAX's answers, NumPy's own values, differences, and refusals."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from expressions import A, X, agrees, by_forward, by_reverse, flat, output, steps_of
from oracles import central_differences
from traced import ANSWERS, TRACED, recipes, traced

from jaccli.accumulate import pullback
from jaccli.errors import JaccliError, Mistakes
from jaccli.graph import load
from jaccli.trace import difference, names_a_function, parameters_of, scalar_graph, trace
from jaccli.trace.arrays import record

SAMPLES = Path(__file__).parent.parent / "sample_chains"
REFUSED = runpy.run_path(str(TRACED / "refused.py"))


class TestAgainstJax:
    @pytest.mark.parametrize("name", ANSWERS)
    def test_value_and_jacobian_are_those_of_jax(self, name: str) -> None:
        answer = ANSWERS[name]
        graph = traced(name)
        steps = steps_of(graph)
        jacobian = np.array(answer["jacobian"])
        tolerance = 1e-9 * max(1.0, np.abs(jacobian).max())
        assert output(graph, steps) == pytest.approx(np.ravel(answer["output"]), 1e-12, 1e-13)
        assert np.abs(by_reverse(graph, steps) - jacobian).max() <= tolerance
        assert np.abs(by_forward(graph, steps) - jacobian).max() <= tolerance

    @pytest.mark.parametrize("name", ANSWERS)
    def test_the_graph_of_scalars_is_the_same_function(self, name: str) -> None:
        answer = ANSWERS[name]
        graph = scalar_graph(traced(name))
        assert {node.size for node in graph.nodes if node.name != graph.output} <= {1}
        steps = steps_of(graph)
        jacobian = np.array(answer["jacobian"])
        assert output(graph, steps) == pytest.approx(np.ravel(answer["output"]), 1e-12, 1e-13)
        off = np.abs(by_reverse(graph, steps) - jacobian).max()
        assert off <= 1e-9 * max(1.0, np.abs(jacobian).max())

    @pytest.mark.parametrize("name", ANSWERS)
    def test_the_jacobians_have_the_forms_that_were_priced(self, name: str) -> None:
        for step in steps_of(traced(name)):
            assert tuple(each.form for each in step.jacobians) == step.node.forms
            assert step.value.shape == (step.node.size,)

    def test_twice_gives_the_same_graph(self) -> None:
        name = f"{TRACED / 'functions.py'}:attention_block"
        at = recipes(ANSWERS["attention_block"]["at"])
        assert difference(trace(name, at), trace(name, at)).same


# x (6,), A (2, 3), T (2, 4, 3)
EXPRESSIONS = [
    "x % 2.5",
    "np.modf(x)[0] * 2",
    "x // 1",
    "np.heaviside(x, 0.5) * x",
    "np.copysign(x, -1.0) + np.copysign(2.0, x) * x",
    "np.ldexp(x, 3)",
    "np.deg2rad(x) + np.rad2deg(x) + np.radians(x) - np.degrees(x)",
    "np.logaddexp2(x, x[0])",
    "np.fmax(x, 0.1) - np.fmin(x, 0.2)",
    "np.float_power(np.abs(x), 1.5)",
    "np.ptp(A, axis=1)",
    "np.average(A, axis=0, weights=[1.0, 3.0])",
    "np.average(A, axis=1, weights=np.array([1.0, 3.0, 2.0]))",
    "np.average(x, weights=x**2)",
    "np.average(A)",
    "np.median(x) + np.median(A, axis=0).sum()",
    "np.median(A, axis=1, keepdims=True) * A",
    "np.median(A, keepdims=True) * A",
    "np.var(A, axis=(0, 1), keepdims=True) * A",
    "np.std(A, axis=0, ddof=1)",
    "np.mean(T, axis=(0, 2))",
    "np.sum(T, axis=(0, 2), keepdims=True) * T",
    "np.prod(T, axis=(2, 0))",
    "np.max(T, axis=1)",
    "np.cumsum(T, axis=1)",
    "np.cumsum(T)",
    "np.cumprod(T, axis=1)",
    "np.cumsum(np.tile(x, 120))",
    "np.cumsum(np.tile(x, 90).reshape(2, 270), axis=1)[:, ::17]",
    "np.cumsum(np.tile(x, 256))[::31]",
    "np.diff(T, axis=1)",
    "np.diff(x, prepend=0)",
    "np.diff(x, n=3, append=[1.0, 2.0])",
    "np.diff(A, axis=0, prepend=0.5)",
    "np.trapezoid(x, dx=0.5)",
    "np.trapezoid(A, x=np.array([0.0, 1.0, 3.0]))",
    "np.trapezoid(A, axis=0)",
    "np.linalg.norm(A, 'fro', axis=(0, 1)) + np.linalg.norm(A, -1) + np.linalg.norm(A, -np.inf)",
    "np.linalg.norm(T, axis=(0, 2)) + np.linalg.norm(T, axis=1).sum()",
    "np.linalg.norm(T, np.inf, axis=(2, 0), keepdims=True) * T",
    "np.linalg.norm(T, 1, axis=(2, 0))",
    "np.linalg.matrix_power(A @ A.T, 3)",
    "np.linalg.multi_dot([A, A.T, A])",
    "np.cross(x[:3], x[3:])",
    "np.cross(A, np.array([1.0, 2.0, 3.0]))",
    "np.polyval(x, 0.5) + np.polyval([1.0, 2.0], x)",
    "np.polyval(x[:3], x[3:])",
    "np.gradient(x) + np.gradient(x, 0.5)",
    "np.cov(A) + np.cov(x)",
    "np.cov(A, rowvar=False, ddof=0)",
    "np.cov(x, np.sin(x))",
    "np.cov(A, np.sin(A), rowvar=False)",
    "np.linalg.vector_norm(A, ord=3)",
    "np.linalg.vector_norm(np.stack([A, A * A]), axis=(0, 2), ord=1, keepdims=True)",
    "np.linalg.vector_norm(np.stack([A, A * A]), axis=(2, 0), ord=np.inf)",
    "np.linspace(x[0], x[1], 5)",
    "np.linspace(0, x[:2], 4, endpoint=False, axis=1)",
    "np.full(3, x[0]) * np.full((2, 3), x[1])",
    "np.full_like(A, x[0]) * np.full_like(x, 2.0)[0]",
    "np.broadcast_arrays(x[:3], A)[0] * np.broadcast_arrays(x[:2, None], A)[0]",
    "np.meshgrid(x[:2], x[2:5])[0] + np.meshgrid(x[:2], x[2:5], indexing='xy')[1]",
    "np.pad(x, 2) + np.pad(x, (1, 3), constant_values=2.5)",
    "np.pad(A, ((1, 0), (0, 2)), mode='edge')",
    "np.pad(x, 2, mode='reflect') + np.pad(x, 2, mode='wrap')",
    "np.insert(x, 2, 7.0)",
    "np.insert(A, 1, x[:3], axis=0)",
    "np.delete(x, [0, 3])",
    "np.delete(A, 1, axis=1)",
    "np.append(A, A, axis=1)",
    "np.block([[A, A[:, :1]], [A[:1], np.zeros((1, 1))]])",
    "np.dstack([A, A**2])",
    "np.hsplit(A, 3)[1] + np.vsplit(A, 2)[0]",
    "np.array_split(x, 4)[1]",
    "np.rot90(A) + np.rot90(A, 3)",
    "np.fliplr(A) - np.flipud(A)",
    "np.resize(x, (3, 4))",
    "np.compress([True, False, True], A, axis=1) + A.compress([0, 1, 1], axis=1)",
    "np.extract(x > 0, x)",
    "np.take(x, [[0, 1], [2, 2]]) + x.take([5])",
    "np.take(A, 1, axis=1)",
    "np.sort(A, axis=None) + np.sort(A).ravel()",
    "np.select([x > 1, x > 0], [x**2, x**3], 0.5)",
    "np.where(x > 0, 1.0, x)",
    "np.where(A > 0, A, x[:3])",
    "np.where(A > 0, x[0], np.array([[1.0], [2.0]]))",
    "np.tril(T[:, :2, :2]) + np.triu(T[:, :2, :2], 1)",
    "np.diag(A[:, :2]) * np.diag(x[:2]).sum(0) + np.diagflat(A[:1])[0, 0]",
    "np.trace(T[:, :2, :2]) + np.trace(A, offset=1)",
    "np.kron(x[:2], A) + np.kron(A, x[:2])",
    "np.kron(x[:2], np.array([1.0, 2.0]))",
    "np.tensordot(A, A, axes=0)",
    "np.dot(T, A.T)",
    "np.inner(T, A)",
    "np.outer(A, x)",
    "np.einsum('...j,...j->...', T, A[:, None, :])",
    "np.einsum('...ij,jk->...ik', T, A.T)",
    "np.einsum(A, [0, 1], A, [0, 2])",
    "np.einsum(A, [0, 1], [1, 0])",
    "np.einsum('ij,ij->ij', A, A) + np.einsum('ij,ij->ij', A, 2 * np.ones((2, 3)))",
    "np.einsum('ij,ij->j', A, np.arange(6.0).reshape(2, 3))",
    "np.einsum('ij,i->', A, np.array([1.0, 2.0]))",
    "np.einsum('i,j,k->kij', x[:2], x[2:4], A[0])",
    "np.einsum('ii,i->i', np.eye(2), x[:2])",
    "np.einsum('ij,kj,lk->il', A, np.ones((4, 3)), np.ones((5, 4)))",
    "np.matmul(np.ones((3, 2, 2)), A)",
    "T @ np.arange(3.0) + np.arange(4.0)[:T.shape[1]] @ np.ones(T.shape[1])",
    "np.arange(2.0) @ T[:, :2, :]",
    "np.atleast_2d(x) * np.atleast_3d(x)[0]",
    "np.atleast_1d(x[0], x)[0] + 1",
    "np.moveaxis(T, [0, 1], [1, 2]) * 2",
    "np.rollaxis(T, 2) * 2",
    "np.expand_dims(A, (0, 3)) * 2",
    "np.squeeze(T[:, :1]) + 1",
    "np.roll(A, (1, 1), axis=(0, 1)) - np.roll(A, 2)",
    "np.tile(A, (2, 1, 2)) + 0",
    "np.repeat(x, [1, 0, 2, 1, 1, 3])",
    "np.repeat(A, 2) * 2",
    "x[[3, 1]] + x[(1,)]",
    "A[[0, 1], [2, 0]] * A[np.ix_([0, 1], [1, 2])][0, 0]",
    "A[A > 0] * 2",
    "T[..., None, 1] + 0",
    "T[0, :, [1, 2]]",
    "A[:, ::-1][::-1] * 3",
    "x ** np.array([1, 2, 3, 2, 1, 0])",
    "(x * 2).clip(max=1) + np.clip(x, None, 0.5) + np.clip(np.zeros(6), x - 1, x + 1)",
    "x.flatten()[2] + A.flatten('F') + A.ravel(order='F') + np.ravel(A, 'F')",
    "np.reshape(A, (3, 2), order='F') @ A.reshape(2, 3, order='F')",
    "A.T.T.mT @ A",
    "x.item(2) * A.item(1, 2) + A.item((0, 1))",
    "np.array(x.tolist()) + np.array(A.tolist()).ravel()",
    "np.array([[x[0], 1], [2, x[1]]], dtype=np.float64) @ np.array([x[1], 2.0])",
    "np.array([x, np.ones(6)]) + np.array([A, A]).reshape(2, 6)",
    "np.asarray([x[0], [0.5][0]]) * np.array((x[2], x[3]))",
    "np.array([np.array([x[0], x[1]]), x[2:4]])",
    "np.array([x[0]], ndmin=2) + A",
    "np.concatenate([A, np.zeros((2, 0)), A], axis=1)",
    "np.concatenate((A, A.T), axis=None)",
    "np.stack(list(x[:3])) + np.hstack(x[:3])",
    "sum(A) + sum(x)",
    "max(x) + min(x) * sorted(x)[2]",
    "abs(x) + +x - -x",
    "np.real(x) + np.conj(x) + x.real + np.nan_to_num(x) + x.imag",
    "np.sinc(x)",
    "np.sum(A, dtype=float) + np.add(x, 1, dtype=np.float64)",
    "np.square(x).mean() + x.round(1).sum() + np.round(x).sum()",
    "(x > 0).sum() * x + np.count_nonzero(x > 0) * x",
    "np.isclose(x, x[0]) * x + np.array_equal(x, x) * x",
    "np.nansum(x) + np.nanmax(x)",
    "x.cumsum()[::-1].cumprod()",
    "np.amax(x) * np.amin(A)",
    "np.flip(T, (0, 2)) + 0",
    "np.hypot(x, A.sum()) + np.arctan2(A.sum(), x)",
    "x[np.newaxis, :, None].squeeze() * np.sum(x[:, None] * x[None], axis=(0, 1))",
    "(A[:, None, :] * A[None]).sum(-1).mean()",
    "x[:0].sum() + x",
    "np.concatenate([x[:0], x])",
    "np.array([]) .sum() + x",
    "np.array([x[i] * x[j] for i in range(3) for j in range(i)]).reshape(3, 1)",
    "np.minimum.outer(np.arange(2), np.arange(2)).sum() * x",
    "np.float64(2.0) * x + np.float32(0.5) + np.int64(3) * x[0] + True * x[1]",
    "np.ones(6) * x + np.ones(6, int) - x / np.arange(1, 7)",
    "[1, 2, 3, 4, 5, 6] * x + (0.5,) * 6",
    "x * range(6) + (range(6) - x[0] * range(6)) + x @ range(6)",
    "x * memoryview(np.arange(6.0)) / __import__('array').array('d', [1, 2, 3, 4, 5, 6])",
    "x + x.flat - x.flat * x[0]",
    "x.copy().astype(np.float64) + np.copy(A).sum()",
    "np.remainder(x, 0.75) * x",
    "np.fmod(x, 0.75)",
    "divmod(x, 0.75)[1]",
    "np.dot(A[:, :2], T[0, :2])",
    "np.abs(x[-1]) ** x[1:3]",
    "3**x + np.abs(x) ** np.arange(6)",
    "np.array([1.0, 2.0, 3.0]) ** A",
    "T @ np.arange(12.0).reshape(2, 3, 2)",
    "np.concatenate(list(A))",
    "np.tensordot(T, T, axes=([1, 2], [1, 2]))",
    "np.diag(A[:, :2]) * np.diagflat(A[:1])[0, 0]",
]


@pytest.fixture(scope="module")
def expressions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("expressions")


@pytest.mark.parametrize("number", range(len(EXPRESSIONS)), ids=lambda k: EXPRESSIONS[k])
def test_an_expression_has_numpys_value_and_the_slopes_of_differences(
    expressions: Path, number: int
) -> None:
    agrees(EXPRESSIONS[number], expressions / f"{number}.py")


# far from 0 the multiple of the divisor that is taken off has no digits left to give away
LEFT_OVER = [
    ("x[0] % 3", [1e17], [[1]]),
    ("(x + np.pi) % (2 * np.pi)", [1e10, -3e12], [[1, 0], [0, 1]]),
    ("np.fmod(x, 0.1)", [68.5, -56.0, 0.25], np.eye(3)),
    ("np.fmod(x[0], x[1])", [68.5, 0.1], [[1, -684]]),
    ("x[0] % x[1]", [-68.5, 0.1], [[1, 685]]),
    ("divmod(x, 0.1)[1]", [68.5, -56.0], np.eye(2)),
    ("x % np.array([np.inf, 2.0])", [3.0, 5.5], np.eye(2)),
    ("np.fmod(-x, np.inf)", [3.0], [[-1]]),
    ("np.minimum(-x % np.inf, x)", [3.0], [[1]]),
]


@pytest.mark.parametrize(("body", "at", "jacobian"), LEFT_OVER)
def test_what_a_division_leaves_has_all_its_digits(
    body: str, at: list[float], jacobian: Any, program: Callable[[str], Path]
) -> None:
    path = program(f"def f(x):\n    return {body}\n")
    graph = trace(f"{path}:f", [np.array(at)])
    expected = flat(runpy.run_path(str(path))["f"](np.array(at)))
    steps = steps_of(graph)
    assert output(graph, steps) == pytest.approx(expected, 1e-15, 1e-16)
    assert by_reverse(graph, steps) == pytest.approx(np.array(jacobian), 1e-15)


class TestRefusals:
    @pytest.mark.parametrize("name", sorted(REFUSED["REFUSED"]))
    def test_what_cannot_be_traced_is_refused_at_its_place(self, name: str) -> None:
        point, word = REFUSED["REFUSED"][name]
        with pytest.raises(Mistakes) as caught:
            trace(f"{TRACED / 'refused.py'}:{name}", recipes(point))
        assert word.lower() in str(caught.value).lower()
        (error,) = caught.value.errors
        assert error.place is not None
        lines = error.place.source.lines
        start = next(k for k, text in enumerate(lines, 1) if text.startswith(f"def {name}("))
        assert start <= error.place.line <= start + 8

    @pytest.mark.parametrize("name", REFUSED["NOT_REFUSED"])
    def test_what_only_looks_like_it_is_traced(self, name: str) -> None:
        point, jacobian = REFUSED["NOT_REFUSED"][name]
        graph = trace(f"{TRACED / 'refused.py'}:{name}", recipes(point))
        assert by_reverse(graph, steps_of(graph)) == pytest.approx(np.array(jacobian), 1e-12)

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            ("math.nextafter(x[0], 1)", "operators and functions of np"),
            ("cmath.exp(x[0])", "`math.exp(x)`, or calculate with the real"),
            ("np.linalg.normm(x)", "did you mean `np.linalg.norm`?"),
            ("np.arange(x[0])", "np.arange would turn"),
            ("np.array([x, x[0]])", "inhomogeneous"),
        ],
    )
    def test_the_message_says_what_to_write(
        self, program: Callable[[str], Path], body: str, said: str
    ) -> None:
        path = program(f"import cmath, math\ndef f(x):\n    return {body}\n")
        with pytest.raises(Mistakes) as caught:
            trace(f"{path}:f", [X])
        assert said in str(caught.value)
        assert f"{path}:4:" in str(caught.value)

    def test_a_caught_conversion_does_not_lose_the_derivative(
        self, program: Callable[[str], Path]
    ) -> None:
        body = "y = np.ndarray(6)\n    try:\n        y[0] = x[0]\n    except ValueError:\n"
        path = program(f"def f(x):\n    {body}        pass\n    return y + x\n")
        with pytest.raises(Mistakes, match="assigned"):
            trace(f"{path}:f", [X])

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("functions.py:lgosumexp", "did you mean `logsumexp`?"),
            ("functons.py:softmax", "did you mean `functions.py`?"),
            ("functions.py:_M", "is no function"),
            ("functions.py:", "which function?"),
            ("broken.py.txt:unclosed", "'(' was never closed"),
        ],
    )
    def test_names_that_mean_nothing(self, name: str, said: str) -> None:
        with pytest.raises(Mistakes) as caught:
            trace(f"{TRACED}/{name}", [X])
        assert said in str(caught.value)

    def test_other_bytes_than_text(self, tmp_path: Path) -> None:
        (tmp_path / "latin.py").write_bytes(b"# caf\xe9\ndef f(x): return x\n")
        with pytest.raises(Mistakes, match="not text in UTF-8"):
            trace(f"{tmp_path}/latin.py:f", [X])

    def test_an_interruption_passes(self, program: Callable[[str], Path]) -> None:
        path = program("def f(x):\n    raise KeyboardInterrupt\n")
        with pytest.raises(KeyboardInterrupt):
            trace(f"{path}:f", [X])


IN_PLACE = {
    "a variable": "h = np.zeros(6)\n    for _ in range(3):\n        h += x\n        h *= 2",
    "the only view": "h = np.zeros((6, 1)).reshape(6)\n    h -= x",
    "an item of a list": "hs = [np.zeros(6)]\n    hs[0] += x\n    h = hs[0]",
    "a traced array and its names": "y = 2 * x\n    h = y\n    y += x\n    y **= 2",
    "after a view has died": "h = x * 2\n    s = h[:2].sum()\n    h += s",
    "the result of a product": "h = np.eye(6) @ x\n    h += 1",
    "a traced view": "h = x * 2\n    g = h[:2]\n    h += x\n    h = h.sum() * g[1]",
    "a row": "h = x.reshape(2, 3)\n    r = h[0]\n    r *= x[3:]\n    h = h.T.ravel()",
    "before it is turned": "h = x * 1\n    g = h[:2]\n    g += 1\n    h = h[::-1] * h",
    "a view of a view": "h = x * 1\n    g = h[1:][::2]\n    g **= 2",
    "a number": "h = x[0]\n    g = h\n    h += x[1]\n    h = h * g",
}


class TestInPlace:
    @pytest.mark.parametrize("body", IN_PLACE.values(), ids=IN_PLACE)
    def test_gives_what_numpy_gives(self, program: Callable[[str], Path], body: str) -> None:
        path = program(f"def f(x):\n    {body}\n    return h * x\n")
        plain = runpy.run_path(str(path))["f"]
        graph = trace(f"{path}:f", [X])
        steps = steps_of(graph)
        assert output(graph, steps) == pytest.approx(plain(X.copy()), 1e-14)
        differences = central_differences(lambda x: plain(x.copy()), X)
        assert by_reverse(graph, steps) == pytest.approx(differences, 1e-6, 1e-7)


LOOP = """
import numpy as np
def f(x, times={times}):
    for k in range(times):
        x = np.array([x[0] * x[1], 2 * x[1] + x[0]]) * np.array([1.0, 2.0]) + 1
    return x
"""


class TestTheGraph:
    def test_a_loop_has_as_many_layers_as_its_body(self, program: Callable[[str], Path]) -> None:
        few, many = (trace(f"{program(LOOP.format(times=times))}:f", [X]) for times in (2, 20))
        assert len(many.nodes) == 10 * len(few.nodes)
        for one, other in ((few, many), (load(few), load(many))):
            layers = [len({id(node.layer) for node in graph.nodes}) for graph in (one, other)]
            assert layers[0] == layers[1]

    def test_zeros_of_two_signs_are_two_constants(self, program: Callable[[str], Path]) -> None:
        path = program("import numpy as np\ndef f(x):\n    return 1 / (0.0 * x + -0.0 * x + 1)\n")
        graph = load(trace(f"{path}:f", [X]))
        factors = [node.layer.factor for node in graph.nodes if node.layer.type == "scale"]  # type: ignore[attr-defined]
        assert [str(each) for each in factors] == ["0.0", "-0.0"]

    def test_baydin_line_by_line(self) -> None:
        oracle = json.loads((TRACED.parent / "ad_trace_oracle.json").read_text())["baydin"]
        graph = trace(f"{SAMPLES / 'textbook_functions.py'}:baydin", oracle["point"])
        assert [node.layer.type for node in graph.nodes] == [
            "log",
            "multiply",
            "add",
            "sin",
            "subtract",
        ]
        steps = steps_of(graph)
        values = {step.node.expression: float(step.value[0]) for step in steps}
        primal = oracle["primal"]
        assert list(values.values()) == pytest.approx(
            [primal[name] for name in ("v1", "v2", "v4", "v3", "v5")], 1e-14
        )
        assert by_reverse(graph, steps)[0] == pytest.approx(
            [oracle["reverse_adjoint"]["v_m1"], oracle["reverse_adjoint"]["v0"]], 1e-14
        )

    def test_murphy_line_by_line(self) -> None:
        oracle = json.loads((TRACED.parent / "ad_trace_oracle.json").read_text())["murphy_13_11"]
        for each in oracle["points"]:
            graph = trace(f"{SAMPLES / 'textbook_functions.py'}:figure", each["point"])
            names = dict(zip(("x3", "x4", "x5", "x6", "x7"), graph.nodes, strict=True))
            steps = steps_of(graph)
            adjoints = pullback(
                steps, graph.output, np.eye(1), ["x1", "x2", *(n.name for n in graph.nodes)]
            )
            for step, name in zip(steps, names, strict=True):
                assert step.value[0] == pytest.approx(each["primal"][name], 1e-14)
            for name, adjoint in each["adjoint"].items():
                value = names[name].name if name in names else name
                assert adjoints[value][0, 0] == pytest.approx(adjoint, 1e-13)

    def test_names_places_and_expressions(self, program: Callable[[str], Path]) -> None:
        path = program("def f(x3, é):\n    w = x3 @ é\n    return 'ü' and np.exp(\n        w)\n")
        first, second = trace(f"{path}:f", [np.eye(2), [1.0, 2.0]]).nodes
        assert (first.name, second.name) == ("x4", "x5")
        assert (first.expression, second.expression) == ("x3 @ é", "np.exp( w)")
        assert first.place is not None
        assert second.place is not None
        assert (first.place.line, first.place.column, first.place.width) == (3, 9, 6)
        assert (second.place.line, second.place.column) == (4, 20)
        assert str(first.place) == f"{path}:3:9"

    def test_forms_stay_structured(self, program: Callable[[str], Path]) -> None:
        path = program(
            "C = np.ones((40, 40))\n"
            "def f(A):\n    return np.sum(A @ C, axis=0) * np.cumsum(A, axis=1)[0] + A[::2][0]\n"
        )
        graph = trace(f"{path}:f", [np.ones((40, 40))])
        dense = [n for n in graph.nodes for form in n.forms if form.own_numbers > 40 * 40]
        assert not dense

    def test_a_value_keeps_its_name_in_another_shape(self, program: Callable[[str], Path]) -> None:
        path = program("def f(A):\n    return A.reshape(-1)[None].ravel() * A.flatten()\n")
        (node,) = trace(f"{path}:f", [A]).nodes
        assert node.inputs == ("A", "A")
        assert node.shape is None

    def test_inputs_keep_their_shape(self) -> None:
        graph = trace(f"{TRACED / 'functions.py'}:number_with_matrix", [1.7, A])
        assert [each.shape for each in graph.inputs] == [(), (2, 3)]
        assert [each.size for each in graph.inputs] == [1, 6]
        assert graph.nodes[-1].shape == (2, 3)
        assert (graph.name, graph.dtype) == ("number_with_matrix", "float64")

    def test_float32_stays_float32(self) -> None:
        graph = trace(f"{TRACED / 'functions.py'}:softmax", [X], dtype="float32")
        assert {str(step.value.dtype) for step in steps_of(graph)} == {"float32"}

    def test_what_tracing_calls_grows_linearly_with_the_operations(
        self, program: Callable[[str], Path]
    ) -> None:
        path = program(
            "def f(x, n):\n    for _ in range(int(n)):\n"
            "        x = x * 0.5 + np.sin(x)\n    return x * n\n"
        )

        def calls(number: float) -> int:
            counted = 0

            def count(*_: object) -> None:
                nonlocal counted
                counted += 1

            sys.setprofile(count)
            try:
                graph = trace(f"{path}:f", [0.3, number])
                by_reverse(graph, steps_of(graph))
            finally:
                sys.setprofile(None)
            assert len(graph.nodes) == 3 * number + 1
            return counted

        calls(5)  # what is imported and compiled once
        small, middle, large = map(calls, (100, 200, 400))
        assert large - middle == pytest.approx(2 * (middle - small), rel=0.02)


class TestRunning:
    def test_prints_go_to_standard_error(
        self, program: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = program("print('imported')\ndef f(x):\n    print(f'{x[0]:.1f}')\n    return x\n")
        trace(f"{path}:f", [X])
        assert capsys.readouterr() == ("", "imported\n0.7\n")

    def test_the_folder_is_importable_and_let_go(self, program: Callable[[str], Path]) -> None:
        program("def double(x):\n    return 2 * x\n", "beside_it.py")
        path = program("from beside_it import double\ndef f(x):\n    return double(x)\n")
        known, search = set(sys.modules), list(sys.path)
        (node,) = trace(f"{path}:f", [X])[1][:1]
        assert str(node.place).endswith("beside_it.py:3:12")
        assert set(sys.modules) == known
        assert sys.path == search

    def test_a_file_of_a_package_imports_from_it(self, tmp_path: Path) -> None:
        inner = tmp_path / "traced_package" / "inner"
        inner.mkdir(parents=True)
        for name, text in {
            "../__init__.py": "",
            "../steps.py": "import numpy as np\ndef filled(x):\n    y = np.zeros(6)\n"
            "    y[:] = x\n    return y\n",
            "__init__.py": "FACTOR = 2.0\n",
            "model.py": "from . import FACTOR\nfrom ..steps import filled\n"
            "from traced_package import steps\ndef f(x):\n    return FACTOR * filled(x)\n",
        }.items():
            (inner / name).write_text(text, encoding="utf-8")
        known, search = set(sys.modules), list(sys.path)
        graph = trace(f"{inner / 'model.py'}:f", [X])
        assert by_reverse(graph, steps_of(graph)) == pytest.approx(2.0 * np.eye(6))
        assert (set(sys.modules), sys.path) == (known, search)

    @pytest.mark.parametrize("body", ["x * 2", "1 / 0", "np.linalg.eigvals(x)"])
    def test_numpy_is_as_before(self, program: Callable[[str], Path], body: str) -> None:
        before = np.array, np.asarray, np.full, np.geterr()
        path = program(f"from numpy import array\ndef f(x):\n    return array([{body}])\n")
        try:
            trace(f"{path}:f", [1.5])
        except Mistakes:
            assert body != "x * 2"
        assert before == (np.array, np.asarray, np.full, np.geterr())

    @pytest.mark.parametrize(
        ("signature", "given", "names"),
        [
            ("x, y=2.0", 1, ["x"]),
            ("x, y=2.0", 2, ["x", "y"]),
            ("x, *rest, k=1.0", 3, ["x", "rest1", "rest2"]),
            ("*xs", 2, ["xs1", "xs2"]),
            ("x, /, **options", 1, ["x"]),
        ],
    )
    def test_values_are_given_in_the_order_of_the_parameters(
        self, program: Callable[[str], Path], signature: str, given: int, names: list[str]
    ) -> None:
        path = program(f"def f({signature}):\n    return 2 * np.ones(2)\n")
        graph = trace(f"{path}:f", [1.0] * given)
        assert [each.name for each in graph.inputs] == names

    def test_parameters_can_be_asked_for(self, program: Callable[[str], Path]) -> None:
        path = program("def f(x, rate=0.1, *, k=2):\n    return x\n")
        assert parameters_of(f"{path}:f") == (("x", False), ("rate", True))

    def test_asking_for_a_name_imports_no_numpy(self) -> None:
        code = (
            "import sys\nfrom jaccli.trace import names_a_function\n"
            "assert names_a_function('f.py:g') and 'numpy' not in sys.modules"
        )
        subprocess.run([sys.executable, "-c", code], check=True)

    def test_names_a_function(self) -> None:
        assert names_a_function("a:b/f.py:Net.loss")
        assert not names_a_function("-")
        assert not names_a_function("chain.yaml")


class TestDifference:
    def test_a_branch_and_a_loop(self) -> None:
        name = f"{SAMPLES / 'branches.py'}:relaxation"
        found = difference(trace(name, [1.0]), trace(name, [3.0]))
        assert [(each.kind, len(each.first), len(each.second)) for each in found.blocks] == [
            ("same", 11, 11),
            ("first", 6, 0),
            ("second", 0, 3),
        ]
        assert found.prefix == 11
        assert len(found.blocks[0].first) == 11
        (last,) = [node for block in found.blocks for node in block.second if node.name == "x14"]
        assert (last.layer.type, last.expression) == ("exp", "np.exp(-x)")

    def test_what_follows_another_number_of_rounds_is_the_same(
        self, program: Callable[[str], Path]
    ) -> None:
        path = program(
            "def f(x):\n    y = 2 * x\n    while y < 10:\n        y = y * y\n"
            "    z = np.exp(-y)\n    return z + x\n"
        )
        found = difference(trace(f"{path}:f", [1.0]), trace(f"{path}:f", [3.0]))
        assert sum(len(each.first) for each in found.blocks if each.kind == "same") == 5

    def test_another_mask_is_told(self) -> None:
        name = f"{TRACED / 'functions.py'}:leaky_relu"
        found = difference(trace(name, [X]), trace(name, [-X]))
        assert not found.same
        assert [(each.first.layer.type, each.fields) for each in found.changed] == [
            ("where", ("condition",))
        ]


class TestScalars:
    def test_entries_of_inputs_come_first(self) -> None:
        name = f"{TRACED / 'functions.py'}:matrix_times_vector"
        graph = scalar_graph(trace(name, [A, X[:3]]))
        assert [node.name for node in graph.nodes[:9]] == [
            *(f"A_{i}_{j}" for i in (1, 2) for j in (1, 2, 3)),
            *(f"x_{k}" for k in (1, 2, 3)),
        ]
        assert [node.layer.type for node in graph.nodes[9:]] == [
            *(["multiply"] * 3 + ["add"] * 2) * 2,
            "concatenate",
        ]

    def test_constants_go_into_the_fields(self, program: Callable[[str], Path]) -> None:
        path = program("def f(x):\n    return np.sum(np.array([2.0, 3.0]) * x + 1)\n")
        graph = scalar_graph(trace(f"{path}:f", [X[:2]]))
        assert [node.layer.type for node in graph.nodes[2:]] == [
            "scale",
            "scale",
            "add",
            "add",
            "add",
        ]

    def test_moves_leave_no_nodes(self, program: Callable[[str], Path]) -> None:
        path = program("def f(x, y):\n    return np.stack([x, y]).T.ravel()[::-1][1]\n")
        graph = scalar_graph(trace(f"{path}:f", [X[:2], X[2:4]]))
        assert [node.name for node in graph.nodes] == ["x_2"]


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("branches.py:relaxation", [1.0]),
        ("branches.py:huber", [0.5]),
        ("branches.py:orbit", [0.3]),
        ("textbook_functions.py:figure", [1.0, 2.0]),
        ("textbook_functions.py:baydin", [2.0, 5.0]),
        ("textbook_functions.py:mlp", [X[:3]]),
        ("textbook_functions.py:attention", [A, A[::-1], X.reshape(2, 3)]),
        ("textbook_functions.py:robot_arm", [X[:3]]),
    ],
)
@pytest.mark.costly
def test_samples_are_traced(name: str, at: list[Any]) -> None:
    path, function = str(SAMPLES / name).split(":")
    graph = trace(f"{path}:{function}", at)
    plain = runpy.run_path(path)[function]
    steps = steps_of(graph)
    assert output(graph, steps) == pytest.approx(flat(plain(*map(np.asarray, at))), 1e-12)
    assert by_forward(graph, steps) == pytest.approx(by_reverse(graph, steps), 1e-12)


class TestAsNumPyDoes:
    """Where a recording could take another way than NumPy, silently."""

    @pytest.mark.parametrize(
        "body",
        [
            "np.sum(x.reshape(2, 2), axis=1, keepdims=1) * x.reshape(2, 2)",
            "np.max(x.reshape(2, 2), axis=0, keepdims=True) - np.mean(x, keepdims=1)",
            "x[len(x) > 2] * 2",
            "x[True].ravel()",
            "np.clip(x, [-np.inf, 0, -np.inf, 0], [1, np.inf, 1, 1])",
            "np.where(x > 100, np.nan, x)",
            "np.where(x < 100, x, [np.inf, 1, 2, -np.inf])",
            "np.maximum(x, -np.inf) + np.minimum(np.inf, x)",
            "2 * x if isinstance(x, np.ndarray) and isinstance(x[0], float) else 3 * x",
            "2 * x if np.isscalar(x[0]) else 3 * x",
            "np.broadcast_to(array=x, shape=(2, 4)) + np.tile(A=x, reps=(2, 1))",
            "np.hypot(x * 1e200, 1e200) / 1e200",
            "np.linspace(x[0], x[1], 1)",
            "np.sum([x[0], x[1] * x[2]])",
            "np.max([x[0], x[1]]) + np.dot([x[0], x[1]], [2.0, 3.0])",
            "np.linalg.norm([x[0] - 1, x[1] + 2])",
            "np.exp([x[0], x[1] * x[0]])",
            "np.ones((3, 2)) @ [x[0], x[1]]",
            "np.concatenate([[x[0]], [x[1], x[0] * x[1]]])",
            "np.add.reduce(x.reshape(2, 2)) * np.maximum.reduce(x)",
            "np.subtract.outer(x, [1.0, 2.0]) * np.multiply.outer(x[:2], x)[0, 0]",
            "np.add.accumulate(x) * np.multiply.accumulate(x)",
        ],
    )
    def test_it_takes_the_same_way(self, program: Callable[[str], Path], body: str) -> None:
        path = program(f"def f(x):\n    return {body}\n")
        x = np.array([1.0, 2.5, -3.0, 4.0])
        namespace: dict[str, Any] = {"np": np}
        exec(f"def f(x):\n    return {body}", namespace)

        def plain(entries: Any) -> Any:
            return np.ravel(namespace["f"](entries))

        graph = trace(f"{path}:f", [x])
        steps = steps_of(graph)
        assert steps[-1].value.tolist() == pytest.approx(plain(x).tolist(), rel=1e-14)
        assert by_reverse(graph, steps) == pytest.approx(central_differences(plain, x), 1e-6, 1e-7)

    def test_a_type_that_is_kept_is_the_array_itself(self, program: Callable[[str], Path]) -> None:
        path = program(
            "def f(x):\n    y = x.astype(float, copy=False)\n    y *= 2\n    return np.real(x)\n"
        )
        graph = trace(f"{path}:f", [[1.0, 2.0]])
        assert steps_of(graph)[-1].value.tolist() == [2, 4]

    def test_nothing_is_recorded_that_did_not_run(self, program: Callable[[str], Path]) -> None:
        path = program("def f(x):\n    return np.linspace(x[0], x[1], 3)\n")
        graph = trace(f"{path}:f", [[1.0, 2.0]])
        read = {name for node in graph.nodes for name in node.inputs}
        assert {node.name for node in graph.nodes} - read == {graph.output}

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ("np.add(x, 1, where=x > 1)", "with `where`"),
            ("x.astype(np.float32)", "cannot become float32"),
            ("sum_into(np.zeros(2, int), x)", "int"),
        ],
    )
    def test_what_numpy_would_do_otherwise_is_refused(
        self, program: Callable[[str], Path], body: str, words: str
    ) -> None:
        helper = "def sum_into(a, b):\n    a += b\n    return a\n"
        path = program(f"{helper}def f(x):\n    return {body}\n")
        with pytest.raises(Mistakes) as caught:
            trace(f"{path}:f", [[1.0, 2.0]])
        assert re.search(words, str(caught.value))
        assert caught.value.errors[0].place is not None

    @pytest.mark.parametrize(
        ("body", "jacobian"),
        [
            ("b = np.ones(2)\n    y = b * x\n    b[0] = 5\n    return y", [[1, 0], [0, 1]]),
            ("W = np.eye(2)\n    y = W @ x\n    W *= 3\n    return y + W @ x", [[4, 0], [0, 4]]),
            (
                "t, y = np.zeros(2), x\n    for k in 1, 2, 3:\n        t[:] = k\n"
                "        y = y * t\n    return y",
                [[6, 0], [0, 6]],
            ),
            (
                "W = np.eye(99)\n    z = np.zeros(97)\n    y = np.append(x, z)\n"
                "    for k in 1, 2, 3:\n        y = W @ y\n        W[0, 0] = 2\n"
                "    return y[:2]",
                [[4, 0], [0, 1]],
            ),
            (
                "z = np.zeros(99)\n    y = np.arctan2(z, x[0] - 9).sum()\n    z *= -1\n"
                "    return x * (y + np.arctan2(z, x[0] - 9).sum() + 1)",
                [[1, 0], [0, 1]],
            ),
            (
                "from array import array\n    z = array('d', 99 * [1.0])\n"
                "    a = np.sum(np.multiply(x[0], z))\n    z[:] = array('d', 99 * [2.0])\n"
                "    return np.array([a, np.sum(np.multiply(x[1], z))])",
                [[99, 0], [0, 198]],
            ),
        ],
        ids=["a factor", "a matrix", "a buffer", "a large matrix", "the sign of zeros", "a memory"],
    )
    def test_a_constant_that_changes_later_is_recorded_as_it_was(
        self, program: Callable[[str], Path], body: str, jacobian: list[list[float]]
    ) -> None:
        path = program(f"def f(x):\n    {body}\n")
        graph = trace(f"{path}:f", [[3.0, 5.0]])
        assert by_reverse(graph, steps_of(graph)).tolist() == jacobian

    def test_an_infinite_output_is_refused_at_its_line(
        self, program: Callable[[str], Path]
    ) -> None:
        path = program("def f(x):\n    y = 2 * x\n    return np.where(x > 0, y, -np.inf)\n")
        with pytest.raises(JaccliError, match="minus infinity") as caught:
            steps_of(trace(f"{path}:f", [[1.0, -2.0]]))
        assert caught.value.place is not None
        assert caught.value.place.line == 4

    def test_a_loop_without_end_is_stopped(
        self, program: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(record, "MOST", 100)
        path = program("def f(x):\n    while True:\n        x = x + 1\n")
        with pytest.raises(Mistakes, match="has not returned"):
            trace(f"{path}:f", [1.0])
