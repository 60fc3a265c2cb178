"""What a layer does to the vectors of a sweep: the product as a formula, and why, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from jaccli.arrays import Array, np
from jaccli.layers import carried
from jaccli.layers.acts import Acts, Told
from jaccli.linearise import Step

if TYPE_CHECKING:
    from jaccli.linmap import LinearMap


def acts(step: Step, at: int, map_: LinearMap, told: Told) -> Acts:
    """The product with the Jacobian (m, n) by input `at` as the layer makes it."""
    with np.errstate(all="ignore"):  # what is not finite is cut off, or was reported
        return step.node.layer.acts(at, step.inputs, map_, told)


def acts_in_chain(
    step: Step,
    k: int,
    moved: str,
    letters: Mapping[str, str],
    *,
    forward: bool,
    several: bool = False,
) -> Acts:
    """The same of layer k of a chain.

    moved: what arrives, v3 or u4; letters: what W is called; several: of several vectors
    """
    told = Told(f"x{k}", moved, f"J{k}", rule_in_chain(step, k), forward, several, letters)
    return acts(step, 0, step.jacobian, told)


def rule_in_chain(step: Step, k: int) -> str:
    """J_k as a formula of x_k: diag(1 where x2 > 0)."""
    return step.node.layer.rule(0, [f"x{k}"], f"x{k + 1}")


def reason(step: Step, at: int, vectors: Array, *, forward: bool) -> str:
    """What the Jacobian by input `at` does to the vectors (c, size), in plain words."""
    if not vectors.any():
        return stays_zero(forward=forward)
    one = vectors[0] if len(vectors) == 1 else None
    with np.errstate(all="ignore"):  # as above
        return step.node.layer.reason(at, step.inputs, one, forward=forward)


def stays_zero(*, forward: bool) -> str:
    """Why nothing happens to a vector of zeros."""
    return f"the {carried(forward=forward)} is 0 by now, and stays 0"
