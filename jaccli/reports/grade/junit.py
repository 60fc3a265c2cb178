"""Marks as JUnit XML, without a right value: a suite a file, a case a question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.reports.common.xml import attributes, escaped
from jaccli.reports.grade import say
from jaccli.reports.grade.find import Graded, Mark

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def junit(results: Sequence[Graded]) -> str:
    """ASCII."""
    lines = [HEAD, f"<testsuites{_totals(results)}>"]
    for found in results:
        lines.append(f"  <testsuite{attributes({'name': found.file})}{_totals([found])}>")
        for mark in found.marks:
            lines += _case(found, mark)
        lines.append("  </testsuite>")
    text = "\n".join([*lines, "</testsuites>\n"])
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _totals(results: Sequence[Graded]) -> str:
    marks = [mark for each in results for mark in each.marks]
    failed = sum(not mark.is_right for mark in marks)
    return attributes({"tests": str(len(marks)), "failures": str(failed), "errors": "0"})


def _case(found: Graded, mark: Mark) -> Iterator[str]:
    case = f"    <testcase{attributes({'classname': found.file, 'name': mark.question.name})}"
    if mark.is_right:
        yield f"{case}/>"
        return
    yield f"{case}>"
    said = say.said(mark)
    kind = attributes({"message": f"{mark.points:g} of {mark.question.points:g}", "type": "answer"})
    yield f"      <failure{kind}>{escaped(said)}</failure>"
    yield "    </testcase>"
