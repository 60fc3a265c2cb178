"""Two recordings of one function as text: the operations that both have, and those of one alone."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.document.blocks import Blank, Block, Column, Lines, Paragraph, Table
from jaccli.document.display import Display
from jaccli.document.formats.text import render
from jaccli.errors import printable
from jaccli.graph import Node
from jaccli.reports.common.names import command
from jaccli.reports.trace.find import Recordings
from jaccli.words import count

MOST_OPERATIONS = 12  # of one block that are listed


def report(found: Recordings, display: Display, *, quiet: bool, again: str) -> str:
    """The text of one call. again: the options of the first point."""
    if quiet:
        return render([Lines([_headline(found)])], display)
    return render([*_whole(found, again)], display)


def _headline(found: Recordings) -> str:
    first, second = found.first, found.second
    name = printable(first.graph.file)
    if found.difference.same:
        return f"{name}: one graph at both points, {count(first.graph.depth, 'operation')}"
    return (
        f"{name}: {count(first.graph.depth, 'operation')} at {printable(first.at)}, "
        f"{second.graph.depth:,} at {printable(second.at)}"
    )


def _whole(found: Recordings, again: str) -> Iterator[Block]:
    first, second = found.first, found.second
    name = printable(first.graph.file)
    yield Paragraph(
        f"{name} recorded at {printable(first.at)} and at {printable(second.at)}", style="title"
    )
    yield Blank
    if found.difference.same:
        yield Paragraph(
            "The same graph, operation by operation: at both points the program takes one path."
        )
    else:
        yield Paragraph(
            "One program, two graphs: what ran depends on the numbers. A graph that is written "
            "ahead of time, like a chain file, would have to hold both; one that is recorded "
            "holds the path that was taken, and its derivative is that of this path."
        )
        yield Blank
        yield from _blocks(found)
    yield Blank
    yield Table(
        [
            Column("at"),
            Column("operations", right=True),
            Column("edges", right=True),
            Column("forward", right=True, style="forward"),
            Column("reverse", right=True, style="reverse"),
        ],
        [
            [
                printable(each.at),
                f"{each.graph.depth:,}",
                f"{each.graph.edges:,}",
                f"{each.forward:,}",
                f"{each.reverse:,}",
            ]
            for each in (first, second)
        ],
    )
    yield Paragraph(
        "FLOPs of the full Jacobian: 1 multiply-add = 2 FLOPs, every J dense, seeds counted.",
        indent=1,
        style="quiet",
    )
    if first.graph.called is not None:
        yield Paragraph(f"At each point {first.graph.called.words}.", indent=1, style="quiet")
    yield Paragraph(
        f"{command('graph', first.graph.file, again)}   (the first one drawn)", label="Next:"
    )


def _blocks(found: Recordings) -> Iterator[Block]:
    """Runs of operations; - for the first point alone, + for the second."""
    points = {"first": found.first.at, "second": found.second.at}
    for block in found.difference.blocks:
        if block.kind == "same":
            yield Paragraph(f"both: {count(len(block.first), 'operation')}", style="quiet")
            continue
        nodes = block.first or block.second
        yield Paragraph(
            f"only at {printable(points[block.kind])}: {count(len(nodes), 'operation')}"
        )
        sign = "-" if block.kind == "first" else "+"
        for node in nodes[:MOST_OPERATIONS]:
            yield Paragraph(_operation(node), label=sign, indent=2)
        if len(nodes) > MOST_OPERATIONS:
            yield Paragraph(f"and {len(nodes) - MOST_OPERATIONS:,} more", label=sign, indent=2)
    for changed in found.difference.changed:
        fields = " and ".join(changed.fields)
        yield Paragraph(
            f"{_operation(changed.first)}: at both points, with another {fields}",
            label="~",
            indent=2,
        )


def _operation(node: Node) -> str:
    """v3 = exp(x), line 12: np.exp(x)"""
    text = f"{printable(node.name)} = {node.layer.type}({', '.join(map(printable, node.inputs))})"
    if node.place is not None:
        text += f", line {node.place.line}"
    return f"{text}: {printable(node.expression)}" if node.expression else text
