"""Two graphs that one function left behind at two points: how they differ, what each costs."""

from __future__ import annotations

from typing import NamedTuple

from jaccli.accumulate import sources_of, sweep_price
from jaccli.graph import Graph
from jaccli.reports.common.facts import GraphFacts, graph_facts
from jaccli.trace import Difference, difference


class Recording(NamedTuple):
    """One of them. at: the point as it was given; FLOPs of J, dense, seeds counted."""

    at: str
    graph: GraphFacts
    forward: int
    reverse: int


class Recordings(NamedTuple):
    """Everything that `trace` finds at two points."""

    first: Recording
    second: Recording
    difference: Difference


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
