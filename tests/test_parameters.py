"""What a function may take and give: parts of dictionaries and classes, methods, keywords."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

import jaccli
from jaccli.errors import JaccliError, Mistakes
from jaccli.trace import trace

PROGRAM = """
import functools
from dataclasses import dataclass
from types import SimpleNamespace
from typing import NamedTuple, TypedDict

import numpy as np


@dataclass
class Layer:
    W: np.ndarray
    b: np.ndarray
    rounds: int = 2
    name: str = "dense"


class Rates(NamedTuple):
    fast: float
    slow: float = 1.0


@dataclass(frozen=True)
class Model:
    layer: Layer
    rates: Rates


def layer(layer: Layer, x):
    return layer.W @ x + layer.rounds * layer.b


def model(model: "Model", x):
    return model.rates.fast * (model.layer.W @ x) + model.rates.slow * model.layer.b


def defaults(x, p={"W": np.eye(2), "b": [1.0, np.ones(2)], "n": 3}):
    return p["n"] * p["W"] @ x + p["b"][0] * p["b"][1]


def keyword(a, scale=2.0, *, k, m=1.0):
    return a * scale * k + m


def rest(a, *more, k):
    return a * k + sum(more)


def parts(x):
    more = [x, "a text", (2 * x, None)]
    return {"sum": x.sum(), "all": Rates(x[0] * x[1], x**2), "more": more}


class Net:
    slope = 3.0

    def __init__(self):
        self.W = np.array([[1.0, 2.0], [0.0, -1.0]])

    def loss(self, x):
        return self.W @ x

    @staticmethod
    def doubled(x):
        return 2 * x

    @classmethod
    def sloped(cls, x):
        return cls.slope * x

    def __call__(self, x):
        return -x


class Scaled:
    def __init__(self, factor):
        self.factor = factor

    def times(self, x):
        return self.factor * x


net, scaled, half = Net(), Scaled(4.0), functools.partial(Scaled.times, Scaled(0.5))
square = lambda x: x * x


class Typed(TypedDict):
    W: np.ndarray
    b: float


def typed(p: Typed, x):
    return p["W"] @ x * p["b"]


weights = {"W": np.ones((2, 2)), "b": SimpleNamespace(c=1.0, n=3)}


def global_parts(weights, x):
    return weights["W"] @ x + weights["b"].c * weights["b"].n


def global_array(weights, x):
    return weights * x


def untold(p, x):
    return p["W"] @ x


def untold_object(p, x):
    return p.W @ x


