"""Checks as annotations of GitHub Actions: workflow commands, and nothing that looks like one."""

from __future__ import annotations

from jaccli.errors import inert, printable
from jaccli.reports.check import say
from jaccli.reports.check.find import Run
from jaccli.reports.common.derivatives.outcome import Outcome


def github(run: Run) -> str:
    """Workflow commands: an error for each failed check, a notice for each noted one."""
    lines = [
        annotation(found.graph.file, each)
        for found in run.results
        for each in found.outcomes
        if each.status != "ok"
    ]
    lines += [_plain(say.skipped(run.skipped).text)] if run.skipped else []
    return "\n".join([*lines, say.total(run._replace(seconds=None)).text]) + "\n"


def annotation(file: str, outcome: Outcome) -> str:
    """::error file=F,line=L,col=C,title=T::message, escaped as GitHub reads it."""
    place = outcome.place
    properties = {"file": file if place is None else place.source.name}
    if place is not None:
        properties |= {
            "line": str(place.line),
            "col": str(place.column),
            "endColumn": str(place.column + place.width),
        }
    properties["title"] = outcome.name
    said = ",".join(f"{name}={_property(text)}" for name, text in properties.items())
    notes = [f"{kind}: {text}" for kind, text in outcome.notes]
    parts = [outcome.finding, outcome.found, *notes]
    message = "%0A".join(_data(part) for part in parts if part)
    command = "error" if outcome.status == "failed" else "notice"
    return f"::{command} {said}::{message}"


def _plain(text: str) -> str:
    """Without what ends a line, or would be a command in it."""
    return inert(printable(text))


def _data(text: str) -> str:
    return _plain(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
