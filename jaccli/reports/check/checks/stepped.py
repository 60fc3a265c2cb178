"""J beside the complex step, entry by entry (Squire & Trapp 1998)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jaccli.arrays import np
from jaccli.reports.check.case import Case
from jaccli.reports.check.checks.along import agree, pushed_along
from jaccli.reports.check.checks.directions import Direction
from jaccli.reports.common.apart import Apart
from jaccli.reports.common.derivatives.blame import ENTRY, blame
from jaccli.reports.common.derivatives.complex_step import STEPS
from jaccli.reports.common.derivatives.layerwise import Track
from jaccli.reports.common.derivatives.outcome import Outcome
from jaccli.reports.common.derivatives.rounding import path_weight
from jaccli.reports.common.kinks import kinks_at
from jaccli.words import listed

NEAR = 1e-12  # of max(1, max|J|): how close the complex step comes


def by_complex_step(
    case: Case, track: Track, what: str, directions: Sequence[Direction], *, agreed: bool
) -> Outcome:
    """J v layer by layer in complex numbers: nothing is subtracted, so no digit is lost.

    agreed: whether the differences found nothing wrong
    """
    name = f"{what} = complex step"
    real = [node for node in case.needed if not node.layer.complex_safe]
    if real:
        names = [f"{node.name} ({node.layer.type})" for node in real]
        cannot = "cannot take complex numbers"
        brief = f"{listed(names, 1)} {cannot}"
        return Outcome(name, "noted", f"{', '.join(names)} {cannot}", brief=brief)
    if not directions:
        return Outcome(name, "noted", f"every direction meets a kink: {kinks_at(case.tape)}")
    most = max(float(np.abs(each.derivative).max(initial=0.0)) for each in directions)
    limit = NEAR * max(1.0, most)
    followed = case.progress.over("complex step", directions, unit="directions")
    beside = [_beside(case, track, each, limit) for each in followed]
    worst = max(beside, key=lambda each: each[:3])
    remark = f"h = {STEPS[0]:.0e}" + (", of the recording" if case.beside else "")
    names = [each.name for each, found in zip(directions, beside, strict=True) if found.hidden]
    if names:
        remark += f"; too small to be told: {listed(names)}"
    outcome = Outcome.of(name, Apart(worst.error, worst.limit), remark)
    if np.isinf(worst.limit):
        return outcome._replace(status="noted", finding="a slope overflows: nothing is told")
    if outcome.status == "ok":
        return outcome
    at = directions[beside.index(worst)].name
    at += f", row {worst.row + 1}" if case.graph.output_size > 1 else ""
    outcome = outcome._replace(finding=f"{outcome.finding} at {at}")
    blamed = blame(case.needed_tape, outcome, exactly=True)
    if blamed.found:
        return blamed
    agreed = agreed or all(agree(case, track, each) for each in directions)
    if worst.error <= NEAR * path_weight(case.tape, case.graph.output):
        why = "large terms cancel in the product: the difference is what rounding leaves of them"
    elif agreed:
        why = "every layer by itself agrees, up to its rounding: terms cancel in a layer"
    else:
        return blamed
    return outcome._replace(status="noted", finding=f"{outcome.finding}: {why}")


class Closest(NamedTuple):
    """The entry whose error is the largest share of its limit."""

    share: float
    limit: float
    error: float
    row: int
    hidden: bool = False  # whether the derivative is smaller than what the layers leave in doubt


def _beside(case: Case, track: Track, direction: Direction, most: float) -> Closest:
    """A derivative beside the complex step. most: the limit, if the entry is not far smaller"""
    found = pushed_along(case, track, direction)
    if found is None:
        return Closest(np.inf, most, np.inf, 0)
    errors = np.abs(found.slope - direction.derivative)
    errors = np.where(np.isfinite(errors), errors, np.inf)
    limits = np.minimum(most, ENTRY * found.weight + found.doubt)
    limits = np.maximum(limits, np.where(found.doubt >= found.weight, found.doubt, 0.0))
    errors = np.where(np.isinf(limits), 0.0, errors)  # nothing can be told of these
    with np.errstate(all="ignore"):
        shares = np.where(errors > 0, errors / limits, 0.0)
    row = int(np.lexsort((limits, shares))[-1])
    limit = float(limits[row]) if errors[row] else most
    moves = direction.derivative != 0
    hidden = bool(moves.any() and (found.doubt >= found.weight)[moves].all())
    return Closest(float(shares[row]), limit, float(errors[row]), row, hidden)
