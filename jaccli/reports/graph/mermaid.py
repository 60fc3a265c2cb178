"""Pictures in Mermaid's language."""

from __future__ import annotations

from collections.abc import Sequence

from jaccli.document.drawing.mermaid import flowchart
from jaccli.document.graphics import Diagram, Link
from jaccli.reports.common.picture.find import Picture
from jaccli.reports.common.picture.page import vertex
from jaccli.words import shape


def mermaid(results: Sequence[Picture]) -> str:
    """One flowchart a graph, each edge with its Jacobian's shape and form."""
    return "\n".join("".join(f"{line}\n" for line in flowchart(_drawn(each))) for each in results)


def _drawn(found: Picture) -> Diagram:
    return Diagram(
        [vertex(node, found.graph.output) for node in found.nodes],
        [
            Link(edge.source, edge.layer, f"{shape(edge.form.shape)} {edge.form.structure}")
            for edge in found.edges
        ],
        otherwise="",
        labelled=True,
    )