def doubled(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        return 2 * function(*args, **kwargs)

    return inner


@doubled
def wrapped(x):
    return x * x


@functools.lru_cache
def cached(x):
    return x * x
"""
X, W, B = [5.0, 6.0], np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([7.0, 8.0])
ONES, W_BY = np.eye(2), np.kron(np.eye(2), [X])  # J of W @ x by W


class Pair(NamedTuple):
    """An argument that is a tuple with names."""

    a: float
    b: float


@dataclass(frozen=True)
class Weights:
    """An argument that is an object."""

    W: Any
    b: Any
    note: str = "not a number"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("parameters") / "program.py"
    path.write_text(PROGRAM, encoding="utf-8")
    return path


CALLS = [
    ("layer", [W, B, X], ["layer.W", "layer.b", "x"], [W_BY, 2 * ONES, W]),
    (
        "model",
        [W, B, 2.0, 3.0, X],
        ["model.layer.W", "model.layer.b", "model.rates.fast", "model.rates.slow", "x"],
        [2 * W_BY, 3 * ONES, (W @ X)[:, None], B[:, None], 2 * W],
    ),
    ("defaults", [X], ["x"], [3 * ONES]),
    (
        "defaults",
        [X, W, 2.0, B],
        ["x", "p['W']", "p['b'][0]", "p['b'][1]"],
        [3 * W, 3 * W_BY, B[:, None], 2 * ONES],
    ),
    ("keyword", [3.0, 5.0], ["a", "k"], [10, 6]),
    ("keyword", [3.0, 2.0, 5.0], ["a", "scale", "k"], [10, 15, 6]),
    ("keyword", [3.0, 2.0, 5.0, 7.0], ["a", "scale", "k", "m"], [10, 15, 6, 1]),
    ("rest", [2.0, 3.0, 4.0, 5.0], ["a", "more1", "more2", "k"], [5, 1, 1, 2]),
    ("parts", [X], ["x"], [[[1, 1], [6, 5], [10, 0], [0, 12], [1, 0], [0, 1], [2, 0], [0, 2]]]),
    ("typed", [W, 2.0, X], ["p['W']", "p['b']", "x"], [2 * W_BY, (W @ X)[:, None], 2 * W]),
    (
        "global_parts",
        [W, 5.0, X],
        ["weights['W']", "weights['b'].c", "x"],
        [W_BY, [[3], [3]], W],
    ),
    ("global_array", [B, X], ["weights", "x"], [np.diag(X), np.diag(B)]),
    ("Net.loss", [X], ["x"], [[[1, 2], [0, -1]]]),
    ("Net.__call__", [X], ["x"], [-ONES]),
    ("Net.doubled", [X], ["x"], [2 * ONES]),
    ("Net.sloped", [X], ["x"], [3 * ONES]),
    ("net.loss", [X], ["x"], [[[1, 2], [0, -1]]]),
    ("net", [X], ["x"], [-ONES]),
    ("scaled.times", [X], ["x"], [4 * ONES]),
    ("half", [X], ["x"], [0.5 * ONES]),
    ("square", [X], ["x"], [np.diag([10, 12])]),
    ("wrapped", [X], ["x"], [np.diag([20, 24])]),
    ("cached.__wrapped__", [X], ["x"], [np.diag([10, 12])]),
]


@pytest.mark.parametrize(("name", "at", "inputs", "jacobian"), CALLS)
def test_each_leaf_is_an_input_by_its_name_in_the_order_of_the_file(
    path: Path, name: str, at: list[Any], inputs: list[str], jacobian: list[Any]
) -> None:
    graph = trace(f"{path}:{name}", at)
    found = jaccli.compare(graph)
    assert [each.name for each in graph.inputs] == inputs
    rows = 1 if np.ndim(jacobian[0]) == 0 else len(jacobian[0])
    columns = [np.reshape(each, (rows, -1)) for each in jacobian]
    assert found.jacobian == pytest.approx(np.hstack(columns), 1e-14)


def test_a_trace_says_which_entries_are_which_part_of_the_result(path: Path) -> None:
    (said,) = [
        each.text for each in jaccli.trace(f"{path}:parts", X).findings if "result" in each.text
    ]
    assert said == (
        "Of the result, ['sum'] is o_1, ['all'].fast is o_2, ['all'].slow is o_3 … o_4, "
        "['more'][0] is o_5 … o_6, ['more'][2][0] is o_7 … o_8."
    )


@pytest.mark.parametrize(
    ("name", "at", "said"),
    [
        ("layer", [W], "takes 3 values (layer.W, layer.b, x), and 1 is given"),
        ("keyword", [1.0], "takes 2 to 4 values (a, scale, k, m), and 1 is given"),
        ("untold", [W, X], "`def f(params: Params): ...`"),
        ("untold_object", [W, X], "`def f(params: Params): ...`"),
        ("Scaled.times", [X], "`Scaled` needs factor to be made"),
        ("Scaled.times", [X], "scaled.times"),
        ("Net", [X], "Net.loss"),
        ("cached", [X], ":cached.__wrapped__`"),
    ],
)
def test_what_cannot_be_called_says_what_to_write(
    path: Path, name: str, at: list[Any], said: str
) -> None:
    with pytest.raises(Mistakes) as caught:
        trace(f"{path}:{name}", at)
    assert said in " ".join(str(caught.value).split())


def test_a_trace_of_parts_is_a_chain_file_that_is_read_again(path: Path, run: Any) -> None:
    at = [f"--at={json.dumps(np.asarray(each).tolist())}" for each in (W, B, X)]
    text = run("trace", f"{path}:layer", *at).out
    assert '"layer.W"' in text
    found = jaccli.compare(text)
    assert found.jacobian == pytest.approx(np.hstack([W_BY, 2 * ONES, W]), 1e-14)


@pytest.mark.slow
def test_python_takes_arguments_that_have_parts() -> None:
    def squared(p: Any, x: Any) -> Any:
        return np.sum((p["W"] @ x + p["b"]) ** 2)

    def net(layers: Any, x: Any) -> Any:
        for w, b in layers:
            x = w @ x + b
        return x.sum()

    rest = 2 * (W @ X + B)
    found = jaccli.grad(squared, ({"W": W, "b": B}, X)).input_gradients
    assert found["p['W']"] == pytest.approx(np.outer(rest, X), 1e-14)
    assert found["p['b']"] == pytest.approx(rest, 1e-14)
    found = jaccli.grad(net, ([(W, B), (2 * W, B)], X)).input_gradients
    assert list(found) == [f"layers[{i}][{j}]" for i in (0, 1) for j in (0, 1)] + ["x"]
    assert found["x"] == pytest.approx(np.ones(2) @ (2 * W) @ W, 1e-14)
    found = jaccli.grad(lambda q: q.a * q.b, Pair(3.0, 2.0)).input_gradients
    assert {name: float(each) for name, each in found.items()} == {"q.a": 2.0, "q.b": 3.0}
    found = jaccli.grad(lambda p, x: p.W @ x @ p.b, (Weights(W, B), X)).input_gradients
    assert found["p.b"] == pytest.approx(W @ X, 1e-14)
    assert jaccli.check(squared, ({"W": W, "b": B}, X)).ok


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: jaccli.compare({"input": [1.0], "layers": ["tanh"]}, {"x": 1.0}), "no dict"),
        (lambda: jaccli.grad(lambda p, x: x, {"W": W}), "takes 2 values (p, x), and 1 is given"),
        (lambda: jaccli.grad(lambda p: p["W"], {"W": W * np.nan}), "['W'] is not finite"),
        (lambda: jaccli.grad(lambda x: {"a": x, "b": {1.0}}, X), "a set at ['b']"),
        (lambda: jaccli.grad(lambda x: {"a": None, "b": "text"}, X), "no numbers"),
    ],
)
def test_python_says_what_parts_are_wrong(call: Callable[[], Any], said: str) -> None:
    with pytest.raises(JaccliError) as caught:
        call()
    assert said in str(caught.value)
