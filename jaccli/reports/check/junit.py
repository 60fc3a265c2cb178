"""Checks for machines that show them: JUnit XML, and annotations of GitHub Actions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.errors import printable
from jaccli.reports.check.find import Checked
from jaccli.reports.check.page import Run, skipped_words, total_line
from jaccli.reports.common.derivatives.outcome import Outcome


def junit(run: Run) -> str:
    """One testsuite a chain, one testcase a check; what is noted counts as skipped. ASCII."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites{_totals(run.results)}>"]
    for found in run.results:
        lines += _suite(found)
    lines.append("</testsuites>\n")
    return "\n".join(lines).encode("ascii", "xmlcharrefreplace").decode("ascii")


def _totals(results: Sequence[Checked]) -> str:
    numbers = {
        "tests": sum(len(each.outcomes) for each in results),
        "failures": sum(each.count("failed") for each in results),
        "errors": 0,
        "skipped": sum(each.count("noted") for each in results),
    }
    text = _attributes({name: str(number) for name, number in numbers.items()})
    times = [each.seconds for each in results if each.seconds is not None]
    return text + (_attributes({"time": f"{sum(times):.3f}"}) if times else "")


def _suite(found: Checked) -> Iterator[str]:
    yield f"  <testsuite{_attributes({'name': found.graph.file})}{_totals([found])}>"
    for each in found.outcomes:
        yield from _case(found, each)
    yield "  </testsuite>"


def _case(found: Checked, outcome: Outcome) -> Iterator[str]:
    attributes = {"classname": found.graph.file, "name": outcome.name}
    if outcome.place is not None:
        attributes |= {"file": outcome.place.source.name, "line": str(outcome.place.line)}
    opening = f"    <testcase{_attributes(attributes)}"
    match outcome.status:
        case "ok":
            yield f"{opening}/>"
            return
        case "noted":
            inside = f"<skipped{_attributes({'message': outcome.finding})}/>"
        case "failed":
            drawn = "\n".join(map(printable, outcome.mistake.drawn()))
            message = _attributes({"message": outcome.finding, "type": "check"})
            inside = f"<failure{message}>{_text(drawn)}</failure>"
    yield f"{opening}>"
    yield f"      {inside}"
    yield "    </testcase>"


def _attributes(values: dict[str, str]) -> str:
    return "".join(
        f' {name}="{_text(printable(value)).replace(chr(34), "&quot;")}"'
        for name, value in values.items()
    )


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def github(run: Run) -> str:
    """Workflow commands: an error for each failed check, a notice for each noted one."""
    lines = [
        annotation(found.graph.file, each)
        for found in run.results
        for each in found.outcomes
        if each.status != "ok"
    ]
    lines += [skipped_words(run.skipped)] if run.skipped else []
    return "\n".join([*lines, total_line(run._replace(seconds=None))]) + "\n"


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
    message = "\n".join(printable(part) for part in parts if part)
    command = "error" if outcome.status == "failed" else "notice"
    return f"::{command} {said}::{_data(message)}"


def _data(text: str) -> str:
    """Its lines are printable: a carriage return is written out by now."""
    return text.replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")
