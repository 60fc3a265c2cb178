"""The names of what was recorded, which agree with how a chain numbers its values."""

from __future__ import annotations

import re

from jaccli.graph import Graph, stopped

NUMBERED = re.compile(r"x[1-9]\d*")


def numbered(graph: Graph) -> Graph:
    """The graph, its values named as a chain counts them where what the output needs is one.

    They are x2, x3, … along the chain, before those that are not run; f1, f2, … as in a file
    without names where the argument itself is called x2.
    """
    chain = stopped(graph)
    if not chain.is_chain:
        return graph
    along = [node.name for node in chain.nodes]
    kept, argument = {*along}, graph.inputs[0].name
    aside = [node.name for node in graph.nodes if node.name not in kept]
    clashes = argument != "x1" and NUMBERED.fullmatch(argument)
    letter, first = ("f", 1) if clashes else ("x", 2)
    names = {name: f"{letter}{k}" for k, name in enumerate([*along, *aside], first)}
    if all(name == old for old, name in names.items()):
        return graph
    names[argument] = argument
    nodes = [
        node._replace(name=names[node.name], inputs=tuple([names[name] for name in node.inputs]))
        for node in graph.nodes
    ]
    return graph._replace(nodes=tuple(nodes), output=names[graph.output])
