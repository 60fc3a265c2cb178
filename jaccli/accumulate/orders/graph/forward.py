"""Forward mode as an order of elimination."""

from __future__ import annotations

from jaccli.accumulate.orders.graph import GRAPH, Answer, Asked, Elimination


@GRAPH.called("forward")
def forward(asked: Asked) -> Answer[Elimination]:
    """From the inputs on: each vertex when all its predecessors are inputs."""
    dag = asked.dag
    return Answer(Elimination(tuple([dag.names[v] for v in dag.inner]), dag.dense))
