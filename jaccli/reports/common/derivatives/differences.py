"""Derivatives beside central differences of the function itself, direction by direction.

Where differences cannot tell, the check says why. Derivatives and differences are both taken in
float64, so that a chain in float32 is not blamed for its rounding.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, Protocol

from jaccli.arrays import Array, np
from jaccli.reports.common.apart import Apart
from jaccli.reports.common.derivatives.beside import Beside
from jaccli.reports.common.derivatives.quotients import (
    APART,
    LOOSE,
    SAFETY,
    STEP,
    Obstacle,
    Probe,
    Probed,
)
from jaccli.reports.common.derivatives.slopes import Judged, Status, judge, no_derivative

__all__ = ["STEP", "Check", "Probe", "Probed", "check"]
# what a check of many directions says first
ORDER: tuple[Status, ...] = (
    "differs",
    "branch",
    "jump",
    "coarse",
    "ok",
    "kink",
    "domain",
    "unsettled",
    "too small",
)
UNTOLD: tuple[Status, ...] = ("kink", "domain", "unsettled", "too small")


class Witness(Protocol):
    """What is known of f without differences of the whole, asked only where these accuse."""

    @property
    def rounding(self) -> Array:
        """How far each entry of f may be off (m,)."""

    def confirms(self, direction: Array, derivative: Array) -> bool | None:
        """Whether the derivative along the direction is right; None if it cannot tell."""


class Check(NamedTuple):
    """Derivatives beside difference quotients, one a direction. of: how many there would be.

    difference and bound: of the entry that comes closest to its bound, or is furthest beyond;
    row: where it stands.
    """

    status: Status
    difference: float
    bound: float
    steps: tuple[float, float]  # the smallest and the largest
    value: float | None  # the quotient itself, where it is one number
    directions: int
    of: int
    finding: str = ""  # in words, of a branch, a kink or a jump that the values show
    across: bool = False  # whether one of the directions lies across all
    judge: Literal["function", "program", "recording"] = "function"  # whose differences they are
    row: int = 0
    untold: tuple[Status, ...] = ()  # of the directions that nothing is told of
    size: float = 0.0  # of the quotient whose difference that is

    @property
    def apart(self) -> Apart:
        """The entry that comes closest to its bound, or is furthest beyond."""
        return Apart(self.difference, self.bound)

    @property
    def agrees(self) -> bool | None:
        """Whether the differences confirm the derivative; None where they cannot tell."""
        return {"ok": True, "differs": False}.get(self.status)

    @property
    def ok(self) -> bool | None:
        """The same of the function itself: of a program, its recording alone proves nothing."""
        return None if self.agrees and self.judge == "recording" else self.agrees


def check(
    probe: Probe,
    x: Array,
    directions: Iterable[Array],
    expected: Sequence[Array],
    of: int,
    beside: Beside | None = None,
    rounding: Array | None = None,
    witness: Witness | None = None,
) -> Check:
    """Compare derivatives along directions with central differences, all in float64.

    expected: for each direction the derivative along it; of: how many directions there are;
    beside: of a recording, its program: the differences are then the program's, taken with the
    step and the error that the recording's have; rounding: how far each entry of f may be off (m,),
    by the largest value on the way if None; witness: who is heard before a derivative is called
    wrong.
    """
    found: list[Judged] = []
    statuses: list[Status] = []
    for direction, derivative in zip(directions, expected, strict=True):
        with np.errstate(all="ignore"):  # values beside the point may be anything
            judged = judge(probe, x, direction, derivative, rounding)
            if witness is not None and _accuses(judged):
                judged = _heard(witness, judged, probe, x, direction, derivative)
            if not isinstance(judged, str) and beside is not None and beside.program.rerun:
                judged = _by_program(judged, derivative, beside, probe, x, direction)
        if isinstance(judged, str):
            statuses.append(judged)
            continue
        statuses.append(judged.status)
        found.append(judged)
    # where there is no derivative, none is confirmed
    compared = [judged for judged in found if judged.status not in ("kink", "unsettled")]
    untold = tuple(each for each in statuses if each in UNTOLD)
    if len(untold) < len(statuses):  # a tick is for those alone that are seen
        compared = [judged for judged in compared if judged.status not in UNTOLD]
    worst, row = _closest(compared)
    steps = [float(each) for judged in compared for each in judged.step]
    single = len(statuses) == len(compared) == 1 and compared[0].value.size == 1
    return Check(
        next((each for each in ORDER if each in statuses), "ok"),
        *((float(worst.difference[row]), float(worst.bound[row])) if worst else (0.0, 0.0)),
        (min(steps, default=0.0), max(steps, default=0.0)),
        float(compared[0].value[0]) if single else None,
        len(compared),
        of,
        next((each.finding for each in found if each.finding), ""),
        judge="function" if beside is None else "program" if beside.program.rerun else "recording",
        row=row,
        untold=untold,
        size=abs(float(worst.value[row])) if worst else 0.0,
    )


def _accuses(judged: Judged | Obstacle) -> bool:
    return not isinstance(judged, str) and judged.status == "differs"


def _heard(
    witness: Witness,
    accused: Judged | Obstacle,
    probe: Probe,
    x: Array,
    direction: Array,
    derivative: Array,
) -> Judged | Obstacle:
    """The same where the witness says so too, else what differences find that know the rounding."""
    confirmed = witness.confirms(direction, derivative)
    if confirmed is False:
        return accused
    again = judge(probe, x, direction, derivative, witness.rounding)
    if isinstance(again, str) or again.status != "differs":
        return again
    return again.excused if confirmed else again


def _by_program(
    judged: Judged, derivative: Array, beside: Beside, probe: Probe, x: Array, direction: Array
) -> Judged:
    """The same by the program's own quotient, where it is beside x what was recorded at x."""
    h = float(judged.step.max(initial=0.0))
    moved = h * direction
    if not moved.any():
        return judged
    recorded = [probe(x + moved).value, probe(x - moved).value]
    before = beside.calls
    quotient = beside.quotient(x, moved, h, recorded)
    wrong = judged.status in ("differs", "coarse")  # whatever the program does
    # an entry may have a step of its own: there the program is as far from its recording as here
    value = judged.value
    if quotient.value is not None:
        value = value + (quotient.value - (recorded[0] - recorded[1]) / (2 * h))
    difference = np.abs(value - derivative)
    if quotient.leaves and wrong:
        return judged._replace(finding=quotient.leaves)
    if quotient.leaves:
        asked = beside.calls > before  # where it leaves everywhere it is asked no more
        slopes, kink = (
            _slopes_beside(derivative, beside, probe, x, moved, h) if asked else ("", False)
        )
        words = f"{slopes}; {quotient.leaves}" if slopes else quotient.leaves
        difference = np.where(np.isfinite(difference), difference, judged.difference)
        return judged._replace(difference=difference, finding=words, kink=kink)
    if wrong:
        return judged._replace(value=value, difference=np.maximum(difference, judged.difference))
    beyond = difference > judged.bound
    # also of an entry whose slope is hidden in the rounding of larger ones: its own is known
    unlike = np.where(beyond & (quotient.apart > quotient.noise), quotient.apart, 0.0)
    if unlike.any():
        finding = beside.leaves_a_little(x, moved, float(unlike.max()))
        return judged._replace(finding=finding)
    beyond &= judged.told
    bound = judged.bound + np.where(beyond, quotient.noise / h, 0.0)
    beyond &= difference > bound
    return judged._replace(
        wrong=beyond, told=judged.told & ~beyond, value=value, difference=difference, bound=bound
    )


