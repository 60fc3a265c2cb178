"""How large rounding may be: in a layer, and in a product of Jacobians whose terms cancel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from functools import cache
from itertools import chain
from typing import Any

from jaccli.accumulate import sum_of_moved
from jaccli.arrays import Array, np
from jaccli.linearise import Step
from jaccli.linmap import LinearMap
from jaccli.linmap.difference import Difference
from jaccli.reports.common.derivatives.alike import of_each


def path_weight(tape: Sequence[Step], output: str, *, parameters: bool = False) -> float:
    """The largest entry of Σ |J_K| ⋯ |J_1| over all paths: rounding is of this order times ε.

    |fl(AB) − AB| ≤ γ |A||B| (Higham 2002, section 3.5), and so for every further factor. Where no
    terms cancel this is about max|J|. parameters: by those as well
    """
    size = next(len(step.value) for step in tape if step.node.name == output)
    collected = {output: np.eye(size)}
    largest = 1.0
    for step in reversed(tape):
        weight = collected.pop(step.node.name, None)
        if weight is None:
            continue
        if parameters:
            for jacobian in step.parameter_jacobians.values():
                reached = absolute(jacobian).on_rows(weight)
                largest = max(largest, float(reached.max(initial=0.0)))
        for name, jacobian in zip(step.node.inputs, step.jacobians, strict=True):
            with np.errstate(all="ignore"):  # where it overflows it is no limit
                reached = weight @ np.abs(jacobian.dense())
            collected[name] = collected[name] + reached if name in collected else reached
    for weight in collected.values():
        largest = max(largest, float(weight.max()))
    return largest


def terms_of(step: Step, unsigned: Sequence[LinearMap]) -> Array:
    """max(|z|, Σ |J||x|) (m,): the size of what is added up within the layer, which ε rounds.

    unsigned: |J| by each input
    """
    with np.errstate(all="ignore"):
        vectors = of_each(sizes, step.inputs)
        inner = sum_along(unsigned, vectors) if vectors else 0.0
        found = np.maximum(sizes(step.value), inner)
    return np.full_like(found, found.max()) if step.node.layer.normwise else found


def natural_slope(
    terms: Array, inputs: Sequence[Array], tangents: Sequence[Array], *, entrywise: bool
) -> Array:
    """The slope that a function of terms of that size has by nature; ε of it may have been lost
    in the Jacobian, as in 1 − z²."""
    if entrywise:
        shares = of_each(lambda x, t: np.abs(t) / np.maximum(1.0, sizes(x)), inputs, tangents)
        return terms * sum(shares)
    largest = max(1.0, *of_each(lambda x: float(sizes(x).max(initial=0.0)), inputs))
    return terms * max(of_each(lambda t: float(np.abs(t).max(initial=0.0)), tangents)) / largest


def sum_along(maps: Iterable[LinearMap], vectors: Sequence[Array]) -> Array:
    """Σ J v"""
    columns = of_each(lambda vector: vector[:, None], vectors)
    return sum_of_moved([*zip(columns, maps, strict=True)])[:, 0]


def sizes(x: Array) -> Array:
    """|x|, and 0 for what is not finite: nothing that is looked at depends on it."""
    return np.where(np.isfinite(x), np.abs(x), 0.0)


def absolute(map_: LinearMap) -> LinearMap:
    """|J|, or more: a map of the same kind whose numbers have lost their signs."""
    if isinstance(map_, Difference):  # its sign stands in no array
        return map_.unsigned
    values = [(name, getattr(map_, name, None)) for name in _fields(type(map_))]
    unsigned = [
        (name, bare)
        for name, value in values
        if isinstance(value, np.ndarray | tuple) and (bare := _without_signs(value)) is not value
    ]
    if not unsigned:
        return map_
    twin = copy(map_)
    for name, bare in unsigned:
        setattr(twin, name, bare)
    return twin


@cache
def _fields(kind: type[LinearMap]) -> tuple[str, ...]:
    return (*chain.from_iterable(getattr(each, "__slots__", ()) for each in kind.__mro__),)


def _without_signs(value: Any) -> Any:
    """The numbers of a map, or its factors, without signs; indices stay."""
    if isinstance(value, LinearMap):
        return absolute(value)
    if type(value) is tuple:
        return tuple([_without_signs(each) for each in value])
    return sizes(value) if isinstance(value, np.ndarray) and value.dtype.kind == "f" else value
