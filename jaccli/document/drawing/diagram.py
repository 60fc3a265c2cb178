"""The diagram of a graph as text: drawn where it can be read, else a word on why it is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from jaccli.arrays import Array
from jaccli.document.blocks import Blank, Block, Column, Either, Line, Paragraph, Table
from jaccli.document.cells import Name
from jaccli.document.display import Display, shown
from jaccli.document.drawing.boxes import Drawn, drawing
from jaccli.document.figures import compact
from jaccli.document.graphics import Diagram, Vertex
from jaccli.errors import cells
from jaccli.nothing import NOTHING
from jaccli.words import count

MOST_ENTRIES = 3  # of a value that are written out in short
ROOM = 26  # columns of a value in short
COLUMN = 24  # columns of a value in a table; longer ones stand in lines of their own


def diagram_blocks(diagram: Diagram, display: Display) -> Iterator[Block]:
    """The drawing; where it would be too wide with values, they stand below it, whole."""
    asked = any(node.value is not None for node in diagram.nodes)
    titles = [(node.title,) for node in diagram.nodes]
    lines = None
    if asked:
        whole = [(node.title, *_inside(node, whole=diagram.whole)) for node in diagram.nodes]
        lines = _drawn(diagram, whole, display)
    if lines is not None:
        yield from map(Line, lines)
        return
    lines = _drawn(diagram, titles, display)
    if lines is None:
        yield from undrawn(diagram, f" in {display.width} columns")
        return
    yield from map(Line, lines)
    if asked:
        yield Blank
        yield from _values(diagram)


def undrawn(diagram: Diagram, where: str = "") -> Iterator[Block]:
    """What a format shows that has no room for the drawing: who draws it, and what is in it.

    where: the room, as in " in 80 columns"
    """
    said = f"A drawing of {count(len(diagram.nodes), 'value')} would not be readable{where}"
    said += f"; {diagram.otherwise}" if diagram.otherwise else ""
    yield Paragraph(f"{said}.", style="quiet")
    yield from [Blank, *diagram.instead] if diagram.instead else []
    if any(node.value is not None for node in diagram.nodes):
        yield Blank
        yield from _values(diagram)


def _values(diagram: Diagram) -> Iterator[Block]:
    """What stands in no node: each value and its adjoint, in a table where they are short."""
    rows = [(node.called, *_texts(node, whole=diagram.whole)) for node in diagram.nodes]
    if diagram.whole and any(cells(text) > COLUMN for _, *texts in rows for text in texts):
        for node in diagram.nodes:
            for name, array in ((node.called, node.value), (node.derivative, node.adjoint)):
                if array is not None:
                    yield Paragraph(_whole(array), label=f"{name} =", indent=1)
        return
    table = Table(
        [Column("value"), Column("is"), Column("adjoint")],
        [[Name(name), *values] for name, *values in rows],
    )
    narrow = [
        Paragraph(f"is {value}, adjoint {adjoint}", label=f"{name}:", indent=1)
        for name, value, adjoint in rows
    ]
    yield Either([table], narrow)


def _inside(node: Vertex, *, whole: bool) -> Iterator[str]:
    """The lines of a node below its title."""
    value, adjoint = _texts(node, whole=whole)
    yield f"= {value}"
    if node.adjoint is not None:
        yield f"{node.derivative} = {adjoint}"


def _texts(node: Vertex, *, whole: bool) -> tuple[str, str]:
    """A value and its adjoint on a line each, - for the adjoint that a constant has not."""

    def text(array: Array | None) -> str:
        if array is None:
            return "-"
        entries = [f"{entry:.4g}" for entry in (array + 0.0).tolist()]
        if array.size == 1:
            return entries[0]
        return f"[{' '.join(entries)}]" if whole else compact(array, ROOM)

    return text(node.value), text(node.adjoint)


def _whole(array: Array) -> str:
    """Every entry in full precision."""
    texts = [repr(entry).removesuffix(".0") for entry in (array + 0.0).tolist()]
    return texts[0] if array.size == 1 else f"[{' '.join(texts)}]"


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
    """The lines of the picture, without what stands beside its edges where that has no room."""
    # as the display shows them: a sign that becomes several would shift the lines beside it
    nodes = [
        Drawn(node.name, tuple(shown(line, display) for line in lines))
        for node, lines in zip(diagram.nodes, texts, strict=True)
    ]
    edges = [(edge.source, edge.reader) for edge in diagram.edges]
    names = [shown(edge.name, display) for edge in diagram.edges if diagram.labelled]
    beside = dict(zip(edges, names, strict=diagram.labelled))
    every: Sequence[Mapping[tuple[str, str], str]] = [beside, NOTHING] if beside else [NOTHING]
    pictures = (drawing(nodes, edges, display.width, labels) for labels in every)
    fitting = (lines for lines in pictures if lines and max(map(cells, lines)) <= display.width)
    return next(fitting, None)
