"""What may have been slipped on in a text that is no YAML, sign by sign and line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from jaccli.spec.brackets import guesses_at_brackets
from jaccli.spec.guess import Guess
from jaccli.spec.indents import indents, tabs

STRANGERS = "%@`*&!|>,?)"
KEY = re.compile(r"(\s*(?:- +)*)([A-Za-z_]\w*)")
NO_BLANK = re.compile(r"(\s*(?:- +)*[A-Za-z_]\w*):(?=[^\s:/])")
NO_DASH_BLANK = re.compile(r"(\s*)-(?=[A-Za-z{\[])")
BULLET = re.compile(r"(\s*)\* +(?=[A-Za-z{\[])")
EQUALS = re.compile(r"(\s*(?:- +)*[A-Za-z_]\w*)\s*=\s*(?=\S)")
NO_COLON = re.compile(r"(\s*(?:- +)*[A-Za-z_]\w*)\s+(?=[\[{\d\"'-])")
PAIR = re.compile(r"([A-Za-z_]\w*): +")
NO_COMMA = re.compile(r"([^\s,{\[])( +)(?=[A-Za-z_]\w*: )|([\]}\w.])( +)(?=[\[{])")
LOOSE_SIGN = re.compile(r"(?<=[\[,] )- +(?=[\d.])|(?<=[\[,])- +(?=[\d.])")


def guesses(lines: Sequence[str], stopped: int, column: int, began: int) -> Iterator[Guess]:
    """What may have been slipped on, the likeliest first."""
    last = min(stopped, len(lines) - 1)
    near = [at for at in range(last, max(-1, last - 3), -1) if lines[at].strip()]
    for at in dict.fromkeys([*near, min(began, last)]):
        yield from tabs(lines, at)
        yield from _signs(lines[at], at)
    yield from guesses_at_brackets(lines, stopped)
    for at in near:
        yield from _commas(lines[at], at)
        yield from _several_pairs(lines[at], at)
    yield from indents(lines, last)
    for at in dict.fromkeys([min(began, last), *near]):
        yield from _quotes(lines[at], at)
        yield from _bare(lines[at], at)
    yield from _strangers(lines[last], last, column)


def _signs(line: str, at: int) -> Iterator[Guess]:
    """A blank, a colon or a sign between a key and its value."""
    if found := NO_BLANK.match(line):
        end = found.end()
        title = f"a blank is missing after the colon of `{found[1].strip(' -')}:`"
        yield Guess(title, "a blank belongs after it", at, end - 1, f"{line[:end]} {line[end:]}")
    if found := NO_DASH_BLANK.match(line):
        end = found.end()
        title = "a blank is missing after the dash"
        yield Guess(title, "a blank belongs after it", at, end - 1, f"{line[:end]} {line[end:]}")
    if found := BULLET.match(line):
        title = "a list has dashes before its entries"
        written = f"{found[1]}- {line[found.end() :]}"
        yield Guess(title, "a dash belongs here", at, len(found[1]), written)
    if found := EQUALS.match(line):
        title = "a key and its value are parted by a colon, not by `=`"
        sign = line.index("=")
        yield Guess(title, "a colon belongs here", at, sign, f"{found[1]}: {line[found.end() :]}")
    if (found := NO_COLON.match(line)) and not line[found.end() :].lstrip().startswith("- "):
        title = f"a colon is missing after `{found[1].strip(' -')}`"
        column = len(found[1])
        yield Guess(title, "a colon belongs here", at, column, f"{found[1]}: {line[found.end() :]}")
    if found := LOOSE_SIGN.search(line):
        start, end = found.span()
        title = "a blank parts the sign from its number"
        yield Guess(title, "leave it out", at, start, f"{line[:start]}-{line[end:]}", end - start)


def _commas(line: str, at: int) -> Iterator[Guess]:
    """A comma that is missing in a list or between keys, `{type: linear size: 4}`."""
    if not ("{" in line or "[" in line):
        return
    for found in NO_COMMA.finditer(line):
        start, end = found.span()
        start += 1
        written = f"{line[:start]}, {line[end:]}"
        yield Guess("a comma is missing", "a comma belongs here", at, start, written)


def _several_pairs(line: str, at: int) -> Iterator[Guess]:
    """Several keys on a line, without braces; or a text with a colon in it, without quotes."""
    head = re.match(r"\s*(?:- +)?", line)
    rest = line[head.end() :] if head else line
    pairs = [*PAIR.finditer(rest)]
    if len(pairs) < 2 or pairs[0].start() or rest.startswith(("{", "[")):
        colon = PAIR.match(rest)
        if colon and ": " in rest[colon.end() :] and rest[colon.end()] not in "\"'{[":
            yield _quoted(line, at, len(line) - len(rest) + colon.end())
        return
    assert head is not None
    if "-" in head.group():
        starts = [pair.start() for pair in pairs] + [len(rest)]
        parts = [rest[a:b].strip().rstrip(",;") for a, b in pairwise(starts)]
        written = f"{head.group()}{{{', '.join(parts)}}}"
        title = "several keys stand on this line: braces belong around them"
        yield Guess(title, "no braces around", at, head.end(), written, len(rest))
    yield _quoted(line, at, head.end() + pairs[0].end())


def _quoted(line: str, at: int, start: int) -> Guess:
    """The value with quotes around it, for a colon in it means a key."""
    value = line[start:].replace('"', "'")
    title = "a colon stands within this text: quotes belong around it"
    return Guess(title, "no quotes around", at, start, f'{line[:start]}"{value}"', len(value))


def _quotes(line: str, at: int) -> Iterator[Guess]:
    """A quote that is not closed."""
    for quote in "\"'":
        if line.count(quote) % 2:
            column = line.index(quote) if line.count(quote) == 1 else line.rindex(quote)
            title = "this quote is not closed"
            yield Guess(title, "it begins here", at, column, f"{line.rstrip()}{quote}")


def _bare(line: str, at: int) -> Iterator[Guess]:
    """A line without a colon: a key whose value stands below, or a comment."""
    bare = line.strip()
    indent = len(line) - len(line.lstrip())
    if KEY.fullmatch(line.rstrip()):
        title = f"a colon is missing after `{bare.lstrip('- ')}`"
        place = len(line.rstrip())
        yield Guess(title, "a colon belongs here", at, place, f"{line.rstrip()}:")
    elif not indent and bare and bare[0] not in "-[{#" and ": " not in bare:
        title = "this line has no key: a comment begins with #"
        yield Guess(title, "no `key: value`", at, 0, f"# {bare}", len(bare))


def _strangers(line: str, at: int, column: int) -> Iterator[Guess]:
    """A sign with which no value begins: %, @, `, *, &."""
    sign = line[column : column + 1]
    if not sign or sign not in STRANGERS:
        return
    end = re.compile(r"[^,\]}\s]*").match(line, column)
    word = end.group() if end else sign
    if sign == "@" and len(word) > 1:
        title = "a file of numbers is named as `{file: w.npy}`"
        yield Guess(title, "not `@`", at, column, line.replace(word, f"{{file: {word[1:]}}}"))
    title = f"no value begins with `{sign}`"
    yield Guess(title, "leave it out", at, column, line[:column] + line[column + 1 :])
