"""JUnit XML, for machines that show it: suites of cases, whatever these are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from jaccli.errors import Place
from jaccli.reports.common.xml import attributes, escaped

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
Kind = Literal["failure", "error", "skipped"]


class Told(NamedTuple):
    """What is said of a case that is not well. type: what kind of failure; text: all there is"""

    kind: Kind
    message: str
    type: str = ""
    text: str = ""


class Case(NamedTuple):
    """One testcase. of: what it belongs to; told: None where all is well"""

    of: str
    name: str
    told: Told | None = None
    place: Place | None = None


class Suite(NamedTuple):
    """Cases with one name. seconds: None where nothing was timed"""

    name: str
    cases: Sequence[Case]
    seconds: float | None = None


def junit(suites: Sequence[Suite]) -> str:
    """The whole document; ASCII."""
    lines = [HEAD, f"<testsuites{_totals(suites)}>"]
    for suite in suites:
        lines.append(f"  <testsuite{attributes({'name': suite.name})}{_totals([suite])}>")
        for case in suite.cases:
            lines += _written(case)
        lines.append("  </testsuite>")
    text = "\n".join([*lines, "</testsuites>\n"])
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _totals(suites: Sequence[Suite]) -> str:
    """How many cases of each kind they have, and the time that was taken."""
    cases = [case for suite in suites for case in suite.cases]
    numbers = {
        "tests": len(cases),
        "failures": _count(cases, "failure"),
        "errors": _count(cases, "error"),
        "skipped": _count(cases, "skipped"),
    }
    text = attributes({name: str(number) for name, number in numbers.items()})
    times = [suite.seconds for suite in suites if suite.seconds is not None]
    return text + (attributes({"time": f"{sum(times):.3f}"}) if times else "")


def _count(cases: Iterable[Case], kind: Kind) -> int:
    return sum(case.told is not None and case.told.kind == kind for case in cases)


def _written(case: Case) -> Iterator[str]:
    named = {"classname": case.of, "name": case.name}
    if case.place is not None:
        named |= {"file": case.place.source.name, "line": str(case.place.line)}
    opening = f"    <testcase{attributes(named)}"
    told = case.told
    if told is None:
        yield f"{opening}/>"
        return
    said = {"message": told.message} | ({"type": told.type} if told.type else {})
    inside = f">{escaped(told.text)}</{told.kind}>" if told.text else "/>"
    yield f"{opening}>"
    yield f"      <{told.kind}{attributes(said)}{inside}"
    yield "    </testcase>"
