"""What the parameters of a layer are called in formulas: W₁ and b₁ of the first that has some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jaccli.layers.notation import subscripted

if TYPE_CHECKING:
    from jaccli.graph import Graph

Letters = dict[str, str]  # of a layer: how the network's formulas write its W, b and target


def letters_of(graph: Graph) -> dict[str, Letters]:
    """By the layer, its letters in every formula of the network: W is W₁, b is b₁, target is y.

    Layers with parameters are counted in their order, those that the output does not need last; one
    that runs again keeps its letters. A letter that a value is called by stands for that value.
    """
    if not any(node.layer.symbols or node.layer.is_loss for node in graph.nodes):
        return {}  # as of most programs, which have many layers
    along = graph.is_chain  # its values are x1, x2, …, and no name stands in a formula
    names = {each.name for each in graph.inputs} | {node.name for node in graph.nodes}
    taken = set() if along else names
    marks: dict[int, int] = {}
    found: dict[str, Letters] = {}
    needed = graph.needed
    for node in sorted(graph.nodes, key=lambda node: node.name not in needed):
        if node.layer.symbols and (present := node.layer.parameters):
            mark = marks.setdefault(id(node.layer), len(marks) + 1)
            letters = [node.layer.symbols[name] for name in present]
            found[node.name] = {letter: subscripted(letter, mark) for letter in letters}
    losses = [node.name for node in graph.nodes if node.layer.is_loss]
    if len(losses) == 1:
        found[losses[0]] = {"target": "y"}
    return {
        name: {letter: text for letter, text in letters.items() if text not in taken}
        for name, letters in found.items()
    }
