"""Layers that do once more what the loss after them does: a softmax before cross_entropy."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.graph import Graph, Node


def doubled_in(graph: Graph) -> Iterator[str]:
    """That a loss gets what is no logits, known from the types of the layers alone."""
    nodes = {node.name: node for node in graph.nodes}
    for loss in graph.nodes:
        before = nodes.get(loss.inputs[0]) if loss.layer.takes_logits else None
        if before is not None and before.layer.before_logits:
            yield (
                f"{_words(before)} stands before {_words(loss)}, which applies softmax "
                f"itself: {before.layer.before_logits}. Leave {before.name} out: "
                f"{loss.layer.type} takes logits."
            )


def _words(node: Node) -> str:
    """f2 (softmax)"""
    return f"{node.name} ({node.layer.type})"
