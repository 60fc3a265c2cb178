"""A line written anew, in place of one with which a text is no YAML."""

from __future__ import annotations

from typing import NamedTuple


class Guess(NamedTuple):
    """What may have been slipped on. line, column: from 0, of what to mend"""

    title: str
    found: str
    line: int
    column: int
    written: str  # the line in place of that one
    width: int = 1
