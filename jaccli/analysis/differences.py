"""A derivative beside central differences of the function itself: what they can and cannot tell.

Differences have errors of their own: the curvature within a step, the rounding of f, kinks and
the edges of a domain. Each is estimated, and where they hide the answer the check says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from jaccli.arrays import Array, np

Status = Literal["ok", "differs", "kink", "domain", "too small"]

STEP = 1e-6  # relative to the numbers that move; about the cube root of float64's epsilon
SHRINKING = (1.0, 1e-2, 1e-4)  # of the step, tried until one is good
GOOD = 1e-7  # an estimated error, relative to the derivative, that needs no smaller step
RELATIVE = {"float64": 1e-6, "float32": 2e-3}  # what rounding in the product itself may cost
CANCELLATION = 100  # roundings of the largest number on the way
SAFETY = 10  # times the estimated error

# f at a point: its value, and for every kink on the way on which side of it each entry lies
Probe = Callable[[Array], tuple[Array, tuple[Array, ...]]]


class Slope(NamedTuple):
    """A difference quotient, the step it was taken with, and how far it may be off."""

    value: Array
    step: float
    error: float


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

    @property
    def ok(self) -> bool | None:
        """Whether the differences confirm the derivative; None where they cannot tell."""
        return {"ok": True, "differs": False}.get(self.status)


def check(
    probe: Probe,
    x: Array,
    directions: Sequence[Array],
    expected: Sequence[Array],
    dtype: str,
    of: int,
    largest: float = 0.0,
) -> Check:
    """Compare derivatives along directions with central differences.

    probe: the function in float64; expected: for each direction the derivative along it, computed
    in `dtype`; of: how many directions there are; largest: of the numbers on the way to the
    derivative, whose rounding is left where they cancel.
    """
    worst, closest = 0.0, (0.0, 0.0)
    statuses: list[Status] = []
    steps: list[float] = []
    value = None
    for direction, derivative in zip(directions, expected, strict=True):
        slope = _slope(probe, x, direction)
        if isinstance(slope, str):
            statuses.append(slope)
            continue
        steps.append(slope.step)
        value = float(slope.value.ravel()[0]) if slope.value.size == 1 else None
        scale = float(np.abs(derivative).max())
        difference = float(np.abs(slope.value - derivative).max())
        bound = SAFETY * slope.error + RELATIVE[dtype] * max(
            scale, float(np.abs(slope.value).max())
        )
        bound += CANCELLATION * float(np.finfo(dtype).eps) * largest
        status: Status = "ok" if difference <= bound else "differs"
        if status == "ok" and 0 < scale <= slope.error:
            status = "too small"
        statuses.append(status)
        share = difference / bound if bound else 0.0
        if share >= worst:
            worst, closest = share, (difference, bound)
    order: tuple[Status, ...] = ("differs", "ok", "kink", "domain", "too small")
    return Check(
        next(each for each in order if each in statuses),
        *closest,
        (min(steps, default=0.0), max(steps, default=0.0)),
        value if len(statuses) == 1 else None,
        len(steps),
        of,
    )


def _slope(probe: Probe, x: Array, direction: Array) -> Slope | Literal["kink", "domain"]:
    """The best quotient along the direction, or what stands in the way."""
    moved = direction != 0
    if not moved.any():
        here, _ = probe(x)
        return Slope(np.zeros_like(here), 0.0, 0.0)
    size = max(float(np.abs(x[moved]).max()), 1.0) / float(np.abs(direction).max())
    best: Slope | None = None
    obstacle: Literal["kink", "domain"] = "domain"
    for shrunk in SHRINKING:
        h = STEP * size * shrunk
        probes = [probe(x + factor * h * direction) for factor in (1.0, -1.0, 0.5, -0.5)]
        values = [value for value, _ in probes]
        if not all(np.isfinite(value).all() for value in values):
            continue
        _, sides_here = probe(x)
        if any(
            not np.array_equal(there, here)
            for _, sides in probes
            for there, here in zip(sides, sides_here, strict=True)
        ):
            obstacle = "kink"
            continue
        whole, half = (values[0] - values[1]) / (2 * h), (values[2] - values[3]) / h
        rounding = np.finfo("float64").eps * max(float(np.abs(v).max()) for v in values) / h
        error = float(np.abs(whole - half).max()) + rounding
        if best is None or error < best.error:
            best = Slope(whole, h, error)
        if error <= GOOD * float(np.abs(whole).max()):
            break
    return best if best is not None else obstacle
