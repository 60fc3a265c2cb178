"""Difference quotients along a direction over several steps, each with its errors.

Differences have errors of their own: the curvature within a step, the rounding of f, kinks and
the edges of a domain, a singular point beside x. They are measured as the spread of quotients
over fractions of a step, entry by entry.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from jaccli.arrays import Array, largest, np, parts

Obstacle = Literal["kink", "domain"]

EPSILON = 2.0**-52  # of float64
STEP = 1e-6  # relative to the numbers that move; about the cube root of EPSILON
WIDE = (1.0, 1e-2, 1e-4, 1e-6, 1e-8, 1e2, 1e4)  # steps by the size of what moves, 1 at least
COARSE = 1e-3  # of the smallest number: a larger step may reach a singular point beside it
OWN = (1.0, 1e-2, 1e2)  # steps by the size of the smallest number that moves
APART = 10.0  # two steps that are to confirm each other differ by this factor
FRACTIONS = (1.0, 0.83, 0.71, 0.53, 0.37)  # of a step; their quotients differ by their errors
EVALUATIONS = 1 + 2 * len(FRACTIONS)  # of f, where the first step is good
GOOD = 1e-3  # a bound, relative to the slope, that needs no other step
LOOSE = 0.1  # a bound, relative to the slope, that still tells something
RELATIVE = 1e-6  # of the derivative, beside the measured error
SAFETY = 10  # times the measured error
TINY = 1e-300  # slopes below it underflow


class Probed(NamedTuple):
    """f at a point. sides: on which side of each kink every entry lies; largest: of all values on
    the way, whose rounding is in the result."""

    value: Array
    sides: tuple[Array, ...]
    largest: float


Probe = Callable[[Array], Probed]


class Quotients(NamedTuple):
    """Difference quotients (m,) over one step, beside a derivative.

    bound: how far it may be from the quotients, by the spread over fractions of the step and, where
    that does not tell, by the rounding of f; left, right: the quotients of each side alone;
    floor: slopes below it move f less than the rounding on the way.
    """

    step: float
    value: Array
    bound: Array
    difference: Array
    floor: Array
    left: Array
    right: Array
    share: Array  # the bound relative to the slope: 0 where both are 0

    @property
    def contains(self) -> Array:
        """Where the derivative is within the bound."""
        return self.difference <= self.bound + TINY

    @property
    def tells(self) -> Array:
        """Where it is, and where the bound is small enough to say something."""
        return self.contains & (self.share <= LOOSE) & ~self.still

    @property
    def still(self) -> Array:
        """Where f does not move, nor should it; or where it stands still in its rounding."""
        return self.contains & (self.share == 0)


def weighted(weights: Array, values: Array) -> Array:
    """U f (r,), where a 0 in U (r, m) leaves an entry of f out, be it infinite."""
    with np.errstate(all="ignore"):
        found: Array = weights @ values
        if np.isfinite(found).all():
            return found
        return np.where((weights != 0) & (values != 0), weights * values, 0.0).sum(axis=1)


class Reach(NamedTuple):
    """Of the numbers that move: the largest size, how fast they move at most and at least, and the
    smallest size by how fast it moves, None where all are 0."""

    largest: float
    fastest: float
    slowest: float
    nearest: float | None


def _reach(x: Array, direction: Array) -> Reach | None:
    """None where nothing moves. A part at a time: x may be as long as all weights together."""
    each = [found for found in map(_reach_in, parts(x), parts(direction)) if found is not None]
    if not each:
        return None
    return Reach(
        max(found.largest for found in each),
        max(found.fastest for found in each),
        min(found.slowest for found in each),
        min((found.nearest for found in each if found.nearest is not None), default=None),
    )


def _reach_in(x: Array, direction: Array) -> Reach | None:
    moved = np.isfinite(x) & (direction != 0)
    sizes, by = np.abs(x[moved]), np.abs(direction[moved])
    if not sizes.size:
        return None
    with np.errstate(all="ignore"):
        nearest = (sizes / by)[sizes > 0]
    least = float(nearest.min()) if nearest.size else None
    return Reach(float(sizes.max()), float(by.max()), float(by.min()), least)


def ladder(x: Array, direction: Array) -> tuple[float, list[float]]:
    """The steps to try: first relative to the size of all that moves, 1 at least, then relative
    to the smallest number that moves, which may stand beside a singular point."""
    reach = _reach(x, direction)
    if reach is None:
        return 0.0, []
    with np.errstate(all="ignore"):
        wide = max(reach.largest, 1.0) / reach.fastest
        own = wide if reach.nearest is None else reach.nearest
        far = largest(x) / reach.fastest
    first, *others = WIDE
    wished = [wide * first, *(own * each for each in OWN), *(wide * each for each in others), far]
    steps: list[float] = []
    for each in wished:
        h = STEP * each
        known = any(1 / 3 < h / step < 3 for step in steps)
        if not known and h * reach.slowest > TINY and np.isfinite(h * reach.fastest):
            steps.append(h)
    return STEP * own, steps


def quotients(
    probe: Probe,
    x: Array,
    direction: Array,
    derivative: Array,
    here: Probed,
    h: float,
    rounding: Array | None,
    live: Array,
) -> Quotients | Obstacle:
    """Over one step and fractions of it."""
    pairs = [_pair(probe, x, f * h * direction) for f in FRACTIONS]  # one move at a time
    points = [point for pair in pairs for point in pair]
    if not all(np.isfinite(point.value[live]).all() for point in points):
        return "domain"
    if any(
        not np.array_equal(there, side, equal_nan=True)
        for point in points
        for there, side in zip(point.sides, here.sides, strict=True)
    ):
        return "kink"
    width = [_width(x, direction, f * h) for f in FRACTIONS]
    if not all(width):
        return "domain"
    with np.errstate(all="ignore"):
        values = [(above.value, below.value) for above, below in pairs]
        central = np.stack([(a - b) / w for (a, b), w in zip(values, width, strict=True)])
        central = np.where(live, central, 0.0)
        right, left = (2 * (values[0][0] - here.value), 2 * (here.value - values[0][1]))
    if rounding is None:
        largest = max(point.largest for point in points if np.isfinite(point.largest))
        lost = np.full(len(derivative), EPSILON * largest)
    else:
        ends = np.max([np.abs(point.value) for point in points], axis=0)
        lost = np.maximum(rounding, EPSILON * np.where(live, ends, 0.0))
    with np.errstate(all="ignore"):
        floor = lost / h
    return _beside(
        derivative,
        Quotients(
            h,
            central[0],
            np.ptp(central, axis=0),
            np.abs(central[0] - derivative),
            floor,
            np.where(live, left, 0.0) / width[0],
            np.where(live, right, 0.0) / width[0],
            floor,
        ),
        known=rounding is not None,
    )


def _pair(probe: Probe, x: Array, move: Array) -> tuple[Probed, Probed]:
    """f on both sides of x."""
    return probe(x + move), probe(x - move)


def _beside(derivative: Array, found: Quotients, *, known: bool) -> Quotients:
    """The quotients with their bounds; until now `bound` is the spread alone."""
    spread, floor = found.bound, found.floor
    scale = np.maximum(np.abs(derivative), np.abs(found.value))
    bound = SAFETY * spread + RELATIVE * scale
    # quotients that nearly agree show their error; equal or wild ones may hide it in the rounding
    agreeing = (spread > 0) & (spread <= GOOD * scale)
    # what is known of the rounding entry by entry counts in any case; a guess only if it must
    beyond = (found.difference > bound) & (known | ~agreeing)
    with np.errstate(all="ignore"):
        noise = SAFETY * np.where(agreeing, spread, np.maximum(spread, floor))
        bound = np.where(beyond, bound + SAFETY * floor, bound)
        share = np.where(scale > 0, np.maximum(noise, bound) / scale, 0.0)
    return found._replace(bound=bound, share=share)


def _width(x: Array, direction: Array, h: float) -> float:
    """2h as it was rounded: x ± h is a number of its own. Of several entries each rounds its own
    way, and 2h it is."""
    (moved,) = np.flatnonzero(direction)[:2] if np.count_nonzero(direction) == 1 else (None,)
    if moved is None:
        return 2 * h
    step = h * direction[moved]
    width = float(((x[moved] + step) - (x[moved] - step)) / direction[moved])
    return width if np.isfinite(width) else 0.0
