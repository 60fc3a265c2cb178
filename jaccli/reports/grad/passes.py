"""Both passes as a ledger, read down from the loss: what the pass forward kept of each layer, what
the pass back makes of it, and which gradients are left there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import Blank, Block, Entry, Ledger, Legend, Named
from jaccli.reports.common.acting import acts_in_chain
from jaccli.reports.common.flow.ledger import flow_ledger
from jaccli.reports.common.flow.page import FlowWriter
from jaccli.reports.common.heading import opening
from jaccli.reports.common.names import called
from jaccli.reports.common.notation import derivative
from jaccli.reports.grad import say
from jaccli.reports.grad.answer import answer, book
from jaccli.reports.grad.named import made_of
from jaccli.reports.grad.names import in_letters
from jaccli.reports.grad.page import step_blocks
from jaccli.reports.grad.screen import figures

if TYPE_CHECKING:
    from jaccli.reports.grad.find import Gradients

DOWN = "read down from L: x kept by the pass forward, u made by the pass back"
DOWN_A_GRAPH = "read down from L: what the pass forward kept, and its adjoint"


def passes(
    found: Gradients,
    point: Sequence[str],
    *,
    picture: bool = False,
    values: bool = False,
    gradients: bool = False,
) -> Iterator[Block]:
    """The steps and the answer.

    picture, values: the steps as --details has them; gradients: each of them as well
    """
    yield from opening(found.graph, say.loss(found))
    if picture or values:
        yield Blank
        yield from step_blocks(found, values)
        yield Legend()
    else:
        yield ledger(found)
    yield Blank
    if gradients:
        yield from figures(found, values)
        yield Blank
    yield answer(found, point, "--details", book(found))


def ledger(found: Gradients) -> Ledger:
    """The steps, and what they come to."""
    return _on_a_chain(found) if found.graph.is_chain else _on_a_graph(found)


def _on_a_chain(found: Gradients) -> Ledger:
    """A step for each layer, the last one first."""
    depth, last = found.graph.depth, found.layers[-1]
    ends = [Named(f"u{depth + 1}", last.adjoint), Named(f"x{depth + 1}", last.layer.value)]
    rows = [_layer(found, k) for k in range(depth, 0, -1)]
    return Ledger(DOWN, "FLOPs", Entry("start", ends), rows)


def _layer(found: Gradients, k: int) -> Entry:
    """What comes back through layer k, and the gradients of its parameters."""
    each = found.layers[k - 1]
    letters = found.graph.letters_at(each.layer.name)
    said = acts_in_chain(each.layer.step, k, f"u{k + 1}", letters, forward=False)
    made: list[Named | str] = [Named(f"u{k} = {said.product}", found.adjoint_before(k))]
    if said.remark:
        made.append(said.remark)
    shown = [Named(f"x{k}", each.inputs[0]), *(Named(name, of) for name, of in said.vectors)]
    left = _left_at(found, k)
    return Entry(f"{k}  {called(k, each.layer)}", shown, left, made, each.flops, f"u{k + 1}·J{k}")


def _left_at(found: Gradients, k: int) -> str:
    """∂L/∂W₂ = u4 x3ᵀ  ∂L/∂b₂ = u4"""
    each = found.layers[k - 1]
    return "  ".join(
        f"{derivative('L', in_letters(found, k, name))} = {made_of(found, k, name)}"
        for name in each.gradients
    )


def writer_of(found: Gradients) -> FlowWriter:
    """Writes the way back over a graph."""
    letters = found.graph.letters
    return FlowWriter(found.flow, forward=False, values=False, top="L", letters=letters)


def _on_a_graph(found: Gradients) -> Ledger:
    """A step for each value, the loss first, and what is added where edges meet."""
    writer = writer_of(found)
    values = [step for step in found.flow if step.kind != "parameter"]
    spent = {step.name: step.flops for step in found.flow if step.kind == "parameter"}
    learns = {each.layer.name: k for k, each in enumerate(found.layers, 1) if each.gradients}
    ledger, rows = flow_ledger(values, DOWN_A_GRAPH, writer, ()), []
    for step, row in zip(values[1:], ledger.rows, strict=True):
        shapes = row.shapes if len(step.arrivals) > 1 else ""  # says how many add up
        paid = None if row.amount is None else row.amount - step.meeting
        if step.name in learns:
            k = learns[step.name]
            gradients = found.layers[k - 1].gradients
            made = sum(spent[f"{step.name}.{name}"] for name in gradients)
            paid, shapes = (paid or 0) + made or None, _left_at(found, k)
        rows.append(row._replace(shapes=shapes, amount=paid))
    if found.meeting:
        rows.append(Entry("where edges meet", amount=found.meeting))
    return ledger._replace(rows=rows)
