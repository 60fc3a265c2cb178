"""A sweep over a graph as blocks, value by value: what arrives over each edge, and the sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from jaccli.arrays import Array
from jaccli.document.blocks import Block, Paragraph, vectors
from jaccli.layers.acts import Told
from jaccli.layers.notation import lettered
from jaccli.nothing import NOTHING
from jaccli.reports.common.flow.find import Arrival, FlowStep
from jaccli.reports.common.kinks import kinks
from jaccli.reports.common.notation import derivative
from jaccli.words import count, flops, shape

MOST_TERMS = 6  # of a sum of contributions that is written out as a formula


class FlowWriter:
    """Writes the steps of one sweep.

    top: what is differentiated in reverse mode, such as o; blanks: the names of values, and of
    tangents d.x4 or adjoints u.x4, that are left blank; values: whole arrays; letters: of each
    layer in formulas
    """

    def __init__(
        self,
        flow: Sequence[FlowStep],
        *,
        forward: bool,
        values: bool,
        top: str = "o",
        blanks: Collection[str] = (),
        letters: Mapping[str, Mapping[str, str]] = NOTHING,
    ) -> None:
        self.flow = flow
        self.forward = forward
        self.values = values
        self.top = top
        self.blanks = blanks
        self.letters = letters
        functions = Counter(
            arrival.source for step in flow for arrival in step.arrivals if arrival.by_slopes
        )
        self.of_several = {source for source, number in functions.items() if number > 1}

    def name_of(self, value: str) -> str:
        """What is carried for a value: its tangent dx4, or its adjoint ∂o/∂x4."""
        return f"d{value}" if self.forward else derivative(self.top, value)

    def blocks(self, number: int, step: FlowStep) -> Iterator[Block]:
        """One value: where it comes from, its contributions, their sum, and what that costs."""
        title = f"step {number}/{len(self.flow)}   {step.name} {step.kind}"
        if step.layer and step.layer.expression:
            title += f"   {step.layer.expression}"
        title += self._symbol(step)
        yield Paragraph(title, style="title")
        yield self._vectors(step.name, step.primal[None, :], blank=step.name in self.blanks)
        carried = self.name_of(step.name)
        if not step.reached:
            yield Paragraph(self.zero(step), indent=2)
            return
        if len(step.arrivals) > 1:
            yield Paragraph(self._formula(step), indent=2)
        for arrival in step.arrivals:
            yield from self._arrival(step, arrival)
        if len(step.arrivals) != 1:
            yield self._vectors(carried, step.total, blank=self.is_blank(step.name))
        if price := self._price(step):
            yield Paragraph(price, indent=2)
        yield from kinks([step.layer])

    def _arrival(self, step: FlowStep, arrival: Arrival) -> Iterator[Block]:
        """One contribution with its product, its number and its reason."""
        only = len(step.arrivals) == 1
        product, said = self._product(arrival), arrival.acts(self.told(arrival))
        if said.product != product:
            product += f" = {said.product}"
        label = f"{self.name_of(step.name)} = {product}" if only else product
        hidden = self.is_blank(step.name)
        for name, entries in said.vectors if arrival.source not in self.blanks else ():
            yield self._vectors(name, entries[None, :], blank=False, indent=2 if only else 4)
        yield self._vectors(label, arrival.product, blank=hidden, indent=2 if only else 4)
        edge = derivative(arrival.layer, arrival.source)
        letters = self.letters.get(arrival.layer, NOTHING)
        rule = f" = {lettered(arrival.rule, letters)}," if arrival.rule else ":"
        text = f"{edge}{rule} {shape(arrival.shape)} {arrival.structure}"
        text += f": +{arrival.flops:,}"
        if not hidden and (why := arrival.why):
            text += f"; {lettered(why, letters)}"
        yield Paragraph(text, indent=4 if only else 6, style="quiet")

    def _vectors(self, name: str, rows: Array, *, blank: bool, indent: int = 2) -> Block:
        if blank:
            return Paragraph(f"{name} = ?", indent=indent)
        return vectors(name, rows, self.values, indent)

    def told(self, arrival: Arrival) -> Told:
        """What the parts of a contribution are called: φ′(x), or sin′(x) and exp′(x) by the names
        of the layers where several functions read x."""
        letters = self.letters.get(arrival.layer, NOTHING)
        if arrival.by_slopes and arrival.source in self.of_several:
            letters = {**letters, "φ": arrival.layer}
        return Told(
            arrival.source,
            self.name_of(arrival.source if self.forward else arrival.layer),
            derivative(arrival.layer, arrival.source),
            forward=self.forward,
            several=len(arrival.carried) > 1,
            letters=letters,
        )

    def _product(self, arrival: Arrival) -> str:
        edge = derivative(arrival.layer, arrival.source)
        if self.forward:
            return f"{edge}·{self.name_of(arrival.source)}"
        return f"{self.name_of(arrival.layer)}·{edge}"

    def general(self, step: FlowStep) -> str:
        """∂o/∂x5·∂x5/∂x4 + ∂o/∂x7·∂x7/∂x4"""
        terms = [self._product(arrival) for arrival in step.arrivals]
        if len(terms) > MOST_TERMS:
            terms = [*terms[: MOST_TERMS - 1], "…", terms[-1]]
        return " + ".join(terms)

    def _formula(self, step: FlowStep) -> str:
        """∂o/∂x4 = ∂o/∂x5·∂x5/∂x4 + ∂o/∂x7·∂x7/∂x4"""
        number = len(step.arrivals)
        why = f"{number} inputs add up" if self.forward else f"{number} readers add up"
        return f"{self.name_of(step.name)} = {self.general(step)}   ({why})"

    def _symbol(self, step: FlowStep) -> str:
        """How formulas write a parameter that the output depends on: W₁."""
        if step.kind != "parameter" or not step.arrivals:
            return ""
        node = step.arrivals[0].edge.step.node
        own = node.layer.symbols.get(step.name.removeprefix(node.parameter_name("")), "")
        symbol = self.letters.get(node.name, NOTHING).get(own, "")
        return f"   {symbol}" if symbol else ""

    def _price(self, step: FlowStep) -> str:
        """What the value has cost so far, and who uses it."""
        if not step.arrivals:
            return ""
        parts = []
        if step.meeting:
            parts.append(f"+{step.meeting:,} where they meet")
        parts.append(f"{flops(step.so_far)} so far")
        text = ", ".join(parts)
        if step.unused:
            text += "; the output does not depend on it: forward mode cannot know and pays for it"
        if not self.forward and step.layer and step.layer.inputs:
            parents = list(dict.fromkeys(step.layer.inputs))
            named = ", ".join(parents)
            text += f"; computed once, used by its {count(len(parents), 'parent')} {named}"
        return text

    def zero(self, step: FlowStep) -> str:
        """Why a value has no tangent, or no adjoint."""
        carried = self.name_of(step.name)
        if not step.constant:
            why = f"{self.top} does not depend on it, and reverse mode never comes here"
            return f"{why}: {carried} = 0, at no cost"
        zero = f"{carried} = 0, at no cost" if self.forward else f"nobody asks for {carried}"
        return f"it depends on no input: {zero}"

    def is_blank(self, name: str) -> bool:
        """Whether its tangent or adjoint is left blank."""
        return f"{'d' if self.forward else 'u'}.{name}" in self.blanks
