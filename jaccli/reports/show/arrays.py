"""A Showing as arrays by name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jaccli.reports.common.arrays import Named
    from jaccli.reports.show.find import Showing


def arrays(found: Showing) -> Iterator[Named]:
    """J, every Jacobian by its layer, every value: x1 and J1 of a chain, by names in a graph."""
    chain = found.graph.is_chain
    yield "J", found.jacobian
    for k, layer in enumerate(found.layers, start=1):
        for each in layer.jacobians:
            yield f"J{k}" if chain else f"J.{layer.name}.{each.input}", each.map.dense()
    if chain:
        yield "x1", found.input
    else:
        starts = [0, *accumulate(found.graph.inputs.values())]
        for start, (name, size) in zip(starts, found.graph.inputs.items(), strict=False):
            yield name, found.input[start : start + size]
    for k, layer in enumerate(found.layers, start=1):
        yield f"x{k + 1}" if chain else layer.name, layer.value
