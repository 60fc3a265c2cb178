"""Derivatives beside central differences and the complex step: the checks that test them.

Both look at the function alone. Everything is computed in float64, so that a chain in float32 is
not blamed for its rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jaccli.accumulate import sources_of
from jaccli.analysis.checks.blame import CONFIRMED, blame
from jaccli.analysis.checks.complex_step import STEPS, pushed
from jaccli.analysis.checks.directions import (
    Direction,
    function_of,
    input_directions,
    output_weights,
    parameter_directions,
)
from jaccli.analysis.checks.outcome import Case, Outcome, layer_words, listed
from jaccli.analysis.checks.rounding import path_weight
from jaccli.analysis.differences import RELATIVE, STEP, Check, check
from jaccli.analysis.product import places_of, sizes_of
from jaccli.arrays import np
from jaccli.errors import count

NEAR = 1e-12  # of max(1, max|J|): how close the complex step comes
LOST = 1e-150  # the factors of a smaller slope can be too small for a number
REASONS = {
    "kink": "f has a kink within h of x, and two slopes there",
    "domain": "f is not finite within h of x",
    "too small": "the slope is smaller than the rounding of f allows to see",
}


class Probing(NamedTuple):
    """A direction and what the differences said of it."""

    direction: Direction
    check: Check


def derivative_checks(case: Case) -> list[Outcome]:
    """J, then the gradients of the parameters, by differences and by the complex step."""
    inputs = input_directions(case)
    found = _both(case, "J", inputs, _whole(inputs, case.x.size, "column"))
    parameters = parameter_directions(case)
    if parameters:
        total = len(sources_of(case.graph, inputs=False, parameters=True))
        found += _both(case, "gradients", parameters, _whole(parameters, total, "parameter"))
    return found


def _both(case: Case, what: str, directions: Sequence[Direction], extent: str) -> list[Outcome]:
    probed = [Probing(each, _differences(case, each)) for each in directions]
    kinks = {each.direction.name for each in probed if each.check.status == "kink"}
    smooth = [each for each in directions if each.name not in kinks]
    judged = _by_differences(case, what, probed, extent)
    return [judged, _by_complex_step(case, what, smooth, agreed=judged.status != "failed")]


def _whole(directions: Sequence[Direction], total: int, noun: str) -> str:
    """How much was probed."""
    single = sum(each.name != "all columns at once" for each in directions)
    if single == total:
        return ""
    across = " and one direction across all" if single < len(directions) else ""
    return f"{single} of {count(total, noun)}{across}"


def _differences(case: Case, direction: Direction) -> Check:
    probe, x = function_of(case, direction)
    # a program has inputs alone: of a parameter only the recording knows
    beside = None if direction.source else case.beside
    return check(probe, x, [direction.vector], [direction.derivative], 1, beside)


def _by_differences(case: Case, what: str, probed: Sequence[Probing], extent: str) -> Outcome:
    name = f"{what} = {'central ' if what == 'J' else ''}differences"
    # a slope that rounding hides is held against the largest of all
    hidden = RELATIVE * max(float(np.abs(each.direction.derivative).max()) for each in probed)
    probed = [_held(case, each, hidden) for each in probed]
    told = [each for each in probed if each.check.ok is not None]
    untold = [each for each in probed if each.check.ok is None]
    wrong = [each for each in probed if each.check.ok is False]
    if not told:
        return _hidden(case, name, _untold(case, untold))
    worst = max(wrong or told, key=lambda each: _share(each.check)).check
    finding = _finding(worst.difference, worst.bound)
    how = f"h = {worst.steps[1]:.0e}"
    how += f"; {extent}" if extent else ""
    how += ", in float64" if case.graph.dtype != "float64" else ""
    if wrong and all(_underflown(each) for each in wrong):
        finding += ": the slope underflows in a layer"
        return Outcome(name, "noted", finding, how, worst.difference, worst.bound)
    if wrong and _confirmed(case, [each.direction for each in wrong]):
        finding += ": the steps of the differences are too coarse here, the complex step agrees"
        return Outcome(name, "noted", finding, how, worst.difference, worst.bound)
    if wrong:
        where = wrong[0].direction.name
        finding += f" at {where}" + (f" and {len(wrong) - 1} more" if len(wrong) > 1 else "")
        blamed = blame(case, Outcome(name, "failed", finding, how, worst.difference, worst.bound))
        directions = [each.direction for each in wrong]
        if not blamed.found and _confirmed(case, directions, NEAR, least=1.0):
            agrees = f"{finding}: no layer is wrong, and the complex step agrees"
            return Outcome(name, "noted", agrees, how, worst.difference, worst.bound)
        return blamed
    if untold:
        finding += f"; {_untold(case, untold)}"
        return _hidden(case, name, finding)._replace(measured=worst.difference, limit=worst.bound)
    if worst.judge == "recording":
        how += ", of the recording alone: --no-rerun"
        return Outcome(name, "noted", finding, how, worst.difference, worst.bound)
    how += ", of the program" if worst.judge == "program" else ""
    return Outcome(name, "ok", finding, how, worst.difference, worst.bound)


def _underflown(probed: Probing) -> bool:
    """Whether the derivative is 0 and the differences see less than a product may lose."""
    return not probed.direction.derivative.any() and probed.check.difference < LOST


def _confirmed(
    case: Case,
    directions: Sequence[Direction],
    near: float = CONFIRMED,
    least: float = 0.0,
) -> bool:
    """Whether the complex step agrees along each, within `near` of the derivative there or of
    `least`.

    Differences err where f is a staircase or has many periods within h, and look alike then.
    """
    if not all(node.layer.complex_safe for node in case.needed):
        return False
    return all(
        _complex_error(case, each) <= near * max(least, float(np.abs(each.derivative).max()))
        for each in directions
    )


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
    difference = float(np.abs(quotient - probed.direction.derivative).max())
    if not difference <= limit:
        return probed
    confirmed = Check("ok", difference, limit, (h, h), None, 1, 1, judge=probed.check.judge)
    return probed._replace(check=confirmed)


def _hidden(case: Case, name: str, finding: str) -> Outcome:
    """A noted check; failed where a layer's own Jacobian is wrong, which a kink may have hidden."""
    failed = blame(case, Outcome(name, "failed", finding))
    if failed.found:
        return failed
    return Outcome(name, "noted", finding, "each layer by itself agrees, as far as it has a slope")


