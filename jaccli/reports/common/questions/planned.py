"""What the right answers to all questions about a graph take, before one is found."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from jaccli.graph import Graph
from jaccli.reports.common.budget import Planned, of_a_sweep, of_matrices, of_the_tape
from jaccli.reports.common.questions.course import swept_by
from jaccli.reports.common.ranking import MOST_BESIDE
from jaccli.reports.common.trial import CELL

NUMBER = 8  # bytes: vectors begin as float64, whatever the graph is in
WRITTEN = 72  # of a number in a sheet: its text, twice in the making of it
COMPARED = 6 * NUMBER  # of a number that is held against another, or made by a mistake


def of_questions(graph: Graph) -> Iterator[Planned]:
    """Each Jacobian as a matrix, adjoints, tangents, J, and the orders of a chain."""
    values = graph.input_size + sum(node.size for node in graph.nodes)
    yield from of_the_tape(graph)
    yield from of_matrices(graph)
    yield _vector("the adjoints", values + sum(node.parameters for node in graph.nodes))
    yield _vector("the tangents", values)
    m, n = graph.output_size, graph.input_size
    yield Planned("the rows of J", (m, n), 2 * NUMBER * m * n)  # on their own, then together
    yield from of_a_sweep(graph, *swept_by(graph))
    depth = len(graph.nodes)
    if graph.is_chain and 2 < depth <= MOST_BESIDE:
        yield Planned("the table of orders", (depth, depth), CELL * depth * depth)


def of_a_sheet(graph: Graph) -> Iterator[Planned]:
    """What writing all numbers of a graph down takes, each in some copies of its text."""
    numbers = graph.input_size + sum(
        prod(array.shape) for node in graph.nodes for array in node.layer.arrays.values()
    )
    yield Planned("the text of the sheet", (numbers,), WRITTEN * numbers)


def of_marks(graph: Graph) -> Iterator[Planned]:
    """What looking at answers takes beside them: steps from a student's own answers, and each
    answer beside the right one."""
    yield from of_matrices(graph)
    m, n = graph.output_size, graph.input_size
    matrices = [form.shape for node in graph.nodes for form in node.forms]
    rows, columns = max([(m, n), *matrices], key=lambda each: each[0] * each[1])
    yield Planned("answers beside the right ones", (rows, columns), COMPARED * rows * columns)


def _vector(what: str, size: int) -> Planned:
    return Planned(what, (size,), NUMBER * size)
