"""The diagram of a graph as text: drawn where it can be read, else a word on why it is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.arrays import Array
from jaccli.document.blocks import Blank, Block, Column, Either, Line, Paragraph, Table
from jaccli.document.cells import Name
from jaccli.document.display import Display, shown
from jaccli.document.drawing.boxes import Drawn, drawing
from jaccli.document.graphics import Diagram, Vertex
from jaccli.words import count

MOST_ENTRIES = 3  # of a value that are written out


def diagram_blocks(diagram: Diagram, display: Display) -> Iterator[Block]:
    """The drawing; where it would be too wide with values, they stand below it in a table."""
    titles = [(node.title,) for node in diagram.nodes]
    whole = [(node.title, *value_and_adjoint(node)) for node in diagram.nodes]
    whole = [(title, " | ".join(values)) if values else (title,) for title, *values in whole]
    lines = _drawn(diagram, whole, display)
    if lines is not None:
        yield from map(Line, lines)
        return
    lines = _drawn(diagram, titles, display) if titles != whole else None
    if lines is not None:
        yield from map(Line, lines)
        yield Blank
        yield _values(diagram)
        return
    yield Paragraph(
        f"A drawing of {count(len(diagram.nodes), 'value')} would not be readable in "
        f"{display.width} columns; {diagram.otherwise}.",
        style="quiet",
    )


def _values(diagram: Diagram) -> Either:
    """What stands in no node: the value and the adjoint of each."""
    rows = [(node.name, *value_and_adjoint(node)) for node in diagram.nodes]
    table = Table(
        [Column("value"), Column("is"), Column("adjoint")],
        [[Name(name), *values] for name, *values in rows],
    )
    narrow = [
        Paragraph(f"is {value}, adjoint {adjoint}", label=f"{name}:", indent=1)
        for name, value, adjoint in rows
    ]
    return Either([table], narrow)


def value_and_adjoint(node: Vertex) -> tuple[str, ...]:
    """Both in few characters, - for the adjoint that a constant has not; () where not asked for."""
    if node.value is None:
        return ()
    return in_short(node.value), "-" if node.adjoint is None else in_short(node.adjoint)


def in_short(array: Array) -> str:
    """A value in few characters: its first entries.

    >>> import numpy as np
    >>> in_short(np.array([2.5])), in_short(np.array([1.0, 2, 3, 4]))
    ('2.5', '[1, 2, 3, …]')
    """
    entries = [f"{entry:.4g}" for entry in (array[:MOST_ENTRIES] + 0.0).tolist()]
    if array.size > MOST_ENTRIES:
        entries.append("…")
    return entries[0] if array.size == 1 else f"[{', '.join(entries)}]"


def _drawn(
    diagram: Diagram, texts: Sequence[tuple[str, ...]], display: Display
) -> list[str] | None:
    # as the display shows them: a sign that becomes several would shift the lines beside it
    nodes = [
        Drawn(node.name, tuple(shown(line, display) for line in lines))
        for node, lines in zip(diagram.nodes, texts, strict=True)
    ]
    return drawing(nodes, diagram.edges, display.width)
