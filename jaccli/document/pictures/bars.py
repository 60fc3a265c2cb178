"""Amounts as bars on one scale, each with its name, its number, and the parts it is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.document.charts import Amount, Bars
from jaccli.document.pictures.key import key
from jaccli.document.pictures.letters import width
from jaccli.document.pictures.looks import on
from jaccli.document.pictures.scene import Box, Group, Item, Path, Scene, Words
from jaccli.document.pictures.sheet import DOWN, MARGIN, NOTE, TEXT, Sheet, centred

HEIGHT, ROW, GAP = 40.0, 52.0, 12.0  # pixels of a bar, from one to the next, and beside it
NAMED = ("forward", "reverse", "best")  # looks that a name has as well
LEAST = 2.0  # pixels of a bar, so that it is seen; the sentence below it says so
SMALLEST = 6  # how many times a bar holds another whose parts are drawn again, as wide as the first


def scene(bars: Bars) -> Scene:
    """A row for each bar; below them their parts in a table, and what they come to."""
    sheet = Sheet(bars.title)
    for sentence in bars.why:
        sheet.say(sentence)
    sheet.top += 8
    left = MARGIN + max(width(bar.name, TEXT, bold=True) for bar in bars.bars) + GAP
    scale = _scale(bars, sheet.wide - MARGIN - GAP - left)
    longest = scale * max(bar.value for bar in bars.bars)
    once = False
    for bar in bars.bars:
        if bar.above:
            once = True
            sheet.top += 4
            sheet.say(bar.above)
            sheet.top += 6
        sheet.put(_row(bar, bars.unit, left, sheet.top, scale), ROW)
        if bar.parts and not once and 0 < bar.value * scale * SMALLEST <= longest:
            once = True
            sheet.put(_again(bar, left, sheet.top, (scale, longest)), ROW + HEIGHT / 2)
    if bars.key is not None:
        items, high = key(*bars.key, MARGIN, sheet.top)
        sheet.put(items, high)
    sheet.rule(bars.below)
    if any(0 < bar.value * scale < LEAST for bar in bars.bars):
        sheet.say(f"A bar that would be too thin to see is {LEAST:g} pixels wide.", "quiet", NOTE)
    return sheet.scene("; ".join(f"{bar.name}: {_number(bar, bars.unit)}" for bar in bars.bars))


def _scale(bars: Bars, room: float) -> float:
    """Pixels of one, so that every bar has room beside its number."""
    rooms = [
        (room - width(_number(bar, bars.unit), TEXT)) / bar.value for bar in bars.bars if bar.value
    ]
    return min(rooms, default=0.0)


def _number(bar: Amount, unit: str) -> str:
    return f"{bar.value:,} {unit if bar.value != 1 else unit.removesuffix('s')} {bar.note}".rstrip()


def _row(bar: Amount, unit: str, left: float, top: float, scale: float) -> Iterator[Item]:
    """The name, the bar, the number."""
    base = top + HEIGHT / 2 + TEXT * DOWN
    long = max(bar.value * scale, LEAST) if bar.value else 0.0
    look = bar.look if bar.look in NAMED else "name"
    yield Words(left - GAP, base, bar.name, look, "end", TEXT)
    title = f"{bar.name}: {_number(bar, unit)}"
    if bar.parts and long > LEAST:
        yield Group([*_parts(bar, left, top, scale)], title=title)
    else:
        yield Box(left, top, long, HEIGHT, bar.look, title=title)
    yield Words(left + long + GAP, base, _number(bar, unit), size=TEXT)


def _parts(bar: Amount, left: float, top: float, scale: float) -> Iterator[Item]:
    """Side by side, each with as much of its name and its number as it has room for."""
    for part in bar.parts:
        box = Box(left, top, part.value * scale, HEIGHT, part.look)
        yield box._replace(title=f"{part.name}: {part.value:,}")
        if part.value:
            choices: Sequence[Sequence[str]] = ([part.name, f"{part.value:,}"], [part.name])
            words = (centred(box, each, on(part.look)) for each in choices)
            yield from next(filter(None, words), [])
        left += box.width


def _again(bar: Amount, left: float, top: float, sizes: tuple[float, float]) -> Iterator[Item]:
    """The parts of a short bar as wide as the longest is, below it. sizes: the scale, that width"""
    scale, room = sizes
    larger = room / bar.value
    short, above, below = bar.value * scale, top - ROW + HEIGHT, top + HEIGHT / 2
    yield Path([(left, above), (left, below)])
    yield Path([(left + max(short, LEAST), above), (left + room, below)])
    times = f"drawn × {larger / scale:,.4g}"
    base = below + HEIGHT / 2 + TEXT * DOWN
    yield Words(left - GAP, base, times, "quiet", "end", NOTE)
    yield from _parts(bar, left, below, larger)
