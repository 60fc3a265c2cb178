"""Amounts as bars on one scale, each with its name and its number."""

from __future__ import annotations

from jaccli.document.graphics import Bars
from jaccli.document.pictures.letters import width
from jaccli.document.pictures.scene import LARGE, SMALL, USUAL, Box, Item, Scene, Words

LONGEST = 420.0  # pixels
ROW, MARGIN, HEIGHT, GAP = 44.0, 24.0, 22.0, 12.0


def scene(bars: Bars) -> Scene:
    """A row for each bar; the words below say what they come to."""
    names = max(width(bar.name, USUAL) for bar in bars.bars)
    notes = max(width(f"{bar.value:,} {bars.unit}  {bar.note}", USUAL) for bar in bars.bars)
    longest = max(bar.value for bar in bars.bars)
    left = MARGIN + names + GAP
    across = left + LONGEST + GAP + notes + MARGIN
    across = max(across, *(width(each, SMALL) + 2 * MARGIN for each in (bars.below, bars.title)))
    items: list[Item] = [Words(MARGIN, MARGIN + LARGE, bars.title, "title", size=LARGE)]
    top = MARGIN + LARGE + GAP
    for bar in bars.bars:
        base = top + ROW / 2 + USUAL / 2 - 2
        long = LONGEST * bar.value / longest if longest else 0
        items += [
            Words(left - GAP, base, bar.name, anchor="end"),
            Box(left, top + (ROW - HEIGHT) / 2, long, HEIGHT, bar.look),
            Words(left + long + GAP, base, f"{bar.value:,} {bars.unit}  {bar.note}".rstrip()),
        ]
        top += ROW
    items.append(Words(MARGIN, top + GAP + SMALL, bars.below, "quiet", size=SMALL))
    described = "; ".join(f"{bar.name}: {bar.value:,} {bars.unit}" for bar in bars.bars)
    return Scene(across, top + GAP + SMALL + MARGIN, items, bars.title, described)
