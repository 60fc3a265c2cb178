"""Numbers on a grid: slopes (np.gradient), areas (np.trapezoid), and values between the points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.lib.array_utils import normalize_axis_tuple

from jaccli.arrays import Array
from jaccli.trace.arrays.operands import holds_traced, operands, traced
from jaccli.trace.arrays.table import concrete, implements, np
from jaccli.trace.arrays.value import Traced
from jaccli.trace.source.refusal import Refusal


@implements("gradient")
def _gradient(f: Any, *varargs: Any, axis: Any = None, edge_order: int = 1) -> Any:
    given, *spacings = operands(f, *varargs)
    axes = range(given.ndim) if axis is None else normalize_axis_tuple(axis, given.ndim)
    np.gradient(concrete(f), *concrete(varargs), axis=axis, edge_order=edge_order)  # what is wrong
    if not spacings:
        spacings = [np.ones(())] * len(axes)
    elif len(spacings) == 1:
        spacings = spacings * len(axes)
    found = tuple(
        np.moveaxis(_slopes(np.moveaxis(given, at, -1), h, edge_order), -1, at)
        for at, h in zip(axes, spacings, strict=True)
    )
    return found[0] if len(found) == 1 else found


def _slopes(f: Any, spacing: Any, edge_order: int) -> Any:
    """Second-order differences along the last axis.

    spacing: of a uniform grid, (), or where the points stand, (n,)
    """
    n = f.shape[-1]
    steps = spacing if not spacing.shape else spacing[1:] - spacing[:-1]
    if not isinstance(steps, Traced) and np.size(steps) and (steps == np.ravel(steps)[0]).all():
        steps = np.ravel(steps)[0]
    if np.ndim(steps) == 0:
        inner = (f[..., 2:] - f[..., :-2]) / (2.0 * steps)
        first = last = steps
    else:
        h, k = steps[:-1], steps[1:]
        below, at, above = -k / (h * (h + k)), (k - h) / (h * k), h / (k * (h + k))
        inner = below * f[..., :-2] + at * f[..., 1:-1] + above * f[..., 2:]
        first, last = steps[0], steps[-1]
    if edge_order == 1:
        ends = (f[..., 1:2] - f[..., :1]) / first, (f[..., n - 1 :] - f[..., n - 2 : n - 1]) / last
        return np.concatenate([ends[0], inner, ends[1]], axis=-1)
    second, last_but_one = (steps, steps) if np.ndim(steps) == 0 else (steps[1], steps[-2])
    left = _edge(f[..., :1], f[..., 1:2], f[..., 2:3], first, second)
    right = _edge(
        f[..., n - 1 :], f[..., n - 2 : n - 1], f[..., n - 3 : n - 2], -last, -last_but_one
    )
    return np.concatenate([left, inner, right], axis=-1)


def _edge(at: Any, near: Any, far: Any, h: Any, k: Any) -> Any:
    """The slope at the first of three points, h and then k apart, of the parabola through them."""
    by_at, by_near, by_far = -(2 * h + k) / (h * (h + k)), (h + k) / (h * k), -h / (k * (h + k))
    return by_at * at + by_near * near + by_far * far


@implements("trapezoid", "trapz")
def _trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1) -> Any:
    given: Any = operands(y, dx) if x is None else operands(y, x)
    rows = np.moveaxis(given[0], axis, -1)
    means = (rows[..., 1:] + rows[..., :-1]) / 2
    if x is None:
        return np.sum(means * given[1], axis=-1)
    places = given[1] if given[1].ndim == 1 else np.moveaxis(given[1], axis, -1)
    return np.sum(means * (places[..., 1:] - places[..., :-1]), axis=-1)


@implements("interp")
def _interp(
    x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None
) -> Any:
    np.interp(*concrete((x, xp, fp, left, right, period)))  # what is wrong with them
    if holds_traced(period):
        raise Refusal(
            "np.interp with a traced `period` cannot be traced",
            "the points are put into order by it",
            "`np.interp(x % period, xp, fp)`",
        )
    x, xp, fp = operands(x, xp, fp)
    if period is not None:
        return _between(x % period, *_around(xp % period, fp, period), None, None)
    return _between(x, xp, fp, left, right)


def _around(xp: Any, fp: Any, period: Any) -> tuple[Any, Any]:
    """The points of one period in their order, with one of the next period at each end."""
    order = np.argsort(concrete(xp))
    xp, fp = xp[order], fp[order]
    places = np.concatenate([xp[-1:] - period, xp, xp[:1] + period])
    return places, np.concatenate([fp[-1:], fp, fp[:1]])


def _between(x: Any, xp: Any, fp: Any, left: Any, right: Any) -> Any:
    """Straight lines from point to point; at a point the slope is that of the line before it."""
    at, points = concrete(x), concrete(xp)
    low, high = at < points[0], at > points[-1]
    if len(points) == 1:
        found = np.broadcast_to(fp, np.shape(at)) if np.shape(at) else fp[0]
    else:
        found = _on_lines(x, xp, fp, np.searchsorted(points, at, side="left"))
    if low.any() or left is not None:
        found = np.where(low, fp[0] if left is None else left, found)
    if high.any() or right is not None:
        found = np.where(high, fp[-1] if right is None else right, found)
    return found


def _on_lines(x: Any, xp: Any, fp: Any, following: Array) -> Any:
    above = np.clip(following, 1, xp.shape[0] - 1)
    below = above - 1
    slopes = (fp[1:] - fp[:-1]) / (xp[1:] - xp[:-1])
    return slopes[below] * (x - xp[below]) + fp[below]


@implements("unwrap")
def _unwrap(p: Any, discont: Any = None, axis: int = -1, *, period: Any = 2 * np.pi) -> Any:
    p = traced(p)
    if holds_traced(period):
        raise Refusal(
            "np.unwrap with a traced `period` cannot be traced",
            "how many of them are added depends on it",
            "`np.unwrap(p / period, period=1) * period`",
        )
    whole: Sequence[float] = np.unwrap(concrete(p), concrete(discont), axis, period=period)
    return p + (whole - concrete(p))  # whole turns, which stay the same nearby
