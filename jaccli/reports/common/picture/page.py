"""A Picture as text, DOT and Mermaid: nodes by depth, each edge with its Jacobian."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.arrays import Array
from jaccli.document.blocks import Blank, Block, Column, Lines, Paragraph, Table
from jaccli.document.display import Display, shown
from jaccli.document.drawing.boxes import Drawn, drawing
from jaccli.document.formats.text import render
from jaccli.document.table import width_of
from jaccli.errors import printable
from jaccli.reports.common.heading import heading
from jaccli.reports.common.names import command
from jaccli.reports.common.picture.find import GraphNode, Picture
from jaccli.words import count

MOST_ENTRIES = 3  # of a value that are written out in a node
MOST_EDGES = 60  # that are listed where the list is not what was asked for


def report(results: Sequence[Picture], display: Display, *, quiet: bool, again: str = "") -> str:
    """The text of one call. again: the options that the next command has to repeat."""
    if quiet:
        return render([Lines([quiet_line(found) for found in results])], display)
    blocks: list[Block] = []
    for found in results:
        blocks += [*_whole(found, display, again), Blank]
    return render(blocks[:-1], display)


def quiet_line(found: Picture) -> str:
    """One line a graph, for -q."""
    return (
        f"{printable(found.graph.file)}: {count(len(found.nodes), 'value')}, "
        f"{count(len(found.edges), 'edge')}"
    )


def _whole(found: Picture, display: Display, again: str) -> Iterator[Block]:
    yield from heading(found.graph, [node.type for node in found.nodes if node.type != "input"])
    yield Blank
    yield from picture_blocks(found, display)
    yield Blank
    if any(node.expression for node in found.nodes):
        yield _expressions(found)
        yield Blank
    yield from edge_blocks(found, display, most=None)
    yield Blank
    if found.weights is not None:
        what = "the output" if len(found.weights) == 1 else "the outputs, weighed"
        yield Paragraph(f"In each node: its value | the adjoint of {what}, found by one pass back.")
    line = command("vjp", found.graph.file, again, "-u e1 --steps")
    yield Paragraph(f"{line}   (how the adjoints come about)", label="Next:")


def _expressions(found: Picture) -> Table:
    """What each value was in the program that was recorded."""
    return Table(
        [Column("value"), Column("layer"), Column("shape"), Column("recorded as")],
        [
            [
                printable(node.name),
                node.type,
                "×".join(map(str, node.shape)) or "1",
                printable(node.expression),
            ]
            for node in found.nodes
            if node.type != "input"
        ],
    )


def picture_blocks(found: Picture, display: Display) -> Iterator[Block]:
    """The drawing; where it would be too wide with values, they stand below it.

    Where there is none, a word on why.
    """
    edges = [(edge.source, edge.layer) for edge in found.edges]
    titles = [_lines(node)[:1] for node in found.nodes]
    whole = [_lines(node) for node in found.nodes]
    lines = _drawn(found, whole, edges, display)
    if lines is not None:
        yield Lines(lines)
        return
    short = _drawn(found, titles, edges, display)
    if short is not None and titles != whole:
        yield Lines(short)
        yield Blank
        yield Table(
            [Column("value"), Column("is"), Column("adjoint")],
            [[printable(node.name), *_numbers(node)] for node in found.nodes],
        )
        return
    yield Paragraph(
        f"A drawing of {count(len(found.nodes), 'value')} would not be readable in "
        f"{display.width} columns; --format dot or mermaid draws them all.",
        style="quiet",
    )


def _drawn(
    found: Picture,
    texts: Sequence[Sequence[str]],
    edges: Sequence[tuple[str, str]],
    display: Display,
) -> list[str] | None:
    # as the display shows them: a sign that becomes several would shift the lines beside it
    nodes = [
        Drawn(node.name, tuple(shown(line, display) for line in lines))
        for node, lines in zip(found.nodes, texts, strict=True)
    ]
    return drawing(nodes, edges, display.width)


def edge_blocks(
    found: Picture,
    display: Display,
    *,
    most: int | None = MOST_EDGES,
    numbers: Sequence[str] | None = None,
    again: str = "",
) -> Iterator[Block]:
    """One row an edge: its Jacobian's shape, form and rule.

    most: that are listed; numbers: the Jacobians themselves, where each is one number; again: the
    options that the next command has to repeat
    """
    if not found.edges:
        yield Paragraph("There is no edge: no layer reads a value.", style="quiet")
        return
    listed = found.edges[:most]
    rows = [
        [
            f"{printable(edge.source)} → {printable(edge.layer)}",
            f"∂{printable(edge.layer)}/∂{printable(edge.source)}",
            "×".join(f"{axis:,}" for axis in edge.form.shape),
            edge.form.structure,
            printable(edge.rule),
        ]
        for edge in listed
    ]
    columns = ["edge", "Jacobian", "shape", "form", "J"]
    if numbers is not None:
        columns.append("here")
        rows = [[*row, number] for row, number in zip(rows, numbers, strict=False)]
    table = Table([Column(name, right=name in ("shape", "here")) for name in columns], rows)
    for dropped in (4, 0):
        if width_of(table, display) > display.width:
            table = table.without(dropped)
    yield table
    if len(listed) < len(found.edges):
        more = len(found.edges) - len(listed)
        typed = command("graph", found.graph.file, again)
        yield Paragraph(f"and {more:,} more; {typed} lists them all", indent=1, style="quiet")


def dot(results: Sequence[Picture]) -> str:
    """Graphviz: one digraph a graph."""
    return "".join(_dot(found) for found in results)


def _dot(found: Picture) -> str:
    ids = {node.name: f"n{at}" for at, node in enumerate(found.nodes)}
    lines = [
        f'digraph "{_dot_text(found.graph.name or found.graph.file)}" {{',
        '  node [shape=box, fontname="Helvetica"];',
        '  edge [fontname="Helvetica", fontsize=10];',
    ]
    for node in found.nodes:
        title, *values = _lines(node, signs=(" | ",))
        style = ', style="rounded"' if node.type == "input" else ""
        if node.name == found.graph.output:
            style = ", peripheries=2"
        label = _dot_text(title)
        if values:
            primal, adjoint = (_record_text(each) for each in _numbers(node))
            label = f"{{{_record_text(title)}|{{{primal}|{adjoint}}}}}"
            style = ", shape=record" + style.replace(", peripheries=2", ", penwidth=2")
        lines.append(f'  {ids[node.name]} [label="{label}"{style}];')
    for edge in found.edges:
        rows, columns = edge.form.shape
        lines.append(
            f"  {ids[edge.source]} -> {ids[edge.layer]} "
            f'[label="{rows}×{columns} {edge.form.structure}"];'
        )
    return "\n".join([*lines, "}"]) + "\n"


def mermaid(results: Sequence[Picture]) -> str:
    """Mermaid: one flowchart a graph."""
    return "\n".join(_mermaid(found) for found in results)


def _mermaid(found: Picture) -> str:
    ids = {node.name: f"n{at}" for at, node in enumerate(found.nodes)}
    lines = ["flowchart TD"]
    for node in found.nodes:
        label = "<br/>".join(_mermaid_text(each) for each in _lines(node))
        left, right = ("([", "])") if node.type == "input" else ("[", "]")
        if node.name == found.graph.output:
            left, right = "[[", "]]"
        lines.append(f'  {ids[node.name]}{left}"{label}"{right}')
    for edge in found.edges:
        rows, columns = edge.form.shape
        label = f"{rows}×{columns} {edge.form.structure}"
        lines.append(f'  {ids[edge.source]} -->|"{label}"| {ids[edge.layer]}')
    return "\n".join(lines) + "\n"


def _lines(node: GraphNode, signs: Sequence[str] = (" | ",)) -> list[str]:
    """What stands in a node: name and type, and below value and adjoint."""
    shape = "×".join(map(str, node.shape))
    size = f" {shape}" if node.size > 1 or len(node.shape) > 1 else ""
    title = (
        f"{printable(node.name)}{size}"
        if node.type == "input"
        else (f"{printable(node.name)} {node.type}{size}")
    )
    if node.primal is None:
        return [title]
    return [title, signs[0].join(_numbers(node))]


def _numbers(node: GraphNode) -> tuple[str, str]:
    assert node.primal is not None
    return _short(node.primal), "-" if node.adjoint is None else _short(node.adjoint)


def _short(array: Array) -> str:
    """A value in few characters."""
    entries = [f"{entry:.4g}" for entry in (array[:MOST_ENTRIES] + 0.0).tolist()]
    if array.size > MOST_ENTRIES:
        entries.append("…")
    return entries[0] if array.size == 1 else f"[{', '.join(entries)}]"


def _dot_text(text: str) -> str:
    return printable(text).replace("\\", "\\\\").replace('"', '\\"')


def _record_text(text: str) -> str:
    """Text within a record label, where some signs divide fields."""
    escaped = _dot_text(text)
    for sign in "{}|<> ":
        escaped = escaped.replace(sign, f"\\{sign}")
    return escaped


def _mermaid_text(text: str) -> str:
    """Text within quotes; Mermaid reads entities there."""
    for sign, entity in (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;")):
        text = text.replace(sign, entity)
    return text
