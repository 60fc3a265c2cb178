"""Orders in which the vertices of a linearised graph are eliminated."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from jaccli.accumulate.elimination.dag import Dag as Dag
from jaccli.accumulate.elimination.vertices import Elimination as Elimination
from jaccli.accumulate.orders import Answer as Answer
from jaccli.accumulate.orders import Orders


def never() -> bool:
    """No search is stopped by the clock."""
    return False


class Asked(NamedTuple):
    """A graph, in the cost model that orders are compared in, and what caps the search.

    stop: whether the time is up; searches ask it now and then; memory: bytes that what a search
    remembers may take, None for any number
    """

    dag: Dag
    stop: Callable[[], bool] = never
    seed: int = 0
    memory: int | None = None


GRAPH: Orders[Asked, Elimination] = Orders(words=("mixed", "given"))
GRAPH.gather(__name__, __path__)
