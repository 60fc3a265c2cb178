"""Matrices and vectors: figures while they are few, else a picture and a digest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.document.figures import compact, figures
from jaccli.document.graphics import Matrix
from jaccli.document.html.pen import Pen, element, text
from jaccli.document.html.raster import pictured
from jaccli.document.matrix import MOST_ROWS, digest
from jaccli.document.whole import Whole

if TYPE_CHECKING:
    from jaccli.arrays import Array

ROOM = 128  # columns of text that stand beside each other on a projector
BLANKS = 3  # between two numbers there
WIDEST = 160  # columns of entries in full precision, which scroll


def matrix(block: Matrix, pen: Pen) -> str:
    """The numbers under their name, in the way of their kind."""
    pen.needs("matrix.css")
    name, entries = block.name.rstrip().removesuffix(":"), block.entries
    if block.whole:
        lines = pen.later(_in_lines(Whole(entries, WIDEST, 0)))
        return _named(name, f'<pre class="jr-lines">{lines}</pre>')
    if block.kind == "line":
        return _named(name, text(compact(entries[0], ROOM)), sign="=")
    if block.kind == "diagonal":
        return _named(name, f"diag {_figures(entries)}", "=") if in_figures(entries) else ""
    if in_figures(entries):
        return _named(name, _figures(entries, block.rows, block.columns), sign="=")
    told = digest(entries)
    said = element("p", text(told), class_="jr-digest")
    return _named(name, said + pictured(name, entries, told, pen))


def _in_lines(whole: Whole) -> Iterator[str]:
    """Its lines, which are figures: nothing in them is HTML."""
    for at, line in enumerate(whole.lines()):
        yield f"\n{line}" if at else line


def in_figures(entries: Array) -> bool:
    """Whether there are few enough."""
    if len(entries) > MOST_ROWS or entries.shape[1] * BLANKS > ROOM:
        return False
    row = figures(entries)[0]
    return sum(map(len, row)) + BLANKS * len(row) <= ROOM


def _named(name: str, inner: str, sign: str = "") -> str:
    kind = "jr-equation" if sign else "jr-array"
    called = element("span", text(f"{name} {sign}".rstrip()), class_="jr-name")
    return element("div", called + inner, class_=kind)


def _figures(entries: Array, rows: Sequence[str] = (), columns: Sequence[str] = ()) -> str:
    """A table between brackets. rows, columns: what those are called"""
    parts = []
    if columns:
        corner = "<td></td>" if rows else ""
        heads = "".join(element("th", text(each), scope="col") for each in columns)
        parts.append(element("thead", element("tr", corner + heads)))
    lines = []
    for at, row in enumerate(figures(entries)):
        name = element("th", text(rows[at]), scope="row") if rows else ""
        lines.append(element("tr", name + "".join(element("td", text(e.strip())) for e in row)))
    parts.append(element("tbody", "".join(lines)))
    kind = "jr-matrix" if rows or columns else "jr-matrix jr-brackets"
    return f'<div class="jr-scroll">{element("table", "".join(parts), class_=kind)}</div>'
