"""The textbook's two loops (Murphy 2022, algorithms 5 and 6)."""

from __future__ import annotations

from collections.abc import Iterable

from jaccli.linearise import Step
from jaccli.linmap import LinearMap, product


def forward(steps: Iterable[Step], tangents: LinearMap) -> LinearMap:
    """J V, right to left: algorithm 5 for a collection of tangents.

    tangents: V (n, c), one column a tangent; `steps` may be a stream, nothing is kept.
    """
    for step in steps:
        tangents = product(step.jacobian, tangents)
    return tangents


def reverse(steps: Iterable[Step], adjoints: LinearMap) -> LinearMap:
    """U J, left to right: algorithm 6 for a collection of adjoints.

    adjoints: U (r, m), one row an adjoint; the list of the steps is the tape.
    """
    for step in reversed(list(steps)):
        adjoints = product(adjoints, step.jacobian)
    return adjoints
