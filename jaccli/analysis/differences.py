"""A derivative beside central differences of the function itself: what they can and cannot tell.

Differences have errors of their own: the curvature within a step, the rounding of f, kinks and
the edges of a domain. They are measured as the spread of quotients over several steps, and where
they hide the answer the check says so. Derivatives and differences are both taken in float64, so
that a chain in float32 is not blamed for its rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from jaccli.analysis.beside import Beside
from jaccli.arrays import Array, np

Status = Literal["ok", "differs", "branch", "kink", "domain", "too small"]

EPSILON = 2.0**-52  # of float64
STEP = 1e-6  # relative to the numbers that move; about the cube root of EPSILON
SHRINKING = (1.0, 1e-2, 1e-4, 1e-6, 1e-8)  # of the step, while its quotients do not agree
FRACTIONS = (1.0, 0.83, 0.71, 0.53, 0.37)  # of a step; their quotients differ by their errors
GOOD = 1e-3  # a spread, relative to the quotient, that needs no smaller step
RELATIVE = 1e-6  # of the derivative, beside the measured error
SAFETY = 10  # times the measured error


class Probed(NamedTuple):
    """f at a point. sides: on which side of each kink every entry lies; largest: of all values on
    the way, whose rounding is in the result."""

    value: Array
    sides: tuple[Array, ...]
    largest: float


Probe = Callable[[Array], Probed]


class Slope(NamedTuple):
    """A difference quotient, the step it was taken with, and its errors.

    spread: of the quotients over fractions of the step; floor: a slope below it moves f less than
    the rounding on the way.
    """

    value: Array
    step: float
    spread: float
    floor: float

    @property
    def doubt(self) -> float:
        """Its errors relative to itself."""
        size = float(np.abs(self.value).max())
        return (self.spread + self.floor) / size if size else np.inf


class Judged(NamedTuple):
    """What a quotient, `value`, says of the derivative along one direction."""

    status: Status
    difference: float
    bound: float
    value: Array
    finding: str = ""  # of a branch: where the program leaves its recording, in words


class Check(NamedTuple):
    """Derivatives beside difference quotients, one a direction. of: how many there would be.

    difference and bound: of the direction that comes closest to its bound, or is furthest beyond.
    """

    status: Status
    difference: float
    bound: float
    steps: tuple[float, float]  # the smallest and the largest
    value: float | None  # the quotient itself, where it is one number
    directions: int
    of: int
    finding: str = ""  # of a branch: where the program leaves its recording, in words
    across: bool = False  # whether one of the directions lies across all
    judge: Literal["function", "program", "recording"] = "function"  # whose differences they are

    @property
    def ok(self) -> bool | None:
        """Whether the differences confirm the derivative; None where they cannot tell."""
        return {"ok": True, "differs": False}.get(self.status)


def check(
    probe: Probe,
    x: Array,
    directions: Sequence[Array],
    expected: Sequence[Array],
    of: int,
    beside: Beside | None = None,
) -> Check:
    """Compare derivatives along directions with central differences, all in float64.

    expected: for each direction the derivative along it; of: how many directions there are;
    beside: of a recording, its program: the differences are then the program's, taken with the
    step and the error that the recording's have.
    """
    worst, closest = 0.0, (0.0, 0.0)
    found: list[Judged] = []
    untold: list[Status] = []
    steps: list[float] = []
    for direction, derivative in zip(directions, expected, strict=True):
        slope = _slope(probe, x, direction)
        if isinstance(slope, str):
            untold.append(slope)
            continue
        judged = _judged(slope, derivative)
        if beside is not None and beside.program.rerun:
            judged = _by_program(judged, slope, derivative, beside, probe, x, direction)
        found.append(judged)
        steps.append(slope.step)
        told = judged.bound and judged.status not in ("too small", "branch")
        share = judged.difference / judged.bound if told else 0.0
        if share >= worst:
            worst, closest = share, (judged.difference, judged.bound)
    statuses = [*untold, *(each.status for each in found)]
    order: tuple[Status, ...] = ("differs", "branch", "ok", "kink", "domain", "too small")
    only = found[0].value if len(statuses) == len(found) == 1 else np.zeros(0)
    return Check(
        next(each for each in order if each in statuses),
        *closest,
        (min(steps, default=0.0), max(steps, default=0.0)),
        float(only.ravel()[0]) if only.size == 1 else None,
        len(steps),
        of,
        finding=next((each.finding for each in found if each.finding), ""),
        judge="function" if beside is None else "program" if beside.program.rerun else "recording",
    )


def _judged(slope: Slope, derivative: Array) -> Judged:
    """What a quotient says of a derivative, their difference, and how large it may be."""
    scale = max(float(np.abs(derivative).max()), float(np.abs(slope.value).max()))
    difference = float(np.abs(slope.value - derivative).max())
    bound = SAFETY * slope.spread + RELATIVE * scale
    # quotients that nearly agree show their error; equal or wild ones may hide it in the rounding
    agreeing = 0 < slope.spread <= GOOD * scale
    noise = SAFETY * (slope.spread if agreeing else max(slope.spread, slope.floor))
    if 0 < scale <= noise and difference <= SAFETY * max(bound, noise):
        return Judged("too small", difference, bound, slope.value)
    return Judged("ok" if difference <= bound else "differs", difference, bound, slope.value)


def _by_program(
    judged: Judged,
    slope: Slope,
    derivative: Array,
    beside: Beside,
    probe: Probe,
    x: Array,
    direction: Array,
) -> Judged:
    """The same by the program's own quotient, where it is beside x what was recorded at x."""
    moved = slope.step * direction
    if not moved.any():
        return judged
    recorded = [probe(x + moved).value, probe(x - moved).value]
    quotient = beside.quotient(x, moved, slope.step, recorded)
    wrong = judged.status == "differs"  # whatever the program does
    value = slope.value if quotient.value is None else quotient.value
    with np.errstate(all="ignore"):  # a value beside the point may be anything
        difference = float(np.abs(value - derivative).max())
    if quotient.leaves:
        if wrong or not np.isfinite(difference):
            difference = judged.difference
        status = judged.status if wrong else "branch"
        return judged._replace(status=status, difference=difference, finding=quotient.leaves)
    if judged.status != "ok":
        larger = max(difference, judged.difference) if wrong else judged.difference
        return judged._replace(value=value, difference=larger)
    bound = judged.bound
    if difference > bound and quotient.apart > quotient.noise:
        finding = beside.leaves_a_little(x, moved, quotient.apart)
        return judged._replace(status="branch", finding=finding)
    if difference > bound:
        bound += quotient.noise / slope.step
    return Judged("ok" if difference <= bound else "differs", difference, bound, value)


