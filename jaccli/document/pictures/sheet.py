"""A picture from top to bottom: a title, sentences, and what is drawn between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil

from jaccli.document.pictures.letters import lines, width
from jaccli.document.pictures.scene import Box, Item, Scene, Words

MARGIN, WIDE = 24.0, 1200.0  # pixels; as wide as a projector shows
TITLE, TEXT, NOTE = 22.0, 15.0, 13.0  # sizes of words that are read from the last row
BETWEEN = 1.35  # lines, in parts of the size of their words
DOWN = 0.36  # how far below the middle of a box the base line of its words is, in the same parts


class Sheet:
    """What is put on it goes below what is there. top: where the next thing begins"""

    def __init__(self, title: str, wide: float = WIDE) -> None:
        self.title = title
        self.wide = wide
        self.items: list[Item] = []
        self.top = MARGIN
        self.say(title, "title", TITLE)
        self.top += 4

    @property
    def room(self) -> float:
        """Between the margins."""
        return self.wide - 2 * MARGIN

    def say(self, text: str, look: str = "", size: float = TEXT) -> None:
        """A sentence, in as many lines as it takes."""
        for line in lines(text, size, self.room, bold=look == "title") if text else ():
            self.top += size * BETWEEN
            self.items.append(Words(MARGIN, self.top - size * 0.3, line, look, size=size))

    def rule(self, text: str) -> None:
        """What is said below everything, in small letters."""
        self.top += 10
        self.say(text, "quiet", NOTE)

    def put(self, items: Iterable[Item], height: float) -> None:
        """Something drawn, that begins at `top`."""
        self.items += items
        self.top += height

    def scene(self, description: str = "") -> Scene:
        """The picture, with a margin all around; in whole pixels, so that no seam is seen."""
        return Scene(ceil(self.wide), ceil(self.top + MARGIN), self.items, self.title, description)


def centred(box: Box, texts: Sequence[str], look: str = "", size: float = NOTE) -> list[Words]:
    """Lines in the middle of a box, if they fit; nothing else."""
    high = len(texts) * size * BETWEEN
    widest = max(width(text, size, bold=look == "name") for text in texts)
    if high > box.height or widest + 6 > box.width:
        return []
    first = box.y + (box.height - high) / 2 + size * (BETWEEN / 2 + DOWN)
    return [
        Words(box.x + box.width / 2, first + at * size * BETWEEN, text, look, "middle", size)
        for at, text in enumerate(texts)
    ]
