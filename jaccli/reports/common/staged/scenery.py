"""The graph that a sweep walks through: its diagram, its nodes, its local Jacobians."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING

from jaccli.document.blocks import Entry, Named
from jaccli.document.graphics import Diagram, Link, Vertex
from jaccli.document.moving import Frame, Local, Phase, Spot
from jaccli.layers.notation import Term, call, lettered
from jaccli.reports.common.names import called
from jaccli.reports.common.notation import jacobian_of
from jaccli.words import conjoined, count

if TYPE_CHECKING:
    from jaccli.arrays import Array
    from jaccli.reports.common.facts import GraphFacts, JacobianFacts, LayerFacts

MOST_ENTRIES, IN_ALL = 1 << 18, 1 << 22  # of a local Jacobian that is drawn, and of all of them
TAPE = "Forward: every value, kept for the way back"


@dataclass(frozen=True, eq=False)
class Scenery:
    """layers: those that run; points: the inputs' values; carried: tangents or adjoints of nodes,
    one row a vector; named: what that of a value is called"""

    graph: GraphFacts
    layers: Sequence[LayerFacts]
    points: Mapping[str, Array]
    carried: Mapping[str, Array]
    named: Callable[[str], str]

    @cached_property
    def called(self) -> dict[str, str]:
        """What each value is called: x1, x2, … along a chain, else by its name."""
        names = [*self.points, *(layer.name for layer in self.layers)]
        return {name: self._called(name, k) for k, name in enumerate(names, start=1)}

    def _called(self, name: str, k: int) -> str:
        return f"x{k}" if self.graph.is_chain else name

    @property
    def diagram(self) -> Diagram:
        """The nodes with their values and what is carried to them."""
        called = self.called
        found = [
            self._vertex(name, called[name], value)._replace(end="input")
            for name, value in self.points.items()
        ]
        found += [
            self._vertex(each.name, called[each.name], each.value)._replace(
                title=f"{called[each.name]} {each.type}",
                end="output" if each.name == self.graph.output else "",
                kind=each.type,
                layer=k,
            )
            for k, each in enumerate(self.layers, start=1)
        ]
        edges = [
            Link(
                each.source,
                each.reader,
                each.name,
                each.shape,
                each.form,
                None if each.entries is None else each.entries.item(),
                returns=each.source in self.carried and each.reader in self.carried,
            )
            for each in self.locals(drawn=False)
        ]
        return Diagram(found, edges, otherwise="the table below has every step", labelled=True)

    def _vertex(self, name: str, called: str, value: Array) -> Vertex:
        rows = self.carried.get(name)
        carried = None if rows is None or len(rows) != 1 else rows[0]
        named = self.named(called)
        return Vertex(name, called, value, carried, called, named, shape=(value.size,))

    @property
    def spots(self) -> dict[str, Spot]:
        """What each node is."""
        called = self.called
        found = {
            name: Spot(f"{called[name]}  input", "", Named(called[name], value))
            for name, value in self.points.items()
        }
        for layer in self.layers:
            name = called[layer.name]
            formula = f"{name} = {self.formula(layer)}"
            found[layer.name] = Spot(f"{name}  {layer.type}", formula, Named(name, layer.value))
        return found

    def formula(self, layer: LayerFacts) -> str:
        """The value of a layer: W₁ x1 + b₁"""
        if layer.expression:
            return layer.expression
        called = self.called
        sizes = layer.step.node.input_sizes
        operands = [
            Term(called[name], single=size == 1)
            for name, size in zip(layer.inputs, sizes, strict=True)
        ]
        letters = _Letters(self.graph.letters_at(layer.name))
        term = layer.step.node.layer.in_formula(operands, letters) or call(layer.type, *operands)
        return ",  ".join([term.text, *letters.where])

    def locals(self, *, drawn: bool = True) -> list[Local]:
        """The Jacobians of all layers by what they read. drawn: with their entries, else one number
        alone"""
        number = sum(len(layer.inputs) for layer in self.layers)
        most = min(MOST_ENTRIES, IN_ALL // number) if drawn and number else 1
        return [
            self._local(layer, k, at, each, most)
            for k, layer in enumerate(self.layers, start=1)
            for at, each in enumerate(layer.jacobians)
        ]

    def _local(self, layer: LayerFacts, k: int, at: int, found: JacobianFacts, most: int) -> Local:
        called, node = self.called, layer.step.node
        names = [called[name] for name in node.inputs]
        value = called[layer.name]
        rule = lettered(node.layer.rule(at, names, value), self.graph.letters_at(layer.name))
        fits = prod(found.shape) <= most
        return Local(
            found.input,
            layer.name,
            jacobian_of(k, value, called[found.input], is_chain=self.graph.is_chain),
            rule,
            found.structure,
            found.shape,
            found.map.dense() if fits else None,
        )

    def places(self) -> dict[tuple[str, int], int]:
        """Where the Jacobian of a layer by its input number `at` stands among the locals."""
        every = ((layer.name, at) for layer in self.layers for at in range(len(layer.inputs)))
        return {each: place for place, each in enumerate(every)}

    def tape(self) -> Phase:
        """The pass forward that reverse mode needs before its own."""
        return Phase(TAPE, True, [*self._inputs(), *self._values()])

    def _inputs(self) -> Iterator[Frame]:
        called = self.called
        for name, value in self.points.items():
            kept = f"{called[name]} is where the pass begins"
            yield Frame(Entry("start", [Named(called[name], value)]), name, why=[f"{kept}."])

    def _values(self) -> Iterator[Frame]:
        """Each layer at work; what it read is kept."""
        called, places, kept = self.called, self.places(), 0
        known = {**self.points, **{layer.name: layer.value for layer in self.layers}}
        for k, layer in enumerate(self.layers, start=1):
            name = called[layer.name]
            shown = [Named(called[each], known[each]) for each in dict.fromkeys(layer.inputs)]
            kept += layer.step.node.input_sizes[0] if self.graph.is_chain else 0
            why = _kept(name, [each.name for each in shown])
            if self.graph.is_chain:
                why += f": {count(kept, 'number')} so far"
            yield Frame(
                Entry(_title(k, name, layer, self.graph), shown, "", [self._made(layer, name)]),
                layer.name,
                [places[layer.name, at] for at in range(len(layer.inputs))],
                why=[f"{why}."],
            )

    def _made(self, layer: LayerFacts, name: str) -> Named:
        return Named(f"{name} = {self.formula(layer)}", layer.value)


def _kept(name: str, read: Sequence[str]) -> str:
    """What of a layer that gives a value stays for the way back: all that it read."""
    if not read:
        return f"{name} is a constant: it read nothing that could be kept"
    stay = "stays" if len(read) == 1 else "stay"
    return f"{conjoined(read)} {stay} on the tape"


def _title(k: int, name: str, layer: LayerFacts, graph: GraphFacts) -> str:
    return f"f{k}  {called(k, layer)}" if graph.is_chain else f"{name}  {layer.type}"


class _Letters:
    """The letters that a report has for a layer, for the formula of its value alone."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.given = given
        self.where: list[str] = []

    def numbered(self, letter: str) -> str:
        return self.given.get(letter, letter)

    def target(self) -> str:
        return self.given.get("target", "target")

    def activation(self, function: str) -> str:
        return function

    def defined(self, letter: str, term: Term) -> str:
        self.where.append(f"{letter} = {term.text}")
        return letter
