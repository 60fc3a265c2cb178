"""Each public name of NumPy is recorded, constant, refused in words, or takes no array."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from syntax import nodes

from jaccli.errors import Mistakes
from jaccli.trace import run, trace
from jaccli.trace.arrays.table import FUNCTIONS, PLAIN, PLAIN_UFUNCS, UFUNCS
from jaccli.trace.numpy.replaced import REPLACED
from jaccli.trace.program.peers import INSTEAD_OF, METHODS_OF
from jaccli.trace.source.instead import INSTEAD

assert run  # which fills the tables
PUBLIC = {"": np, "linalg.": np.linalg, "fft.": np.fft, "emath.": np.emath}
# what makes arrays of nothing, tells of types, or reads files: it takes no traced value
_NO_ARRAYS = """
    asmatrix bartlett base_repr binary_repr blackman bmat broadcast broadcast_shapes busdaycalendar
    datetime_data diag_indices dtype errstate eye finfo flatiter format_float_positional
    format_float_scientific from_dlpack frombuffer fromfile fromfunction fromregex fromstring
    genfromtxt get_include get_printoptions getbufsize geterr geterrcall hamming hanning identity
    iinfo indices info isdtype isfortran isscalar issubdtype iterable kaiser load loadtxt
    mask_indices matrix memmap mintypecode ndarray ndenumerate ndindex nditer nested_iters ones
    poly1d printoptions promote_types recarray record row_stack s_ index_exp mgrid ogrid
    set_printoptions setbufsize seterr seterrcall show_config show_runtime test tri tril_indices
    triu_indices typename ufunc zeros empty arange linalg.test linalg.LinAlgError fft.test
    fft.fftfreq fft.rfftfreq
"""
NO_ARRAYS = frozenset(_NO_ARRAYS.split())
_MAKERS = """
    array asarray asanyarray ascontiguousarray asfortranarray asarray_chkfinite require full
"""
MAKERS = frozenset(_MAKERS.split())


def public() -> Iterator[tuple[str, Any]]:
    """The names of all functions and classes that NumPy shows, after `np.`"""
    for prefix, module in PUBLIC.items():
        for name in dir(module):
            found = getattr(module, name)
            is_type = isinstance(found, type) and issubclass(found, np.generic)
            if name.startswith("_") or isinstance(found, ModuleType) or is_type:
                continue
            if callable(found) or name in REPLACED:
                yield prefix + name, found


def kind_of(name: str, found: Any) -> str:
    """What jaccli makes of it."""
    if isinstance(found, np.ufunc):
        name = found.__name__.partition(" ")[0]
        return "recorded" if name in UFUNCS else "constant" if name in PLAIN_UFUNCS else ""
    if name in REPLACED or name in MAKERS or found in FUNCTIONS:
        return "recorded"
    if found in PLAIN:
        return "constant"
    if name in INSTEAD or f"{name.partition('.')[0]}.*" in INSTEAD:
        return "refused"
    return "no array" if name in NO_ARRAYS else ""


def test_no_name_of_numpy_is_forgotten() -> None:
    kinds = {name: kind_of(name, found) for name, found in public()}
    assert sorted(name for name, kind in kinds.items() if not kind) == []
    assert len([name for name, kind in kinds.items() if kind == "recorded"]) > 250
    assert len([name for name, kind in kinds.items() if kind == "refused"]) < 40


def code_in(hint: str) -> list[str]:
    """The lines of code of a hint, between backticks."""
    return re.findall(r"`([^`]+)`", hint.replace("…", "..."))


def parses(line: str) -> bool:
    if line.startswith("jaccli "):
        return True
    try:
        ast.parse(line)
    except SyntaxError:
        return False
    return True


HINTS = {**INSTEAD, **INSTEAD_OF, **METHODS_OF}


@pytest.mark.parametrize("name", HINTS)
def test_what_to_write_instead_is_a_line_of_python_or_a_command(name: str) -> None:
    lines = code_in(HINTS[name])
    assert lines
    assert [line for line in lines if not parses(line)] == []


NAMES = """
import decimal, statistics
import numpy as np
n, i, value, p, r, edges = 6, 1, 2.0, np.array([1.0, 0.5, -2.0]), 1.2, np.array([-3.0, 0.0, 3.0])
index, places, condition = np.array([0, 1, 1, 3, 0, 5]), np.arange(6.0), np.arange(6) > 2
def f(x, y, A, B):
    mask = x > 0.5
    {line}
