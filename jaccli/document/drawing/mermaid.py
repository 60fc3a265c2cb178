"""The diagram of a graph in Mermaid's language."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.document.drawing.diagram import value_and_adjoint
from jaccli.document.graphics import Diagram
from jaccli.errors import printable

READ = '#%$`&\\"<>'  # directives, comments, formulas, Markdown, tags, the end of the text
ENTITIES = str.maketrans({sign: f"#{ord(sign)};" for sign in READ})
OPEN = {"": ("[", "]"), "input": ("([", "])"), "output": ("[[", "]]")}


def flowchart(diagram: Diagram) -> Iterator[str]:
    """Its lines: a node a value, an edge for each time that one is read."""
    ids = {node.name: f"n{at}" for at, node in enumerate(diagram.nodes)}
    yield "flowchart TD"
    for node in diagram.nodes:
        parts = filter(None, (node.title, " | ".join(value_and_adjoint(node))))
        label = "<br/>".join(map(_text, parts))
        left, right = OPEN[node.end]
        yield f'  {ids[node.name]}{left}"{label}"{right}'
    for edge in diagram.edges:
        source, layer = ids[edge.source], ids[edge.reader]
        label = edge.name if diagram.labelled else ""
        yield f'  {source} -->|"{_text(label)}"| {layer}' if label else f"  {source} --> {layer}"


def _text(text: str) -> str:
    """Text within quotes; Mermaid reads entities there, and `%%{init: …}%%` wherever it stands."""
    return printable(text).translate(ENTITIES)
