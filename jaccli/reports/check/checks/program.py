"""A recording and the program that it was made of: what was proved by calling it, and how often."""

from __future__ import annotations

from jaccli.keywords import option
from jaccli.reports.check.case import Case
from jaccli.reports.common.called import called
from jaccli.reports.common.derivatives.outcome import Outcome

NAME = "recording = program"


def program_checks(case: Case) -> list[Outcome]:
    """That the program gives at the point what was recorded; nothing of a chain file."""
    found = called(case.graph, case.calls)
    if found is None:
        return []
    if not found.rerun:
        finding = "not proved: " + option("--no-rerun") + " calls the program once"
        return [Outcome(NAME, "noted", finding)]
    return [Outcome(NAME, "ok", "value, shape and dtype", found.told)]
