"""What of the gradients is drawn: the graph, with the adjoint of each value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import Diagram
from jaccli.reports.common.names import command
from jaccli.reports.grad import say
from jaccli.reports.grad.answer import answer
from jaccli.reports.grad.stage import scenery_of

if TYPE_CHECKING:
    from jaccli.reports.grad.find import Gradients


def drawings(found: Gradients, point: Sequence[str] = ()) -> Iterator[Diagram]:
    """The diagram of the way back. point: the options that name the same chain"""
    draws = command("graph", found.graph.file, *point, "--format dot")
    yield scenery_of(found).diagram._replace(
        otherwise=f"`{draws}` draws the graph",
        title=(found.graph.name or found.graph.file, say.loss(found).replace("   ", ", ")),
        said=[(each.label, each.text) for each in answer(found, (), "").findings],
        sweep="reverse",
    )
