"""How large rounding may be in a product of Jacobians whose terms cancel."""

from __future__ import annotations

from collections.abc import Sequence

from jaccli.arrays import np
from jaccli.linearise import Step


def path_weight(tape: Sequence[Step], output: str) -> float:
    """The largest entry of Σ |J_K| ⋯ |J_1| over all paths: rounding is of this order times ε.

    |fl(AB) − AB| ≤ γ |A||B| (Higham 2002, section 3.5), and so for every further factor. Where no
    terms cancel this is about max|J|.
    """
    size = next(len(step.value) for step in tape if step.node.name == output)
    collected = {output: np.eye(size)}
    largest = 1.0
    for step in reversed(tape):
        weight = collected.pop(step.node.name, None)
        if weight is None:
            continue
        for name, jacobian in zip(step.node.inputs, step.jacobians, strict=True):
            reached = weight @ np.abs(jacobian.dense())
            collected[name] = collected[name] + reached if name in collected else reached
    for weight in collected.values():
        largest = max(largest, float(weight.max()))
    return largest
