"""Curves on two logarithmic axes, their names at their ends, and what is marked on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10
from typing import NamedTuple

from jaccli.document.graphics import Curve, Curves, Mark
from jaccli.document.pictures.letters import shortened, width
from jaccli.document.pictures.scene import Box, Item, Path, Point, Scene, Words
from jaccli.document.pictures.sheet import BETWEEN, DOWN, MARGIN, NOTE, TEXT, Sheet

HIGH = 420.0  # pixels of the plot
POINTED = (5.5, 3.4, 5.6)  # half the width of a round point, a square, a diamond: all seen
DIAMOND = 8.0  # the same of a mark
ROOM = 0.03  # of the plot that is left free at its sides
NAME = 400.0  # pixels of what is along the lower axis
FEW, MOST = 2, 9  # ticks of an axis
BETWEEN_POWERS = ((1, 2, 5), range(1, 10), [each / 10 for each in range(10, 100)])
LINES = {"forward": "ahead", "reverse": "back", "winner": "used"}  # looks of lines, by style
POINTS = {"forward": "forward", "reverse": "reverse", "winner": "best"}
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


class Axis(NamedTuple):
    """Pixels over logarithms: from `start`, at `low`, to `end`, at `high`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a number is."""
        part = (log10(value) - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)

    @property
    def ticks(self) -> list[float]:
        """The powers of ten; where they are few 2 and 5 times those as well, and so on."""
        first, last = ceil(self.low - 1e-9), floor(self.high + 1e-9)
        step = max(1, ceil((last - first + 1) / MOST))
        powers = [10.0**power for power in range(first, last + 1, step)]
        if len(powers) > FEW:
            return powers
        for times in BETWEEN_POWERS:
            every = (m * 10.0**power for power in range(first - 1, last + 1) for m in times)
            found = [each for each in every if self.low <= log10(each) <= self.high]
            if len(found) >= FEW:
                return found[:: ceil(len(found) / MOST)]
        return [10.0**self.low, 10.0**self.high]


def scene(curves: Curves) -> Scene:
    """The plot, as wide as the names beside it leave room."""
    sheet = Sheet(curves.title or f"{curves.up} over {curves.across}")
    for sentence in curves.said:
        sheet.say(sentence)
    sheet.top += 12
    sheet.say(f"{curves.up}, both axes logarithmic", "quiet", NOTE)
    sheet.top += 6 + (NOTE * BETWEEN + 6 if curves.marks else 0)
    top, bottom = sheet.top, sheet.top + HIGH
    up = _axis([y for curve in curves.curves for _, y in curve.points], bottom, top)
    left = MARGIN + max(width(_label(each), NOTE) for each in up.ticks) + 10
    names = max(width(text, TEXT, bold=True) for each in curves.curves for text in _named(each))
    right = sheet.wide - MARGIN - names - 26
    across = _axis([x for curve in curves.curves for x, _ in curve.points], left, right)
    sheet.items += _grid(across, up, curves.across)
    for at, curve in enumerate(curves.curves):
        sheet.items += _curve(curve, at, across, up, curves)
    for mark in curves.marks:
        sheet.items += _mark(mark, across, up, curves.across)
    sheet.items += _names(curves.curves, right, up)
    sheet.top = bottom + 2.4 * NOTE * BETWEEN
    sheet.rule(curves.below)
    if len(curves.curves) > 1 and len({tuple(each.points) for each in curves.curves[:2]}) == 1:
        sheet.say("Both modes lie on one line.", "quiet", NOTE)
    ends = (
        f"{each.name}: {_said(each.points[0][1])} to {_said(each.points[-1][1])}"
        for each in curves.curves
    )
    return sheet.scene("; ".join(ends))


def _axis(values: Sequence[float], start: float, end: float) -> Axis:
    """That holds all values, with a little room at its sides."""
    low, high = log10(min(values)), log10(max(values))
    free = max((high - low) * ROOM, 0.02)
    return Axis(low - free, high + free, start, end)


def _label(value: float) -> str:
    """1, 20, 1,000; 10⁴ and 2·10⁴ beyond that"""
    power = floor(log10(value) + 1e-9)
    if 0 <= power <= 3:
        return f"{value:,.4g}" if value % 1 else f"{value:,.0f}"
    first = f"{value / 10.0**power:.4g}"
    return ("" if first == "1" else f"{first}·") + "10" + str(power).translate(SUPERSCRIPTS)


def _said(value: float) -> str:
    """An integer whole, a number that was measured in three digits."""
    return f"{value:,}" if isinstance(value, int) else f"{value:.3g}"


def _grid(across: Axis, up: Axis, name: str) -> Iterator[Item]:
    """Lines at the ticks, their labels, and what is along the lower axis."""
    for value in up.ticks:
        y = up.at(value)
        yield Path([(across.start, y), (across.end, y)], "grid")
        yield Words(across.start - 8, y + NOTE * DOWN, _label(value), "quiet", "end", NOTE)
    base, last = up.start + NOTE * BETWEEN, -1e9
    for value in across.ticks:
        x, wide = across.at(value), width(_label(value), NOTE)
        yield Path([(x, up.start), (x, up.end)], "grid")
        if x - wide / 2 > last + 8 and x + wide / 2 < across.end + 20:
            last = x + wide / 2
            yield Words(x, base, _label(value), "quiet", "middle", NOTE)
    corner = (across.start, up.start)
    yield Path([(across.start, up.end), corner, (across.end, up.start)], "line")
    middle, name = (across.start + across.end) / 2, shortened(name, TEXT, NAME, bold=True)
    yield Words(middle, base + NOTE * BETWEEN, name, "name", "middle", TEXT)


def _curve(curve: Curve, at: int, across: Axis, up: Axis, whole: Curves) -> Iterator[Item]:
    """The line and its points: round ones, squares, diamonds."""
    points = [(across.at(x), up.at(y)) for x, y in curve.points]
    yield Path(points, LINES.get(curve.style, "line"))
    look = POINTS.get(curve.style, "quiet")
    for (x, y), (size, value) in zip(points, curve.points, strict=True):
        title = f"{curve.name}, {whole.across} = {size:,}: {_said(value)}"
        half = POINTED[min(at, 2)]
        if at < 2:
            place = (x - half, y - half, 2 * half, 2 * half)
            yield Box(*place, look, 0 if at else half, title=title)
        else:
            yield _diamond((x, y), half, look, title)


def _diamond(middle: Point, half: float, look: str, title: str) -> Path:
    x, y = middle
    points = [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
    return Path(points, look, closed=True, title=title)


def _mark(mark: Mark, across: Axis, up: Axis, name: str) -> Iterator[Item]:
    """A line across the plot, what it is above, and a diamond on the curve."""
    name = shortened(name, NOTE, NAME, bold=True)
    x, text = across.at(mark.x), f"{mark.name}: {name} = {mark.x:,}"
    half = width(text, NOTE, bold=True) / 2
    yield Path([(x, up.start), (x, up.end)], "line")
    yield _diamond((x, up.at(mark.y)), DIAMOND, "words", text)
    middle = min(max(x, across.start + half), across.end - half)
    yield Words(middle, up.end - 8, text, "name", "middle", NOTE)


def _named(curve: Curve) -> list[str]:
    return [curve.name, curve.note] if curve.note else [curve.name]


def _names(curves: Sequence[Curve], right: float, up: Axis) -> Iterator[Item]:
    """The names where the curves end, apart from each other, each with a line to its curve."""
    high = 2 * TEXT * BETWEEN + 6
    ordered = sorted(curves, key=lambda each: -each.points[-1][1])
    ends = [up.at(each.points[-1][1]) for each in ordered]
    tops: list[float] = []
    for end in ends:
        tops.append(max(end - high / 2, tops[-1] + high if tops else up.end - TEXT))
    lowest = up.start - high
    for at in reversed(range(len(tops))):  # none reaches below the plot
        tops[at] = min(tops[at], lowest)
        lowest = tops[at] - high
    for curve, end, top in zip(ordered, ends, tops, strict=True):
        look = POINTS.get(curve.style, "name")
        yield Path([(right - 6, end), (right + 16, top + high / 2)], "grid")
        for at, text in enumerate(_named(curve)):
            base = top + TEXT * BETWEEN * (at + 1) - 2
            yield Words(right + 20, base, text, look if at == 0 else "", size=TEXT)
