"""Products as blocks: the question, every step and its reason, the answer, its check, its price."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from jaccli.arrays import Array
from jaccli.document.blocks import (
    Answer,
    Blank,
    Block,
    Gap,
    Legend,
    Paragraph,
    vectors,
)
from jaccli.layers.notation import lettered
from jaccli.reports.common.book import in_the_book
from jaccli.reports.common.flow.ledger import shapes
from jaccli.reports.common.flow.page import FlowWriter
from jaccli.reports.common.heading import heading
from jaccli.reports.common.kinks import kinks
from jaccli.reports.common.names import called
from jaccli.reports.common.notation import LETTER
from jaccli.reports.common.product import say
from jaccli.reports.common.product.ledger import HOW, acting, carried, general, laid
from jaccli.reports.common.product.results import result
from jaccli.reports.common.product.steps import ProductStep
from jaccli.words import flops

if TYPE_CHECKING:
    from jaccli.reports.common.product.find import Products


class Showing(NamedTuple):
    """What of the products is shown.

    briefly: of the steps their findings alone, where the format has the steps itself; values:
    whole arrays; picture: matrices as pictures; blanks: values that are left out; waits: Enter is
    pressed after each step, and ends a line itself; point: what a next command repeats
    """

    steps: bool = False
    briefly: bool = False
    values: bool = False
    picture: bool = False
    blanks: Sequence[str] = ()
    waits: bool = False
    point: Sequence[str] = ()


def page(found: Products, showing: Showing) -> Iterator[Block]:
    """The whole report of one chain."""
    writer = Writer(found, showing)
    yield from writer.opening()
    if showing.steps and showing.briefly:
        yield from kinks(step.layer for step in found.steps or found.flow)
    elif showing.steps:
        yield from writer.steps()
    yield from writer.closing(showing.point)


class Writer:
    """Writes one report; `letter` names what is carried."""

    def __init__(self, found: Products, showing: Showing) -> None:
        self.found = found
        self.values = showing.values
        self.hidden = found.hidden(showing.blanks)
        self.between = Gap(showing.waits)
        self.waits = showing.waits
        self.forward = found.mode == "forward"
        self.letter = LETTER[found.mode]
        self.last = found.graph.depth + 1
        self.flow = FlowWriter(
            found.flow,
            forward=self.forward,
            top=say.top(found),
            blanks=self.hidden,
            values=self.values,
            letters=found.graph.letters,
        )

    def opening(self) -> Iterator[Block]:
        """The chain and the question that is answered."""
        steps = self.found.steps if self.forward else self.found.steps[::-1]
        yield from heading(self.found.graph, [step.layer.type for step in steps])
        yield Blank
        yield say.question(self.found)
        yield Paragraph(f"{self._method()}.")
        yield Blank

    def steps(self) -> Iterator[Block]:
        """Every step at length, in the order of the sweep, which is read downward."""
        if self.waits:
            yield self.between
        yield Paragraph(f"▼ {HOW[self.found.mode]}", style="title")
        yield Blank
        for number, value in enumerate(self.found.flow, start=1):
            yield from self.flow.blocks(number, value)
            yield self.between
        if self.found.steps:
            yield from self._start()
            yield self.between
        for step in self.found.steps:
            yield from self._step(step)
            yield self.between
        if self.found.mode == "reverse" and say.starts_at_the_loss(self.found):
            for named in in_the_book([step.layer for step in reversed(self.found.steps)]):
                yield named._replace(indent=0)
                yield Blank

    def closing(self, point: Sequence[str]) -> Iterator[Block]:
        """The answer, its check, its price, the next command."""
        found, blank = self.found, "result" in self.hidden
        headline = say.headline(found, blank=blank)
        if found.results.size == 1 and not blank:
            headline = say.number(found)
        drawn = result(found, whole=self.values, blank=blank)
        yield headline._replace(drawn=[drawn])
        yield Legend()
        if not blank:
            yield say.check(found)
        yield say.price(found)
        yield Blank
        said = [headline, *say.means(found), say.counting(found)]
        yield Answer(said, say.next_command(found, point))

    def _method(self) -> str:
        match self.found.mode, bool(self.found.flow):
            case "forward", True:
                return (
                    "Forward mode carries two things together along the graph: each value x and "
                    "its tangent dx/dε. A tangent adds up a part from each input of its layer"
                )
            case "forward", False:
                return (
                    "Forward mode carries two things together: the value x_k and its tangent "
                    "v_k = dx_k/dε"
                )
            case "reverse", True:
                return (
                    f"Reverse mode walks back over the tape. The adjoint of a value, "
                    f"∂{self.flow.top}/∂x, adds up a part from each layer that reads it"
                )
        return (
            f"Reverse mode walks back with the adjoint u_k = ∂{self.flow.top}/∂x_k. The pass "
            "forward has kept the values x1, x2, ... on the tape"
        )

    def _start(self) -> Iterator[Block]:
        """The values and vectors that the sweep begins with."""
        first, k = self.found.steps[0], 1 if self.forward else self.last
        point = self.found.input if self.forward else self.found.output
        yield Paragraph("start", style="title")
        yield self._value(f"x{k}", point[None, :], f"x{k}")
        yield self._carried(carried(self.found, k), first.before, k)

    def _step(self, step: ProductStep) -> Iterator[Block]:
        """One layer at work."""
        found, k, layer = self.found, step.k, step.layer
        number = k if self.forward else self.last - k
        form = step.structure if found.model == "structured" else "dense"
        letters = found.graph.letters_at(layer.name)
        rule = lettered(layer.rule, letters)
        yield Paragraph(
            f"step {number}/{self.last - 1}   f{k} {called(k, layer)}   J{k} = {rule}",
            style="title",
        )
        said, told = acting(found, step), f"x{k}" not in self.hidden
        after, value = (k + 1, step.primal) if self.forward else (k, step.primal_before)
        yield self._value(f"x{after}", value[None, :], f"x{after}")
        for name, entries in said.vectors if told else ():
            of = f"J{k} = diag({name}), " if step.is_diagonal else ""
            yield vectors(f"{of}{name}", entries[None, :], self.values)
        whole = general(found, step)
        product = whole if said.product == whole else f"{whole} = {said.product}"
        yield self._carried(f"{carried(found, after)} = {product}", step.after, after)
        sizes = shapes(step.shape, len(found.vectors), forward=self.forward)
        price = f"J{k} {form}: +{step.flops:,} = {flops(step.so_far)}"
        yield Paragraph(f"shapes {sizes}, {price}" if sizes else price, indent=2)
        blank = {f"x{k}", f"x{k + 1}", f"{self.letter}{after}"} & self.hidden
        yield Paragraph("?" if blank else f"{lettered(step.why, letters)}.", label="why:", indent=2)
        yield from kinks([layer])

    def _carried(self, label: str, rows: Array, k: int) -> Block:
        """Tangents, or adjoints, under their name."""
        return self._value(label, laid(self.found, rows), f"{self.letter}{k}")

    def _value(self, label: str, rows: Array, name: str) -> Block:
        """A value under its name; `?` where it is left blank."""
        if name in self.hidden:
            return Paragraph(f"{label} = ?", indent=2)
        return vectors(label, rows, self.values)
