"""Marks as annotations of GitHub Actions, without a right value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.reports.common.refused import placed, told
from jaccli.reports.common.workflow import Checkout, annotation, plain
from jaccli.reports.grade import say
from jaccli.reports.grade.find import Graded


def github(results: Sequence[Graded], checkout: Checkout) -> str:
    """An error for each answer that is not right, at its place, and the points of each file."""
    lines: list[str] = []
    for found in results:
        if found.unread is not None:
            lines += placed(told(found.unread, "jaccli grade"), checkout)
        lines += _annotations(found, checkout)
        lines.append(plain(say.in_a_line(found)))
    return "".join(f"{line}\n" for line in lines)


def _annotations(found: Graded, checkout: Checkout) -> Iterator[str]:
    for mark in found.marks:
        if mark.is_right:
            continue
        place = mark.given.place if mark.given else None
        said = say.said(mark)
        yield annotation("error", found.file, place, mark.question.name, [said], checkout)
