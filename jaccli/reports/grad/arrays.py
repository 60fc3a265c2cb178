"""Gradients as arrays by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jaccli.reports.common.arrays import Named
    from jaccli.reports.grad.find import Gradients


def arrays(found: Gradients) -> Iterator[Named]:
    """Gradients under f1.weight, …, and the inputs' by their names."""
    for layer, each in found.by_layer.items():
        for parameter, gradient in each.items():
            yield f"{layer}.{parameter}", gradient
    yield from found.input_gradients.items()