def _slopes_beside(
    derivative: Array, beside: Beside, probe: Probe, x: Array, moved: Array, h: float
) -> tuple[str, bool]:
    """In words, the slopes of the program on each side of x, and whether they are two; "" where
    it has none, or the one that is used."""
    here = probe(x).value
    sides = []
    for shrunk in (1.0, 0.1 / APART):
        found = beside.around(x, shrunk * moved)
        if found is None:
            return "", False
        above, below = found
        sides.append(((here - below) / (shrunk * h), (above - here) / (shrunk * h)))
    (left, right), finer = sides
    gap = np.abs(right - left)
    drift = np.abs(left - finer[0]) + np.abs(right - finer[1])
    row = int(np.argmax(gap))
    if ((drift <= LOOSE * gap) | (gap <= LOOSE * gap[row])).all() and gap[row] > SAFETY * STEP:
        return no_derivative(float(left[row]), float(right[row]), float(derivative[row])), True
    away = np.where(gap + drift <= LOOSE * np.abs(right - derivative), right - derivative, 0.0)
    row = int(np.argmax(np.abs(away)))
    if not abs(away[row]) > SAFETY * STEP * max(1.0, abs(derivative[row])):
        return "", False
    slope = f"the program's slope is {right[row]:.4g} on both sides"
    slope += f" at entry {row + 1}" if away.size > 1 else ""
    return f"{slope}, J uses {derivative[row]:.4g}", False


def _closest(found: Sequence[Judged]) -> tuple[Judged | None, int]:
    """The direction and the entry whose difference is the largest share of its bound."""
    worst: tuple[Judged | None, int] = (None, 0)
    most = (-1.0, 0.0)
    for judged in found:
        if not judged.value.size:
            continue
        with np.errstate(all="ignore"):
            shares = np.where(judged.difference > 0, judged.difference / judged.bound, 0.0)
        shares = np.where(judged.told | judged.wrong, shares, 0.0)
        row = int(np.lexsort((judged.bound, shares))[-1])
        here = float(shares[row]), float(judged.bound[row])
        if here > most:
            most, worst = here, (judged, row)
    return worst
