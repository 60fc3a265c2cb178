"""Texts sign by sign: how wide they are, and without what steers a terminal or a CI runner."""

from __future__ import annotations

import re
from functools import cache

# what no line may hold for CI runners: ##[error] of GitHub, ##vso[…] of Azure, ##teamcity[…]
CALLED = r"##(?=\w*\[)"
JOINING = frozenset(map(chr, range(0x1160, 0x1200)))  # Hangul that completes the sign before it


def printable(text: str) -> str:
    """The text with control characters written out, so that no name can steer a terminal.

    >>> printable("a\\x1b[31mb")
    'a\\\\x1b[31mb'
    """
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode("ascii")
        for c in text
    )


def inert(line: str) -> str:
    """The line with what a CI runner would take for one of its commands written out.

    >>> inert("  ::error::x"), inert("a ##vso[group]b"), inert("a::b")
    ('  \\\\x3a:error::x', 'a #\\\\x23vso[group]b', 'a::b')
    """
    bare = line.lstrip() if "::" in line else ""
    if bare.startswith("::"):
        line = f"{line[: -len(bare)]}\\x3a{bare[1:]}"
    return uncalled(line, "\\x23")


def uncalled(text: str, sign: str) -> str:
    """The text with the second # of each `##[` and `##vso[` as a format writes that sign out."""
    return re.sub(CALLED, lambda _: f"#{sign}", text) if "##" in text else text


def cells(text: str) -> int:
    """How many terminal columns the text takes: 2 for wide characters, 0 for marks over others.

    >>> cells("日本"), cells("e\\u0301"), cells("k\\u20dd"), cells("\\u1112\\u1161\\u11ab")
    (4, 1, 1, 2)
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


@cache  # the same few signs come again and again
def _columns(sign: str) -> int:
    import unicodedata

    if unicodedata.category(sign)[0] == "M" or sign in JOINING:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1
