"""The complex step of one layer: Im f(x + ihv) / h (Squire & Trapp 1998): nothing is subtracted."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from jaccli.arrays import Array, np
from jaccli.reports.common.derivatives.alike import apart

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


class _Moves:
    """What moves, and along what: arrays that are the same objects once, one after another.

    x, t: (k, m) where entry meets entry, else flat, for thousands of short arrays are looked at
    together
    """

    def __init__(
        self, inputs: Sequence[Array], tangents: Sequence[Array], *, entrywise: bool
    ) -> None:
        distinct, self.places = apart([*zip(inputs, tangents, strict=True)])
        self.sizes = [len(x) for x, _ in distinct]
        self.entrywise = entrywise
        self.x, self.t = map(self._joined, zip(*distinct, strict=True))

    def _joined(self, arrays: Sequence[Array]) -> Array:
        found = arrays[0] if len(arrays) == 1 else np.concatenate(arrays)
        return found.reshape(len(arrays), -1) if self.entrywise else found

    def somewhere(self, found: Array) -> Array:
        """Where that is so of an entry of some input; all or nothing unless entry meets entry."""
        return np.any(found, axis=0) if self.entrywise else np.array(found.any())

    def least(self, steps: Array) -> Any:
        """The smallest, (m,) where entry meets entry."""
        return steps.min(axis=0) if self.entrywise else float(steps.min())

    def each(self, moved: Array) -> list[Array]:
        """The arrays of x that have been moved, one for each input."""
        ends = [*accumulate(self.sizes)]
        flat = moved.reshape(-1)
        found = [flat[end - size : end] for size, end in zip(self.sizes, ends, strict=True)]
        return [found[at] for at in self.places]


def _slope_along(
    function: Function, inputs: Sequence[Array], tangents: Sequence[Array], entrywise: bool
) -> Slope:
    moves = _Moves(inputs, tangents, entrywise=entrywise)
    small, large = (_quotient(function, moves, each) for each in STEPS)
    whole = small[1] >= SAFE
    lost = np.where(whole | (large[1] >= SAFE), 0.0, SUBNORMAL / large[2])
    x, t = moves.x, moves.t
    # 0 has no size that h could be small beside: two steps show what is left of it
    at_zero = moves.somewhere((t != 0) & (x == 0))
    lost = lost + np.where(at_zero, np.abs(small[0] - large[0]), 0.0)
    # the squares of such numbers are 0, and what is made of them does not move
    tiny = moves.somewhere(((t != 0) | (not entrywise)) & (x != 0) & (np.abs(x) < SQUARED))
    lost = np.where(tiny & (large[1] == 0) & (small[1] == 0), np.inf, lost)
    value = np.where(whole, small[0], large[0])
    if (
        not _same(small[0], large[0]) or (small[2] == large[2]).any()
    ):  # something may underflow on the way
        coarse, *_ = _quotient(function, moves, COARSE)
        lost = np.fmax(lost, np.abs(value - coarse))
    return Slope(value, lost)


def _same(small: Array, large: Array) -> bool:
    """Whether two slopes say the same; np.allclose takes ten times as long on a few numbers."""
    close = np.isfinite(large) & (np.abs(small - large) <= SAME * np.abs(large))
    return bool((close | (small == large)).all())


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


def _quotient(function: Function, moves: _Moves, relative: float) -> tuple[Array, Array, Array]:
    """Im f(x + iht) / h, the size of Im f, and h."""
    x, t = moves.x, moves.t
    zero = 1.0
    if not moves.entrywise:  # beside tiny numbers a 0 is tiny as well, unless each is read alone
        zero = min(1.0, float(np.abs(x[np.isfinite(x)]).max(initial=0.0)) or 1.0)
    h = moves.least(_step(x, t, relative, zero))
    least = LEAST * (RAISED if relative == COARSE else 1.0)
    if not moves.entrywise:  # one tiny entry may not let all others underflow
        h = max(h, least / float(np.abs(t).max()))
    value = function(*moves.each(x + 1j * (h * t)))
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
