"""A Picture as blocks: the graph drawn, its values, its edges with their Jacobians."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from jaccli.document.blocks import Answer, Blank, Block, Column, Either, Paragraph, Table
from jaccli.document.cells import Cell, Name, Number, written
from jaccli.reports.common.heading import heading, opening
from jaccli.reports.common.picture.find import Picture
from jaccli.reports.common.picture.page import diagram, edge_table
from jaccli.reports.graph import say


def screen(found: Picture, *, values: bool = False, again: Sequence[str] = ()) -> Iterator[Block]:
    """The graph drawn, and where adjoints meet. values: all of them, whole; again: as below"""
    yield from opening(found.graph)
    yield Blank
    yield diagram(found, labelled=True, whole=values, instead=[operations(found)])
    yield Blank
    findings = [say.headline(found), *say.sums(found), *say.one_pass(found)]
    yield Answer(findings, say.next_command(found, again), _more(found))


def page(found: Picture, *, values: bool = False, again: Sequence[str] = ()) -> Iterator[Block]:
    """The whole report of one graph. values: all of them; again: what a next command repeats"""
    types = [node.type for node in found.nodes if node.type != "input"]
    yield from heading(found.graph, types)
    yield Blank
    yield diagram(found, labelled=True, whole=values, instead=[operations(found)])
    yield Blank
    if any(node.expression for node in found.nodes):
        yield _expressions(found)
        yield Blank
    if found.edges:
        yield edge_table(found.edges)
        yield Blank
    findings = [say.headline(found), *say.sums(found), *say.one_pass(found)]
    yield Answer(findings, say.next_command(found, again))


def _more(found: Picture) -> Sequence[tuple[str, str]]:
    """What else may be asked for."""
    recorded = any(node.expression for node in found.nodes)
    details = f"--details ({'edges, program' if recorded else 'each edge'})"
    if found.weights is None:
        details = f"--values (with adjoints), {details}"
    return [("More:", details)]


def operations(found: Picture) -> Table:
    """How often each operation is there, and how many edges lead to it."""
    types = {node.name: node.type for node in found.nodes if node.type != "input"}
    layers = Counter(types.values())
    edges = Counter(types[edge.layer] for edge in found.edges)
    rows: list[list[Cell]] = [
        [name, Number(number), Number(edges[name])] for name, number in layers.most_common()
    ]
    columns = [Column("operation"), Column("layers", right=True), Column("edges to it", right=True)]
    return Table(columns, rows, [["total", Number(len(types)), Number(len(found.edges))]])


def _expressions(found: Picture) -> Either:
    """What each value was in the program that was recorded."""
    rows: list[list[Cell]] = [
        [Name(node.called), node.type, "×".join(map(str, node.shape)) or "1", node.expression]
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
