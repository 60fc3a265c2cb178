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
    Next,
    Paragraph,
    Table,
)
from jaccli.document.cells import Cell, Decimal, Entries, Name
from jaccli.reports.common.chains import a_line_each
from jaccli.reports.common.modes import Rule
from jaccli.reports.grade import say
from jaccli.words import listed, shape

if TYPE_CHECKING:
    from jaccli.reports.grade.find import Graded, Mark


def screen(found: Graded, *, solutions: bool = False) -> Iterator[Block]:
    """solutions: the right values as well."""
    yield Paragraph(f"{found.file}   answers for {found.graph.file}", style="title")
    yield Blank
    columns = [Column("question"), Column("your answer", priority=1)]
    columns += [Column("right", priority=2)] if solutions else []
    columns += [Column("points", right=True), Column("")]
    rows = [_row(mark, solutions) for mark in found.marks]
    yield Table(columns, rows, elastic=Elastic())
    yield Blank
    remarks = [*say.remarks(found)]
    yield from remarks
    yield from [Blank] if remarks else []
    rule = Finding("rule", f"{Rule('dense', 'counted').words}.", "Rule:")
    yield Answer([say.headline(found), rule], Next("jaccli explain exercise"))


def _row(mark: Mark, solutions: bool) -> list[Cell]:
    right = [_value(mark.question.right)] if solutions else []
    given = "" if mark.given is None else _value(mark.given.value)
    points = Decimal(mark.points, 2)
    return [Name(mark.question.name), given, *right, points, say.status(mark)]


def _value(value: object) -> Cell:
    if isinstance(value, np.ndarray):
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
        [Decimal(found.points, 2), Decimal(found.of, 0), listed(_wrong(found), 4)]
        for found in results
    ]
    yield a_line_each([found.file for found in results], columns, rows)
    yield Blank
    yield Answer([say.of_a_class(results)], Next("jaccli explain exercise"))


def _wrong(found: Graded) -> list[str]:
    return [m.question.name for m in found.marks if m.status not in ("right", "followed")]
