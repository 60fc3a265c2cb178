"""Expressions of x, A and T, recorded: NumPy's value, and slopes of central differences."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from oracles import central_differences

from jaccli.accumulate import pullback, pushforward
from jaccli.graph import Graph, load
from jaccli.linearise import Step, linearise
from jaccli.trace import trace

Array = np.ndarray[Any, np.dtype[Any]]
X = np.array([0.7, -1.3, 2.1, 0.4, -0.9, 1.6])
A = np.array([[1.2, -0.7, 0.5], [0.4, 2.3, -1.6]])
T = np.sin(np.arange(24.0) * 1.7 + 0.3).reshape(2, 4, 3) * 2
ALONG = np.random.RandomState(0).standard_normal((36, 3))  # directions that leave no column out


def steps_of(graph: Graph) -> list[Step]:
    point = {each.name: each.point.load(graph.dtype) for each in graph.inputs}
    return list(linearise(load(graph), point))


def output(graph: Graph, steps: list[Step]) -> Array:
    return next(step.value for step in steps if step.node.name == graph.output)


def by_reverse(graph: Graph, steps: list[Step]) -> Array:
    m = graph.output_size
    adjoints = pullback(steps, graph.output, np.eye(m), [each.name for each in graph.inputs])
    return np.hstack([adjoints.get(x.name, np.zeros((m, x.size))) for x in graph.inputs])


def by_forward(graph: Graph, steps: list[Step]) -> Array:
    parts = np.split(np.eye(graph.input_size), np.cumsum([x.size for x in graph.inputs])[:-1])
    tangents = {x.name: part for x, part in zip(graph.inputs, parts, strict=True)}
    reached = {x.name for x in graph.inputs}
    for step in steps:
        if reached & set(step.node.inputs):
            reached.add(step.node.name)
    if graph.output not in reached:
        return np.zeros((graph.output_size, graph.input_size))
    return pushforward(steps, graph.output, tangents)


def flat(result: Any) -> Array:
    parts = result if isinstance(result, tuple | list) else [result]
    return np.concatenate([np.ravel(np.asarray(part, float)) for part in parts])


def agrees(expression: str, path: Path, imports: str = "import numpy as np") -> None:
    """Asserts that an expression of x (6,), A (2, 3) and T (2, 4, 3) is recorded as it is."""
    text = f"{imports}\ndef f(x, A, T):\n    return {expression}\n"
    path.write_text(text, encoding="utf-8")
    function = runpy.run_path(str(path))["f"]

    def of_all(z: Array) -> Array:
        return flat(function(z[:6], z[6:12].reshape(2, 3), z[12:].reshape(2, 4, 3)))

    graph = trace(f"{path}:f", [X, A, T])
    steps = steps_of(graph)
    point = np.concatenate([X, A.ravel(), T.ravel()])
    assert output(graph, steps) == pytest.approx(of_all(point), 1e-12, 1e-12)
    differences = central_differences(lambda t: of_all(point + ALONG @ t), np.zeros(3))
    back = by_reverse(graph, steps)
    np.testing.assert_allclose(back @ ALONG, differences, 1e-5, 1e-5, equal_nan=False)
    np.testing.assert_allclose(by_forward(graph, steps), back, 1e-10, 1e-10, equal_nan=False)
