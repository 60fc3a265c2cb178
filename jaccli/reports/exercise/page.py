"""A sheet as blocks: the questions on one screen; at length with the chain and its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.arrays import Array
from jaccli.document.blocks import (
    Answer,
    Blank,
    Block,
    Column,
    Elastic,
    Finding,
    Matrix,
    Next,
    Paragraph,
    Table,
    on_a_line,
)
from jaccli.document.cells import Cell, Decimal, Name
from jaccli.document.rows import MORE
from jaccli.graph import load
from jaccli.reports.common.heading import opening
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.names import command
from jaccli.words import count

if TYPE_CHECKING:
    from jaccli.reports.exercise.find import Exercise


def screen(found: Exercise) -> Iterator[Block]:
    """What is asked, a row a question."""
    yield from opening(found.graph)
    yield Blank
    yield _questions(found)
    yield Blank
    more = [("More:", "--details (the chain and its numbers)")]
    yield Answer(findings(found), following(found), more)


def page(found: Exercise) -> Iterator[Block]:
    """The whole sheet, as it is handed out."""
    yield from opening(found.graph)
    yield Blank
    yield from given_numbers(found)
    yield Blank
    yield _questions(found)._replace(elastic=None)
    yield Blank
    yield Answer(findings(found), following(found))


def following(found: Exercise) -> Next:
    """What writes the sheet."""
    seed = "" if found.seed is None else f"--seed {found.seed} "
    return Next(command("exercise", found.graph.file, f"{seed}-o sheet.yaml"))


def given_numbers(found: Exercise) -> Iterator[Block]:
    """The chain, every number in it, and what sweeps begin with."""
    yield from _chain(found)
    yield from _starts(found)


def headline(found: Exercise) -> Finding:
    """How much there is to do."""
    seed = "" if found.seed is None else f" of seed {found.seed}"
    text = f"A sheet{seed} with {count(len(found.questions), 'question')}, {found.points:g} points."
    return Finding("headline", text)


def _questions(found: Exercise) -> Table:
    rows: list[list[Cell]] = [
        [Name(each.name), each.asks, Decimal(each.points, 0)] for each in found.questions
    ]
    columns = [Column("question"), Column("asks", priority=1), Column("points", right=True)]
    return Table(columns, rows, elastic=Elastic(MORE))


def findings(found: Exercise) -> list[Finding]:
    """How much there is to do, and by which rule FLOPs are counted, where any are."""
    rule = Finding("rule", f"{Rule('dense', 'counted').words}.", "Rule:")
    counts = any(each.kind in ("flops", "mode") for each in found.questions)
    return [headline(found), *([rule] if counts else [])]


def _chain(found: Exercise) -> Iterator[Block]:
    """The layers, and every number that they have."""
    course = found.course
    graph = load(course.graph)
    rows: list[list[Cell]] = [
        [
            Name(course.shown(node.name)),
            Name(f"{node.layer.type}({', '.join(course.shown(each) for each in node.inputs)})"),
            node.layer.formula,
        ]
        for node in graph.nodes
    ]
    yield Table([Column("value"), Column("is"), Column("formula")], rows)
    yield Blank
    for entry in graph.inputs:
        yield _line(found.course.shown(entry.name), entry.point.load(graph.dtype))
    for node in graph.nodes:
        for name, array in node.layer.arrays.items():
            title = f"{name} of {node.name}"
            if array.ndim == 2:
                yield Matrix(title, array)
            else:
                yield _line(title, array)
        label = getattr(node.layer, "label", None)
        if label is not None:
            yield Paragraph(f"label of {node.name} = {label}, counted from 0")


def _starts(found: Exercise) -> Iterator[Block]:
    """What sweeps begin with, where a question needs it."""
    course, kinds = found.course, {each.kind for each in found.questions}
    last = course.called[course.graph.output]
    if kinds & {"adjoint", "gradient"}:
        yield _line(f"u{last}", course.u)
    if "tangent" in kinds:
        for entry in course.graph.inputs:
            yield _line(f"v{course.called[entry.name]}", course.tangents[entry.name])


def _line(name: str, numbers: Array) -> Block:
    """x = 2, x1 = [1 0 -1]"""
    if numbers.size == 1:
        return Paragraph(f"{name} = {numbers.item():g}")
    return on_a_line(name, numbers)
