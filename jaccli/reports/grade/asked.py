"""What is asked: the questions of a sheet, or all that can be asked about a chain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.graph import Graph
from jaccli.keywords import option
from jaccli.nothing import NOTHING
from jaccli.progress import SILENT, Progress
from jaccli.reports.common.budget import refuse_beyond
from jaccli.reports.common.questions.course import Course
from jaccli.reports.common.questions.planned import of_marks, of_questions
from jaccli.sources import Reading, graph_of
from jaccli.spec.chain import ChainFile
from jaccli.spec.sheet import holds_questions, read_sheet
from jaccli.spec.source import open_chain
from jaccli.trace import names_a_function


class Asked(NamedTuple):
    """points: of the questions of a sheet, none of a chain, whose questions are those that are
    answered"""

    course: Course
    points: Mapping[str, float] = NOTHING


def asked(name: str, reading: Reading, max_memory: int | None) -> Asked:
    """What a SHEET or a CHAIN asks. Raises Mistakes with all that can be found."""
    file = None if names_a_function(name) else open_chain(name, confine=reading.confine)
    if file is not None and holds_questions(file):
        if reading.at or reading.sizes:
            title = f"{printable(name)}: a sheet has its own numbers, "
            title += option("--at") + " and " + option("--set") + " are for chains"
            raise Mistakes([JaccliError(title)], name)
        return of_sheet(file, max_memory, reading.progress)
    return of_graph(graph_of(name, reading), max_memory, reading.progress)


def of_graph(graph: Graph, max_memory: int | None, progress: Progress = SILENT) -> Asked:
    """All that can be asked about a graph. Raises Mistakes where it does not fit the memory."""
    _refuse_large(graph, max_memory)
    return Asked(Course(graph, progress=progress))


def of_sheet(file: ChainFile, max_memory: int | None, progress: Progress = SILENT) -> Asked:
    """What a sheet asks. Raises Mistakes."""
    sheet = read_sheet(file)
    _refuse_large(sheet.graph, max_memory)
    course = Course(sheet.graph, u=sheet.u, v=sheet.v, progress=progress)
    course.refuse_unknown(sheet.points, sheet.places, file.source.name)
    return Asked(course, sheet.points)


def _refuse_large(graph: Graph, max_memory: int | None) -> None:
    """Raise Mistakes where the right answers, and what is held against them, do not fit."""
    refuse_beyond(graph, max_memory, of_questions(graph), of_marks(graph))
