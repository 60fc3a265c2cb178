"""The complex step of one layer: Im f(x + ihv) / h (Squire & Trapp 1998): nothing is subtracted."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import reduce
from typing import NamedTuple

from jaccli.arrays import Array, np
from jaccli.reports.common.derivatives.alike import of_each

STEPS = (1e-40, 1e-20)  # relative to x; the larger one where the smaller underflows
COARSE = 1e-10  # likewise, where the two do not say the same
SAME = 1e-9  # of a slope: both steps are exact unless something underflows on the way
SAFE = 1e-250  # an imaginary part from which nothing has been lost to underflow
SQUARED = 1e-150  # the square of a smaller number may underflow
SUBNORMAL = 1e-317  # of an imaginary part below SAFE, what rounding leaves in doubt
MOST = (1e-20, 1e-9)  # of the steps: functions that oscillate have a scale of their own
LEAST = 1e-290  # of a step, unless it would be more than WIDEST of x
RAISED = 1e10  # times as much of the coarse step
WIDEST = 1e-9  # of x: the error of the slope is of the order of its square
EPSILON = 2.0**-52  # of float64
NUDGES = 8  # points beside x whose slopes show what rounding leaves

Function = Callable[..., Array]


class Slope(NamedTuple):
    """A derivative (m,), and what may have been lost of it to underflow."""

    value: Array
    lost: Array


def slope_along(
    function: Function, inputs: Sequence[Array], tangents: Sequence[Array], *, entrywise: bool
) -> Slope:
    """The derivative of a function (m,) at its inputs along tangents of the same shapes.

    entrywise: entry i of the value reads entry i of each input alone, and has a step of its own
    """
    with np.errstate(all="ignore"), warnings.catch_warnings():
        # a layer that drops the imaginary part is found by its missing slope
        warnings.simplefilter("ignore", np.exceptions.ComplexWarning)
        return _slope_along(function, inputs, tangents, entrywise)


def _slope_along(
    function: Function, inputs: Sequence[Array], tangents: Sequence[Array], entrywise: bool
) -> Slope:
    small, large = (_quotient(function, inputs, tangents, each, entrywise) for each in STEPS)
    whole = small[1] >= SAFE
    lost = np.where(whole | (large[1] >= SAFE), 0.0, SUBNORMAL / large[2])
    # 0 has no size that h could be small beside: two steps show what is left of it
    zeros = of_each(lambda x, t: (t != 0) & (x == 0), inputs, tangents)
    at_zero = _somewhere(zeros, entrywise=entrywise)
    lost = lost + np.where(at_zero, np.abs(small[0] - large[0]), 0.0)
    # the squares of such numbers are 0, and what is made of them does not move
    small_ones = of_each(
        lambda x, t: ((t != 0) | (not entrywise)) & (x != 0) & (np.abs(x) < SQUARED),
        inputs,
        tangents,
    )
    tiny = _somewhere(small_ones, entrywise=entrywise)
    lost = np.where(tiny & (large[1] == 0) & (small[1] == 0), np.inf, lost)
    value = np.where(whole, small[0], large[0])
    if (
        not _same(small[0], large[0]) or (small[2] == large[2]).any()
    ):  # something may underflow on the way
        coarse, *_ = _quotient(function, inputs, tangents, COARSE, entrywise)
        lost = np.fmax(lost, np.abs(value - coarse))
    return Slope(value, lost)


def _same(small: Array, large: Array) -> bool:
    """Whether two slopes say the same; np.allclose takes ten times as long on a few numbers."""
    close = np.isfinite(large) & (np.abs(small - large) <= SAME * np.abs(large))
    return bool((close | (small == large)).all())


def _somewhere(found: Sequence[Array], *, entrywise: bool) -> Array:
    """Where that is so of an entry of some input; all or nothing unless entry meets entry."""
    if entrywise:
        return reduce(np.logical_or, found)
    return np.array(any(of_each(np.any, found)))


def rounding(
    function: Function, inputs: Sequence[Array], tangents: Sequence[Array], *, entrywise: bool
) -> Array:
    """How far the slope (m,) moves over x (1 ± a few ε): what rounding may make of it."""
    rng = np.random.RandomState(0)
    slopes = [slope_along(function, inputs, tangents, entrywise=entrywise).value]
    for _ in range(NUDGES):
        beside = [x * (1 + EPSILON * rng.randint(-3, 4, x.shape)) for x in inputs]
        slopes.append(slope_along(function, beside, tangents, entrywise=entrywise).value)
    finite = [each for each in slopes if np.isfinite(each).all()]
    moved: Array = np.ptp(finite, axis=0) if finite else np.zeros(len(slopes[0]))
    return moved


def _quotient(
    function: Function,
    inputs: Sequence[Array],
    tangents: Sequence[Array],
    relative: float,
    entrywise: bool,
) -> tuple[Array, Array, Array]:
    """Im f(x + iht) / h, the size of Im f, and h."""
    # beside tiny numbers a 0 is tiny as well, unless each entry is read alone
    known = of_each(lambda x: np.abs(x[np.isfinite(x)]).max(initial=0.0), inputs)
    zero = 1.0 if entrywise else min(1.0, float(max(known)) or 1.0)
    steps = of_each(lambda x, t: _step(x, t, relative, zero), inputs, tangents)
    h = reduce(np.minimum, steps) if entrywise else min(of_each(lambda h: float(h.min()), steps))
    least = LEAST * (RAISED if relative == COARSE else 1.0)
    if not entrywise:  # one tiny entry may not let all others underflow
        h = max(h, least / max(of_each(lambda t: float(np.abs(t).max()), tangents)))
    value = function(*of_each(lambda x, t: x + 1j * (h * t), inputs, tangents))
    return value.imag / h, np.abs(value.imag), np.broadcast_to(h, value.shape)


def _step(x: Array, tangent: Array, relative: float, zero: float) -> Array:
    """h for each entry, so that h |t| is that share of |x|; infinite where t is 0.

    zero: what is taken for |x| where x is 0
    """
    size = np.where(np.isfinite(x) & (x != 0), np.abs(x), zero)
    moved = np.maximum(relative * size, np.minimum(WIDEST * size, LEAST))
    moved = np.minimum(moved, MOST[relative != STEPS[0]])
    h: Array = np.where(tangent == 0, 1e300, moved / np.abs(tangent))
    return np.minimum(h, 1e300)
