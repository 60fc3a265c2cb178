"""What of a recording is drawn: its graph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.document.blocks import Diagram
from jaccli.reports.common.names import command
from jaccli.reports.common.picture.page import diagram
from jaccli.reports.trace import say
from jaccli.reports.trace.find import Recorded


def drawings(found: Recorded, point: Sequence[str] = ()) -> Iterator[Diagram]:
    """The diagram, and how large the recording is. point: as it was given"""
    draws = command("graph", found.graph.file, *point, "--format dot")
    findings = [say.size(found), *say.calls(found), *say.sums(found)]
    yield diagram(found.picture, labelled=True)._replace(
        otherwise=f"`{draws}` draws the graph",
        title=(say.title(found),),
        said=[(each.label, each.text) for each in findings],
    )
