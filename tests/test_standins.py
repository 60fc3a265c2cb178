"""What the program sees of Python's math, of float and of NumPy while it is recorded."""

from __future__ import annotations

import importlib
import math
import re
import runpy
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from oracles import Array, central_differences

import jaccli
from jaccli.errors import Mistakes
from jaccli.trace import trace

Write = Callable[[str], Path]
# (expression in x and y, x, y): Python's math is the oracle of the value, differences of the slope
MATH = [
    *((f"math.{name}(x)", 0.6, 0.0) for name in ["sin", "cos", "tan", "sinh", "cosh", "tanh"]),
    *((f"math.{name}(x)", 0.6, 0.0) for name in ["asin", "acos", "atan", "asinh", "atanh"]),
    *((f"math.{name}(x)", 0.6, 0.0) for name in ["exp", "expm1", "log1p", "log2", "log10"]),
    *((f"math.{name}(x)", 0.6, 0.0) for name in ["sqrt", "cbrt", "degrees", "radians", "fabs"]),
    ("math.acosh(x) + math.log(x) + math.exp2(x)", 1.7, 0.0),
    ("math.fabs(x) * math.copysign(x, y)", -1.7, 0.4),
    ("math.log(x, 10) + math.log(7, y)", 1.7, 2.5),
    ("math.atan2(y, x) + math.atan2(x, 1)", -1.7, 0.4),
    ("math.pow(x, 3) + math.pow(2, y) + math.pow(y, x)", 1.7, 0.4),
    ("math.hypot(x, y) + math.hypot(x) + math.hypot(x, y, 2.0)", 1.7, -0.4),
    ("math.fmod(x, y) + math.remainder(x, y) + math.remainder(7, y)", 11.8, 0.45),
    ("math.modf(x)[0] * math.modf(y)[1]", -3.25, 4.5),
    ("math.frexp(x)[0] * y + math.ldexp(y, 3) * math.frexp(x)[1]", 11.7, 0.45),
    ("math.fsum([x, y, 1]) * math.fsum(v * v for v in (x, y))", 1.7, 0.4),
    ("math.prod([x, y]) + math.prod([2, 3], start=x) + math.prod((v for v in [y]), start=2)", 2, 3),
    ("math.dist([x, y], [1, 2]) + math.dist((x,), (y,))", 1.7, 0.4),
    ("math.floor(x) * y + math.ceil(y) * x + math.trunc(x)", 1.7, 0.4),
    ("y if math.isnan(x) or math.isinf(x) or not math.isfinite(x) else x", 1.7, 0.4),
    ("x if math.isclose(x, y, abs_tol=2) else y", 1.7, 0.4),
]
WAYS = {  # how a program comes by a function
    "the module": "import math\ndef f(v):\n    return math.sin(v[0])\n",
    "another name of the module": "import math as m\ndef f(v):\n    return m.sin(v[0])\n",
    "the function": "from math import sin\ndef f(v):\n    return sin(v[0])\n",
    "all of it": "from math import *\ndef f(v):\n    return sin(v[0]) * pi / pi\n",
    "inside": "def f(v):\n    from math import sin as s\n    return s(v[0])\n",
    "inside, the module": "def f(v):\n    import math\n    return math.sin(v[0])\n",
    "map": "import math\ndef f(v):\n    return list(map(math.sin, v))[0]\n",
    "a dictionary": "import math\nS = {'s': math.sin}\ndef f(v):\n    return S['s'](v[0])\n",
    "an object": "from math import sin\nclass A:\n    def __init__(self): self.s = sin\n"
    "a = A()\ndef f(v):\n    return a.s(v[0])\n",
    "an object that is called": "from math import sin\nclass A:\n    def __init__(self):\n"
    "        self.s = sin\n    def __call__(self, v):\n        return self.s(v[0])\nf = A()\n",
    "closure": "def make():\n    import math\n    return lambda v: math.sin(v[0])\nf = make()\n",
}


def jacobian(function: Callable[[Array], object], x: Array) -> Array:
    return central_differences(lambda z: np.ravel(np.asarray(function(z), float)), x)


def agrees(path: Path, *at: object) -> None:
    """The recording has the program's value, and the slopes of differences."""
    function = runpy.run_path(str(path))["f"]
    x = np.array(at, float)
    found = jaccli.compare(f"{path}:f", x)
    np.testing.assert_allclose(found.output, np.ravel(function(x)), 1e-14, 1e-14)
    np.testing.assert_allclose(found.jacobian, jacobian(function, x), 1e-6, 1e-8)


