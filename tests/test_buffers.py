"""Writing into arrays: NumPy's value, also beside the point, and the slopes of differences."""

from __future__ import annotations

import inspect
import runpy
import textwrap
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from expressions import by_reverse, flat, output, steps_of
from oracles import central_differences

import jaccli
from jaccli.errors import JaccliError, Mistakes
from jaccli.graph import Graph
from jaccli.trace import trace

X = np.array([0.3, 0.7, -1.2])
BODIES = """
y = np.zeros(3); [y.__setitem__(i, x[i] ** 2) for i in range(3)]; return y
y = np.zeros((2, 3)); row = y[1]; y[0] = x; row[1:] += x[:2]; y *= 2; return y, row.sum()
y = np.zeros((2, 2)); y.flat[[0, 3]] = x[:2]; y.flat[1] = x[2]; y.flat[-2:] = [x[0]]; return y
y = np.ones(5); np.put(y, [0, 2, 4], x); np.place(y, y < 0.5, [x[0] * 3, 1.5]); return y
y = np.ones(3); np.put(y, [0], 5.0); y.put(1, x[0]); y.put(2, 4.0); return y * y
y = np.zeros((3, 3)); np.fill_diagonal(y, x); np.copyto(y[0], 2 * x, where=[True, False, True]); return y
y = np.zeros(3); y.fill(x[0]); y.sort(); x.sort(); x[0] *= 2; return x * y
y = np.empty(3); np.putmask(y, [1, 1, 1], x); np.put_along_axis(y, np.array([0]), x[1:2], 0); return y
x[0], x[1] = x[1], x[0]; x[1:] = x[:-1]; x[::-1] += x; return x
A = np.zeros((3, 2)); A.T[0] = x; B = A.reshape(-1); B[1::2] = 2 * x; A.ravel()[0] = 5.0; A[:, 1] *= x[0]; return A, B
y = np.zeros(3); y[[0, 0, 1]] = x; z = np.zeros(3); z[[0, 0, 1]] += x; return y, z
y = np.zeros(3); y[x > 0] = x[x > 0]; y[y == 0] = 7; y[[]] = 3.0; y[x > 9] = x[x > 9]; y[3:] = x[3:]; return y
y = np.zeros(4); np.add(x, 1.0, out=y[1:]); np.multiply(y, 2, out=y); np.sum(np.outer(x, x), axis=0, out=y[:3]); return y
y = np.zeros(3); np.round(3 * x, 0, y); y[1:] += x[1:]; np.cumsum(y, 0, None, y); np.stack([x, y], 1, z := np.zeros((3, 2))); np.dot(z, z.T, w := np.zeros((3, 3))); return y, z, w
z = np.zeros(3); np.divide(x, np.array([0.0, 1, 2]), out=z, where=np.array([0, 1, 1]) > 0); return z
q, r = np.zeros(3), np.zeros(3); np.divmod(x, np.array([0.2, 0.4, 0.5]), out=(q, r)); np.clip(x, -1, 1, out=q); return q, r
y = np.zeros((2, 3)); np.add.at(y, ([0, 0, 1], [1, 1, 2]), x); np.add.at(y, 0, x[0]); np.subtract.at(y, (slice(None), 0), x[:2]); return y
y = np.ones(3); np.multiply.at(y, [0, 0, 2], x); np.maximum.at(y, [1, 1], x[:2]); np.power.at(y, [0, 0], 2.0); np.negative.at(y, 2); return y
x[:] = x * 2; np.add.at(x, [0, 0, 1], x[:3]); np.multiply.at(x, [1, 0, 1], x[[0, 1, 1]]); np.subtract.at(x, [1, 0], x[:2]); return x
y = np.zeros(4); y[1:3] = [x[0], x[1] * 2]; y[[0, 3]] = (x[2], 1.0); return y
y = np.zeros(()); y[()] = x[0]; y += x[1]; y[...] = y * 2; return y
y = np.zeros(5); v, w, z = y[::2], y.reshape(5, 1), y[::-1]; v[:] = x; z[0] = 9.0; w[1] = x[0]; return y, v, w, z
y = np.full(3, 2.0); y /= x; y **= 2; y %= x[1]; y -= 1; y += x; return y
y = np.ones(3) * 2.5; y //= 2; y += x; z = x * 1; z //= 0.45; return y, z
A = np.zeros((3, 3), order="F"); A[0] = x; A[:, 1] = x[::-1]; A += A.T; return A.ravel("K"), A.ravel("F"), A.reshape(-1)
A = np.eye(3); A[:, [0, 1]] = A[:, [1, 0]] * x[0]; A[np.ix_([0, 2], [1, 2])] += x[1]; A[A > 0.5] *= x[2]; return A
A = np.zeros((2, 3)); [r.__iadd__(x * k) for k, r in enumerate(A, 1)]; A[0], A[1] = A[1].copy(), A[0].copy(); return A
A = np.zeros((2, 3)); A[0] = x; A.sort(axis=0); A[:, ::-1].sort(); return A
p = np.zeros(6); p[:3] = x; p[3:] = p[:3]; p[1:] = p[:-1]; p[::2] = p[1::2]; return p
y = np.zeros(3); z = y; w = np.asarray(y); z[1] = x[0]; w[2] = x[1]; return y + z, 1.0 * (y is z) * (y is w)
y = np.random.default_rng(0).normal(size=3); y += x; y[0] = x[1]; t = np.arange(3) * 0.5; t[0] = x[0]; return y, np.where(t > 0, t, 0.1)
c = np.identity(3); c[0] = x; d, e = c.copy(), np.array(c); d[0, 0] = 5.0; e[1] = x; c[2, 2] = x[0]; return c, d, e
c = np.zeros(3); c[1] = x[0]; f = np.stack([c, x]); f[0, 0] = x[1]; g = np.vstack([c, np.ones(3)]); g[1] *= x; return f, g
c = np.zeros(4); c[1:] += x; c[1:-1] = (c[:-2] + c[2:]) / 2; c = np.cumsum(c); c[-1] = c[0]; c = np.roll(np.pad(c, 1), 1); c[::2] = 0; return c
c = np.zeros(3); c[0] = x[0]; return sum(c), max(c), c.tolist(), [*c], len(c), c.any(), c.min(), c.argmax()
o = np.empty(2, object); o[0] = x[0]; o[1] = x[1] ** 2; L = [np.zeros(2)] * 2; L[0][1] = x[2]; return o[0] * o[1], L[1]
y = np.zeros(3); y.real[1] = x[0]; y.squeeze()[0] = x[2]; y.view()[0] += 1; y.shape = 3, 1; y[0, 0] *= 2; y.flat = x; y.real = 2 * y; return y
y = np.arange(3.0); a, b = y[:2], y[1:]; a += x[:2]; b *= a; a[:] = b; b[:] = 1; return y, a, b
y = np.zeros(3); y[0] = np.nan; y[1] = x[1]; np.nan_to_num(y, copy=False); y[:] = y[0]; return y + x
y = np.zeros(3); v = y[:]; y.flags.writeable = False; v[0] = x[0]; v *= x; return y, v
y = np.zeros(3); v = y.view(np.ndarray); y[0] = x[0]; v[1] = x[1]; v[2] = 5.0; return y, v
y, z = np.zeros(0), np.zeros(3); y[:] = x[0]; y.fill(x[0]); w = z[3:]; w[:] = x[1]; w += x[2]; z[3:3] += x[0]; return y, z, w, x
y = np.zeros(3, int); y[0] = 9 * x[1]; return y * x
A = np.outer(x, x); S = np.lib.stride_tricks.as_strided; d = S(A, (3,), (32,)); d += x; e = S(A[1:, ::-1], (2, 2), (-8, -8)); e[0] *= 2; return A, d, S(A.T, (2, 3), (8, 24))
y = np.zeros(3); np.random.default_rng(1).shuffle(y); y[0] = x[0]; b = np.broadcast_to(y, (2, 3)); y[1] = x[1]; return b
"""  # noqa: E501
RAISING = """
def f(x):
    y = np.zeros(3)
    try:
        y[5] = x[0]
    except IndexError:
        y[2] = x[0]
    try:
        y[:2] = x
    except ValueError as error:
        y[1] = len(str(error))
    y.flags.writeable = False
    try:
        y[0] = 1.0
    except ValueError as error:
        return y * len(str(error))
"""
SOLVER = """
def f(x):
    A = np.array([[4.0, 1, 0], [1, 3, 1], [0, 1, 2]])
    A[1] += x
    b, s, n = x.copy(), np.zeros(3), 3
    for i in range(n):
        for r in range(i + 1, n):
            m = A[r, i] / A[i, i]
            A[r, i:] -= m * A[i, i:]
            b[r] -= m * b[i]
    for i in range(n - 1, -1, -1):
        s[i] = (b[i] - A[i, i + 1:] @ s[i + 1:]) / A[i, i]
    return s
"""
KEPT = """
WORK = np.zeros(3)
TAIL = WORK[1:]
def f(x, given=np.zeros(2)):
    WORK[:] = 2 * x
    TAIL[0] += 1
    given[1] = x[0]
    return WORK, TAIL, given
"""
PROGRAMS = [
    *(f"def f(x):\n    {body}\n" for body in BODIES.strip().splitlines()),
    RAISING,
    SOLVER,
    KEPT,
]


