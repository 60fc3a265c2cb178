"""Gradients as blocks: the loss, the backward pass, every gradient, its check, its price."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.arrays import np
from jaccli.document.blocks import (
    Blank,
    Block,
    Column,
    Legend,
    Matrix,
    Paragraph,
    Table,
    vector,
)
from jaccli.document.cells import Cell, Name, Number, Shape, written
from jaccli.reports.common.flow.page import FlowWriter, kinks
from jaccli.reports.common.heading import heading
from jaccli.reports.common.names import called
from jaccli.reports.grad import say
from jaccli.reports.grad.names import adjoint_of, layer_of, output_of
from jaccli.words import flops

if TYPE_CHECKING:
    from jaccli.reports.grad.find import Gradients, LayerGradient


def page(
    found: Gradients,
    *,
    values: bool = False,
    steps: bool = False,
    briefly: bool = False,
    point: Sequence[str] = (),
) -> Iterator[Block]:
    """The whole report of one chain.

    values: whole arrays; steps: both passes; briefly: of them their findings alone, where the
    format has the steps itself; point: what a next command repeats
    """
    yield from heading(found.graph, [each.layer.type for each in found.layers])
    yield Blank
    yield say.question()
    loss = f"Loss L = {output_of(found)} = {found.loss!r}"
    yield say.headline(found)._replace(drawn=[Paragraph(loss, style="title")])
    yield Paragraph(f"Backpropagation (Murphy 2022, algorithm 7): {_method(found)}.")
    if steps and briefly:
        yield from kinks(each.layer for each in found.layers)
    elif steps:
        yield Blank
        yield from (_steps if found.graph.is_chain else _flow)(found, values)
    yield Blank
    yield _layers(found)
    yield from _gradients(found, values)
    yield Legend()
    yield Blank
    yield say.check(found)
    yield from _price(found)
    yield say.next_command(found, point)


def _method(found: Gradients) -> str:
    if found.graph.is_chain:
        return (
            "one pass forward keeps x1, x2, ...; one pass back carries the adjoint u_k = ∂L/∂x_k "
            "and leaves g_k = u_k+1 ∂f_k/∂θ_k at every layer"
        )
    return (
        "one pass forward keeps every value; one pass back adds up for each value what its "
        "readers send, ∂L/∂x = Σ ∂L/∂z ∂z/∂x over the layers z that read x"
    )


def _layers(found: Gradients) -> Table:
    """What each layer has, and what the way back costs there."""
    rows: list[list[Cell]] = [
        [
            Name(f"{k} {layer_of(found, k)}"),
            Number(each.parameters) if each.parameters else "",
            ", ".join(
                f"{name} {written(Shape(array.shape))}" for name, array in each.gradients.items()
            ),
            f"{adjoint_of(found, k)} {each.adjoint.size:,}",
            Number(each.flops),
        ]
        for k, each in enumerate(found.layers, start=1)
    ]
    if found.meeting:
        rows.append(["where edges meet", "", "", "", Number(found.meeting, added=True)])
    return Table(
        [
            Column("layer"),
            Column("d_k", right=True),
            Column("parameters", priority=1),
            Column("adjoint"),
            Column("FLOPs back", right=True),
        ],
        rows,
        [["total", Number(found.graph.parameters), "", "", Number(found.back)]],
    )


def _gradients(found: Gradients, values: bool) -> Iterator[Block]:
    """By every parameter and every input."""
    chain = found.graph.is_chain
    for k, each in enumerate(found.layers, start=1):
        for name, gradient in each.gradients.items():
            yield Blank
            yield Paragraph(
                f"∂L/∂{each.layer.name}.{name}   {'×'.join(map(str, gradient.shape))}",
                style="title",
            )
            yield Matrix(f"g{k}" if chain else "g", np.atleast_2d(gradient), values)
    for layer in found.graph.aside:
        for name in found.by_layer.get(layer, ()):
            yield Blank
            yield Paragraph(f"∂L/∂{layer}.{name} = 0, for {layer} is not run")
    for name, gradient in found.input_gradients.items():
        yield Blank
        yield Paragraph(f"∂L/∂{name}   {gradient.size}", style="title")
        yield Matrix("u1" if chain else f"∂L/∂{name}", gradient[None, :], values)


def _flow(found: Gradients, values: bool) -> Iterator[Block]:
    """The way back over a graph, value by value; parameters are inputs like any other."""
    writer = FlowWriter(found.flow, forward=False, values=values, top="L")
    for number, step in enumerate(found.flow, start=1):
        yield from writer.blocks(number, step)
        yield Blank
    yield Legend()


def _steps(found: Gradients, values: bool) -> Iterator[Block]:
    """Forward from the first layer, back from the last, with the reason of every step."""
    yield Paragraph("▼ forward: the values, kept on the tape", style="title")
    yield vector("x1", found.layers[0].inputs[0], values)
    for k, each in enumerate(found.layers, start=1):
        name = f"x{k + 1} = f{k}(x{k}), {called(k, each.layer)}"
        yield vector(name, each.layer.value, values)
    yield Blank
    depth, so_far = found.graph.depth, found.so_far
    yield Paragraph("▲ back: adjoints and gradients, from the loss to x1", style="title")
    yield vector(f"u{depth + 1} = 1", found.layers[-1].adjoint, values)
    for k in range(depth, 0, -1):
        each = found.layers[k - 1]
        yield Blank
        yield Paragraph(
            f"step {depth + 1 - k}/{depth}   f{k} {called(k, each.layer)}   "
            f"J{k} = {each.layer.rule}",
            style="title",
        )
        yield from _left_at(k, each)
        yield vector(f"u{k} = u{k + 1}·J{k}", found.adjoint_before(k), values)
        yield Paragraph(f"+{each.flops:,} = {flops(so_far[k - 1])}, J{k} in its own form", indent=2)
        yield Paragraph(f"{each.why}.", label="why:", indent=2)
        yield from kinks([each.layer])


def _left_at(k: int, each: LayerGradient) -> Iterator[Paragraph]:
    """The gradients that the way back leaves at a layer."""
    for name, gradient in each.gradients.items():
        rule = f"u{k + 1}·∂f{k}/∂{name}"
        if each.layer.type == "linear" and name == "weight":
            rule = f"u{k + 1} x{k}ᵀ"
        yield Paragraph(
            f"g{k} = ∂L/∂{each.layer.name}.{name} = {rule}: "
            f"{'×'.join(map(str, gradient.shape))}, d = {gradient.size:,}; below",
            indent=2,
        )


def _price(found: Gradients) -> Iterator[Block]:
    yield Paragraph("Cost, every J in its own form", style="title")
    yield Table(
        [Column(""), Column("FLOPs", right=True)],
        [
            ["loss alone", Number(found.primal.flops)],
            ["adjoint sweep", Number(found.adjoints.flops)],
            ["parameter gradients", Number(found.gradients.flops)],
        ],
        indent=2,
    )
    yield from say.ratio(found)
    yield from say.forward_mode(found)
    yield say.counting(found)