@pytest.mark.parametrize(("body", "x", "y"), MATH)
@pytest.mark.costly
def test_a_function_of_math_is_recorded(body: str, x: float, y: float, program: Write) -> None:
    agrees(program(f"import math\ndef f(v):\n    x, y = v\n    return {body}\n"), x, y)


@pytest.mark.parametrize("way", WAYS)
def test_it_does_not_matter_how_the_program_comes_by_the_function(way: str, program: Write) -> None:
    agrees(program(WAYS[way]), 0.7, 2.0)


def test_a_module_beside_sees_what_the_file_sees(program: Write, tmp_path: Path) -> None:
    (tmp_path / "beside.py").write_text(
        "from math import exp\ndef g(x):\n    return exp(float(x))\n"
    )
    path = program(
        "import beside\ndef f(v):\n    import math\n    return math.log(beside.g(v[0]))\n"
    )
    assert jaccli.compare(f"{path}:f", [0.3, 1.0]).jacobian == pytest.approx(np.array([[1, 0]]))


def test_a_function_that_is_alive_has_its_own_names_back_afterwards() -> None:
    from math import sqrt

    def f(x):
        return sqrt(float(x[0])) + math.exp(x[1]) + np.sum([x[0], x[1]])

    before = dict(f.__globals__), sqrt
    found = jaccli.compare(f, np.array([4.0, 0.0]))
    assert found.jacobian == pytest.approx(np.array([[1.25, 2.0]]))
    assert (dict(f.__globals__), sqrt) == before
    assert f.__globals__["math"] is math
    assert "float" not in f.__globals__
    assert sqrt is math.sqrt
    assert type(np.zeros(1).dot).__name__ == "builtin_function_or_method"