def written(folder: Path, text: str) -> Path:
    path = folder / "program.py"
    path.write_text("import numpy as np\n" + text, encoding="utf-8")
    return path


def recorded(folder: Path, body: str, at: Any = X) -> Graph:
    lines = textwrap.indent(inspect.cleandoc(body), "    ")
    return trace(f"{written(folder, f'def f(x):{chr(10)}{lines}{chr(10)}')}:f", [np.asarray(at)])


@pytest.mark.filterwarnings("ignore:Setting the shape")
@pytest.mark.parametrize("text", PROGRAMS)
def test_what_is_written_is_read_as_numpy_reads_it(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)
    plain = runpy.run_path(str(path))["f"]
    graph = trace(f"{path}:f", [X])
    steps = steps_of(graph)
    assert output(graph, steps) == pytest.approx(flat(plain(X.copy())), 1e-13)
    differences = central_differences(lambda x: flat(plain(x.copy())), X)
    assert by_reverse(graph, steps) == pytest.approx(differences, 1e-6, 1e-7)


class TestTheGraph:
    def test_a_loop_that_fills_an_array_is_joined_once(self, tmp_path: Path) -> None:
        body = """
            y = np.zeros({n})
            y[0] = x[0]
            for k in range(1, {n}):
                y[k] = y[k - 1] * 0.5 + x[k]
            return y
        """
        few, many = (recorded(tmp_path, body.format(n=n), np.ones(n)) for n in (20, 200))
        assert [node.layer.type for node in many.nodes].count("concatenate") == 1
        for count in (len, lambda nodes: sum(node.size for node in nodes)):
            assert count(many.nodes) <= 10.5 * count(few.nodes)

    def test_a_stencil_in_place_costs_the_same_in_each_step(self, tmp_path: Path) -> None:
        body = """
            for _ in range({times}):
                x[1:-1, 1:-1] += x[2:, 1:-1] + x[:-2, 1:-1] - 2 * x[1:-1, 1:-1]
            return x
        """
        one, two, three = (
            len(recorded(tmp_path, body.format(times=k), np.ones((5, 5))).nodes) for k in (1, 2, 3)
        )
        assert three - two == two - one < 15

    def test_what_is_not_filled_stays_a_constant(self, tmp_path: Path) -> None:
        graph = recorded(tmp_path, "y = np.ones(4) * 2\ny[0] = x[0]\nreturn y[1:] * x + y[2]")
        assert [node.layer.type for node in graph.nodes if node.layer.type != "select"] == [
            "multiply",
            "add",
        ]

    def test_what_is_overwritten_by_numbers_is_a_constant(self, tmp_path: Path) -> None:
        graph = recorded(tmp_path, "y = 2 * x\ny[1:] = 3.0\nreturn y[1:] * np.sin(x[1:])")
        assert "constant" not in [node.layer.type for node in graph.nodes]

    def test_a_swap_and_a_copy_are_selections(self, tmp_path: Path) -> None:
        graph = recorded(tmp_path, "y = x.copy()\ny[[0, 1]] = y[[1, 0]]\ny[2] = y[0]\nreturn y")
        assert {node.layer.type for node in graph.nodes} == {"select", "concatenate"}


