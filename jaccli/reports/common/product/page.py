"""Products as text: the question, every step with its reason, the answer, its check, its price."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from jaccli.arrays import Array
from jaccli.document.blocks import Blank, Block, Lines, Paragraph
from jaccli.document.display import Display
from jaccli.document.formats.text import render
from jaccli.document.matrix import as_numbers, legend_blocks
from jaccli.document.values import ValueWriter
from jaccli.errors import printable
from jaccli.linmap import Diagonal, LinearMap
from jaccli.reports.common.derivatives.say import outcome
from jaccli.reports.common.flow.page import FlowWriter
from jaccli.reports.common.heading import heading
from jaccli.reports.common.names import called, command, component
from jaccli.reports.common.product.find import Products, ProductStep
from jaccli.words import count, flops, times

UNIT = re.compile("e[1-9][0-9]*")
SHOWN_VECTORS = 6  # of a collection that are written out in the question


def names_in(found: Products) -> list[str]:
    """The names of values that --blank can hide."""
    if found.flow:
        letter = "d" if found.mode == "forward" else "u"
        values = [step.name for step in found.flow]
        return [*values, *(f"{letter}.{name}" for name in values), "result"]
    letter = "v" if found.mode == "forward" else "u"
    numbers = range(1, found.graph.depth + 2)
    return [*(f"x{k}" for k in numbers), *(f"{letter}{k}" for k in numbers), "result"]


def parts(
    found: Products,
    display: Display,
    *,
    steps: bool,
    values: bool,
    blanks: Collection[str],
    upward: bool,
    waits: bool = False,
    again: str = "",
) -> Iterator[str]:
    """The text in the pieces between which --pause waits.

    waits: Enter is pressed after each piece, and ends a line itself;
    upward: reverse mode's steps from the bottom of the page to its top, as the adjoints flow;
    again: the options that the next command has to repeat.
    """
    writer = _Writer(found, display, values, blanks, again)
    yield render([*writer.opening()], display)
    if steps and found.flow:
        for number, flow_step in enumerate(found.flow, start=1):
            piece = [*writer.flow.blocks(number, flow_step)]
            yield render(piece if waits else [*piece, Blank], display)
    elif steps:
        pieces = [[*writer.start()], *([*writer.step(step)] for step in found.steps)]
        if upward:
            mark = Paragraph("▲ reverse mode: read upward, from the output to x1", style="title")
            pieces = [[mark], *reversed(pieces), [Paragraph("▲ begin here", style="title")]]
        for piece in pieces:
            yield render([*piece, Blank] if upward or not waits else piece, display)
    yield render([*writer.closing()], display)


def quiet_line(found: Products) -> str:
    """One line a chain, for -q: the products alone."""
    rows = "; ".join(" ".join(f"{entry:.6g}" for entry in row) for row in found.results.tolist())
    return f"{printable(found.graph.file)}: {rows}"


class _Writer:
    """Writes one report; `letter` names what is carried."""

    def __init__(
        self,
        found: Products,
        display: Display,
        values: bool,
        blanks: Collection[str],
        again: str,
    ) -> None:
        self.found = found
        self.display = display
        self.values = values
        self.blanks = blanks
        self.again = again
        self.writer = ValueWriter(display, values=values)
        self.forward = found.mode == "forward"
        top = "o" if found.graph.m == 1 and len(found.vectors) == 1 else "(u·o)"
        self.flow = FlowWriter(
            found.flow, self.writer, forward=self.forward, top=top, blanks=blanks
        )
        self.letter = "v" if self.forward else "u"
        self.last = found.graph.depth + 1

    def opening(self) -> Iterator[Block]:
        """The chain and the question that is answered."""
        chain = self.found.graph
        types = [step.layer.type for step in self._in_file_order()]
        yield from heading(chain, types)
        yield Blank
        yield Paragraph(self._question(), label="Question:")
        if self.found.flow:
            text = (
                "forward mode carries two things together along the graph: each value x and its "
                "tangent dx/dε, the sum over the inputs of its layer"
                if self.forward
                else f"reverse mode walks back over the tape: the adjoint of a value, "
                f"∂{self.flow.top}/∂x, is the sum over the layers that read it, its readers"
            )
        elif self.forward:
            text = (
                "forward mode carries two things together: the value x_k and its tangent "
                "v_k = dx_k/dε"
            )
        else:
            text = (
                "reverse mode walks back with the adjoint u_k = ∂(u·o)/∂x_k; the values "
                "x1, x2, ... were kept on the way forward, on the tape"
            )
        yield Paragraph(f"{text}.")
        yield Blank

    def start(self) -> Iterator[Block]:
        """The values and vectors that the sweep begins with."""
        first = self.found.steps[0]
        yield Paragraph("start", style="title")
        if self.forward:
            yield from self._value("x1", self.found.input[None, :])
        else:
            yield from self._value(f"x{self.last}", self.found.output[None, :])
        at = 1 if self.forward else self.last
        yield from self._value(f"{self.letter}{at}", first.before)
        if not self.forward:
            yield Paragraph(
                "u is pulled back through the layers, from the output to x1",
                indent=2,
                style="quiet",
            )

    def step(self, step: ProductStep) -> Iterator[Block]:
        """One layer at work."""
        k, layer, map_ = step.k, step.layer, step.layer.jacobians[0]
        number = k if self.forward else self.last - k
        rows, columns = map_.shape
        form = map_.structure if self.found.model == "structured" else "dense"
        rule = f"W of {layer.name}" if layer.rule == "W" else layer.rule
        yield Paragraph(
            f"step {number}/{self.last - 1}   f{k} {called(k, layer)}   J{k} = {rule}",
            style="title",
        )
        yield from self._diagonal(k, map_.map)
        if self.forward:
            yield from self._value(f"x{k + 1}", step.primal[None, :])
            yield from self._value(f"v{k + 1} = J{k}·v{k}", step.after, f"v{k + 1}")
            shapes = f"({rows}×{columns})·({columns}) gives ({rows})"
        else:
            yield from self._value(f"x{k}", step.primal_before[None, :])
            yield from self._value(f"u{k} = u{k + 1}·J{k}", step.after, f"u{k}")
            shapes = f"({rows})·({rows}×{columns}) gives ({columns})"
        yield Paragraph(
            f"shapes {shapes}, J{k} {form}: +{step.flops:,} = {flops(step.so_far)}", indent=2
        )
        hidden = (f"x{k}", f"x{k + 1}", f"{self.letter}{k + 1 if self.forward else k}")
        reason = "?" if any(map(self._is_blank, hidden)) else f"{step.why}."
        yield Paragraph(reason, label="why:", indent=2)
        if layer.kink:
            yield Paragraph(f"{layer.kink}.", label="note:", indent=2, style="warning")

    def closing(self) -> Iterator[Block]:
        """The answer, its check, its price, the next command."""
        yield from self._result()
        if self.writer.drawn:
            yield from legend_blocks(self.display)
        yield from self._check()
        yield Paragraph(self._price(), label="Cost:")
        yield Paragraph(
            f"1 multiply-add = 2 FLOPs; every J {self._model()}; seeds counted.", indent=6
        )
        yield Paragraph(self._next(), label="Next:")

    def _is_blank(self, name: str) -> bool:
        """Whether a value is hidden; the result is the last vector by another name."""
        last = f"{self.letter}{self.last if self.forward else 1}"
        twins = {"result", last} if name in ("result", last) else {name}
        return bool(twins & set(self.blanks))

    def _in_file_order(self) -> Sequence[ProductStep]:
        return sorted(self.found.steps, key=lambda step: step.k)

    def _model(self) -> str:
        return "a full matrix" if self.found.model == "dense" else "in its own form"

    def _question(self) -> str:
        chain, vectors = self.found.graph, self.found.vectors
        names = [vector.name for vector in vectors]
        whole = chain.n if self.forward else chain.m
        if len(vectors) == whole and set(names) == {"all"}:
            what = count(whole, "column" if self.forward else "row")
            carried = "tangents" if self.forward else "adjoints"
            return (
                f"what is the whole Jacobian? The standard basis as {carried} gives all of "
                f"it, {what}; the complete J is the only thing the basis is good for."
            )
        if len(vectors) > 1:
            listed = ", ".join(names[:SHOWN_VECTORS])
            more = len(names) - SHOWN_VECTORS
            listed += f" and {more:,} more" if more > 0 else ""
            return f"{len(vectors):,} products in one pass, for {listed}."
        (name,) = names
        unit = UNIT.fullmatch(name) is not None
        outputs = "the output" if chain.m == 1 else "each output"
        if self.forward and unit:
            return (
                f"if input {component(chain, int(name[1:]))} grows by a tiny ε, by how many ε does "
                f"{outputs} grow? The answer is column {name[1:]} of J."
            )
        if self.forward:
            return (
                f"if x moves by a tiny ε along v = {name}, by how many ε does {outputs} grow? "
                "The answer is J·v."
            )
        if unit:
            which = "the output" if chain.m == 1 else f"output o[{name[1:]}]"
            return (
                f"how strongly does {which} depend on each input? The answer is row {name[1:]} "
                "of J, the gradient of that output."
            )
        return (
            f"how strongly does the weighted sum u·o, u = {name}, depend on each input? "
            "The answer is u·J."
        )

    def _value(self, label: str, rows: Array, name: str = "") -> Iterator[Block]:
        """A value under its name; `?` where it is left blank."""
        yield from self.writer.blocks(label, rows, blank=self._is_blank(name or label))

    def _diagonal(self, k: int, jacobian: LinearMap) -> Iterator[Block]:
        """The local Jacobian in figures, where it is a diagonal: what diag(·) stands for."""
        if not isinstance(jacobian, Diagonal) or self._is_blank(f"x{k}"):
            return
        lines = as_numbers(jacobian.entries[None, :], self.display.width - 14, indent=0)
        if lines is not None:
            yield Lines([f"  J{k} = diag{lines[0].replace('[', '(').replace(']', ')')}"])

    def _result(self) -> Iterator[Block]:
        found = self.found
        at = self.last if self.forward else 1
        meaning = "J·v" if self.forward else "u·J"
        same = "" if found.flow else f" = {self.letter}{at}"
        yield from self._value(f"Result {meaning}{same}", found.results, "result")
        if found.results.size == 1 and not self._is_blank("result"):
            name = found.vectors[0].name
            what = meaning
            if self.forward and UNIT.fullmatch(name):
                what = f"∂o/∂{component(found.graph, int(name[1:]))}"
            yield Paragraph(f"{what} = {found.results.item()!r}, a single number", indent=2)

    def _check(self) -> Iterator[Block]:
        check = self.found.check
        if self._is_blank("result"):
            return
        what = "(u·f(x + h·e) − u·f(x − h·e)) / 2h"
        if self.forward:
            what = "(f(x + h·v) − f(x − h·v)) / 2h"
        yield Paragraph(
            f"{what}{outcome(check, along='v' if self.forward else 'e')}",
            label="Check:",
            style="warning" if check.status == "differs" else "",
        )

    def _price(self) -> str:
        """What was asked for, beside the whole Jacobian each way."""
        found = self.found
        n, m = found.graph.n, found.graph.m
        p = len(found.vectors)
        mine, other = ("JVP", "VJP") if self.forward else ("VJP", "JVP")
        q = m if self.forward else n
        each_other = found.reverse_vector if self.forward else found.forward_vector
        each = found.flops // p
        whole_mine, whole_other = (n if self.forward else m) * each, q * each_other
        text = f"{count(p, mine)} of {flops(each)}"
        text += f": {flops(found.flops)}. " if p > 1 else ". "
        text += (
            f"The whole J: {count(n if self.forward else m, mine)} for {whole_mine:,}, or "
            f"{count(q, other)} for {whole_other:,}."
        )
        if found.flops > whole_other:
            text += f" So {count(q, other)} would have cost less than what was asked for: "
            text += (
                f"{found.flops:,} is {times(found.flops, whole_other)} × as much."
                if whole_other
                else "nothing."
            )
        return text

    def _next(self) -> str:
        name = self.found.graph.file
        other = ("vjp", "-u e1 --steps") if self.forward else ("jvp", "-v e1 --steps")
        typed = command(other[0], name, self.again, other[1])
        return f"{typed}   (the same numbers from the other end)"
