"""A line of a report as part of a text that closes every gap to one blank."""

from __future__ import annotations

import re

GAP = re.compile(r"(?<=[^\s:;,.]) {3,}(?=[^\s(])")  # between two things that stand on one line


def punctuated(text: str) -> str:
    """The text with a colon where a wide gap parts two things, and no other gap wider than one.

    >>> punctuated("step 1/4   f4 relu"), punctuated("x5 + x4   (2 readers)")
    ('step 1/4: f4 relu', 'x5 + x4 (2 readers)')
    """
    return " ".join(GAP.sub(": ", text).split())