class TestRefusals:
    @pytest.mark.parametrize(
        ("body", "said"),
        [
            ("y = np.ndarray(3)\ny[0] = x[0]\nreturn y", "plain array that comes from elsewhere"),
            ("y = np.ndarray(3)\ny += x\nreturn y", "plain array that comes from elsewhere"),
            ("y = np.zeros(3, int)\ny[:] = x\nreturn y", "written into an array of int64"),
            ("y = np.zeros(3, 'f4')\ny[0] = x[0]\nreturn y", "into an array of float32"),
            ("y = np.zeros(3)\ny[0] = x[0]\ny.resize(5)\nreturn y", "x.resize"),
            ("y = np.zeros(3)\ny[0] = x[0]\nreturn memoryview(y)[0] * x", ""),
            (
                "y = np.zeros(3)\nv = memoryview(y)\ny[0] = x[0]\nreturn v[0] * x",
                "compiled code reads the memory",
            ),
            ("y = np.zeros(3)\ny[0] = x[0]\nreturn np.frombuffer(y) * x", ""),
        ],
    )
    def test_what_would_lose_the_derivative(self, tmp_path: Path, body: str, said: str) -> None:
        with pytest.raises((Mistakes, JaccliError)) as caught:
            recorded(tmp_path, body)
        assert said in str(caught.value)


