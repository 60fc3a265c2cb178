"""What opens a report on a graph of Jacobians, with layers or of shapes alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.document.blocks import Block, Finding, Paragraph
from jaccli.errors import printable
from jaccli.reports.common.facts import graph_facts
from jaccli.reports.common.heading import heading, opening
from jaccli.words import count, listed

if TYPE_CHECKING:
    from jaccli.reports.order.elimination.find import Eliminating


def graph_opening(found: Eliminating) -> Iterator[Block]:
    """The first lines of a screen: file and name, how large the graph is."""
    said = sizes(found)
    if found.all_came_to_one:
        said += "; all run: same J ✓"
    graph = found.subject.graph
    if graph is not None:
        yield from opening(graph_facts(graph), said)
    else:
        yield _title(found)
        yield Paragraph(said)
    for each in _dead(found):
        yield each._replace(indent=0)


def graph_heading(found: Eliminating) -> Iterator[Block]:
    """The same at the top of a page."""
    graph = found.subject.graph
    if graph is not None:
        yield from heading(graph_facts(graph), [node.layer.type for node in graph.nodes])
        yield Paragraph(f"to eliminate: {_size(found)}", indent=2)
    else:
        yield _title(found)
        yield Paragraph(sizes(found), indent=2)
    yield from _dead(found)


def _dead(found: Eliminating) -> Iterator[Finding]:
    """The values of shapes alone that an order leaves out; of layers it is said already."""
    names = [printable(name) for name in found.subject.dag.dead]
    if names and found.subject.graph is None:
        are, cost = ("is", "it costs") if len(names) == 1 else ("are", "they cost")
        text = f"{listed(names)} {are} on no path from an input to an output: {cost} nothing."
        yield Finding("note", text)


def _title(found: Eliminating) -> Paragraph:
    subject = found.subject
    return Paragraph(subject.file + (f"   {subject.name}" if subject.name else ""), style="title")


def sizes(found: Eliminating) -> str:
    """n = 4, m = 1, 5 values between, 8 edges"""
    return f"{_ends(found)}, {_size(found)}"


def _ends(found: Eliminating) -> str:
    """n = 4, m = 1"""
    return f"n = {found.subject.n:,}, m = {found.subject.m:,}"


def _size(found: Eliminating) -> str:
    """5 values between, 8 edges"""
    what = "number" if found.subject.is_of_numbers else "value"
    edges = count(len(found.subject.dag.edges), "edge")
    between = count(len(found.between), what) if found.between else f"no {what}"
    return f"{between} between, {edges}"
