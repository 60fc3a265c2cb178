"""What a check by differences came to, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from jaccli.document.blocks import Finding, Kind
from jaccli.keywords import option
from jaccli.reports.common.kinks import in_short
from jaccli.words import count

if TYPE_CHECKING:
    from jaccli.reports.common.called import Called
    from jaccli.reports.common.derivatives.differences import Check
    from jaccli.reports.common.derivatives.slopes import Status


MUCH = 1e-3  # a difference of a slope near 1 that would be no agreement
ALONG_ONE = (
    "J·v along one direction v across all inputs, compared with (f(x + h·v) − f(x − h·v)) / 2h"
)


def check_findings(
    check: Check | None, called: Called | None, indent: int = 0
) -> Iterator[Finding]:
    """J beside the program's own differences, where they were taken; nothing of a chain file."""
    if check is None and called is not None and called.rerun:
        yield Finding(
            "note",
            "no differences of the program were taken, for here they cost much: jaccli jvp and "
            "jaccli check take them.",
            "Check:",
            indent,
        )
    if check is not None:
        yield check_finding(check, ALONG_ONE, indent)


def check_finding(
    check: Check, what: str, indent: int = 0, *, point: str = "x", along: str = "v"
) -> Finding:
    """What was held against what, and what came of it.

    point, along: what is called x and v here
    """
    kind: Kind = "warning" if check.status == "differs" else "note"
    return Finding(kind, what + outcome(check, point, along), "Check:", indent)


def in_brief(
    check: Check, along: str = "", *, point: str = "x", direction: str = "v", what: str = ""
) -> Finding:
    """What came of a check in a few words, where all is well; else all that is to be said.

    along: where differences were taken, "along one random direction", else so many of all
    directions; what: as of check_finding, with its point and direction
    """
    by_the_program = check.judge == "program"
    if check.status != "ok" or check.finding or check.judge == "recording":
        check = check._replace(finding=in_short(check.finding))
        return check_finding(check, what, point=point, along=direction)
    whose = "the program's own central differences" if by_the_program else "central differences"
    some = _some(check, check.directions + len(check.untold))
    along = along or (f"along {some}" if some and not check.untold else "")
    said = " ".join(filter(None, (whose, along, f"agree ✓ ({_apart(check)})")))
    if check.untold:
        from jaccli.reports.common.derivatives.slopes import REASONS

        tried = count(check.directions + len(check.untold), "direction")
        said += f" for {check.directions:,} of {tried}{_left_out(check, REASONS)}."
    return Finding("note", said, "Check:")


def _apart(check: Check) -> str:
    """How far they are apart; of a large slope in units of it, by which it was judged."""
    if check.difference >= MUCH and check.size > 1:
        return f"relative {check.difference / check.size:.1e}"
    return f"{check.difference:.1e}"


def outcome(check: Check, point: str, along: str) -> str:
    """What the differences say, or why they cannot say anything.

    point, along: what is called x and v here
    """
    said = _outcome(check)
    for sign in "+−":
        said = said.replace(f"x {sign} h·v", f"{point} {sign} h·{along}")
    return said


def _outcome(check: Check) -> str:
    from jaccli.reports.common.derivatives.slopes import (
        REASONS,  # loaded where there is a check; compare has none
    )

    if check.status not in ("ok", "differs", "coarse"):
        return f" cannot check this: {check.finding or REASONS[check.status]}."
    low, high = check.steps
    value = "" if check.value is None else f" = {check.value:.10g}"
    step = f"h = {high:.0e}"
    if f"{low:.0e}" != f"{high:.0e}":
        step = f"h from {low:.0e} to {high:.0e}"
    tried = check.directions + (len(check.untold) if check.status == "ok" else 0)
    some = f", {said}" if (said := _some(check, tried)) else ""
    relation, sign = ("≤", " ✓") if check.status == "ok" else (">", " ✗")
    if tried > check.directions:
        sign = f" ✓ for {check.directions} of {count(tried, 'direction')}"
    of = ", of the program's own values" if check.judge == "program" else ""
    if check.status == "coarse":
        return (
            f"{value}, {step}{some}{of}: difference {check.difference:.1e} > {check.bound:.1e}, "
            f"which tells nothing: {check.finding}."
        )
    if check.judge == "recording":
        of = (
            ", of the recording alone ("
            + option("--no-rerun")
            + "): nothing is proved of the program"
        )
        sign = sign if check.status == "differs" else ""
    left_out = _left_out(check, REASONS) if tried > check.directions else ""
    return (
        f"{value}, {step}{some}" + of + f": difference {check.difference:.1e} {relation} "
        f"{check.bound:.1e}{sign}, the limit of what differences can see"
        f"{'; ' if check.finding else ''}{check.finding}{left_out}"
    )


def _some(check: Check, tried: int) -> str:
    """In how many directions it was tried; "" for all."""
    if check.across:
        return f"{tried - 1} of {check.of:,} directions and one across all"
    return f"{tried} of {check.of:,} directions" if tried != check.of else ""


def _left_out(check: Check, reasons: Mapping[Status, str]) -> str:
    """How many directions could not be checked beside those that were, and why."""
    # a finding speaks of the kinks
    untold = [each for each in check.untold if not (check.finding and each == "kink")]
    why = [reasons[each] for each in dict.fromkeys(untold)]
    return f"; {len(untold)} cannot be checked: {'; '.join(why)}" if untold else ""
