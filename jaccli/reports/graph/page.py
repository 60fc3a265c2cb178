"""A Picture as blocks: the graph drawn, its values, its edges with their Jacobians."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.document.blocks import Blank, Block, Column, Either, Paragraph, Table
from jaccli.document.cells import Cell, Name, written
from jaccli.reports.common.heading import heading
from jaccli.reports.common.picture.find import Picture
from jaccli.reports.common.picture.page import diagram, edge_table
from jaccli.reports.graph import say


def page(found: Picture, *, again: Sequence[str] = ()) -> Iterator[Block]:
    """The whole report of one graph. again: the options that a next command repeats"""
    types = [node.type for node in found.nodes if node.type != "input"]
    yield from heading(found.graph, types, headline=True)
    yield Blank
    yield diagram(found)
    yield Blank
    if any(node.expression for node in found.nodes):
        yield _expressions(found)
        yield Blank
    yield from say.no_edge(found)
    if found.edges:
        yield edge_table(found.edges)
    yield Blank
    yield from say.in_each_node(found)
    yield say.next_command(found, again)


def _expressions(found: Picture) -> Either:
    """What each value was in the program that was recorded."""
    rows: list[list[Cell]] = [
        [Name(node.name), node.type, "×".join(map(str, node.shape)) or "1", node.expression]
        for node in found.nodes
        if node.type != "input"
    ]
    _, *names = columns = ("value", "layer", "shape", "recorded as")
    narrow = []
    for row in rows:
        name, *texts = map(written, row)
        said = (f"{key} {text}".strip() for key, text in zip(names, texts, strict=True) if text)
        narrow.append(Paragraph(", ".join(said), label=f"{name}:", indent=1))
    return Either([Table([Column(each) for each in columns], rows)], narrow)
