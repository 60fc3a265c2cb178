"""Pictures in Mermaid's language."""

from __future__ import annotations

from collections.abc import Sequence

from jaccli.document.drawing.diagram import value_and_adjoint
from jaccli.errors import printable
from jaccli.reports.common.picture.find import Picture
from jaccli.reports.common.picture.page import vertex


def mermaid(results: Sequence[Picture]) -> str:
    """One flowchart a graph."""
    return "\n".join(_mermaid(found) for found in results)


def _mermaid(found: Picture) -> str:
    ids = {node.name: f"n{at}" for at, node in enumerate(found.nodes)}
    lines = ["flowchart TD"]
    for node in found.nodes:
        shown = vertex(node)
        parts = filter(None, (shown.title, " | ".join(value_and_adjoint(shown))))
        label = "<br/>".join(map(_text, parts))
        left, right = ("([", "])") if node.type == "input" else ("[", "]")
        if node.name == found.graph.output:
            left, right = "[[", "]]"
        lines.append(f'  {ids[node.name]}{left}"{label}"{right}')
    for edge in found.edges:
        rows, columns = edge.form.shape
        label = f"{rows}×{columns} {edge.form.structure}"
        lines.append(f'  {ids[edge.source]} -->|"{label}"| {ids[edge.layer]}')
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    """Text within quotes; Mermaid reads entities there."""
    text = printable(text)
    for sign, entity in (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;")):
        text = text.replace(sign, entity)
    return text
