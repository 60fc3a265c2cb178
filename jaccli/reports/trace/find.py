"""The graphs that one function left behind: written out, and how those at two points differ."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import NamedTuple

from jaccli.accumulate import sources_of, sweep_price
from jaccli.arrays import size_in_bytes
from jaccli.errors import JaccliError, Mistakes
from jaccli.graph import Graph, load
from jaccli.reports.common.budget import Planned, refuse_beyond
from jaccli.reports.common.chainfile import chain_lines
from jaccli.reports.common.facts import GraphFacts, graph_facts
from jaccli.reports.common.picture.find import Picture, picture
from jaccli.trace import Difference, difference
from jaccli.trace.arrays.record import MOST

WRITTEN = 96  # bytes of a number in a chain file: its text, in the copies of which lines are made
OPERATION = 2200  # of one on single numbers, and of its line


class Recorded(NamedTuple):
    """Everything that `trace` finds at one point. at: the point as it was given"""

    at: str
    picture: Picture
    file: tuple[tuple[str, str], ...]  # the lines of a chain file, each with its comment

    @property
    def graph(self) -> GraphFacts:
        """What the recording says of itself."""
        return self.picture.graph


class Recording(NamedTuple):
    """One of two. at: the point as it was given; FLOPs of J, dense, seeds counted."""

    at: str
    graph: GraphFacts
    forward: int
    reverse: int


class Recordings(NamedTuple):
    """Everything that `trace` finds at two points."""

    first: Recording
    second: Recording
    difference: Difference


def written_out(
    graph: Graph, *, scalars: bool, texts: int = 1, max_memory: int | None = None
) -> Graph:
    """The recording with its constants. scalars: as operations on single numbers

    texts: how many copies of a chain file are made of it; max_memory: bytes. Raises Mistakes: it
    takes more, there are too many operations.
    """
    refuse_beyond(graph, max_memory, _planned(graph, scalars=scalars, texts=texts))
    if scalars:
        from jaccli.trace import scalar_graph

        try:
            graph = scalar_graph(graph)
        except JaccliError as error:
            raise Mistakes([error], graph.file) from None
    return load(graph)


def _planned(graph: Graph, *, scalars: bool, texts: int) -> Iterator[Planned]:
    """What the recording takes as a chain file: its constants, and all that is written of them."""
    constants = [
        (f"{name} of {node.name}", array.shape)
        for node in graph.nodes
        for name, array in node.layer.arrays.items()
    ]
    numbers = sum(prod(axes) for _, axes in constants)
    for what, axes in constants:
        yield Planned(what, axes, size_in_bytes(axes, graph.dtype))
    numbers += graph.input_size
    yield Planned("the text of the chain file", (numbers,), texts * WRITTEN * numbers)
    if scalars:
        operations = min(MOST, graph.primal.flops + graph.primal.transcendentals + numbers)
        yield Planned("the operations on single numbers", (operations,), OPERATION * operations)


def recorded(graph: Graph, at: str, *, file: bool = True) -> Recorded:
    """The recording, written out as a chain file. graph: loaded; file: whether it is wanted

    Raises Mistakes for a constant that is not finite, which no file holds.
    """
    return Recorded(at, picture(graph), tuple(chain_lines(graph)) if file else ())


def recordings(first: Graph, second: Graph, at: str, and_at: str) -> Recordings:
    """Both graphs and where they part. at, and_at: the points as they were given."""
    return Recordings(_recording(first, at), _recording(second, and_at), difference(first, second))


def _recording(graph: Graph, at: str) -> Recording:
    sources = sources_of(graph, inputs=True, parameters=False)
    return Recording(
        at,
        graph_facts(graph),
        sweep_price(graph, sources, "forward", "dense", "counted").total.flops,
        sweep_price(graph, sources, "reverse", "dense", "counted").total.flops,
    )