ALIKE = """
repr(c) == "array([1., 1.])" | str(c) == "[1. 1.]" | isinstance(c, np.ndarray) | c.__class__ is np.ndarray
isinstance(c.sum(), float) | isinstance(c[0], float) | isinstance(c @ c, float) | isinstance(c.max(), float)
c.flags.owndata | c.base is None | np.asarray(c) is c | np.array(c) is not c | np.array(c, copy=None) is c
memoryview(c).tolist() == [1.0, 1.0] | pickle.loads(pickle.dumps(c)).tolist() == [1.0, 1.0] | c[1:].base is c
copy.deepcopy(c).tolist() == [1.0, 1.0] | [5, 6][np.ones(2, int)[0]] == 6 | np.linalg.inv(np.eye(2)).tolist() == np.eye(2).tolist()
(c.resize(3), c.size)[1] == 3 | np.ma.masked_less(c, 2).count() == 0 | np.shares_memory(c, c[1:]) | c.ctypes.data > 0
hasattr(c, "__array_interface__") | c.astype(int).tolist() == [1, 1] | list(c.flat) == [1.0, 1.0]
"""  # noqa: E501


def test_an_array_of_constants_is_as_numpys(tmp_path: Path) -> None:
    for expression in [each.strip() for line in ALIKE.split("\n") for each in line.split(" | ")]:
        if expression:
            body = (
                f"import copy, pickle\nc = np.ones(2)\nreturn x * (1.0 if {expression} else np.nan)"
            )
            graph = recorded(tmp_path, body)
            assert output(graph, steps_of(graph)) == pytest.approx(X)


WORK = np.zeros(3)


def test_what_a_living_function_writes_into_is_a_plain_array_afterwards() -> None:
    outer, own = WORK, np.zeros(2)

    def living(x: Any) -> Any:
        WORK[:] = 2 * x
        own[1] = WORK[0]
        return WORK[1:] * own

    found = jaccli.vjp(living, X, "all")
    assert found.cotangents == pytest.approx(np.array([[0.0, 0.0, 0.0], [4 * X[2], 0, 4 * X[0]]]))
    assert WORK is outer
    assert type(WORK) is type(own) is np.ndarray
    jaccli.load(living, X, rerun=False)
    assert (2 * X).tolist() == WORK.tolist()


def test_memory_that_a_program_locks_is_let_go_after_it(tmp_path: Path) -> None:
    path = tmp_path / "locked.py"
    path.write_text(
        "import numpy as np\n\n\ndef locked(x):\n    y = np.zeros(3)\n    view = y[:]\n"
        "    y.setflags(write=False)\n    view[:] = x\n    return y\n\n\n"
        "def free(x):\n    return x * x\n",
        encoding="utf-8",
    )
    graph = trace(f"{path}:locked", [X])  # its view may be written to, as in NumPy
    assert output(graph, steps_of(graph)) == pytest.approx(X)
    steps = steps_of(trace(f"{path}:free", [X]))  # what the first left behind would stop it
    assert steps[-1].value == pytest.approx(X * X)
