"""The marks of a class for a spreadsheet: a row a file, a column a question."""

from __future__ import annotations

from collections.abc import Sequence

from jaccli.document.formats.csv import Raw, plain, written_out
from jaccli.reports.grade.find import Graded


def marks(results: Sequence[Graded]) -> str:
    """The file, its points, of how many, and the points of each question that anybody is asked."""
    names = list(dict.fromkeys(mark.question.name for each in results for mark in each.marks))
    rows: list[Sequence[Raw]] = [["answers", "points", "of", *map(plain, names)]]
    for found in results:
        own = {mark.question.name: mark.points for mark in found.marks}
        row: list[Raw] = [plain(found.file), found.points, found.of]
        rows.append([*row, *(own.get(name, "") for name in names)])
    return written_out(rows)
