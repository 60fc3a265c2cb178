"""The one screen of an answer file: a row a question, and what is to be said of the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.arrays import np
from jaccli.document.blocks import (
    Answer,
    Blank,
    Block,
    Column,
    Elastic,
    Finding,
    Line,
    Matrix,
    Next,
    Paragraph,
    Table,
)
from jaccli.document.cells import Cell, Decimal, Entries, Name
from jaccli.document.rows import MORE
from jaccli.errors import MOST_ERRORS
from jaccli.reports.common.chains import a_line_each
from jaccli.reports.common.modes import Rule
from jaccli.reports.grade import say
from jaccli.words import count, listed, shape

if TYPE_CHECKING:
    from jaccli.reports.grade.find import Graded, Mark

MOST_REMARKS = 3  # on one screen


def screen(found: Graded, *, solutions: bool = False) -> Iterator[Block]:
    """The marks, those that are not right before others where there is no room for all; the first
    remarks. solutions: the right values as well."""
    remarks = list(say.remarks(found))
    yield from _beginning(found, solutions)
    for each in remarks[:MOST_REMARKS]:
        yield from _remark(each)
    more = [("More:", text)] if (text := _further(found, len(remarks), solutions)) else []
    yield from [Blank] if remarks else []
    yield _answer(found, solutions, more)


def page(found: Graded, *, solutions: bool = False) -> Iterator[Block]:
    """All marks and all remarks, and the matrices that are right."""
    remarks = list(say.remarks(found))
    yield from _beginning(found, solutions)
    for each in remarks:
        yield from _remark(each)
    yield from [Blank] if remarks else []
    for mark in found.marks if solutions else ():
        right = mark.question.right
        if isinstance(right, np.ndarray) and right.ndim == 2 and not mark.is_right:
            yield Matrix(f"{mark.question.name}, right", right)
            yield Blank
    yield _answer(found, solutions)


def _further(found: Graded, remarks: int, solutions: bool) -> str:
    """What --details has besides."""
    further = []
    if remarks > MOST_REMARKS:
        further.append(count(remarks - MOST_REMARKS, "further remark"))
    wrong = [mark.question.right for mark in found.marks if not mark.is_right]
    if solutions and any(isinstance(each, np.ndarray) and each.ndim == 2 for each in wrong):
        further.append("matrices")
    return f"--details ({', '.join(further)})" if further else ""


def _beginning(found: Graded, solutions: bool) -> Iterator[Block]:
    """The marks, or what keeps the file from being read."""
    yield Paragraph(say.title(found), style="title")
    yield Blank
    if found.unread is None:
        yield from _marks(found, solutions)
        return
    for each in found.unread.errors[:MOST_ERRORS]:
        where = f"{each.place}: " if each.place else ""
        yield Finding("warning", f"{where}{each.title}", indent=0)
    if found.unread.further:
        yield Finding("warning", found.unread.further, indent=0)
    yield Blank


def _marks(found: Graded, solutions: bool) -> Iterator[Block]:
    columns = [Column("question"), Column("your answer", priority=1)]
    columns += [Column("right", priority=2)] if solutions else []
    columns += [Column("points", right=True), Column("")]
    places = 0 if all(mark.points == int(mark.points) for mark in found.marks) else 2
    rows = [_row(mark, solutions, places) for mark in found.marks]
    longest = sorted(range(len(rows)), key=lambda at: found.marks[at].is_right)
    yield Table(columns, rows, elastic=Elastic(MORE, order=longest))
    yield Blank


def _remark(remark: say.Remark) -> Iterator[Block]:
    yield Finding("why", remark.text, f"{remark.name}:", indent=0)
    if remark.learn:
        yield Line(f"    Learn more: {remark.learn}", "quiet")


def _answer(found: Graded, solutions: bool, more: Sequence[tuple[str, str]] = ()) -> Answer:
    findings = [say.headline(found, solutions=solutions)]
    if any(mark.question.kind in ("flops", "mode") for mark in found.marks):
        findings.append(Finding("rule", f"{Rule('dense', 'counted').words}.", "Rule:"))
    return Answer(findings, Next("jaccli explain exercise"), more)


def _row(mark: Mark, solutions: bool, places: int) -> list[Cell]:
    right = [_value(mark.question.right)] if solutions else []
    given = "" if mark.given is None else _value(mark.given.value)
    return [
        Name(mark.question.name),
        given,
        *right,
        Decimal(mark.points, places),
        say.status(mark),
    ]


def _value(value: object) -> Cell:
    if isinstance(value, np.ndarray):
        if value.size == 0:
            return "[]"
        if value.size == 1:
            return f"{value.item():.6g}"
        return Entries(value) if value.ndim == 1 else shape(value.shape)
    return str(value)


def side_by_side(results: Sequence[Graded]) -> Iterator[Block]:
    """A class: a line a file, and which questions went wrong most often."""
    columns = [
        Column("points", right=True),
        Column("of", right=True),
        Column("not right", priority=1),
    ]
    rows: list[list[Cell]] = [
        [
            Decimal(found.points, 2),
            f"{found.of:g}",
            say.UNREAD if found.unread else listed(_wrong(found), 4),
        ]
        for found in results
    ]
    order = sorted(range(len(results)), key=lambda at: results[at].points)
    yield a_line_each([each.file for each in results], columns, rows, order=order, what="answers")
    yield Blank
    yield Answer([say.of_a_class(results)], Next("jaccli explain exercise"))


def _wrong(found: Graded) -> list[str]:
    return [mark.question.name for mark in found.marks if not mark.is_right]
