"""Strokes on two logarithmic axes in braille dots or ASCII signs; knows no report and no terminal.

A braille sign holds 2 × 4 dots, an ASCII sign is one. Line styles tell the curves apart: solid,
dashed, dotted; where a dash or a dot lies on another curve it is drawn twice as thick.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import ceil, floor, log10
from typing import Literal, NamedTuple

from jaccli.document.style import Style

Row = list[tuple[str, Style]]

BRAILLE = 0x2800
DOTS = ((0x40, 0x04, 0x02, 0x01), (0x80, 0x20, 0x10, 0x08))  # by column, from the lowest dot up
LineStyle = Literal["solid", "dashed", "dotted"]
PATTERN = {  # dots that are drawn and dots that are left out: in braille, in ASCII
    "solid": ((1, 0), (1, 0)),
    "dashed": ((3, 3), (1, 1)),
    "dotted": ((1, 3), (1, 2)),
}
MARK = "◆"
TICK = 7  # columns from one label of the lower axis to the next, at least
PLAIN = 1000  # powers of ten beyond it are written 1e4


class Stroke(NamedTuple):
    """A polyline through points (x, y) with x ascending, both > 0."""

    points: Sequence[tuple[float, float]]
    sign: str  # in ASCII
    style: Style = ""
    line: LineStyle = "solid"


class Note(NamedTuple):
    """Lines of words to the right of the plot, the first at the height of y where it can be."""

    y: float
    lines: Sequence[str]
    style: Style = ""


class Frame(NamedTuple):
    """What part of the plane is drawn, in powers of ten, on how many signs."""

    left: float
    right: float
    bottom: float
    top: float
    columns: int
    rows: int
    ascii: bool = False

    @property
    def dots(self) -> tuple[int, int]:
        """How many dots a sign is wide and high."""
        return (1, 1) if self.ascii else (2, 4)

    def across(self, x: float) -> int:
        """How many dots from the left x lies."""
        part = (log10(x) - self.left) / (self.right - self.left)
        return round(part * (self.columns * self.dots[0] - 1))

    def up(self, y: float) -> float:
        """How many dots from the bottom y lies, not rounded."""
        part = (log10(y) - self.bottom) / (self.top - self.bottom)
        return part * (self.rows * self.dots[1] - 1)

    def column(self, x: float) -> int:
        """The sign of a line that holds x."""
        return self.across(x) // self.dots[0]

    def row(self, y: float) -> int:
        """The line of the plot that holds y, the highest first."""
        return self.rows - 1 - round(self.up(y)) // self.dots[1]


def frame_of(curves: Sequence[Stroke], columns: int, rows: int, *, ascii: bool = False) -> Frame:
    """The frame that holds all points of all curves."""
    xs = [log10(x) for curve in curves for x, _ in curve.points]
    ys = [log10(y) for curve in curves for _, y in curve.points]
    return Frame(*_ends(xs), *_ends(ys), columns, rows, ascii)


def plot(
    curves: Sequence[Stroke],
    frame: Frame,
    name: str,
    *,
    marks: Sequence[tuple[float, float]] = (),
    notes: Sequence[Note] = (),
) -> list[Row]:
    """The lines of the plot with its axes: powers of ten, and the name of the lower one.

    marks: points that have a sign over the curves
    """
    rows = _canvas(curves, frame)
    for x, y in marks:
        rows[frame.row(y)][frame.column(x)] = (MARK, "title")
    decades = _decades(frame.bottom, frame.top, max(2, frame.rows // 2))
    ticks = {frame.row(10.0**power): power_of_ten(power) for power in decades}
    gutter = max(map(len, ticks.values()))
    beside = _beside(notes, frame)
    drawn: list[Row] = []
    for at, row in enumerate(rows):
        label = ticks.get(at, "")
        axis = f"  {label:>{gutter}} {'┤' if label else '│'}"
        drawn.append([(axis, "quiet"), *_runs(row), *beside.get(at, [])])
    drawn += [[(line, "quiet")] for line in _lower_axis(frame, name, gutter + 3)]
    return drawn


def _ends(logs: Sequence[float]) -> tuple[float, float]:
    """The range of the numbers, widened as little as it takes to hold two powers of ten."""
    low, high = min(logs), max(logs)
    first, last = ceil(low), floor(high)
    if last > first:
        return low, high
    if last < first:
        return float(last), float(first)
    down, up = first - 1, last + 1
    return (float(down), high) if low - down <= up - high else (low, float(up))


def _decades(low: float, high: float, most: int) -> range:
    """The whole powers of ten from low to high, in steps that leave at most `most` of them."""
    first, last = ceil(low), floor(high)
    step = max(1, ceil((last - first + 1) / most))
    return range(first, last + 1, step)


def power_of_ten(power: int) -> str:
    """The label of an axis: 1000, 1e4."""
    return str(10**power) if power >= 0 and 10**power <= PLAIN else f"1e{power}"


def _canvas(curves: Sequence[Stroke], frame: Frame) -> list[list[tuple[str, Style]]]:
    """Every sign of the plot and its style."""
    lit: dict[tuple[int, int], Counter[int]] = {}  # (column, row): dots by curve
    bits: dict[tuple[int, int], int] = {}
    taken: set[tuple[int, int]] = set()
    wide, high = frame.dots
    for at, curve in enumerate(curves):
        dots = _styled(curve, frame, taken)
        for x, y in dots:
            sign = (x // wide, frame.rows - 1 - y // high)
            lit.setdefault(sign, Counter())[at] += 1
            bits[sign] = bits.get(sign, 0) | DOTS[x % 2][y % 4]
        taken |= dots

    def sign_at(column: int, row: int) -> tuple[str, Style]:
        if (column, row) not in lit:
            return " ", ""
        found = lit[column, row]
        most = max(found.values())
        owners = [at for at in found if found[at] == most]
        if frame.ascii:
            return curves[max(found)].sign, curves[max(found)].style
        style = curves[owners[0]].style if len(owners) == 1 else ""
        return chr(BRAILLE + bits[column, row]), style

    return [[sign_at(column, row) for column in range(frame.columns)] for row in range(frame.rows)]


def _styled(curve: Stroke, frame: Frame, taken: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """The dots of the curve in its line style. taken: those of the curves before it."""
    dots = set(_dots(curve, frame))
    on, off = PATTERN[curve.line][frame.ascii]
    dots = {(x, y) for x, y in dots if x % (on + off) < on}
    if frame.ascii or not off:
        return dots
    top = frame.rows * frame.dots[1] - 1
    return dots | {(x, y + 1 if y < top else y - 1) for x, y in dots & taken}


def _dots(curve: Stroke, frame: Frame) -> Iterator[tuple[int, int]]:
    """The dots (across, up) of the curve, one over the other where it is steep."""
    places = [(frame.across(x), frame.up(y)) for x, y in curve.points]
    last = round(places[0][1])
    for (x0, y0), (x1, y1) in zip(places, [*places[1:], places[-1]], strict=True):
        for x in range(x0, max(x1, x0 + 1)):
            y = round(y0 + (y1 - y0) * (x - x0) / max(x1 - x0, 1))
            between = range(last + 1, y) if y > last else range(y + 1, last)
            yield from ((x, each) for each in (*between, y))
            last = y


def _runs(row: Sequence[tuple[str, Style]]) -> Row:
    """Neighbours of one style joined."""
    joined: Row = []
    for sign, style in row:
        if joined and joined[-1][1] == style:
            joined[-1] = (joined[-1][0] + sign, style)
        else:
            joined.append((sign, style))
    return joined


def _beside(notes: Sequence[Note], frame: Frame) -> dict[int, Row]:
    """The notes by line, moved where two would meet."""
    ordered = sorted(notes, key=lambda note: -note.y)
    starts: list[int] = []
    free = 0
    for note in ordered:
        starts.append(max(free, frame.row(note.y)))
        free = starts[-1] + len(note.lines)
    end = frame.rows
    for at in range(len(ordered) - 1, -1, -1):
        starts[at] = min(starts[at], end - len(ordered[at].lines))
        end = starts[at]
    return {
        start + down: [(f" {line}", note.style)]
        for start, note in zip(starts, ordered, strict=True)
        for down, line in enumerate(note.lines)
    }


def _lower_axis(frame: Frame, name: str, indent: int) -> list[str]:
    """The line with a tick at each power of ten, and the line with what they are."""
    decades = _decades(frame.left, frame.right, max(2, frame.columns // TICK))
    ticks = {frame.column(10.0**power): power_of_ten(power) for power in decades}
    line = "".join("┬" if at in ticks else "─" for at in range(frame.columns))
    labels = ""
    for at, label in ticks.items():
        labels = labels.ljust(min(at, frame.columns - len(label))) + label
    before = " " * indent
    return [f"{before}└{line}", f"{before} {labels.ljust(frame.columns)} {name}"]