def _slope(probe: Probe, x: Array, direction: Array) -> Slope | Literal["kink", "domain"]:
    """The best quotient along the direction, or what stands in the way."""
    moved = direction != 0
    here = probe(x)
    if not moved.any():
        return Slope(np.zeros_like(here.value), 0.0, 0.0, 0.0)
    size = max(float(np.abs(x[moved]).max()), 1.0) / float(np.abs(direction).max())
    best: Slope | None = None
    obstacle: Literal["kink", "domain"] = "domain"
    for shrunk in SHRINKING:
        h = STEP * size * shrunk
        pairs = [(probe(x + f * h * direction), probe(x - f * h * direction)) for f in FRACTIONS]
        points = [point for pair in pairs for point in pair]
        if not all(np.isfinite(point.value).all() for point in points):
            continue
        if any(
            not np.array_equal(there, side, equal_nan=True)
            for point in points
            for there, side in zip(point.sides, here.sides, strict=True)
        ):
            obstacle = "kink"
            continue
        quotients = np.stack(
            [
                (above.value - below.value) / (2 * f * h)
                for f, (above, below) in zip(FRACTIONS, pairs, strict=True)
            ]
        )
        spread = float(np.ptp(quotients, axis=0).max())
        floor = EPSILON * max(point.largest for point in points) / h
        found = Slope(quotients[0], h, spread, floor)
        if best is None or found.doubt < best.doubt:
            best = found
        if spread <= GOOD * float(np.abs(quotients[0]).max()):
            break
    return best if best is not None else obstacle
