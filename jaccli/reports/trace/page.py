"""Recordings as blocks: one as a chain file; of two the operations of both and of one alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.document.blocks import Answer, Blank, Block, Code, Column, Paragraph, Table
from jaccli.document.cells import Number
from jaccli.graph import Node
from jaccli.reports.common.chainfile import comments
from jaccli.reports.trace import say
from jaccli.reports.trace.find import Recorded, Recordings
from jaccli.words import count

MOST_OPERATIONS = 12  # of one block that are listed


def recorded(found: Recorded, again: Sequence[str] = ()) -> Iterator[Block]:
    """One recording. again: the options that a next command repeats"""
    yield Paragraph(say.title(found), style="title")
    yield say.size(found)
    yield from say.calls(found)
    yield from say.sums(found)
    yield from say.parts(found)
    if found.file:
        yield Blank
        yield Code(found.file, "yaml")
    yield Blank
    yield say.next_command(found, again)


def chain_file(found: Recorded, again: Sequence[str] = ()) -> Code:
    """One recording as a file that another command can read, its last comments the answer."""
    return Code([*found.file, *comments(say.answer(found, again))], "yaml")


def recordings(
    found: Recordings, again: Sequence[str] = (), *, details: bool = True
) -> Iterator[Block]:
    """Two of them. again: the options of the first point, which a next command repeats

    details: with what a recording is, beside a graph that is written
    """
    first, second = found.first, found.second
    title = f"{first.graph.file} recorded at {first.at} and at {second.at}"
    yield Paragraph(title, style="title")
    yield Blank
    if not found.difference.same:
        if details:
            yield say.path_taken()
            yield Blank
        yield from _operations(found)
        yield Blank
    yield _costs(found)
    yield Blank
    said = [say.verdict(found), *say.why(found), *say.calls(found), say.counting()]
    more = (
        [] if details or found.difference.same else [("More:", "--details (what a recording is)")]
    )
    yield Answer(said, say.next_command(found, again), more)


def _costs(found: Recordings) -> Table:
    """What J of each graph costs, both ways."""
    return Table(
        [
            Column("at"),
            Column("operations", right=True),
            Column("edges", right=True),
            Column("forward", right=True, style="forward"),
            Column("reverse", right=True, style="reverse"),
        ],
        [
            [
                each.at,
                Number(each.graph.depth),
                Number(each.graph.edges),
                Number(each.forward),
                Number(each.reverse),
            ]
            for each in (found.first, found.second)
        ],
    )


def _operations(found: Recordings) -> Iterator[Block]:
    """Runs of operations; - for the first point alone, + for the second, ~ with other constants."""
    points = {"first": found.first.at, "second": found.second.at}
    for block in found.difference.blocks:
        if block.kind == "same":
            yield Paragraph(f"both: {count(len(block.first), 'operation')}", style="quiet")
            continue
        nodes = block.first or block.second
        yield Paragraph(f"only at {points[block.kind]}: {count(len(nodes), 'operation')}")
        sign = "-" if block.kind == "first" else "+"
        for node in nodes[:MOST_OPERATIONS]:
            yield Paragraph(_operation(node), label=sign, indent=2)
        if len(nodes) > MOST_OPERATIONS:
            yield Paragraph(f"and {len(nodes) - MOST_OPERATIONS:,} more", label=sign, indent=2)
    for changed in found.difference.changed:
        fields = " and ".join(changed.fields)
        text = f"{_operation(changed.first)}: at both points, with another {fields}"
        yield Paragraph(text, label="~", indent=2)


def _operation(node: Node) -> str:
    """x3 = exp(x), line 12: np.exp(x)"""
    text = f"{node.name} = {node.layer.type}({', '.join(node.inputs)})"
    if node.place is not None:
        text += f", line {node.place.line}"
    return f"{text}: {node.expression}" if node.expression else text
