"""Checks as annotations of GitHub Actions."""

from __future__ import annotations

from jaccli.reports.check import say
from jaccli.reports.check.find import Run
from jaccli.reports.common import workflow
from jaccli.reports.common.derivatives.outcome import Outcome
from jaccli.reports.common.workflow import Checkout


def github(run: Run, checkout: Checkout) -> str:
    """Workflow commands: an error for each failed check, a notice for each noted one."""
    lines = [
        annotation(found.graph.file, each, checkout)
        for found in run.results
        for each in found.outcomes
        if each.status != "ok"
    ]
    lines += [workflow.plain(say.skipped(run.skipped).text)] if run.skipped else []
    return "\n".join([*lines, say.total(run._replace(seconds=None)).text]) + "\n"


def annotation(file: str, outcome: Outcome, checkout: Checkout) -> str:
    """What a check found, at the place that it is about."""
    command = "error" if outcome.status == "failed" else "notice"
    mistake, title = outcome.mistake, outcome.name
    return workflow.of_mistake(mistake, file, title, checkout, command, outcome.finding)
