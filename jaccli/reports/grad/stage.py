"""Backpropagation as a stepper: the pass forward onto the tape, the pass back, and the gradients
that it leaves at every layer."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import TYPE_CHECKING

from jaccli.document.blocks import Block, Moving, Named, Paragraph
from jaccli.document.moving import Frame, Phase, Product, Stepper
from jaccli.layers.notation import lettered
from jaccli.reports.common.acting import acts_in_chain
from jaccli.reports.common.kinks import kinks
from jaccli.reports.common.notation import derivative
from jaccli.reports.common.staged import MOST_STEPS
from jaccli.reports.common.staged.scenery import Scenery
from jaccli.reports.common.staged.walk import walk
from jaccli.reports.grad import say
from jaccli.reports.grad.answer import answer
from jaccli.reports.grad.named import made_of
from jaccli.reports.grad.names import in_letters
from jaccli.reports.grad.passes import ledger, writer_of

if TYPE_CHECKING:
    from jaccli.document.blocks import Ledger
    from jaccli.reports.grad.find import Gradients

BACK = "Back: the adjoints, and the gradients that they leave"


def stage(found: Gradients) -> Iterator[Block]:
    """The stepper; of many steps the ledger."""
    plain = ledger(found)
    number = len(plain.rows)
    if number > MOST_STEPS:
        yield Paragraph(f"{number:,} steps are too many to be walked through one by one.")
        yield plain.folded(MOST_STEPS)
        return
    scenery = scenery_of(found)
    frames = _on_a_chain(found, plain) if found.graph.is_chain else _on_a_graph(found, scenery)
    said = answer(found, (), "").findings
    moving = Stepper(
        say.loss(found).replace("   ", ", "),
        scenery.diagram,
        scenery.spots,
        scenery.locals(),
        [scenery.tape(), Phase(BACK, False, [*frames])],
        [each.said for each in said if each.kind in ("headline", "why")],
        "FLOPs",
        next(each.text for each in said if each.kind == "rule"),
    )
    yield Moving(moving, [plain])


def scenery_of(found: Gradients) -> Scenery:
    """The graph with the adjoints of all values."""
    layers = [each.layer for each in found.layers]
    adjoints = {each.layer.name: each.adjoint[None, :] for each in found.layers}
    adjoints |= {name: each.reshape(1, -1) for name, each in found.input_gradients.items()}
    points = {
        name: value
        for each in found.layers
        for name, value in zip(each.layer.inputs, each.inputs, strict=True)
        if name in found.graph.inputs
    }
    if found.graph.is_chain:
        return Scenery(
            found.graph, layers, points, adjoints, lambda called: f"u{called.removeprefix('x')}"
        )
    points |= {step.name: step.primal for step in found.flow if step.kind == "input"}
    reached = {step.name for step in found.flow if step.reached}
    kept = {name: rows for name, rows in adjoints.items() if name in reached}
    return Scenery(found.graph, layers, points, kept, lambda called: derivative("L", called))


def _on_a_chain(found: Gradients, plain: Ledger) -> Iterator[Frame]:
    """The loss, and a frame for each layer from the last one on."""
    depth = found.graph.depth
    why = f"u{depth + 1} = ∂L/∂L = 1: the pass back begins at the loss."
    yield Frame(plain.start, found.graph.output, why=[why])
    for k, entry in zip(range(depth, 0, -1), plain.rows, strict=True):
        each = found.layers[k - 1]
        letters = found.graph.letters_at(each.layer.name)
        said = acts_in_chain(each.layer.step, k, f"u{k + 1}", letters, forward=False)
        product = Product(
            k - 1,
            Named(f"u{k + 1}", each.adjoint[None, :]),
            Named(f"u{k} = {said.product}", found.adjoint_before(k).reshape(1, -1)),
        )
        yield Frame(
            entry._replace(title=f"f{entry.title}", made=[*entry.made, *_gradients(found, k)]),
            each.layer.inputs[0],
            [k - 1],
            [product],
            each.flops,
            found.so_far[k - 1],
            [f"{lettered(each.why, letters)}.", *(kink.text for kink in kinks([each.layer]))],
        )


def _gradients(found: Gradients, k: int) -> Iterator[Named]:
    """What the pass back leaves at layer k: ∂L/∂W₂ = u4 x3ᵀ"""
    for name, gradient in found.layers[k - 1].gradients.items():
        by = derivative("L", in_letters(found, k, name))
        yield Named(f"{by} = {made_of(found, k, name)}", gradient)


def _on_a_graph(found: Gradients, scenery: Scenery) -> Iterator[Frame]:
    """A frame for each value, the loss first; what a layer learns stands at its value."""
    plain = ledger(found)
    values = [step for step in found.flow if step.kind != "parameter"]
    learns = {each.layer.name: k for k, each in enumerate(found.layers, 1) if each.gradients}
    entries = [plain.start, *plain.rows[: len(values) - 1]]
    paid = [(each.amount or 0) + step.meeting for each, step in zip(entries, values, strict=True)]
    walked = walk(values, entries, writer_of(found), scenery.places())
    for frame, own, so_far in zip(walked, paid, accumulate(paid), strict=True):
        made = list(_gradients(found, learns[frame.node])) if frame.node in learns else []
        entry = frame.entry._replace(made=[*frame.entry.made, *made])
        yield frame._replace(entry=entry, amount=own or None, so_far=so_far or None)
