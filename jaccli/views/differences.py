"""What a check by differences came to, in words."""

from __future__ import annotations

from jaccli.analysis.differences import Check


def outcome(check: Check) -> str:
    """What the differences say, or why they cannot say anything."""
    match check.status:
        case "kink":
            return " cannot check this: f has a kink within h of x, and two slopes there."
        case "domain":
            return " cannot check this: f is not finite at x + h·v or x − h·v."
        case "too small":
            return " cannot check this: the result is smaller than the rounding of f allows to see."
    low, high = check.steps
    value = "" if check.value is None else f" = {check.value:.10g}"
    step = f"h = {high:.0e}"
    if f"{low:.0e}" != f"{high:.0e}":
        step = f"h from {low:.0e} to {high:.0e}"
    some = ""
    if check.directions != check.of:
        some = f", {check.directions} of {check.of:,} directions"
    relation, sign = ("≤", "✓") if check.status == "ok" else (">", "✗")
    return (
        f"{value}, {step}{some}: difference {check.difference:.1e} {relation} "
        f"{check.bound:.1e} {sign}, the bound being what differences can tell"
    )
