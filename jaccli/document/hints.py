"""Hints and the next command, at the end of a report: in as few lines as they take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from jaccli.document.blocks import Next
from jaccli.document.display import Display, shown
from jaccli.errors import cells

BETWEEN = "   "  # two hints on one line


def in_brief(asked: Next, hints: Sequence[str], display: Display) -> Next:
    """The next command, without its question where it then takes a line less."""
    alone = asked._replace(question="")
    beside = [*side_by_side([*hints, alone.finding.said], display)]
    whole = [*side_by_side([*hints, asked.finding.said], display)]
    too_wide = cells(shown(asked.finding.said, display)) > display.width
    return alone if hints and (len(beside) < len(whole) or too_wide) else asked


def side_by_side(texts: Iterable[str], display: Display) -> Iterator[str]:
    """Short texts in lines, as many beside each other as have the room."""
    line = ""
    for text in texts:
        together = f"{line}{BETWEEN}{text}" if line else text
        if line and cells(shown(together, display)) > display.width:
            yield line
            together = text
        line = together
    yield from [line] if line else []
