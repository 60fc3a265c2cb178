"""A sweep over a graph as the frames of a stepper: value by value, over which edges it comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import Entry, Named
from jaccli.document.moving import Frame, Product
from jaccli.layers.notation import lettered
from jaccli.nothing import NOTHING
from jaccli.reports.common.kinks import kinks
from jaccli.words import count

if TYPE_CHECKING:
    from jaccli.arrays import Array
    from jaccli.reports.common.flow.find import Arrival, FlowStep
    from jaccli.reports.common.flow.page import FlowWriter

MOST_PRODUCTS = 6  # of a sum that are drawn
Places = Mapping[tuple[str, int], int]  # of a layer's Jacobians among the locals of a stepper


def as_matrix(rows: Array, *, forward: bool) -> Array:
    """Vectors as they stand in a product: tangents are columns, adjoints rows. rows: (c, n)"""
    return rows.T if forward else rows


def walk(
    flow: Sequence[FlowStep], entries: Sequence[Entry], writer: FlowWriter, places: Places
) -> Iterator[Frame]:
    """A frame for each value. entries: what a ledger says of the same steps"""
    for step, entry in zip(flow, entries, strict=True):
        inner = [each for each in step.arrivals if each.edge.at is not None]
        paid = bool(step.arrivals)
        yield Frame(
            entry,
            step.name,
            [_place(each, places) for each in inner],
            [_product(step, each, writer, places) for each in inner[:MOST_PRODUCTS]],
            step.flops if paid else None,
            step.so_far if paid else None,
            [*_why(step, inner, writer)],
        )


def _place(arrival: Arrival, places: Places) -> int:
    assert arrival.edge.at is not None  # those by parameters are left out
    return places[arrival.layer, arrival.edge.at]


def _product(step: FlowStep, arrival: Arrival, writer: FlowWriter, places: Places) -> Product:
    """What comes over one edge."""
    forward = writer.forward
    said = arrival.acts(writer.told(arrival))
    moved = writer.name_of(arrival.source if forward else arrival.layer)
    only = len(step.arrivals) == 1
    made = f"{writer.name_of(step.name)} = {said.product}" if only else said.product
    return Product(
        _place(arrival, places),
        Named(moved, as_matrix(arrival.carried, forward=forward)),
        Named(made, as_matrix(arrival.product, forward=forward)),
    )


def _why(step: FlowStep, inner: Sequence[Arrival], writer: FlowWriter) -> Iterator[str]:
    """What each Jacobian does, and where several meet how many additions that takes."""
    if step.reached and not step.arrivals:
        yield f"{writer.name_of(step.name)} is given: here the sweep begins."
    for each in inner[:MOST_PRODUCTS]:
        if why := each.why:
            name = f"{writer.told(each).jacobian}: " if len(inner) > 1 else ""
            yield f"{name}{lettered(why, writer.letters.get(each.layer, NOTHING))}."
    if (left := len(inner) - MOST_PRODUCTS) > 0:
        yield f"{count(left, 'more product')} of this kind."
    if step.meeting:
        meet = "inputs" if writer.forward else "readers"
        yield f"{len(step.arrivals):,} {meet} add up: {count(step.meeting, 'addition')}."
    if step.layer:
        yield from (each.text for each in kinks([step.layer]))
