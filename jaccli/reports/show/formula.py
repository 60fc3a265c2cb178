"""The network as a formula: 𝓛 = ½‖y − W₂ φ(W₁ x)‖², where its layers allow it.

Each layer says how it is written; here they are put into one another, and named where that grows
too long to be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from jaccli.graph import Graph, Node
from jaccli.layers import Elementwise
from jaccli.layers.notation import Term, call, subscripted
from jaccli.reports.common.letters import letters_of

INSIDE = "x"  # what goes into a chain
LONGEST = 60  # signs of a term; a longer one gets the name of its value
MOST_NODES = 16  # of a graph that is written as a formula
MOST_SIGNS = 150  # of all that is written; of a longer chain the layers are named alone


class Formula(NamedTuple):
    """name = text, where each of `where` holds.

    letters: by the value, what is called how where its layer's rule says W and target
    """

    name: str  # 𝓛 of a loss, o of any other output
    text: str
    where: Sequence[str]  # "φ = tanh"
    letters: Mapping[str, Mapping[str, str]]

    @property
    def said(self) -> str:
        """𝓛 = ½‖y − W₂ φ(W₁ x)‖²,  φ = tanh"""
        return ",  ".join([f"{self.name} = {self.text}", *self.where])


class _Unwritable(Exception):
    """That a letter would mean two things."""


class _Network:
    """The letters of a network, given out in the order in which its layers ask."""

    def __init__(self, graph: Graph) -> None:
        self.taken = {each.name for each in graph.inputs} | {node.name for node in graph.nodes}
        self.given = letters_of(graph)
        self.marks: dict[int, int] = {}  # by layer: a loop runs one layer again and again
        self.letters: dict[str, dict[str, str]] = {}
        self.where: list[str] = []
        self.targets = 0
        self.activations = {
            node.layer.function
            for node in graph.nodes
            if isinstance(node.layer, Elementwise) and node.layer.is_named
        }
        self.node = graph.nodes[0]

    def term(self, node: Node, operands: Sequence[Term]) -> Term | None:
        """How the value of a layer is written."""
        self.node = node
        found = node.layer.in_formula(operands, self)
        return found and found._replace(single=node.size == 1)

    def numbered(self, letter: str) -> str:
        if letter in self.node.layer.symbols.values():
            if letter not in self.given[self.node.name]:
                raise _Unwritable
            name = self.given[self.node.name][letter]
        else:
            mark = self.marks.setdefault(id(self.node.layer), len(self.marks) + 1)
            name = self._untaken(subscripted(letter, mark))
        self.letters.setdefault(self.node.name, {})[letter] = name
        return name

    def target(self) -> str:
        self.targets += 1
        if self.targets > 1:
            raise _Unwritable  # two losses want two targets
        name = self.given.get(self.node.name, {}).get("target") or self._untaken("target")
        self.letters.setdefault(self.node.name, {})["target"] = name
        return name

    def activation(self, function: str) -> str:
        return function if len(self.activations) > 1 or "φ" in self.taken else "φ"

    def defined(self, letter: str, term: Term) -> str:
        self.where.append(f"{self._untaken(letter)} = {term.text}")
        return letter

    def output(self, graph: Graph, *, is_loss: bool) -> str:
        """What comes out."""
        if is_loss:
            return "𝓛"
        return graph.output if "o" in self.taken else "o"

    def _untaken(self, name: str) -> str:
        if name in self.taken:
            raise _Unwritable
        return name


def formula_of(graph: Graph) -> Formula | None:
    """The formula of a loaded graph; None where there is none that can be read."""
    network = _Network(graph)
    try:
        found = _of_a_chain(graph, network) if graph.is_chain else _of_a_graph(graph, network)
    except _Unwritable:
        return None
    if found is None:
        return None
    text, parts = found
    where = [*network.where, *reversed(parts)]
    if any("φ(" in each for each in (text, *where)):
        where.append(f"φ = {network.activations.copy().pop()}")
    last = next(node for node in graph.nodes if node.name == graph.output)
    name = network.output(graph, is_loss=last.layer.is_loss)
    formula = Formula(name, text, where, network.letters)
    if len(formula.said) <= MOST_SIGNS:
        return formula
    return Formula(name, _composed(len(graph.nodes)), (), {}) if graph.is_chain else None


def _of_a_chain(graph: Graph, network: _Network) -> tuple[str, list[str]]:
    """Each layer around the one before it."""
    network.taken -= {node.name for node in graph.nodes} | {graph.inputs[0].name}
    term, parts = Term(INSIDE, single=graph.input_size == 1), []
    for k, node in enumerate(graph.nodes, start=1):
        if len(term.text) > LONGEST:
            parts.append(f"x{k} = {term.text}")
            term = Term(f"x{k}", single=term.single)
        term = network.term(node, [term]) or call(f"f{k}", term)
    return term.text, parts


def _of_a_graph(graph: Graph, network: _Network) -> tuple[str, list[str]] | None:
    """Each value at the place where it is read; one that is read twice has its name there."""
    needed = graph.needed
    nodes = [node for node in graph.nodes if node.name in needed]
    if len(nodes) > MOST_NODES or not all(name.isidentifier() for name in network.taken):
        return None
    reads = Counter(name for node in nodes for name in node.inputs)
    terms = {each.name: Term(each.name, single=each.size == 1) for each in graph.inputs}
    parts: list[str] = []
    for node in nodes:
        term = network.term(node, [terms[name] for name in node.inputs])
        if term is None:
            return None
        if reads[node.name] > 1:
            parts.append(f"{node.name} = {term.text}")
            term = Term(node.name, single=term.single)
        terms[node.name] = term
    return terms[graph.output].text, parts


def _composed(depth: int) -> str:
    """(f30 ∘ f29 ∘ ⋯ ∘ f1)(x)"""
    return f"({' ∘ '.join(_ends(depth))})({INSIDE})"


def _ends(depth: int) -> Iterator[str]:
    yield from (f"f{k}" for k in (depth, depth - 1))
    yield from ("⋯", "f1")
