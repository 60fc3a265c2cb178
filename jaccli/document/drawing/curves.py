"""Curves to lines: how many rows and columns, which signs, names beside the curves or above."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log10
from typing import NamedTuple

from jaccli.document.blocks import Curve, Curves, Paragraph
from jaccli.document.display import Display, shown, wrapped
from jaccli.document.drawing.plot import (
    MARK,
    LineStyle,
    Note,
    Row,
    Stroke,
    frame_of,
    plot,
    power_of_ten,
)
from jaccli.errors import cells

INDENT = 2  # of the words above and below the curves
GUTTER = 4  # columns to the left of the curves, beside the labels of the axis
LABEL = 4  # columns that such a label has at least
LONGEST = 8  # columns of a name at the end of an axis
FEWEST = 40  # columns of curves with their names beside them, and not above
ROWS = (8, 16)  # the least and the most lines of a plot
LOWEST = 4  # lines of a plot that is as tall as what stands beside it, at least
AXIS = 2  # lines below it
LINES: tuple[tuple[str, str, str, LineStyle], ...] = (  # braille, ASCII, sign, line
    ("──", "**", "*", "solid"),
    ("╌╌", "o o", "o", "dashed"),
    ("··", ". .", ".", "dotted"),
)


class Drawn(NamedTuple):
    """Curves as lines, and the words above and below them."""

    above: Sequence[Paragraph]
    rows: Sequence[Row]
    below: Sequence[Paragraph]


def drawn(found: Curves, display: Display) -> Drawn:
    """Curves as lines; their names stand beside them while enough columns are left."""
    curves, ascii = found.curves, display.ascii
    notes = [*_notes(found, display)]
    across = shown(found.across, display)
    end = across if cells(across) <= LONGEST else ""
    room = 1 + max(cells(line) for note in notes for line in note.lines)
    columns = display.width - _gutter(curves) - 1 - cells(end)
    beside = found.titled and columns - room >= FEWEST
    columns -= room if beside else 0
    strokes = [
        Stroke(curve.points, sign, curve.style, line)
        for curve, (_, _, sign, line) in zip(curves, _lines(curves), strict=True)
    ]
    title = f"{found.up} over {found.across}, both axes logarithmic"
    above = [Paragraph(title, indent=INDENT)] if found.titled else []
    above += [] if beside else _legend(found, display)
    below = [*_coinciding(curves, ascii=ascii)]
    rows = min(max(columns // 4, ROWS[0]), ROWS[1])
    if found.height:
        rows = max(found.height - AXIS - _height([*above, *below], display), LOWEST)
    frame = frame_of(strokes, columns, rows, ascii=ascii)
    marks = [(mark.x, mark.y) for mark in found.marks]
    return Drawn(
        above, plot(strokes, frame, end, marks=marks, notes=notes if beside else []), below
    )


def _height(paragraphs: Sequence[Paragraph], display: Display) -> int:
    """How many lines they take."""
    room = display.width - INDENT
    return sum(len(wrapped(shown(each.text, display), room)) for each in paragraphs)


def _gutter(curves: Sequence[Curve]) -> int:
    """The columns to the left of the curves, the label of the highest power of ten among them."""
    highest = max(y for curve in curves for _, y in curve.points)
    return GUTTER + max(LABEL, len(power_of_ten(int(log10(highest)))))


def _lines(curves: Sequence[Curve]) -> list[tuple[str, str, str, LineStyle]]:
    """How each of the curves is drawn; from the fourth on colour alone tells them apart."""
    return [LINES[at % len(LINES)] for at in range(len(curves))]


def _notes(found: Curves, display: Display) -> Iterator[Note]:
    """The names of the curves at their right ends, and of the marks at their heights."""
    for curve, line in zip(found.curves, _lines(found.curves), strict=True):
        lines = [f"{line[display.ascii]} {curve.name}", *([curve.note] if curve.note else [])]
        yield Note(curve.points[-1][1], [shown(each, display) for each in lines], curve.style)
    for mark in found.marks:
        lines = [f"{MARK} {mark.name}", f"{found.across} = {mark.x:,}"]
        yield Note(mark.y, [shown(each, display) for each in lines], "title")


def _legend(found: Curves, display: Display) -> list[Paragraph]:
    """The same in a line, where there is no room beside the curves; in two where one is too
    short."""
    names = [
        f"{line[display.ascii]} {curve.name}"
        for curve, line in zip(found.curves, _lines(found.curves), strict=True)
    ]
    for mark in found.marks:
        at = f", {found.across} = {mark.x:,}" if found.titled else ""
        names.append(f"{MARK} {mark.name}{at}")
    lines = names[:1]
    for name in names[1:]:
        together = f"{lines[-1]}   {name}"
        if INDENT + cells(shown(together, display)) <= display.width:
            lines[-1] = together
        else:
            lines.append(name)
    return [Paragraph(line, indent=INDENT) for line in lines]


def _coinciding(curves: Sequence[Curve], *, ascii: bool) -> Iterator[Paragraph]:
    """How the second curve is seen where it lies on the first."""
    first, second = curves[:2] if len(curves) > 1 else (curves[0], None)
    if second is not None and list(first.points) == list(second.points):
        on = f"it is thick where {second.name} has a dash"
        on = "their signs take turns" if ascii else on
        yield Paragraph(f"Both curves lie on one line: {on}.", indent=INDENT)
