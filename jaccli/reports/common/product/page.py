"""Products as blocks: the question, every step and its reason, the answer, its check, its price."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from jaccli.arrays import Array
from jaccli.document.blocks import (
    Blank,
    Block,
    Gap,
    Legend,
    Paragraph,
    diagonal,
    vectors,
)
from jaccli.reports.common.flow.page import FlowWriter, kinks
from jaccli.reports.common.heading import heading
from jaccli.reports.common.names import called
from jaccli.reports.common.product import say
from jaccli.reports.common.product.steps import ProductStep
from jaccli.words import flops

if TYPE_CHECKING:
    from jaccli.reports.common.product.find import Products


class Showing(NamedTuple):
    """What of the products is shown.

    briefly: of the steps their findings alone, where the format has the steps itself; values:
    whole arrays; blanks: values that are left out; waits: Enter is pressed after each step, and
    ends a line itself; point: what a next command repeats
    """

    steps: bool = False
    briefly: bool = False
    values: bool = False
    blanks: Sequence[str] = ()
    waits: bool = False
    point: Sequence[str] = ()


def page(found: Products, showing: Showing) -> Iterator[Block]:
    """The whole report of one chain."""
    writer = _Writer(found, showing)
    yield from writer.opening()
    if showing.steps and showing.briefly:
        yield from kinks(step.layer for step in found.steps or found.flow)
    elif showing.steps:
        yield from writer.flow_steps() if found.flow else writer.chain_steps()
    yield from writer.closing(showing.point)


class _Writer:
    """Writes one report; `letter` names what is carried."""

    def __init__(self, found: Products, showing: Showing) -> None:
        self.found = found
        self.values = showing.values
        self.hidden = found.hidden(showing.blanks)
        self.between = Gap(showing.waits)
        self.waits = showing.waits
        self.forward = found.mode == "forward"
        self.letter = "v" if self.forward else "u"
        self.last = found.graph.depth + 1
        self.top = "o" if found.graph.m == 1 and len(found.vectors) == 1 else "(u·o)"

    def opening(self) -> Iterator[Block]:
        """The chain and the question that is answered."""
        steps = self.found.steps if self.forward else self.found.steps[::-1]
        yield from heading(self.found.graph, [step.layer.type for step in steps])
        yield Blank
        yield say.question(self.found)
        yield Paragraph(f"{self._method()}.")
        yield Blank
        if self.waits:
            yield self.between

    def flow_steps(self) -> Iterator[Block]:
        """Every value of a graph, in the order of the sweep."""
        writer = FlowWriter(
            self.found.flow,
            forward=self.forward,
            top=self.top,
            blanks=self.hidden,
            values=self.values,
        )
        for number, step in enumerate(self.found.flow, start=1):
            yield from writer.blocks(number, step)
            yield self.between

    def chain_steps(self) -> Iterator[Block]:
        """Every layer: as they happen, or on paper from the bottom to the top, as adjoints flow."""
        if self.forward or self.waits:
            yield from self._start()
            yield self.between
            for step in self.found.steps:
                yield from self._step(step)
                yield self.between
            return
        yield Paragraph("▲ reverse mode: read upward, from the output to x1", style="title")
        yield Blank
        for step in reversed(self.found.steps):
            yield from self._step(step)
            yield Blank
        yield from self._start()
        yield Blank
        yield Paragraph("▲ begin here", style="title")
        yield Blank

    def closing(self, point: Sequence[str]) -> Iterator[Block]:
        """The answer, its check, its price, the next command."""
        yield from self._result()
        yield Legend()
        if "result" not in self.hidden:
            yield say.check(self.found)
        yield say.price(self.found)
        yield say.counting(self.found)
        yield say.next_command(self.found, point)

    def _method(self) -> str:
        match self.found.mode, bool(self.found.flow):
            case "forward", True:
                return (
                    "forward mode carries two things together along the graph: each value x and "
                    "its tangent dx/dε, the sum over the inputs of its layer"
                )
            case "forward", False:
                return (
                    "forward mode carries two things together: the value x_k and its tangent "
                    "v_k = dx_k/dε"
                )
            case "reverse", True:
                return (
                    f"reverse mode walks back over the tape: the adjoint of a value, "
                    f"∂{self.top}/∂x, is the sum over the layers that read it, its readers"
                )
        return (
            "reverse mode walks back with the adjoint u_k = ∂(u·o)/∂x_k; the values "
            "x1, x2, ... were kept on the way forward, on the tape"
        )

    def _start(self) -> Iterator[Block]:
        """The values and vectors that the sweep begins with."""
        first = self.found.steps[0]
        yield Paragraph("start", style="title")
        if self.forward:
            yield self._value("x1", self.found.input[None, :])
            yield self._value("v1", first.before)
            return
        yield self._value(f"x{self.last}", self.found.output[None, :])
        yield self._value(f"u{self.last}", first.before)
        yield Paragraph(
            "u is pulled back through the layers, from the output to x1", indent=2, style="quiet"
        )

    def _step(self, step: ProductStep) -> Iterator[Block]:
        """One layer at work."""
        k, layer = step.k, step.layer
        number = k if self.forward else self.last - k
        rows, columns = step.shape
        form = step.structure if self.found.model == "structured" else "dense"
        rule = f"W of {layer.name}" if layer.rule == "W" else layer.rule
        yield Paragraph(
            f"step {number}/{self.last - 1}   f{k} {called(k, layer)}   J{k} = {rule}",
            style="title",
        )
        if step.diagonal is not None and f"x{k}" not in self.hidden:
            yield diagonal(f"J{k}", step.diagonal)
        if self.forward:
            yield self._value(f"x{k + 1}", step.primal[None, :])
            yield self._value(f"v{k + 1} = J{k}·v{k}", step.after, f"v{k + 1}")
            shapes = f"({rows}×{columns})·({columns}) gives ({rows})"
        else:
            yield self._value(f"x{k}", step.primal_before[None, :])
            yield self._value(f"u{k} = u{k + 1}·J{k}", step.after, f"u{k}")
            shapes = f"({rows})·({rows}×{columns}) gives ({columns})"
        yield Paragraph(
            f"shapes {shapes}, J{k} {form}: +{step.flops:,} = {flops(step.so_far)}", indent=2
        )
        told = {f"x{k}", f"x{k + 1}", f"{self.letter}{k + 1 if self.forward else k}"}
        reason = "?" if told & self.hidden else f"{step.why}."
        yield Paragraph(reason, label="why:", indent=2)
        yield from kinks([layer])

    def _value(self, label: str, rows: Array, name: str = "") -> Block:
        """A value under its name; `?` where it is left blank."""
        if (name or label) in self.hidden:
            return Paragraph(f"{label} = ?", indent=2)
        return vectors(label, rows, self.values)

    def _result(self) -> Iterator[Block]:
        found, blank = self.found, "result" in self.hidden
        meaning = "J·v" if self.forward else "u·J"
        same = "" if found.flow else f" = {found.result_names[0]}"
        result = self._value(f"Result {meaning}{same}", found.results, "result")
        if found.results.size > 1 or blank:
            yield say.headline(found, blank=blank)._replace(drawn=[result])
            return
        yield result
        yield say.number(found)