def _untold(case: Case, untold: Sequence[Probing]) -> str:
    """Which directions the differences say nothing of, and why."""
    names = [each.direction.name for each in untold]
    columns = [name.removeprefix("column ") for name in names if name.startswith("column ")]
    others = [name for name in names if not name.startswith("column ")]
    where = ", ".join([*([f"column {listed(columns)}"] if columns else []), *others[:8]])
    reasons = []
    for status in sorted({each.check.status for each in untold}):
        kinks = _kinks(case) if status == "kink" else ""
        branches = [each.check.finding for each in untold if each.check.status == "branch"]
        reasons.append(branches[0] if status == "branch" else kinks or REASONS[status])
    return f"skipped for {where}: {'; '.join(reasons)}"


def _kinks(case: Case) -> str:
    """The layers that stand exactly at a kink, in words; "" where none does."""
    remarks = [(step, step.node.layer.kink_remark(*step.inputs)) for step in case.tape]
    return "; ".join(f"{layer_words(step)}: {remark}" for step, remark in remarks if remark)


def _by_complex_step(
    case: Case, what: str, directions: Sequence[Direction], *, agreed: bool
) -> Outcome:
    """J v layer by layer in complex numbers: nothing is subtracted, so no digit is lost.

    agreed: whether the differences found nothing wrong
    """
    name = f"{what} = complex step"
    real = [node for node in case.needed if not node.layer.complex_safe]
    if real:
        types = ", ".join(sorted({f"{node.name} ({node.layer.type})" for node in real}))
        return Outcome(name, "noted", f"{types} cannot take complex numbers")
    if not directions:
        return Outcome(name, "noted", f"every direction meets a kink: {_kinks(case)}")
    errors = [_complex_error(case, each) for each in directions]
    worst = max(errors)
    scale = max(1.0, max(float(np.abs(each.derivative).max()) for each in directions))
    limit = NEAR * scale
    finding = _finding(worst, limit)
    remark = f"h = {STEPS[0]:.0e}" + (", of the recording" if case.beside else "")
    if worst <= limit:
        return Outcome(name, "ok", finding, remark, worst, limit)
    at = directions[errors.index(worst)].name
    failed = Outcome(name, "failed", f"{finding} at {at}", remark, worst, limit)
    blamed = blame(case, failed, exactly=True)
    if blamed.found:
        return blamed
    if worst <= NEAR * path_weight(case.tape, case.graph.output):
        why = "large terms cancel in the product: the difference is what rounding leaves of them"
    elif agreed:
        why = "every layer by itself agrees, and so do the differences: terms cancel in a layer"
    else:
        return blamed
    return Outcome(name, "noted", f"{finding} at {at}: {why}", remark, worst, limit)


def _complex_error(case: Case, direction: Direction) -> float:
    if direction.source:
        tangents = {direction.source: direction.vector}
    else:
        places = places_of(sizes_of(case.graph))
        tangents = {name: direction.vector[place] for name, place in places.items()}
    slope = pushed(case.tape, case.graph.output, tangents, direction.source)
    if direction.source:
        slope = output_weights(case) @ slope
    error = float(np.abs(slope - direction.derivative).max())
    return error if error == error else float("inf")


def _share(check: Check) -> float:
    return check.difference / check.bound if check.bound else float(check.difference > 0)


def _finding(difference: float, limit: float) -> str:
    relation = "≤" if difference <= limit else ">"
    return f"max|diff| {difference:.1e} {relation} {limit:.1e}"
