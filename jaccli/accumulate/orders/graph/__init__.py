"""Orders in which the vertices of a linearised graph are eliminated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from jaccli.accumulate.elimination.dag import Dag as Dag
from jaccli.accumulate.elimination.vertices import Elimination as Elimination
from jaccli.accumulate.orders import Answer as Answer
from jaccli.accumulate.orders import Orders


def never() -> bool:
    """No search is stopped by the clock."""
    return False


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A graph, in the cost model that orders are compared in, and what caps the search.

    stop: whether the time is up; searches ask it now and then; memory: bytes that what a search
    remembers may take, None for any number; known: what names came to already, for a search begins
    with all other orders
    """

    dag: Dag
    stop: Callable[[], bool] = never
    seed: int = 0
    memory: int | None = None
    known: dict[str, Answer[Elimination] | None] = field(default_factory=dict, repr=False)


class GraphOrders(Orders[Asked, Elimination]):
    """Each order of a graph is found once, whoever asks for it."""

    def _found(self, name: str, product: Asked) -> Answer[Elimination] | None:
        if name not in product.known:
            product.known[name] = super()._found(name, product)
        return product.known[name]


GRAPH = GraphOrders(words=("mixed", "given"))
GRAPH.gather(__name__, __path__)
GRAPH.put_last("best")
