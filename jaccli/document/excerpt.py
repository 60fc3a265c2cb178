"""A mistake with its place: source lines, carets, and notes that wrap under themselves."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.document.display import Display, shown, wrapped
from jaccli.errors import EXCERPT, JaccliError

NARROWEST = 24  # columns that a note has at least, and a source line
KIND = 9  # columns of " = help: "
BESIDE = 12  # columns for the number of a source line, and where it is cut


def excerpt(
    error: JaccliError, display: Display, indent: int = 0, *, titled: bool = False
) -> Iterator[str]:
    """The lines of the report, as wide as the display. titled: with what is wrong before them"""
    before = " " * indent
    most = min(EXCERPT, max(NARROWEST, display.width - BESIDE))
    for line in error.drawn(most=most)[0 if titled else 1 :]:
        text = shown(line, display)
        head, sign, rest = text.partition(" = ")
        if not sign or head.strip():
            yield before + text
            continue
        kind, _, words = rest.partition(" ")
        hang = " " * (indent + len(head) + KIND)
        first, *more = wrapped(words.strip(), max(NARROWEST, display.width - len(hang)))
        yield f"{before}{head} = {kind:5} {first}"
        yield from (hang + each for each in more)
