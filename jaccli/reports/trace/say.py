"""What recordings find, in words: how many operations ran, whether two took one path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.document.blocks import Finding, Next
from jaccli.reports.common.facts import GraphFacts
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.names import command
from jaccli.reports.common.picture.say import meeting
from jaccli.reports.trace.find import Recorded, Recordings
from jaccli.words import count

PARTS = 6  # of a result that are listed


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
    first, second = found.first, found.second
    if found.difference.same:
        text = f"One graph: the program takes one path at both points, {_operations(first.graph)}."
        return Finding("headline", text)
    operations = _operations(first.graph)
    text = f"{operations} at {first.at}, {second.graph.depth:,} at {second.at}"
    return Finding("headline", f"One program, two graphs: {text}.")


def why(found: Recordings) -> Iterator[Finding]:
    """What two graphs come from, and how far they are the same."""
    if not found.difference.same:
        text = "what runs depends on the numbers."
        if prefix := found.difference.prefix:
            first = "operation is" if prefix == 1 else f"{prefix:,} operations are"
            text += f" The first {first} the same."
        yield Finding("why", text, "Why:")


def path_taken() -> Finding:
    """What a recording is, beside a graph that is written."""
    text = (
        "A graph that is written ahead of time, like a chain file, has to hold all paths. One that "
        "is recorded holds the path that was taken. Its derivative is the derivative of this path."
    )
    return Finding("note", text, indent=0, look="")


def counting() -> Finding:
    """The rule behind the prices."""
    return Finding("rule", f"FLOPs of the full J: {Rule().words}.", "Rule:")


def calls(found: Recorded | Recordings) -> Iterator[Finding]:
    """How often the program was called."""
    if isinstance(found, Recorded):
        if found.graph.called is not None:
            yield Finding("note", found.graph.called.words + ".")
    elif found.first.graph.called is not None:
        text = "at each point " + found.first.graph.called.words + "."
        yield Finding("note", text, "Calls:")


def sums(found: Recorded) -> Iterator[Finding]:
    """Which adjoints are sums."""
    if again := found.picture.read_again:
        yield Finding("note", meeting(again))


def parts(found: Recorded) -> Iterator[Finding]:
    """Which entries of the output are which part of what the function gave back."""
    called = found.graph.called
    if called is None or not called.parts:
        return
    said, first = [], 1
    for name, size in called.parts[:PARTS]:
        last = first + size - 1
        said.append(f"{name} is o_{first}" + (f" … o_{last}" if size > 1 else ""))
        first = last + 1
    more = ", …" if len(called.parts) > PARTS else ""
    yield Finding("note", f"Of the result, {', '.join(said)}{more}.")


def answer(found: Recorded, again: Sequence[str]) -> Iterator[str]:
    """The lines that end a recording."""
    for each in (size(found), *sums(found), *parts(found)):
        yield each.text
    yield f"Next: {next_command(found, again).command}"


def next_command(found: Recorded | Recordings, again: Sequence[str]) -> Next:
    """What to run next. again: the options that it has to repeat"""
    if isinstance(found, Recorded):
        typed = command("compare", found.graph.file, *again)
        return Next(typed, "what does its J cost each way?")
    return Next(command("graph", found.first.graph.file, *again), "the first one drawn")
