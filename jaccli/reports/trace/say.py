"""What recordings find, in words: how many operations ran, whether two took one path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.document.blocks import Finding, Next
from jaccli.reports.common.facts import GraphFacts
from jaccli.reports.common.names import command
from jaccli.reports.trace.find import Recorded, Recordings
from jaccli.words import count


def quiet(found: Recorded | Recordings) -> str:
    """How many operations ran, at each point."""
    if isinstance(found, Recorded):
        return f"{found.graph.file}: {_operations(found.graph)}{_at(found)}"
    first, second = found.first, found.second
    if found.difference.same:
        return f"{first.graph.file}: one graph at both points, {_operations(first.graph)}"
    return (
        f"{first.graph.file}: {_operations(first.graph)} at {first.at}, "
        f"{second.graph.depth:,} at {second.at}"
    )


def title(found: Recorded) -> str:
    """What was recorded, and where."""
    return f"{found.graph.file} recorded{_at(found)}"


def _at(found: Recorded) -> str:
    return f" at {found.at}" if found.at else ""


def _operations(graph: GraphFacts) -> str:
    return count(graph.depth, "operation")


def size(found: Recorded) -> Finding:
    """How large the graph is that was recorded."""
    graph = found.graph
    text = (
        f"A graph of {_operations(graph)} and {count(graph.edges, 'edge')}: "
        f"{count(graph.n, 'input')}, {count(graph.m, 'output')}."
    )
    return Finding("headline", text)


def verdict(found: Recordings) -> Finding:
    """Whether both points took one path."""
    if found.difference.same:
        text = "The same graph, operation by operation: at both points the program takes one path."
    else:
        text = (
            "One program, two graphs: what ran depends on the numbers. A graph that is written "
            "ahead of time, like a chain file, would have to hold both; one that is recorded holds "
            "the path that was taken, and its derivative is that of this path."
        )
    return Finding("headline", text, indent=0, look="")


def counting() -> Finding:
    """The rule behind the prices."""
    text = "FLOPs of the full Jacobian: 1 multiply-add = 2 FLOPs, every J dense, seeds counted."
    return Finding("rule", text, indent=1, look="quiet")


def calls(found: Recorded | Recordings) -> Iterator[Finding]:
    """How often the program was called."""
    if isinstance(found, Recorded):
        if found.graph.called is not None:
            yield Finding("note", found.graph.called.words + ".")
    elif found.first.graph.called is not None:
        text = "At each point " + found.first.graph.called.words + "."
        yield Finding("note", text, indent=1, look="quiet")


def next_command(found: Recorded | Recordings, again: Sequence[str]) -> Next:
    """What to run next. again: the options that it has to repeat"""
    if isinstance(found, Recorded):
        typed = command("compare", found.graph.file, *again)
        return Next(typed, "what does its J cost each way?")
    return Next(command("graph", found.first.graph.file, *again), "the first one drawn")
