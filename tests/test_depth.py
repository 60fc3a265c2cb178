"""Programs and values that are nested more deeply than Python follows: an error at their place.

The oracle of a place is the line on which the program was written to be too deep.
"""

from __future__ import annotations

import pytest

import jaccli
from jaccli.trace.source.places import Program

HEAD = "def d(g):\n    return g\n\n\n"
DEEP = {  # a program, and the line and column of what is too deep in it
    "methods": (HEAD + "def f(x):\n    y = x\n    return y" + ".copy()" * 7000 + "\n", "7:5"),
    "a sum": (HEAD + "def f(x):\n    return (x" + " +\n  x" * 45_000 + ")\n", "6:5"),
    "subscripts": (HEAD + "@d\n@d\ndef f(x):\n    y = x" + "[:]" * 9000 + "\n", "8:5"),
    "lambdas": (HEAD + "g = " + "lambda: " * 9000 + "1\n", "5:1"),
    "a decorator": (HEAD + "@d" + "(d)" * 9000 + "\ndef f(x): return x\n", "5:1"),
    "a condition": (
        HEAD + "if d:\n    pass\nelif " + "not " * 9000 + "d:\n    pass\nelse:\n    pass\n",
        "7:1",
    ),
    "branches": (
        HEAD + "@d\n# one\ndef f(x):\n    if x: y = 1\n" + "    elif x: y = 2\n" * 5000,
        "5:1",
    ),
}
ENDLESS = {  # what a function returns or takes, and the line that is shown
    "a list": ("def f(x):\n    r = [x]\n    r.append(r)\n    return r\n", "4:5"),
    "a dictionary": ("def f(x):\n    for _ in range(9999): x = {1: x}\n    return x\n", "3:5"),
    "objects": (
        "def f(x):\n    r = np.empty(2, object)\n    r[0], r[1] = r, x\n    return r\n",
        "4:5",
    ),
    "a default": ("a = [1.0]\na.append(a)\ndef f(x, y=a):\n    return x\n", "3:1"),
    "a class": ("class N(typing.NamedTuple):\n    n: 'N'\ndef f(x: N):\n    return x\n", "3:1"),
}


@pytest.mark.parametrize("name", DEEP, ids=str)
def test_a_program_that_is_too_deep_to_compile_is_a_mistake_at_its_line(run, chain, name) -> None:
    text, place = DEEP[name]
    chain(text, "f.py")
    outcome = run("trace", "f.py:f", "--at", "1,2")
    assert (outcome.status, outcome.out) == (2, "")
    assert f"--> f.py:{place}\n" in outcome.err
    assert "in several statements" in outcome.err


@pytest.mark.parametrize("name", ENDLESS, ids=str)
def test_values_without_an_end_are_a_mistake_at_their_place(run, chain, name) -> None:
    text, place = ENDLESS[name]
    line, column = map(int, place.split(":"))
    chain("import typing, numpy as np\n" + text, "f.py")
    outcome = run("compare", "f.py:f", "--at", "1,2")
    assert (outcome.status, outcome.out) == (2, "")
    assert f"--> f.py:{line + 1}:{column}\n" in outcome.err
    assert "without an end" in outcome.err


def test_a_point_that_holds_itself_is_unfit() -> None:
    point: list[object] = [1.0]
    point.append(point)
    with pytest.raises(jaccli.JaccliError, match="without an end"):
        jaccli.compare(lambda x: x, point)


def test_a_value_that_holds_itself_says_nothing_of_a_parameter_of_its_name(run, chain) -> None:
    chain("x = [1.0]\nx.append(x)\ndef f(x):\n    return x * x\n", "f.py")
    assert run("compare", "f.py:f", "--at", "1,2", "-q").status == 0


def test_a_program_whose_tree_is_too_deep_to_look_at_has_no_places() -> None:
    program = Program("f.py", "/f.py", f"def f(x): return x{'[0]' * 9000}")
    code: dict[str, object] = {}
    exec(compile("def f(x): return x", "/f.py", "exec"), code)
    assert program.only_return(code["f"]) is None  # type: ignore[arg-type]
    assert program.definition(len).line == 1
