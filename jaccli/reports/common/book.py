"""What the chapter calls the adjoints of its own network (Murphy 2022, section 13.3.3.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import Finding

if TYPE_CHECKING:
    from jaccli.reports.common.facts import LayerFacts


def in_the_book(layers: Sequence[LayerFacts]) -> Iterator[Finding]:
    """Which of the adjoints of a chain the book has under other names, where it is the book's
    chain: linear, an activation, linear and a loss. layers: f1 first"""
    if len(layers) != 4:
        return
    first, activation, second, loss = (each.step.node.layer for each in layers)
    if first.type == second.type == "linear" and activation.is_activation and loss.is_loss:
        text = "our u4 is the book's u_2, our u2 is the book's u_1 (section 13.3.3.4)."
        yield Finding("note", text, "Book:")
