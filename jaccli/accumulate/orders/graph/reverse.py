"""Reverse mode as an order of elimination."""

from __future__ import annotations

from jaccli.accumulate.orders.graph import GRAPH, Answer, Asked, Elimination


@GRAPH.called("reverse")
def reverse(asked: Asked) -> Answer[Elimination]:
    """From the outputs back: each vertex when all its successors are outputs."""
    dag = asked.dag
    return Answer(Elimination(tuple([dag.names[v] for v in reversed(dag.inner)]), dag.dense))
