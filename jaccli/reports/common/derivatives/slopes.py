"""What difference quotients over several steps say together of a derivative, entry by entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from jaccli.arrays import Array, np
from jaccli.reports.common.derivatives.quotients import (
    APART,
    COARSE,
    GOOD,
    LOOSE,
    RELATIVE,
    SAFETY,
    STEP,
    Obstacle,
    Probe,
    Quotients,
    ladder,
    quotients,
)

Status = Literal[
    "ok", "differs", "branch", "kink", "jump", "domain", "coarse", "unsettled", "too small"
]
# why differences say nothing, where nothing more is known
REASONS: Mapping[Status, str] = {
    "kink": "f has a kink within h of x, and two slopes there",
    "domain": "f is not finite within h of x",
    "unsettled": "the quotients of f come close to no number as h shrinks",
    "too small": "the slope is too small to be seen beside the rounding of f",
}


class Judged(NamedTuple):
    """What the quotients say of a derivative, entry by entry.

    wrong: two steps agree on another slope; told: it is confirmed; hidden: it is smaller than
    what the quotients can show; of the others they do not settle. value, bound, step: of the
    quotients that say so.
    """

    wrong: Array
    told: Array
    hidden: Array
    value: Array
    difference: Array
    bound: Array
    step: Array
    kink: bool = False  # both sides have a slope of their own
    jump: bool = False  # one side moves as much within any step
    coarse: bool = False  # another slope, which the layers by themselves deny
    finding: str = ""  # of a kink, a jump or a branch, in words

    @property
    def unsettled(self) -> Array:
        """Entries whose quotients contradict each other."""
        return ~(self.wrong | self.told | self.hidden)

    @property
    def excused(self) -> Judged:
        """The same where another witness says that no entry is wrong."""
        return self._replace(coarse=True)

    @property
    def status(self) -> Status:
        """All entries in one word."""
        if self.jump:
            return "jump"
        if self.kink:
            return "kink"
        if self.coarse:
            return "branch" if self.finding else "coarse"
        if self.wrong.any():
            return "differs"
        if self.finding:
            return "branch"
        if self.unsettled.any():
            return "unsettled"
        seen = self.told & (self.value != 0)
        return "ok" if seen.any() or not self.hidden.any() else "too small"


def judge(
    probe: Probe, x: Array, direction: Array, derivative: Array, rounding: Array | None = None
) -> Judged | Obstacle:
    """What difference quotients along the direction say of a derivative (m,), or what stands in
    the way. Entries of f that are not finite at x are left out: they are 0 in everything."""
    here = probe(x)
    live = np.isfinite(here.value) & np.isfinite(derivative)
    derivative = np.where(live, derivative, 0.0)
    if not (direction != 0).any():
        return _nothing_moves(derivative)
    taken: list[Quotients] = []
    obstacle: Obstacle = "domain"
    own, steps = ladder(x, direction)
    for h in steps:
        found = quotients(probe, x, direction, derivative, here, h, rounding, live)
        if isinstance(found, str):
            obstacle = "kink" if found == "kink" else obstacle
            continue
        taken.append(found)
        if _is_enough(taken, own, derivative):
            break
    return _together(taken, own, derivative) if taken else obstacle


def _nothing_moves(derivative: Array) -> Judged:
    zero = np.zeros(len(derivative))
    wrong = derivative != 0
    return Judged(wrong, ~wrong, zero > 0, zero, np.abs(derivative), zero, zero)


def _is_enough(taken: Sequence[Quotients], own: float, derivative: Array) -> bool:
    """Whether no other step is needed: every entry is told, or too small to matter beside the
    others."""
    last = taken[-1]
    good = np.any([each.contains & (each.share <= GOOD) & (each.value != 0) for each in taken], 0)
    largest = float(np.abs(derivative).max(initial=0.0))
    negligible = last.contains & (last.bound <= RELATIVE * largest)
    still = np.all([each.still for each in taken], axis=0)
    if (good | negligible | still).all():
        # a number that is smaller than the step may stand beside a singular point
        return bool(good.all()) or last.step <= COARSE * own / STEP
    return False


def _together(taken: Sequence[Quotients], own: float, derivative: Array) -> Judged:
    """What all steps say together."""
    taken = sorted(taken, key=lambda each: each.step)
    size = len(derivative)
    rows = np.arange(size)
    against: Array = np.stack([_contradicts(each, taken) for each in taken])
    if taken[0].step > COARSE * own / STEP:
        against = np.zeros_like(against)  # no step is small beside the smallest number that moves
    wrong = np.any(against, axis=0)
    tells, still = ([getattr(each, name) for each in taken] for name in ("tells", "still"))
    at_rest = np.all(still, axis=0)
    told = ~wrong & (np.any(tells, axis=0) | at_rest)
    hidden = ~wrong & ~told & np.any([each.contains for each in taken], axis=0)
    shares = np.stack([np.where(each.tells, each.share, np.inf) for each in taken])
    bounds = np.stack([np.where(each.contains, each.bound, np.inf) for each in taken])
    with np.errstate(all="ignore"):
        clear = np.stack([each.bound / each.difference for each in taken])
    chosen = np.where(against, clear, np.inf).argmin(axis=0)
    chosen = np.where(told, shares.argmin(axis=0), chosen)
    chosen = np.where(at_rest, len(taken) - 1, chosen)
    chosen = np.where(hidden, bounds.argmin(axis=0), chosen)

    def of(name: str) -> Array:
        every: Array = np.stack([getattr(each, name) for each in taken])
        return every[chosen, rows]

    steps = np.array([each.step for each in taken])[chosen]
    judged = Judged(wrong, told, hidden, of("value"), of("difference"), of("bound"), steps)
    return _two_sided(judged, taken, derivative)


def _contradicts(each: Quotients, taken: Sequence[Quotients]) -> Array:
    """Where its quotients say another slope, and another step the same, and no finer step knows
    better."""
    against = ~each.contains
    if not against.any():
        return against
    seconded = np.zeros_like(against)
    for other in taken:
        fine, coarse = sorted((each, other), key=lambda one: one.step)
        if coarse.step >= APART * fine.step:
            same = np.abs(other.value - each.value) <= LOOSE * each.difference
            # quotients that grow as the step shrinks have not come to the scale of f yet
            grows = np.abs(fine.value) > 2 * np.abs(coarse.value) + SAFETY * fine.floor
            seconded |= ~other.contains & same & ~grows
    for other in taken:
        # a finer step knows better; so does a coarser one where f stands still in its rounding
        rules = (other.step < each.step) | (each.value == 0)
        beyond = np.abs(other.value - each.value) > other.bound + SAFETY * other.floor
        better = other.tells & rules & beyond
        against = against & ~better
    return against & seconded


def _two_sided(judged: Judged, taken: Sequence[Quotients], derivative: Array) -> Judged:
    """The same, but where both sides have a slope of their own there is no derivative to judge."""
    doubtful = judged.wrong | judged.unsettled
    if not doubtful.any():
        return judged
    for fine, coarse in pairwise(taken):
        if coarse.step < APART * fine.step:
            continue
        gap = np.abs(fine.right - fine.left)
        steady = [
            np.abs(a - b) <= LOOSE * gap
            for a, b in ((fine.left, coarse.left), (fine.right, coarse.right))
        ]
        low, high = np.minimum(fine.left, fine.right), np.maximum(fine.left, fine.right)
        between = (derivative >= low - LOOSE * gap) & (derivative <= high + LOOSE * gap)
        seen = gap > SAFETY * (fine.floor + coarse.floor)
        kinks = doubtful & seen & between & steady[0] & steady[1]
        if kinks.any():
            row = int(np.argmax(kinks))
            slopes = (float(fine.left[row]), float(fine.right[row]), float(derivative[row]))
            if not (doubtful & ~kinks).any():
                return judged._replace(kink=True, finding=no_derivative(*slopes))
        jump = _jump(fine, coarse, doubtful & seen)
        if jump is not None:
            return judged._replace(jump=True, finding=f"f jumps by {jump:.4g} within h of x")
    return judged


def no_derivative(left: float, right: float, used: float) -> str:
    """That both sides of x have a slope of their own, in words. "Before" is against v, which need
    not be left: v may point to smaller numbers."""
    slopes = f"the slope is {left:.4g} before x and {right:.4g} after it"
    return f"no derivative exists: {slopes}; {used:.4g} is used"


def _jump(fine: Quotients, coarse: Quotients, doubtful: Array) -> float | None:
    """By how much f jumps at x, where it does: one side moves as much within any step."""
    for side in ("left", "right"):
        near, far = fine.step * getattr(fine, side), coarse.step * getattr(coarse, side)
        same = (np.abs(near - far) <= LOOSE * np.abs(near)) & (np.abs(near) > 0)
        if (doubtful & same).any():
            return float(near[int(np.argmax(doubtful & same))])
    return None
