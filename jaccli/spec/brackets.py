"""Brackets that are missing or too many, and the line with those that were meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jaccli.spec.guess import Guess

CLOSING = {"[": "]", "{": "}"}
BEGINS = re.compile(r"\s*(- |[A-Za-z_]\w*:( |$))")  # a line that is an entry of its own
ROWS = re.compile(r"(\s*(?:- +)?[A-Za-z_]\w*: +)(\[.*\]\s*,\s*\[.*\])\s*")
LONGEST = 2_000  # lines that a list may have


class Open(NamedTuple):
    """A bracket that waits for its other half."""

    sign: str
    line: int
    column: int


def guesses_at_brackets(lines: Sequence[str], stopped: int) -> Iterator[Guess]:
    """Lines that may have been meant. stopped: where the reader did"""
    last = min(stopped, len(lines) - 1)
    for at in range(last, max(-1, last - 2), -1):
        if found := ROWS.fullmatch(lines[at]):
            title = "a matrix has a bracket around all its rows as well"
            written = f"{found[1]}[{found[2]}]"
            column = len(found[1])
            yield Guess(title, "rows without it", at, column, written, len(found[2]))
    start = _entry_before(lines, last)
    open_: list[Open] = []
    for at in range(start, min(len(lines), last + 1)):
        if open_ and at > start and BEGINS.match(lines[at]):
            yield from _unclosed(lines, at - 1, open_)
            return
        for column, sign in _signs(lines[at]):
            if sign in CLOSING:
                if inner := _inner(lines[at], column, sign, open_):
                    yield Guess(
                        "this bracket is not closed", "it begins here", at, open_[-1].column, inner
                    )
                open_.append(Open(sign, at, column))
            elif open_ and CLOSING[open_[-1].sign] == sign:
                open_.pop()
            elif open_:
                yield from _mismatched(lines[at], at, column, open_)
                return
            else:
                line = lines[at]
                title = f"this `{sign}` closes nothing"
                written = line[:column] + line[column + 1 :]
                yield Guess(title, "one too many", at, column, written)
                return
    if open_:
        yield from _unclosed(lines, last, open_)


def _entry_before(lines: Sequence[str], at: int) -> int:
    """The last line up to this one at which nothing is open, as far as brackets on lines say."""
    depth, least, start = 0, 0, at
    for line in range(at, max(-1, at - LONGEST), -1):
        for _, sign in reversed([*_signs(lines[line])]):
            depth += -1 if sign in CLOSING else 1
        if BEGINS.match(lines[line]) and depth <= least:
            start, least = line, depth
            if depth < 0:
                break
    return start


def _signs(line: str) -> Iterator[tuple[int, str]]:
    """The brackets of a line, but for those in quotes and comments."""
    quote = ""
    for column, sign in enumerate(line):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'" and line[:column].rstrip()[-1:] in (":", "[", "{", ",", "-", ""):
            quote = sign
        elif sign == "#" and (not column or line[column - 1].isspace()):
            return
        elif sign in "[]{}":
            yield column, sign


def _inner(line: str, column: int, sign: str, open_: Sequence[Open]) -> str:
    """[[1, 2, [3, 4]]: the line with the row closed before the next one; "" if it is none."""
    before = line[:column].rstrip()
    rows = sign == "[" and len(open_) > 1 and open_[-1].sign == open_[-2].sign == "["
    if not rows or not before.endswith(",") or not before[:-1].rstrip()[-1:].isalnum():
        return ""
    return f"{before[:-1]}], {line[column:]}"


def _unclosed(lines: Sequence[str], at: int, open_: Sequence[Open]) -> Iterator[Guess]:
    """Brackets that are still open where the next entry begins, or the text ends."""
    while at > open_[-1].line and not lines[at].strip():
        at -= 1
    line = lines[at].rstrip().rstrip(",")
    closed = line + "".join(CLOSING[each.sign] for each in reversed(open_))
    innermost = open_[-1]
    title = f"this `{innermost.sign}` is not closed"
    if at == innermost.line:
        yield Guess(title, "it begins here", at, innermost.column, closed)
    else:
        yield Guess(
            f"`{innermost.sign}` is not closed at the end of its list",
            "it ends here",
            at,
            len(line),
            closed,
        )


def _mismatched(line: str, at: int, column: int, open_: Sequence[Open]) -> Iterator[Guess]:
    """[[1, 2], [3, 4]}: the one is closed where the other is still open."""
    innermost = open_[-1]
    closer = CLOSING[innermost.sign]
    title = f"this `{innermost.sign}` is not closed"
    place = innermost.column if innermost.line == at else column
    yield Guess(title, "it begins here", at, place, f"{line[:column]}{closer}{line[column:]}")
    title = f"this `{line[column]}` should be `{closer}`"
    yield Guess(
        title,
        f"`{closer}` belongs here",
        at,
        column,
        f"{line[:column]}{closer}{line[column + 1 :]}",
    )
    title = f"this `{line[column]}` closes nothing"
    yield Guess(title, "one too many", at, column, line[:column] + line[column + 1 :])
