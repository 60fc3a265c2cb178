"""A sheet: a chain with its numbers, the questions that are asked about it, and their points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from jaccli.arrays import Inline
from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.graph import Expect, Graph, load
from jaccli.keywords import option
from jaccli.layers import Layer
from jaccli.nearest import did_you_mean
from jaccli.progress import SILENT, Progress
from jaccli.reports.common.budget import of_the_tape, refuse_beyond
from jaccli.reports.common.chainfile import chain_lines
from jaccli.reports.common.facts import GraphFacts, graph_facts
from jaccli.reports.common.questions.course import Course
from jaccli.reports.common.questions.planned import of_a_sheet, of_questions
from jaccli.reports.common.questions.question import Question
from jaccli.reports.exercise.draw import drawn, of_drawing
from jaccli.reports.exercise.sets import ALL, MOST, SETS, USUAL

if TYPE_CHECKING:
    from os import PathLike

    from jaccli.document.blocks import Finding

MOST_NUMBERS = 24  # of an answer, that are written by hand


class Exercise(NamedTuple):
    """A sheet and all that is right on it."""

    graph: GraphFacts
    course: Course
    questions: tuple[Question, ...]
    seed: int | None

    @property
    def points(self) -> float:
        """Of all questions."""
        return sum(each.points for each in self.questions)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What its page says in words, in its order."""
        from jaccli.reports.common.names import findings_on
        from jaccli.reports.exercise.page import page

        return findings_on(page(self))

    def __repr__(self) -> str:
        from jaccli.reports.common.names import representation

        return representation("exercise", f"{self.graph.file}: {len(self.questions)} questions")

    def save(self, file: str | PathLike[str], format: str | None = None) -> None:
        """Write it to a file, in the format of its ending: "sheet.yaml", "sheet.html"."""
        from jaccli.reports.common.saving import save

        save(self, "exercise", file, format)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from jaccli.reports.common.saving import shown

        return shown(self, "exercise")


def exercise(
    graph: Graph,
    asked: Sequence[str] = (),
    seed: int | None = None,
    *,
    max_memory: int | None = None,
    sheet: bool = False,
    progress: Progress = SILENT,
) -> Exercise:
    """The questions about a graph, with the numbers of a seed or its own.

    asked: sets of questions, or the names of some; none for as many as make a short sheet; sheet:
    whether it will be written as a file. Raises Mistakes: one that is neither, and where it does
    not fit the memory.
    """
    if seed is not None:  # what is drawn in vain is gone before a question is asked
        refuse_beyond(graph, max_memory, of_the_tape(graph), of_drawing(graph))
    refuse_beyond(graph, max_memory, of_questions(graph), of_a_sheet(graph) if sheet else ())
    chain = _as_written(load(graph, progress) if seed is None else drawn(graph, seed))
    course = Course(chain, progress=progress)
    kinds = {kind for each in asked for kind in SETS.get(each, ())}
    kinds |= {each.kind for each in course.questions.values()} if ALL in asked else set()
    kinds |= set() if asked else _usual(course)
    names = [each for each in asked if each not in SETS and each != ALL]
    unknown = [each for each in names if each not in course.questions]
    if unknown:
        known = [*SETS, ALL, *course.questions]
        raise Mistakes(
            [
                JaccliError(
                    option("--ask") + f" {printable(each)}: no question is called so",
                    notes=[*did_you_mean(each, known), ("note", f"sets: {', '.join(SETS)}, all")],
                )
                for each in unknown
            ]
        )
    chosen = [
        each
        for each in course.questions.values()
        if each.name in names or (each.kind in kinds and _is_short(each))
    ]
    told = {f"shape.{each.right}" for each in chosen if each.name == "which"}
    chosen = [each for each in chosen if each.name in names or each.name not in told]
    return Exercise(graph_facts(chain), course, tuple(chosen), seed)


def _usual(course: Course) -> set[str]:
    """The kinds of a short sheet: one after the other, as long as it stays short."""
    chosen: set[str] = set()
    short = 0
    for kind in USUAL[min(course.graph.output_size, 2)]:
        more = sum(each.kind == kind and _is_short(each) for each in course.questions.values())
        if short + more <= MOST or not chosen:
            chosen.add(kind)
            short += more
    return chosen


def _as_written(graph: Graph) -> Graph:
    """The graph as a sheet has it: no program judges it, and it expects nothing. graph: loaded

    Raises Mistakes for a constant that no file holds.
    """
    chain_lines(graph)
    layers = {id(node.layer): _written(node.layer) for node in graph.nodes}
    nodes = tuple([node._replace(layer=layers[id(node.layer)]) for node in graph.nodes])
    alone = graph._replace(nodes=nodes, expect=Expect())
    return alone._replace(program=None, after=(), every=(), anew=None)


def _written(layer: Layer) -> Layer:
    arrays: dict[str, Any] = {
        name: Inline(array, array.shape) for name, array in layer.arrays.items()
    }
    return layer.with_arrays(arrays)


def _is_short(question: Question) -> bool:
    return getattr(question.right, "size", 1) <= MOST_NUMBERS