"""
_KNOWN = "n i value p r edges index places condition x y A B mask np len range int"
KNOWN = frozenset(_KNOWN.split())


def runnable() -> Iterator[str]:
    """The lines of all hints that stand by themselves."""
    for name, hint in HINTS.items():
        for line in code_in(hint):
            try:
                tree = ast.parse(line)
            except SyntaxError:
                continue  # a command
            used = {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)}
            if "..." in line or not used <= KNOWN:
                continue
            match tree.body:
                case [ast.Expr()] if name != "range":
                    yield f"return {line}"
                case [ast.Assign(targets=[ast.Name(id=target)])]:
                    yield f"{line}; return {target}"


LINES = sorted(set(runnable()))


@pytest.mark.parametrize("line", LINES)
def test_the_line_to_write_instead_is_recorded(line: str, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(NAMES.format(line=line), encoding="utf-8")
    x = np.array([0.7, 1.3, 2.1, 0.4, 0.9, 1.6])
    A = np.diag(x) * 9 + np.outer(x, x)
    trace(f"{tmp_path / 'program.py'}:f", [x, x + 1, A, A.T + 1])


def refusals() -> Iterator[tuple[str, ast.Call]]:
    """Every place in the modules that record where something is refused."""
    for path in sorted(Path(run.__file__).parent.rglob("*.py")):
        for node in nodes(path):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal":
                yield f"{path.name}:{node.lineno}", node


def texts(node: ast.expr) -> list[str | None]:
    """What an argument may say, with a name in place of what is filled in; None of a variable."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            return ["".join(x.value if isinstance(x, ast.Constant) else "name" for x in parts)]
        case ast.IfExp(body=one, orelse=other):
            return [*texts(one), *texts(other)]
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return [f"{a}{b}" for a in texts(left) for b in texts(right)]
    return [None]


def test_each_refusal_names_the_construct_the_reason_and_the_line_to_write() -> None:
    found = dict(refusals())
    short = [place for place, call in found.items() if len(call.args) < 3]
    wrong = [
        f"{place}: {text}"
        for place, call in found.items()
        for hint in call.args[2:]
        for text in texts(hint)
        if text is not None and not (code_in(text) and all(map(parses, code_in(text))))
    ]
    assert (short, wrong) == ([], [])
    assert len(found) > 25


def test_nothing_that_records_raises_not_implemented() -> None:
    raised = [
        path.name
        for path in sorted(Path(run.__file__).parent.rglob("*.py"))
        if re.search(r"raise NotImplementedError", path.read_text(encoding="utf-8"))
    ]
    assert raised == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("np.linalg.detr(A)", "did you mean `np.linalg.det`?"),
        ("np.trapz_(x)", "did you mean `np.trapezoid`?"),
        ("np.cholesky(A)", "in the file: its formula"),
        ("np.sinn(x)", "did you mean `np."),
        ("np.random.gamma(x)", "`np.random.default_rng(0).random(n)`"),
        ("np.roots(x)", "np.polyder(p), r)`"),
        ("np.ma.masked_array(x, x > 1).mean()", "`np.mean(x, where=mask)`"),
        ("statistics.NormalDist(x[0]).pdf(0)", "`def "),
        ("statistics.mean(x)", "`np.mean(x)`"),
        ("decimal.Decimal(x[0])", "`x` itself"),
    ],
)
def test_a_refusal_offers_what_is_meant(line: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(NAMES.format(line=f"return {line}"), encoding="utf-8")
    x = np.array([0.7, 1.3, 2.1])
    with pytest.raises(Mistakes) as caught:
        trace(f"{tmp_path / 'program.py'}:f", [x, x, np.eye(3), np.eye(3)])
    assert said in " ".join(str(caught.value).split())
