"""Derivatives beside central differences and the complex step: the checks that test them.

Both look at the function alone. Everything is computed in float64, so that a chain in float32 is
not blamed for its rounding. Differences of the whole f accuse nobody alone: where the layers, each
by itself, confirm the derivative, it is f that rounds, or has two slopes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jaccli.accumulate import sources_of
from jaccli.arrays import np
from jaccli.keywords import option
from jaccli.reports.check.case import Case
from jaccli.reports.check.checks.along import agree
from jaccli.reports.check.checks.directions import (
    ACROSS,
    Direction,
    function_of,
    input_directions,
    parameter_directions,
    row_weights,
)
from jaccli.reports.check.checks.stepped import by_complex_step
from jaccli.reports.common.derivatives.blame import blame
from jaccli.reports.common.derivatives.differences import Check, check
from jaccli.reports.common.derivatives.judged import reason
from jaccli.reports.common.derivatives.layerwise import Track
from jaccli.reports.common.derivatives.outcome import Outcome
from jaccli.reports.common.derivatives.quotients import EVALUATIONS, RELATIVE, STEP, weighted
from jaccli.reports.common.kinks import kinks_at
from jaccli.words import count, listed

LOST = 1e-150  # the factors of a smaller slope can be too small for a number


class Probing(NamedTuple):
    """A direction and what the differences said of it."""

    direction: Direction
    check: Check


def derivative_checks(case: Case) -> list[Outcome]:
    """J, then the gradients of the parameters, by differences and by the complex step."""
    with np.errstate(all="ignore"):  # values beside the point may be anything
        return _every(case)


def _every(case: Case) -> list[Outcome]:
    track = Track(case.needed_tape, case.graph.output, case.progress)
    inputs = input_directions(case)
    found = _both(case, track, "J", inputs, _whole(inputs, case.x.size, "column"))
    parameters = parameter_directions(case)
    if parameters:
        total = len(sources_of(case.graph, inputs=False, parameters=True))
        extent = _whole(parameters, total, "parameter")
        found += _both(case, track, "gradients", parameters, extent)
    return found


def _both(
    case: Case, track: Track, what: str, directions: Sequence[Direction], extent: str
) -> list[Outcome]:
    followed = case.progress.over("differences", directions, unit="directions")
    probed = [Probing(each, _differences(case, track, each)) for each in followed]
    at_kinks = bool(kinks_at(case.tape))  # elsewhere the complex step sees the slope at x itself
    kinks = {each.direction.name for each in probed if each.check.status == "kink" and at_kinks}
    smooth = [each for each in directions if each.name not in kinks]
    judged = _by_differences(case, track, what, probed, extent)
    agreed = judged.status != "failed"
    return [judged, by_complex_step(case, track, what, smooth, agreed=agreed)]


def _whole(directions: Sequence[Direction], total: int, noun: str) -> str:
    """How much was probed."""
    single = len({each.name for each in directions} - {ACROSS})
    if single == total:
        return ""
    across = sum(each.name == ACROSS for each in directions)  # one for each size of number
    if not across:
        return f"{single} of {count(total, noun)}"
    directions_across = "one direction" if across == 1 else f"{across} directions"
    return f"{single} of {count(total, noun)} and {directions_across} across all"


def _differences(case: Case, track: Track, direction: Direction) -> Check:
    rounding = track.rounding
    # a program has inputs alone: of a parameter only the recording knows
    beside = None if direction.source else case.beside
    if direction.source:
        rounding = weighted(np.abs(row_weights(case)), rounding)
    vectors, slopes = [direction.vector], [direction.derivative]
    with case.progress.stage("layers", EVALUATIONS * len(case.needed)) as stage:
        probe, x = function_of(case, direction, stage)
        return check(probe, x, vectors, slopes, 1, beside, rounding)


def _by_differences(
    case: Case, track: Track, what: str, probed: Sequence[Probing], extent: str
) -> Outcome:
    name = f"{what} = {'central ' if what == 'J' else ''}differences"
    # a slope that rounding hides is held against the largest of all
    sizes = (np.abs(each.direction.derivative).max(initial=0.0) for each in probed)
    hidden = RELATIVE * max(map(float, sizes), default=0.0)
    probed = [_held(case, each, hidden) for each in probed]
    told = [each for each in probed if each.check.agrees is not None]
    untold = [each for each in probed if each.check.agrees is None]
    wrong = [each for each in probed if each.check.agrees is False]
    if not told:
        return _hidden(case, track, name, untold, "")
    worst = max(wrong or told, key=lambda each: (_share(each.check), each.check.bound)).check
    finding = worst.apart.words
    how = f"h = {worst.steps[1]:.0e}"
    how += f"; {extent}" if extent else ""
    how += ", in float64" if case.graph.dtype != "float64" else ""
    outcome = Outcome(name, "ok", finding, how, *worst.apart)
    if wrong:
        return _disputed(case, track, outcome, wrong)
    if untold:
        hidden_ones = _hidden(case, track, name, untold, f"{finding}; ")
        return hidden_ones._replace(measured=worst.difference, limit=worst.bound)
    if worst.judge == "recording":
        finding += ", of the recording alone: " + option("--no-rerun")
        return outcome._replace(status="noted", finding=finding)
    return outcome._replace(remark=how + (", of the program" if worst.judge == "program" else ""))


def _disputed(case: Case, track: Track, outcome: Outcome, wrong: Sequence[Probing]) -> Outcome:
    """What is made of differences of the whole f that find another slope."""
    noted = outcome._replace(status="noted")
    finding = outcome.finding
    if all(_underflown(each) for each in wrong):
        return noted._replace(finding=f"{finding}: the slope underflows in a layer")
    agreed = [agree(case, track, each.direction) for each in wrong]
    if all(agreed):
        return noted._replace(finding=f"{finding}: {track.excuse}")
    where = wrong[0].direction.name
    where += f", row {wrong[0].check.row + 1}" if case.graph.output_size > 1 else ""
    finding += f" at {where}" + (f" and {len(wrong) - 1} more" if len(wrong) > 1 else "")
    blamed = blame(case.needed_tape, outcome._replace(status="failed", finding=finding))
    if blamed.found or (False in agreed and not track.loss):
        return blamed
    why = track.loss or "no layer is wrong, as far as its own differences tell"
    return noted._replace(finding=f"{finding}: {why}")


def _underflown(probed: Probing) -> bool:
    """Whether the derivative is 0 and the differences see less than a product may lose."""
    return not probed.direction.derivative.any() and probed.check.difference < LOST


def _held(case: Case, probed: Probing, limit: float) -> Probing:
    """The probing, confirmed where its slope is as small as one plain quotient says."""
    if probed.check.status != "too small":
        return probed
    probe, x = function_of(case, probed.direction)
    h = STEP * max(1.0, float(np.abs(x).max()))
    moved = h * probed.direction.vector
    above, below = (probe(x + sign * moved).value for sign in (1, -1))
    quotient = (above - below) / (2 * h)
    if case.beside is not None and case.beside.program.rerun and not probed.direction.source:
        judged = case.beside.quotient(x, moved, h, (above, below))
        if judged.value is None or judged.leaves:
            branch = probed.check._replace(status="branch", finding=judged.leaves)
            return probed._replace(check=branch)
        quotient = judged.value
    difference = float(np.abs(quotient - probed.direction.derivative).max(initial=0.0))
    if not difference <= limit:
        return probed
    confirmed = Check("ok", difference, limit, (h, h), None, 1, 1, judge=probed.check.judge)
    return probed._replace(check=confirmed)


def _hidden(case: Case, track: Track, name: str, untold: Sequence[Probing], before: str) -> Outcome:
    """A noted check; failed where a layer's own Jacobian is wrong, which a kink may have hidden."""
    finding = before + _untold(case, track, untold)
    failed = blame(case.needed_tape, Outcome(name, "failed", finding))
    smooth = [each.direction for each in untold if each.check.status in ("unsettled", "too small")]
    if failed.found or False in (agree(case, track, each) for each in smooth):
        return failed
    return Outcome(name, "noted", finding, "each layer by itself agrees, as far as it has a slope")


def _untold(case: Case, track: Track, untold: Sequence[Probing]) -> str:
    """Which directions the differences say nothing of, and why."""
    names = list(dict.fromkeys(each.direction.name for each in untold))
    columns = [name.removeprefix("column ") for name in names if name.startswith("column ")]
    others = [name for name in names if not name.startswith("column ")]
    where = ", ".join([*([f"column {listed(columns)}"] if columns else []), *others[:8]])
    checks = [each.check for each in untold]
    reasons = sorted(
        {each.finding or reason(each.status, case.tape, lambda: track) for each in checks}
    )
    return f"skipped for {where}: {'; '.join(reasons[:8])}"


def _share(check: Check) -> float:
    return check.difference / check.bound if check.bound else float(check.difference > 0)
