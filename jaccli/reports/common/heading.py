"""The lines that open a report: two on a screen that answers, three and more with --details."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.document.blocks import Block, Finding, Paragraph
from jaccli.reports.common.facts import GraphFacts
from jaccli.reports.common.names import path_of
from jaccli.words import count, listed

MOST_INPUTS = 6  # that are named


def heading(graph: GraphFacts, types: Sequence[str], *, headline: bool = False) -> Iterator[Block]:
    """File and name, the way from the inputs to the output, the dimensions.

    headline: whether these are what the report is about
    """
    yield Paragraph(_title(graph), style="title")
    yield Paragraph(way_of(graph, types), indent=2)
    sizes = dimensions(graph)
    yield Finding("headline", sizes, look="") if headline else Paragraph(sizes, indent=2)
    if graph.called is not None:
        yield Finding("note", graph.called.words + ".")
    yield from left_out(graph)


def opening(graph: GraphFacts, *said: str) -> Iterator[Block]:
    """The first lines of a screen: file and name, the sizes, and what is not as in the file.

    said: what the second line says in place of all sizes
    """
    yield Paragraph(_title(graph), style="title")
    yield Paragraph(", ".join(said or sizes_of(graph)))
    if graph.called is not None:
        yield Finding("note", graph.called.words + ".", indent=0)
    for each in left_out(graph):
        yield each._replace(indent=0)


def sizes_of(graph: GraphFacts) -> tuple[str, ...]:
    """n = 6 inputs; m = 1 output; K = 4 layers"""
    layers = f"K = {count(graph.depth, 'layer')}"
    if not graph.is_chain:
        layers = f"{count(graph.depth, 'layer')}, {count(graph.edges, 'edge')}"
    return f"n = {count(graph.n, 'input')}", f"m = {count(graph.m, 'output')}", layers


def _title(graph: GraphFacts) -> str:
    return graph.file + (f"   {graph.name}" if graph.name else "")


def dimensions(graph: GraphFacts) -> str:
    """n = 6 inputs, m = 1 output, K = 4 layers, 43 parameters, float64"""
    return ", ".join((*sizes_of(graph), count(graph.parameters, "parameter"), graph.dtype))


def left_out(graph: GraphFacts) -> Iterator[Finding]:
    """The inputs that the output does not depend on, the layers that are not run, and those that
    do what the loss after them does once more."""
    if graph.idle:
        named = listed(graph.idle, MOST_INPUTS)
        of_them = f"on {named}: the columns of J by it are 0"
        if len(graph.idle) > 1:
            of_them = f"on {named}: the columns of J by them are 0"
        if len(graph.idle) == len(graph.inputs):
            of_them = "on any input: J by the inputs is 0"
        yield Finding("warning", f"The output does not depend {of_them}.")
    yield from not_run(graph.after, graph.aside, is_chain=graph.is_chain)
    yield from done_twice(graph.doubled)


def done_twice(doubled: Sequence[str]) -> Iterator[Finding]:
    """The layers that do what the loss after them does once more."""
    return (Finding("note", text, look="warning") for text in doubled)


def not_run(
    after: Sequence[str], aside: Sequence[str], *, is_chain: bool = True
) -> Iterator[Finding]:
    """The layers that stand after the output, and those beside a chain that it does not need.

    is_chain: what is left; by parameters a layer stays that has some
    """
    if aside:
        do, are = ("does", "is") if len(aside) == 1 else ("do", "are")
        text = f"{listed(aside, MOST_INPUTS)} {do} not reach the output and {are} not run"
        text += ": what is left is a chain." if is_chain else "."
        yield Finding("note", text, look="warning")
    if after:
        one = len(after) == 1
        stand = "stands after the output and is" if one else "stand after the output and are"
        yield Finding("note", f"{listed(after, MOST_INPUTS)} {stand} not run.", look="warning")


def way_of(graph: GraphFacts, types: Sequence[str]) -> str:
    """6 → linear → 4 → relu → 4 for a chain; x1 (1), x2 (1) → … → x7 (1) for a graph."""
    if graph.is_chain:
        return path_of(graph, types)
    named = [f"{name} ({size:,})" for name, size in graph.inputs.items()]
    if len(named) > MOST_INPUTS:
        named = [*named[: MOST_INPUTS - 1], "…", named[-1]]
    return f"{', '.join(named)} → a graph → {graph.output} ({graph.m:,})"
