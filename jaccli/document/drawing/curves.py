"""Curves to lines: how many rows and columns, which signs, names beside the curves or above."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log10
from typing import NamedTuple

from jaccli.document.blocks import Curve, Curves, Paragraph
from jaccli.document.display import Display, shown
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

GUTTER = 4  # columns to the left of the curves, beside the labels of the axis
LABEL = 4  # columns that such a label has at least
LONGEST = 8  # columns of a name at the end of an axis
FEWEST = 40  # columns of curves with their names beside them, and not above
ROWS = (8, 16)  # the least and the most lines of a plot
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
    beside = columns - room >= FEWEST
    columns -= room if beside else 0
    strokes = [
        Stroke(curve.points, sign, curve.style, line)
        for curve, (_, _, sign, line) in zip(curves, _lines(curves), strict=True)
    ]
    frame = frame_of(strokes, columns, min(max(columns // 4, ROWS[0]), ROWS[1]), ascii=ascii)
    title = f"{found.up} over {found.across}, both axes logarithmic"
    legend = [] if beside else [Paragraph("   ".join(_legend(found, ascii=ascii)), indent=2)]
    marks = [(mark.x, mark.y) for mark in found.marks]
    return Drawn(
        [Paragraph(title, indent=2), *legend],
        plot(strokes, frame, end, marks=marks, notes=notes if beside else []),
        [*_coinciding(curves, ascii=ascii)],
    )


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


def _legend(found: Curves, *, ascii: bool) -> Iterator[str]:
    """The same in a line, where there is no room beside the curves."""
    for curve, line in zip(found.curves, _lines(found.curves), strict=True):
        yield f"{line[ascii]} {curve.name}"
    for mark in found.marks:
        yield f"{MARK} {mark.name}, {found.across} = {mark.x:,}"


def _coinciding(curves: Sequence[Curve], *, ascii: bool) -> Iterator[Paragraph]:
    """How the second curve is seen where it lies on the first."""
    first, second = curves[:2] if len(curves) > 1 else (curves[0], None)
    if second is not None and list(first.points) == list(second.points):
        on = f"it is thick where {second.name} has a dash"
        on = "their signs take turns" if ascii else on
        yield Paragraph(f"Both curves lie on one line: {on}.", indent=2)
