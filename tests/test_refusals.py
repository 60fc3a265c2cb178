"""Refusals that a program would swallow, and libraries that know no recording arrays."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from jaccli.errors import JaccliError, Mistakes
from jaccli.graph import Graph, load
from jaccli.linearise import linearise
from jaccli.trace import trace

X = [1.0, 2.0]
Write = Callable[[str], Path]


def error_of(path: Path, function: str = "f") -> JaccliError:
    with pytest.raises(Mistakes) as caught:
        trace(f"{path}:{function}", [X])
    (error,) = caught.value.errors
    return error


def value_of(graph: Graph) -> list[float]:
    point = {each.name: each.point.load(graph.dtype) for each in graph.inputs}
    steps = linearise(load(graph), point)
    return next(step.value.tolist() for step in steps if step.node.name == graph.output)


def body(*lines: str) -> str:
    return "def f(x):\n" + "".join(f"    {line}\n" for line in lines)


SWALLOWED = {
    "a bare except": body(
        "try:", "    y = np.linalg.eigvals(x)", "except:", "    y = x", "return y"
    ),
    "except BaseException": body(
        "try:", "    complex(x[0])", "except BaseException:", "    pass", "return x"
    ),
    "suppress": "import contextlib\n"
    + body("with contextlib.suppress(BaseException):", "    x.resize(3)", "return x"),
    "another error in its place": body(
        "try:",
        "    np.linalg.eigvals(x)",
        "except:",
        "    raise ValueError('singular')",
        "return x",
    ),
    "finally and return": body("try:", "    x.resize(3)", "finally:", "    return x"),
    "an exit of a context": "class Quiet:\n    def __enter__(self): ...\n"
    "    def __exit__(self, *error):\n        return True\n"
    + body("with Quiet():", "    complex(x[0])", "return x"),
    "a conversion inside of NumPy": body(
        "h = np.ndarray(2)", "try:", "    h[0] = x[0]", "except ValueError:", "    pass", "return x"
    ),
    "a thread": "import threading\n"
    + body("t = threading.Thread(target=lambda: x.resize(3))", "t.start()", "t.join()", "return x"),
    "a pool": "from concurrent.futures import ThreadPoolExecutor\n"
    + body(
        "with ThreadPoolExecutor(1) as pool:",
        "    done = pool.submit(np.linalg.eigvals, x)",
        "    done.exception()",
        "return x",
    ),
    "a destructor": "class Last:\n    def __del__(self):\n        np.linalg.eigvals(self.x)\n"
    + body("last = Last()", "last.x = x", "del last", "return x"),
    "a generator that is closed": body(
        "def parts():",
        "    try:",
        "        yield np.linalg.eigvals(x)",
        "    except BaseException:",
        "        yield x",
        "return next(parts())",
    ),
    "a test for equality": body(
        "class Any:",
        "    def __eq__(self, other):",
        "        try:",
        "            return bool(hash(other))",
        "        except BaseException:",
        "            return False",
        "return x if Any() == x[0] else 2 * x",
    ),
}


@pytest.mark.parametrize("way", SWALLOWED)
@pytest.mark.filterwarnings("ignore:'return' in a 'finally' block:SyntaxWarning")
def test_a_refusal_is_reported_whatever_the_program_did_with_it(way: str, program: Write) -> None:
    error = error_of(program(SWALLOWED[way]))
    assert "recorded" not in error.title  # not left to the comparison with the program
    if way not in ("a thread", "a pool"):  # those run beside the call
        assert error.place is not None
        assert error.place.line > 1


def test_nothing_of_a_refusal_in_a_thread_is_printed(
    program: Write, capfd: pytest.CaptureFixture[str]
) -> None:
    hook = threading.excepthook
    for way in ("a thread", "a destructor"):
        error_of(program(SWALLOWED[way]))
    assert capfd.readouterr() == ("", "")
    assert threading.excepthook is hook


@pytest.mark.parametrize(
    ("test", "wanted"),
    [
        ("hasattr(x, 'name')", 3),
        ("hasattr(x, 'sort')", 2),
        ("getattr(x, 'recorder', None) is not None", 3),
        ("hasattr(x[0], '__array_ufunc__')", 3),
        ("hasattr(x[0], '__iter__') or np.iterable(x[0])", 3),
        ("hasattr(x, '__len__') and not hasattr(x[0], '__len__')", 2),
        ("callable(getattr(x, 'exp', None))", 3),
        ("x.__array_namespace__() is np", 2),
        ("'values' in dir(x) or '_value' in dir(x)", 3),
        ("type(x).__name__ == 'ndarray' and type(x).__module__ == 'numpy'", 2),
    ],
)
def test_what_numpy_answers_is_answered_alike(program: Write, test: str, wanted: int) -> None:
    path = program(body(f"return 2 * x if {test} else 3 * x"))
    assert value_of(trace(f"{path}:f", [X])) == [wanted, 2 * wanted]


@pytest.mark.parametrize("error", ["TypeError", "(TypeError, ValueError)", "Exception"])
def test_a_probe_that_numpy_answers_by_an_error_may_be_caught(program: Write, error: str) -> None:
    lines = ("try:", "    return float(x) * x", f"except {error}:", "    return x[0] * x")
    assert value_of(trace(f"{program(body(*lines))}:f", [X])) == [1, 2]


LIBRARIES = [
    ("json", "json.dumps([x[0]])", "json.dumps", "json"),
    ("statistics", "statistics.mean(x)", "statistics.mean", "statistics"),
    ("statistics", "statistics.NormalDist().cdf(x[0])", "statistics.NormalDist().cdf", "statis"),
    ("struct", "struct.pack('d', x[0])", "struct.pack", "struct"),
    ("decimal", "decimal.Decimal(x[0])", "decimal.Decimal", "decimal"),
    ("fractions", "fractions.Fraction(x[1])", "fractions.Fraction", "fractions"),
    ("array", "array.array('d', x)", "array.array", "array"),
    ("pickle", "pickle.dumps(x)", "pickle.dumps", "pickle"),
    ("ctypes", "ctypes.c_double(x[0])", "ctypes.c_double", "ctypes"),
    ("datetime", "datetime.timedelta(x[0])", "datetime.timedelta", "datetime"),
    ("hashlib", "hashlib.sha256(x)", "hashlib.sha256", "hashlib"),
    ("collections", "collections.Counter(x)", "collections.Counter", "collections"),
    ("beside", "beside.solve(x)", "beside.solve", "outside"),
]


@pytest.mark.parametrize(("module", "call", "name", "library"), LIBRARIES)
def test_an_error_of_a_library_names_the_call_and_the_library(
    program: Write,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: str,
    call: str,
    name: str,
    library: str,
) -> None:
    packages = tmp_path / "site-packages"
    packages.mkdir()
    (packages / "outside.py").write_text("def solve(x):\n    raise RuntimeError(f'no: {x.base}')\n")
    (tmp_path / "beside.py").write_text("from outside import solve\n")
    monkeypatch.syspath_prepend(packages)
    error = error_of(program(f"import {module}\n" + body("x = 2 * x", f"return {call}")))
    assert error.place is not None
    assert error.place.line == 5
    told = f"{error.title} {error.label.text if error.label else ''}"
    assert name in told
    assert f"the library {library}" in told
    assert [kind for kind, _ in error.notes] == ["help"]


def test_an_error_that_no_recording_array_had_to_do_with_is_not_laid_to_the_library(
    program: Write,
) -> None:
    error = error_of(program("import json\n" + body("return json.loads('{') * x")))
    assert error.title.startswith("JSONDecodeError: ")
    assert error.label is not None
    assert error.label.text == "raised here"


def test_an_error_that_plain_arrays_meet_as_well_is_the_program_s_own(program: Write) -> None:
    error = error_of(program("import json\n" + body("return json.dumps(x)")))
    assert error.title == "TypeError: Object of type ndarray is not JSON serializable"
    assert error.label is not None
    assert error.label.text == "raised here"


CALLABLES = {
    "json.dumps": ("from json import dumps as f\n", "json"),
    "functools.partial": ("import json, functools\nf = functools.partial(json.dumps)\n", "json"),
    "a method": ("import statistics\nf = statistics.NormalDist().cdf\n", "statistics"),
    "a builtin": ("f = str.upper\n", "upper"),
    "a cache": ("import functools\n@functools.lru_cache\ndef f(x):\n    return x\n", "functools"),
    "a function of NumPy": ("f = np.linalg.eigvals\n", "np.linalg.eigvals"),
    "a class": ("f = dict\n", "a class"),
}


@pytest.mark.parametrize("kind", CALLABLES)
def test_a_library_s_callable_is_an_ordinary_error(program: Write, kind: str) -> None:
    text, word = CALLABLES[kind]
    error = error_of(program(text))
    assert word in f"{error.title} {error.label.text if error.label else ''}"
    if kind != "a class":
        assert error.place is not None
        assert error.place.line > 1


USABLE = {
    "functools.partial": "import functools\ndef g(a, x):\n    return a * x\n"
    "f = functools.partial(g, 2.0)\n",
    "an object": "class F:\n    def __call__(self, x):\n        return 2 * x\nf = F()\n",
    "np.vectorize": "@np.vectorize\ndef f(v):\n    return 2 * v if v > 0 else -v\n",
    "a ufunc": "f = np.add.accumulate\n",
    "a wrapped function": "import functools\ndef g(x):\n    return 2 * x\n"
    "@functools.wraps(g)\ndef f(*args):\n    return g(*args)\n",
}


@pytest.mark.parametrize("kind", USABLE)
def test_what_only_hands_on_is_recorded(program: Write, kind: str) -> None:
    path = program(USABLE[kind])
    wanted = {"a ufunc": [1, 3]}.get(kind, [2, 4])
    assert value_of(trace(f"{path}:f", [X])) == wanted


def test_vectorize_takes_several_arrays_and_refuses_a_type_from_its_first_result(
    program: Write,
) -> None:
    path = program(
        "@np.vectorize\ndef g(a, b):\n    return a * b\n"
        "@np.vectorize\ndef cut(a):\n    return 0 if a < 1.5 else a\n"
        "def f(x):\n    return g(x[:, None], np.array([3.0, 5.0]))\n"
        "def cuts(x):\n    return cut(x)\n"
        "def whole(x):\n    return np.vectorize(lambda v: v, otypes=[int])(x)\n"
    )
    assert value_of(trace(f"{path}:f", [X])) == [3, 5, 6, 10]
    assert "vectorize" in error_of(path, "cuts").title
    assert "int64" in error_of(path, "whole").title


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("h = np.ones(2)", "h += x[:, None]"), "non-broadcastable output operand with shape (2,)"),
        (("x += np.ones((2, 2))",), "non-broadcastable output operand with shape (2,)"),
        (("x[:] = [1, 2, 3]",), "could not broadcast input array from shape (3,) into shape (2,)"),
        (("h = np.ones(2)", "h[2] = x[0]"), "index 2 is out of bounds for axis 0 with size 2"),
        (("h = np.ones(2)", "h[0] = x"), "setting an array element with a sequence"),
        (("h = np.ones(2)", "np.add(x, x, out=h[:1])"), "non-broadcastable output operand"),
        (("h = np.broadcast_to(1.0, 2)", "h[0] = x[0]"), "assignment destination is read-only"),
        (("x.flags.writeable = False", "x[0] = 1"), "assignment destination is read-only"),
        (("np.put(x, [2], 1.0)",), "index 2 is out of bounds for axis 0 with size 2"),
        (("h = np.ones(2, int)", "h += x"), "Cannot cast ufunc 'add' output from dtype('float64')"),
        (("h = np.ones(2, 'f4')", "h += x"), "into an array of float32"),
        (("y = np.broadcast_to(x, (3, 2))", "y += 1"), "output array is read-only"),
        (("x.flags.writeable = False", "x += 1"), "output array is read-only"),
        (("y = np.diagonal(x[None] * x)", "y *= 2"), "output array is read-only"),
        (("x[0.5]",), "IndexError: only integers"),
        (("x[x[0]]",), "IndexError: "),
        (("[1, 2][x[0]]",), "indices must be integers or slices, not"),
        (("range(x[0])",), "'numpy.float64' object cannot be interpreted as an integer"),
        (("x.name = 1",), "'numpy.ndarray' object has no attribute 'name'"),
        (("x.reshape(3)",), "cannot reshape array of size 2 into shape (3,)"),
        (("x.reshape(bogus=1)",), "bogus"),
        (("np.reshape(x, (5, 5))",), "cannot reshape array of size 2 into shape (5,5)"),
        (("{x[0]: 1}",), "hash"),
        (("np.ndarray.sum(x)",), "np.ndarray.sum takes no recording arrays"),
    ],
)
def test_what_numpy_raises_is_raised_in_its_words(
    program: Write, lines: tuple[str, ...], said: str
) -> None:
    error = error_of(program(body(*lines, "return x")))
    assert said in error.title
    assert error.place is not None
    assert error.place.line == 2 + len(lines)


def test_an_array_that_numpy_shares_is_another_array_for_what_it_copies(program: Write) -> None:
    path = program(
        body("y = x.T[::-1]", "y *= [3, 1]", "z = y.copy()", "z += 1", "return x, y, z, x[...]")
    )
    assert value_of(trace(f"{path}:f", [X])) == [1, 6, 6, 1, 7, 2, 1, 6]
    assert np.array_equal(X, [1.0, 2.0])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("x.clip(0, where=x > 0)", "is not known here"),
        ("np.lib.stride_tricks.as_strided(x[1:], (3,), (8,))", "beyond the memory of the array"),
        ("np.lib.stride_tricks.as_strided(x, (2,), (4,))", "ends within a number"),
    ],
)
def test_an_argument_that_is_not_recorded_is_named(call: str, said: str, program: Write) -> None:
    error = error_of(program(body(f"return {call}")))
    assert error.label is not None
    assert said in error.label.text
    assert "handler" not in error.label.text


@pytest.mark.parametrize(("kind", "line"), [("int", "np.trunc(x).astype(int)"), ("bool", "x != 0")])
def test_a_type_of_whole_numbers_is_refused_with_a_line_that_works(
    program: Write, kind: str, line: str
) -> None:
    error = error_of(program(body(f"return x * x.astype({kind})")))
    assert f"`{line}`" in error.notes[0][1]
    assert value_of(trace(f"{program(body(f'return x * ({line})'))}:f", [X])) == [
        each * (each if kind == "int" else 1) for each in X
    ]


def test_an_error_that_plain_arrays_do_not_raise_says_so(program: Write) -> None:
    lines = ["if type(x) != np.ndarray:", "    raise TypeError('no array')", "return 2 * x"]
    error = error_of(program(body(*lines)))
    assert error.title == "TypeError: no array"
    assert error.label is not None
    assert error.label.text == "raised for recording arrays alone: plain ones pass"
    assert "isinstance(x, np.ndarray)" in error.notes[0][1]
    error = error_of(program(body("if x[0] > 0:", "    raise TypeError('positive')", "return x")))
    assert error.label is not None
    assert error.label.text == "raised here"


@pytest.mark.parametrize(
    ("head", "call", "instead"),
    [
        ("spatial", "spatial.cKDTree([x]).n", "has all distances in order"),  # no Python inside
        ("integrate", "integrate.quad(lambda t: x[0] * t, 0, 1)[0]", "leggauss(20)"),
        ("optimize", "optimize.fsolve(lambda z: z - x[0], 0.0)", "Newton's steps"),
        ("linalg", "linalg.logm(np.outer(x, x) + np.eye(2))", "`V * np.log(w) @ V.T`"),
    ],
)
def test_a_function_of_scipy_is_named_with_a_line_to_write_instead(
    program: Write, head: str, call: str, instead: str
) -> None:
    error = error_of(program(f"from scipy import {head}\n" + body(f"return x * {call}")))
    name = call.partition("(")[0]
    assert error.title == f"{name} is of the library scipy, which takes no recording arrays"
    assert any(instead in text for _, text in error.notes)


@pytest.mark.parametrize(
    ("text", "raised"),
    [
        ("def __str__(self): raise ZeroDivisionError", "Broken()"),
        ("def __repr__(self): raise ZeroDivisionError", "ValueError(Broken(), 1)"),
        ("def __str__(self): raise SystemExit(0)", "Broken()"),
        ("def __str__(self): return 3", "Broken()"),
    ],
)
@pytest.mark.parametrize("where", ["recorded", "plain", "read", "left"])
def test_an_exception_without_a_text_is_the_programs_fault(
    program: Write, text: str, raised: str, where: str
) -> None:
    if where == "left":
        raised = f"SystemExit({raised})"
    lines = {"plain": ["if type(x) is np.ndarray:", f"    raise {raised}", "return 2 * x"]}
    head = f"class Broken(Exception):\n    {text}\n"
    head += f"raise {raised}\n" if where == "read" else ""
    error = error_of(program(head + body(*lines.get(where, [f"raise {raised}"]))))
    assert error.place is not None
    assert "raise " in error.place.source.lines[error.place.line - 1]
    assert "its text raises " in error.title


@pytest.mark.parametrize(
    "made",
    ["np.ma.array([1.0, 2.0], mask=[0, 1])", "np.ones(2).view(Own)"],
)
def test_an_array_with_operators_of_its_own_meets_no_traced_one(made: str, program: Write) -> None:
    own = "class Own(np.ndarray):\n    def __rmul__(self, other):\n        return 10 * other\n"
    path = program(f"{own}A = {made}\n{body('return np.asarray(x * A)')}")
    with pytest.raises(Mistakes, match="meets a traced one"):
        trace(f"{path}:f", [X], rerun=False)


def test_an_array_of_another_class_with_the_operators_of_numpy_is_a_constant(
    program: Write,
) -> None:
    path = program(
        f"class Own(np.ndarray):\n    pass\nA = np.ones(2).view(Own)\n{body('return x * A')}"
    )
    assert value_of(trace(f"{path}:f", [X], rerun=False)) == X


@pytest.mark.slow
@pytest.mark.parametrize(
    ("made", "mapped"),
    [
        ("multiprocessing import Pool", "Pool(1)"),
        ("concurrent.futures import ProcessPoolExecutor", "ProcessPoolExecutor(1)"),
    ],
)
def test_a_pool_of_processes_is_refused_and_not_waited_for(
    made: str, mapped: str, program: Write
) -> None:
    path = program(
        f"from {made}\ndef g(v):\n    return v * v\n"
        f"def f(x):\n    with {mapped} as p:\n        return np.array(list(p.map(g, list(x))))\n"
    )
    command = [sys.executable, "-m", "jaccli", "trace", f"{path}:f", "--at=1,2"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (said.returncode, "array of bytes" in said.stderr) == (2, True)
