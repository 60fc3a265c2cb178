"""Checks as JUnit XML, for machines that show it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.reports.check.find import Checked, Run
from jaccli.reports.common.derivatives.outcome import Outcome
from jaccli.reports.common.xml import attributes, escaped


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
    text = attributes({name: str(number) for name, number in numbers.items()})
    times = [each.seconds for each in results if each.seconds is not None]
    return text + (attributes({"time": f"{sum(times):.3f}"}) if times else "")


def _suite(found: Checked) -> Iterator[str]:
    yield f"  <testsuite{attributes({'name': found.graph.file})}{_totals([found])}>"
    for each in found.outcomes:
        yield from _case(found, each)
    yield "  </testsuite>"


def _case(found: Checked, outcome: Outcome) -> Iterator[str]:
    named = {"classname": found.graph.file, "name": outcome.name}
    if outcome.place is not None:
        named |= {"file": outcome.place.source.name, "line": str(outcome.place.line)}
    opening = f"    <testcase{attributes(named)}"
    match outcome.status:
        case "ok":
            yield f"{opening}/>"
            return
        case "noted":
            inside = f"<skipped{attributes({'message': outcome.finding})}/>"
        case "failed":
            drawn = "\n".join(outcome.mistake.drawn())
            message = attributes({"message": outcome.finding, "type": "check"})
            inside = f"<failure{message}>{escaped(drawn)}</failure>"
    yield f"{opening}>"
    yield f"      {inside}"
    yield "    </testcase>"
