"""What a Picture says in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.document.blocks import Finding, Next
from jaccli.reports.common.names import command
from jaccli.reports.common.picture.find import Picture
from jaccli.words import count


def quiet(found: Picture) -> str:
    """How many values and edges there are."""
    values, edges = count(len(found.nodes), "value"), count(len(found.edges), "edge")
    return f"{found.graph.file}: {values}, {edges}"


def no_edge(found: Picture) -> Iterator[Finding]:
    """That nothing depends on anything."""
    if not found.edges:
        text = "There is no edge: no layer reads a value."
        yield Finding("note", text, indent=0, look="quiet")


def in_each_node(found: Picture) -> Iterator[Finding]:
    """What the two numbers in a node are, where they were asked for."""
    if found.weights is not None:
        what = "the output" if len(found.weights) == 1 else "the outputs, weighed"
        text = f"In each node: its value | the adjoint of {what}, found by one pass back."
        yield Finding("note", text, indent=0)


def next_command(found: Picture, again: Sequence[str]) -> Next:
    """What to run next. again: the options that it has to repeat"""
    typed = command("vjp", found.graph.file, *again, "-u e1 --steps")
    return Next(typed, "how the adjoints come about")
