"""Checks as JUnit XML."""

from __future__ import annotations

from jaccli.reports.check.find import Checked, Run
from jaccli.reports.common import junit as xml
from jaccli.reports.common.derivatives.outcome import Outcome


def junit(run: Run) -> str:
    """One testsuite a chain, one testcase a check; what is noted counts as skipped."""
    return xml.junit([_suite(found) for found in run.results])


def _suite(found: Checked) -> xml.Suite:
    file = found.graph.file
    cases = [xml.Case(file, each.name, _told(each), each.place) for each in found.outcomes]
    return xml.Suite(file, cases, found.seconds)


def _told(outcome: Outcome) -> xml.Told | None:
    match outcome.status:
        case "ok":
            return None
        case "noted":
            return xml.Told("skipped", outcome.finding)
        case "failed":
            drawn = "\n".join(outcome.mistake.drawn())
            return xml.Told("failure", outcome.finding, "check", drawn)
