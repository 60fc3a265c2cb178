"""Orders in which the edges of a linearised graph are eliminated."""

from __future__ import annotations

from jaccli.accumulate.elimination.edges import EdgeElimination as EdgeElimination
from jaccli.accumulate.elimination.edges import edge_by_edge as edge_by_edge
from jaccli.accumulate.orders import Answer as Answer
from jaccli.accumulate.orders import Orders
from jaccli.accumulate.orders.graph import Asked as Asked

EDGES: Orders[Asked, EdgeElimination] = Orders(words=("mixed", "given"))
EDGES.gather(__name__, __path__)
