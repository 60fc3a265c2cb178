"""The graphs that one function left behind: written out, and how those at two points differ."""

from __future__ import annotations

from typing import NamedTuple

from jaccli.accumulate import sources_of, sweep_price
from jaccli.errors import JaccliError, Mistakes
from jaccli.graph import Graph, load
from jaccli.reports.common.chainfile import chain_lines
from jaccli.reports.common.facts import GraphFacts, graph_facts
from jaccli.reports.common.picture.find import Picture, picture
from jaccli.trace import Difference, difference


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


def written_out(graph: Graph, *, scalars: bool) -> Graph:
    """The recording with its constants. scalars: as operations on single numbers

    Raises Mistakes: there are too many of them.
    """
    if scalars:
        from jaccli.trace import scalar_graph

        try:
            graph = scalar_graph(graph)
        except JaccliError as error:
            raise Mistakes([error], graph.file) from None
    return load(graph)


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