def test_a_module_that_is_imported_by_the_call_has_the_libraries_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper = "import math\nimport numpy as np\nfrom numpy import zeros\nkept = {'sin': math.sin}\n"
    (tmp_path / "helper_of_a_call.py").write_text(helper, encoding="utf-8")
    text = "def f(x):\n    import helper_of_a_call as h\n    return h.kept['sin'](x[0])\n"
    (tmp_path / "alive_of_a_call.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "helper_of_a_call", raising=False)
    alive = importlib.import_module("alive_of_a_call")
    assert jaccli.compare(alive.f, [0.3]).jacobian == pytest.approx(np.cos([[0.3]]))
    left = importlib.import_module("helper_of_a_call")
    assert (left.math, left.np, left.zeros, left.kept) == (math, np, np.zeros, {"sin": math.sin})


@pytest.mark.parametrize("name", ["np.sin", "math.sin", "np.zeros"])
def test_what_a_program_replaces_and_puts_back_is_as_it_was(name: str, program: Write) -> None:
    before = np.sin, math.sin, np.zeros
    text = f"    kept = {name}\n    {name} = abs\n    {name} = kept\n"
    path = program(f"import math\ndef f(x):\n{text}    return np.sin(x) + np.zeros(1)\n")
    assert jaccli.compare(f"{path}:f", [0.3]).jacobian == pytest.approx(np.cos([[0.3]]))
    assert (np.sin, math.sin, np.zeros) == before


def test_what_the_program_binds_meanwhile_stays_bound(program: Write) -> None:
    text = "import math as m\ndef f(x):\n    global m\n    m = 3\n    return m * x\n"
    path = program(text)
    assert jaccli.compare(f"{path}:f", [2.0]).jacobian.tolist() == [[3.0]]


ERRORS = [  # (expression, what Python says of it on plain numbers as well)
    ("math.sqrt(-x[0])", r"ValueError: (math domain error|expected a nonnegative)"),
    ("math.log(0 * x[0])", "ValueError: "),
    ("math.exp(1000 * x[0])", "OverflowError: math range error"),
    ("math.acosh(x[0] / 2)", "ValueError: "),
    ("math.atan2(x[0])", "TypeError: atan2 expected 2 arguments, got 1"),
    ("math.sin(x)", "TypeError: only"),
    ("math.dist(x, [1])", "ValueError: both points must have the same number of dimensions"),
    ("float(x)", "TypeError: only"),
    ("float([x[0]])", "TypeError: float.. argument must be a string or a real number"),
    ("cmath.sqrt(x[0]).real", "cmath.sqrt gives complex numbers, which cannot be traced"),
    ("np.float32(x[0])", "a traced value of float64 cannot become float32"),
    ("tan(x[0])", r"math.tan makes a float.*\n(.*\n)*.*`math.tan\(x\)`, by its name"),
]


@pytest.mark.parametrize(("body", "words"), ERRORS)
def test_what_python_refuses_is_refused_in_its_words(body: str, words: str, program: Write) -> None:
    path = program(f"import cmath, math\ndef f(x, tan=math.tan):\n    return {body}\n")
    with pytest.raises(Mistakes) as caught:
        trace(f"{path}:f", [[1.0, 2.0]])
    assert re.search(words, str(caught.value))


FLOATS = [
    "float(x[0]) * np.float64(x[1]) + float(np.sum(x)) + float(x[:1].sum())",
    "np.float64(x) @ np.double([x[1], 2.0]) + np.float64(x.reshape(2, 1)[1, 0])",
    "sum(map(float, x)) * (2 if isinstance(x[0] * 1.0, float) else 3)",
    "np.zeros(2, float).dtype.itemsize * x[0] + x.astype(float)[1]",
    "np.array(x, dtype=np.float64)[0] * np.asarray([x[1], 1], float).sum()",
    "x[0] * (type(0.5) == float) * (x.dtype == float) * issubclass(np.float64, float) * float('2')",
    "x[0] * {float: 3}[type(1.5)] * float.fromhex('0x1p1') * np.finfo(float).eps * 1e16",
    "x[0] * isinstance(np.float64(2), np.floating) * np.float64(3) * (type(2) in (int, float))",
    "x[0].item() * x.tolist()[1] * x[1:].item() * x.conj()[0] * np.conjugate(x)[1] * x.real[0]",
    "np.abs(x.view()[0]) * x.conjugate()[1] * np.real(x)[0]",
]


@pytest.mark.parametrize("body", FLOATS)
def test_a_number_that_is_made_a_float_stays_recorded(body: str, program: Write) -> None:
    agrees(program(f"def f(x):\n    return {body}\n"), 0.7, -1.3)


LISTS = [
    "np.sum([x, 2 * x, [1, 2]], axis=0)",
    "np.sum([x[0], x[1], 3])",
    "np.mean([x[0], 2 * x[1]]) * np.std([x[0], 1, 2]) * np.var((x[0], x[1]))",
    "np.max([x[0], x[1]]) * np.min([x, 3 * x]) + np.prod([x, x], axis=1)",
    "np.dot([x[0], 2], x) + np.dot([1, 2], [x[1], x[0]]) + np.dot(2, [x, x]).sum()",
    "np.linalg.norm([x[0], 2 * x[1]]) + np.linalg.norm([x, x], axis=1)",
    "np.cumsum([x[0], x[1]]) + np.diff([x[0], x[1], 2]) + np.ravel([[x[0]], [x[1]]])",
    "np.transpose([x, 2 * x])[1] * np.shape([x, x])[0] * np.argmax([x[0], x[1]])",
    "np.outer([x[0], 1], [x[1], 2]).sum(axis=0) + np.sort([x[0], x[1]]) + np.where([1, 0], x, 2)",
    "np.stack([x, x])[0] + np.concatenate([[x[0]], [2]]) + np.hstack([x[0], x[1]])",
    "np.add([x, 2 * x], 1.0).sum(axis=0) + np.exp([x[0], x[1]]) + np.maximum(0.1, (x[0], x[1]))",
    "np.maximum.reduce([x, 2 * x]) + np.add.reduce([x, x], axis=1) + np.logaddexp.reduce([x, x])",
    "x * (isinstance(np.add, np.ufunc) and {np.add: 2}[np.add] == np.add.nin)",
    "x * np.sign([x[0], x[1]]) + np.add.outer([x[0]], x)[0] + np.multiply.accumulate([x, x])[1]",
    "A.dot(x) + np.ones((2, 2)).dot([x[0], 1]) + A.dot(A).dot(x) + A.T[0].dot(x)",
    "Net().forward(x) + A.dot(np.outer(x, x)).dot(x)",
]


@pytest.mark.parametrize("body", LISTS)
def test_lists_and_plain_arrays_meet_what_is_recorded(body: str, program: Write) -> None:
    net = "class Net:\n    def __init__(self): self.W = {'1': A}\n"
    net += "    def forward(self, x): return self.W['1'].dot(x)\n"
    text = f"A = np.array([[1.0, 2.0], [3.0, 5.0]])\n{net}def f(x):\n    return {body}\n"
    agrees(program(text), 0.7, -1.3)


def test_a_plain_matrix_times_a_vector_keeps_its_form(program: Write) -> None:
    path = program("W = np.ones((3, 2))\ndef f(x):\n    return W.dot(x)\n")
    (node,) = trace(f"{path}:f", [[1.0, 2.0]]).nodes
    assert node.layer.type == "matmul"
