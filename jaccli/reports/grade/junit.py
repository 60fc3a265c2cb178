"""Marks as JUnit XML, without a right value: a suite a file, a case a question."""

from __future__ import annotations

from collections.abc import Sequence

from jaccli.reports.common import junit as xml
from jaccli.reports.common.refused import in_error, told
from jaccli.reports.grade import say
from jaccli.reports.grade.find import Graded, Mark


def junit(results: Sequence[Graded]) -> str:
    """What is not right is a failure, with its points and what is said of it; what keeps a file
    from being read is an error."""
    return xml.junit([_suite(found) for found in results])


def _suite(found: Graded) -> xml.Suite:
    cases = [xml.Case(found.file, mark.question.name, _told(mark)) for mark in found.marks]
    if found.unread is not None:
        cases += in_error(told(found.unread, found.file))
    return xml.Suite(found.file, cases)


def _told(mark: Mark) -> xml.Told | None:
    if mark.is_right:
        return None
    points = f"{mark.points:g} of {mark.question.points:g}"
    return xml.Told("failure", points, "answer", say.said(mark))
