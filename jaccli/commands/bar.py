"""How far a run is, in one line: `order net.yaml: search ████░░░░ 312 of 1,000  0:04`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jaccli.errors import cells, inert, printable
from jaccli.progress import BYTES, Stage
from jaccli.words import in_bytes

SHORTEST, LONGEST = 6, 30  # signs of a bar
SHOWN = 2  # stages, the outer ones: what is within them goes by too quickly, and moves the bar


class Signs(NamedTuple):
    """What a bar is made of: done, to do, and what stands for the rest of a name."""

    done: str
    left: str
    more: str


BLOCKS, ASCII = Signs("█", "░", "…"), Signs("#", "-", "...")


class Item(NamedTuple):
    """One of several, of which so many are done: what was seen within it, and how much of it is
    done by that. since: how much was when that began"""

    done: float
    seen: Stage | None
    since: float
    within: float


class Shares:
    """How much of the whole is done, 0 to 1, from one look to the next: it never goes back while
    one of several is done.

    Nobody knows how many stages there will be within it: each that is seen takes half of what is
    left.
    """

    def __init__(self) -> None:
        self._items: dict[Stage, Item] = {}

    def of(self, stages: Sequence[Stage]) -> float | None:
        """None where nobody knows."""
        share, seen = None, None
        items = {}
        for stage in reversed(stages):
            if stage.total is None and stage.so_far:
                share, seen = None, None  # what is within one of them tells nothing of all
            if stage.total is None or stage.total <= 1:
                continue
            item = self._items.get(stage)
            if item is None or item.done != stage.so_far:
                item = Item(stage.so_far, seen, 0.0, 0.0)
            if item.seen is not seen:
                item = item._replace(seen=seen, since=item.within)
            if share is not None:
                item = item._replace(within=item.since + (1 - item.since) / 2 * share)
            items[stage] = item
            share, seen = min(1.0, (item.done + item.within) / stage.total), stage
        self._items = items
        return share


def line(
    command: str,
    stages: Sequence[Stage],
    seconds: float,
    columns: int,
    signs: Signs = BLOCKS,
    shares: Shares | None = None,
) -> str:
    """The line, in at most this many columns: the name of the file goes first, the figures last.

    shares: those of the lines before
    """
    share = (shares or Shares()).of(stages)
    stages = stages[:SHOWN]
    figures = "  ".join([text for text in (_count(stages), _clock(seconds)) if text])
    room = columns - cells(figures) - 2
    bar = 0 if share is None else SHORTEST + 1
    labels = [*_labels(command, [_told(stage, signs) for stage in stages])]
    label = next((each for each in labels if cells(each) <= room - bar), "")
    if not label:
        label = _cut(labels[-1], room - bar, signs.more)
    if share is not None:
        length = min(room - cells(label) - 1, LONGEST)
        full = round(share * length)
        label = f"{label and label + ' '}{signs.done * full}{signs.left * (length - full)}"
    return _cut(f"{label}  {figures}" if label else figures, columns, "")


def _told(stage: Stage, signs: Signs) -> str:
    """What is done in it, so that it can be shown and steers nothing."""
    text = inert(printable(stage.what))
    return text if signs is not ASCII else text.encode("ascii", "backslashreplace").decode()


def _labels(command: str, told: Sequence[str]) -> Iterator[str]:
    """What is done, longest first."""
    if not told:
        yield command
        return
    name, *doing = told
    for short in (name, os.path.basename(name), ""):
        yield ": ".join([f"{command} {short}".rstrip(), *doing])
    yield (doing or [os.path.basename(name) or command])[-1]


def _count(stages: Sequence[Stage]) -> str:
    """How many of how many, of the outermost stage that has several; or how many yet."""
    several = [stage for stage in stages if stage.total is not None and stage.total > 1]
    counted = next(iter(several), next((each for each in stages[::-1] if each.so_far), None))
    if counted is None or (counted.total is not None and counted.total <= 1):
        return ""
    done = counted.so_far
    if counted.unit == BYTES:
        of = "" if counted.total is None else f" of {in_bytes(int(counted.total))}"
        return f"{in_bytes(int(done))}{of}"
    of = "" if counted.total is None else f" of {counted.total:,.0f}"
    unit = counted.unit.removesuffix("s") if done == 1 and not of else counted.unit
    return f"{done:,.0f}{of}{unit and ' ' + unit}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _cut(text: str, columns: int, more: str) -> str:
    """The beginning of the text, where all of it has no room."""
    if cells(text) <= columns:
        return text
    if columns <= cells(more):
        return ""
    while cells(text) > columns - cells(more):
        text = text[:-1]
    return f"{text.rstrip()}{more}"
