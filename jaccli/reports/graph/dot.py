"""Pictures in Graphviz's language."""

from __future__ import annotations

from collections.abc import Sequence

from jaccli.document.drawing.diagram import value_and_adjoint
from jaccli.errors import printable
from jaccli.reports.common.picture.find import Picture
from jaccli.reports.common.picture.page import vertex
from jaccli.signs import uncalled

STYLES = {"": "", "input": ', style="rounded"', "output": ", peripheries=2"}


def dot(results: Sequence[Picture]) -> str:
    """One digraph a graph."""
    return "".join(_dot(found) for found in results)


def _dot(found: Picture) -> str:
    ids = {node.name: f"n{at}" for at, node in enumerate(found.nodes)}
    lines = [
        f'digraph "{_text(found.graph.name or found.graph.file)}" {{',
        '  node [shape=box, fontname="Helvetica"];',
        '  edge [fontname="Helvetica", fontsize=10];',
    ]
    for node in found.nodes:
        shown = vertex(node, found.graph.output)
        style = STYLES[shown.end]
        label = _label(shown.title)
        if values := "|".join(map(_field, value_and_adjoint(shown))):
            label = f"{{{_field(shown.title)}|{{{values}}}}}"
            style = ", shape=record" + style.replace(", peripheries=2", ", penwidth=2")
        lines.append(f'  {ids[node.name]} [label="{label}"{style}];')
    for edge in found.edges:
        rows, columns = edge.form.shape
        lines.append(
            f"  {ids[edge.source]} -> {ids[edge.layer]} "
            f'[label="{rows}×{columns} {edge.form.structure}"];'
        )
    return "\n".join([*lines, "}"]) + "\n"


def _text(text: str) -> str:
    """Text within quotes: `\\#` is read as `#` there, and by no CI runner as a command."""
    escaped = printable(text).replace("\\", "\\\\").replace('"', '\\"')
    return uncalled(escaped, "\\#")


def _label(text: str) -> str:
    """Text that is shown: Graphviz reads the entities of HTML there."""
    return _text(text.replace("&", "&amp;"))


def _field(text: str) -> str:
    """Text within a record label, where some signs divide fields."""
    escaped = _label(text)
    for sign in "{}|<> ":
        escaped = escaped.replace(sign, f"\\{sign}")
    return escaped
