"""The colours of looks, by day and by night: the one table for every picture and page.

f1 … f7 keep theirs through all pictures: the palette of Okabe and Ito (2008), which colour-blind
people tell apart. Colour never says anything alone.
"""

from __future__ import annotations

from typing import NamedTuple


class Look(NamedTuple):
    """How a thing looks; "" is none, `width` of its line in pixels."""

    fill: str = ""
    stroke: str = ""
    width: float = 0
    bold: bool = False
    dashed: bool = False


DAY: dict[str, Look] = {
    "ground": Look("#ffffff"),
    "words": Look("#1a1a1a"),
    "quiet": Look("#5a5a5a"),
    "title": Look("#1a1a1a", bold=True),
    "box": Look("#f5f5f5", "#5a5a5a", 1),
    "line": Look("", "#5a5a5a", 1.5),
    "grid": Look("", "#d9d9d9", 1),
    "name": Look("#1a1a1a", bold=True),
    "ahead": Look("", "#0072b2", 1.75),  # the way of a forward sweep
    "back": Look("", "#b5467e", 1.75, dashed=True),  # and of a reverse one
    "forward": Look("#0072b2", "#0072b2", 2),
    "reverse": Look("#b5467e", "#b5467e", 2),
    "best": Look("#007a5a", "#007a5a", 2),
    "used": Look("", "#007a5a", 2.5),  # edges that are multiplied
    "fresh": Look("", "#007a5a", 2, dashed=True),  # and those that come of it
    "plus": Look("#0072b2"),
    "minus": Look("#d55e00"),
    "ink": Look("#111111"),  # words on a colour, by night as well
    "chalk": Look("#ffffff"),
    "f1": Look("#e69f00", "#8a6000", 1),
    "f2": Look("#56b4e9", "#1f6f9c", 1),
    "f3": Look("#009e73", "#00654a", 1),
    "f4": Look("#cc79a7", "#8c3f6a", 1),
    "f5": Look("#f0e442", "#857d00", 1),
    "f6": Look("#0072b2", "#004a73", 1),
    "f7": Look("#d55e00", "#8a3d00", 1),
}
NIGHT: dict[str, Look] = DAY | {
    "ground": Look("#14171a"),
    "words": Look("#f0f0f0"),
    "quiet": Look("#b0b0b0"),
    "title": Look("#f0f0f0", bold=True),
    "box": Look("#22272b", "#b0b0b0", 1),
    "line": Look("", "#b0b0b0", 1.5),
    "grid": Look("", "#3a4046", 1),
    "name": Look("#f0f0f0", bold=True),
    "ahead": Look("", "#56b4e9", 1.75),
    "back": Look("", "#e394c0", 1.75, dashed=True),
    "forward": Look("#56b4e9", "#56b4e9", 2),
    "reverse": Look("#e394c0", "#e394c0", 2),
    "best": Look("#3fc79a", "#3fc79a", 2),
    "used": Look("", "#3fc79a", 2.5),
    "fresh": Look("", "#3fc79a", 2, dashed=True),
    "plus": Look("#56b4e9"),
    "minus": Look("#f08a3c"),
}
COLOURS = 7


def on(look: str) -> str:
    """The look of words on that colour."""
    return "chalk" if look == "f6" else "ink"


def of_layer(k: int) -> str:
    """The look of f_k, which begins again after the seventh."""
    return f"f{(k - 1) % COLOURS + 1}"
