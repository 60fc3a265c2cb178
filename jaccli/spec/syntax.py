"""Text that is no YAML: what was slipped on, in plain words, and the line to write.

Each guess is a line written anew; it is believed where the text with it reads on beyond the place
at which the reader stopped. What YAML's own parser says of a mistake is never shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import yaml

from jaccli.errors import JaccliError, Label, Mistakes, Place, Source
from jaccli.spec.brackets import guesses_at_brackets

MOST_TRIED = 50_000  # characters of a text that is read again with a guess in it
STRANGERS = "%@`*&!|>,?)"
MOST_SHOWN = 20  # slips of one text
LONGEST = 120  # characters of a line that a help still writes out
KEY = re.compile(r"(\s*(?:- +)*)([A-Za-z_]\w*)")
NO_BLANK = re.compile(r"(\s*(?:- +)*[A-Za-z_]\w*):(?=[^\s:/])")
NO_DASH_BLANK = re.compile(r"(\s*)-(?=[A-Za-z{\[])")
EQUALS = re.compile(r"(\s*(?:- +)*[A-Za-z_]\w*)\s*=\s*(?=\S)")
NO_COLON = re.compile(r"(\s*(?:- +)*[A-Za-z_]\w*)\s+(?=[\[{\d\"'-])")
PAIR = re.compile(r"([A-Za-z_]\w*): +")
NO_COMMA = re.compile(r"([^\s,{\[])( +)(?=[A-Za-z_]\w*: )|([\]}\w.])( +)(?=[\[{])")
LOOSE_SIGN = re.compile(r"(?<=[\[,] )- +(?=[\d.])|(?<=[\[,])- +(?=[\d.])")
WAY_OUT = (
    "write one `key: value` a line, a list as `[1, 2]`, a layer as `- {type: linear, size: 4}`"
)


class Guess(NamedTuple):
    """What may have been slipped on. line, column: from 0, of what to mend"""

    title: str
    found: str
    line: int
    column: int
    written: str  # the line in place of that one
    width: int = 1


Events = Callable[[str], Iterable[Any]]  # what YAML finds in a text; raises what it cannot read


def every_slip(source: Source, error: yaml.MarkedYAMLError, events: Events) -> JaccliError:
    """All the places at which the text is no YAML, as far as each is understood; `error`: the first

    One that is understood is written anew, and the text read on from there.
    """
    found: list[JaccliError] = []
    lines = [*source.lines]
    while len(found) < MOST_SHOWN:
        guess = _understood(lines, error, events)
        if guess is None:
            if not found:
                found.append(_not_understood(source, error))
            break
        place = Place(source, guess.line + 1, guess.column + 1, guess.width)
        notes = [("help", f"write `{guess.written.rstrip()}`")]
        if len(guess.written) > LONGEST:
            notes = []
        found.append(JaccliError(guess.title, Label(place, guess.found), notes=notes))
        lines[guess.line] = guess.written
        try:
            for _ in events("\n".join(lines)):
                pass
        except yaml.MarkedYAMLError as further:
            error = further
            continue
        except yaml.YAMLError:
            break
        break
    return found[0] if len(found) == 1 else Mistakes(found, source.name)


def _understood(lines: list[str], error: yaml.MarkedYAMLError, events: Events) -> Guess | None:
    """What was slipped on, where the text with the guess in it reads on."""
    mark: Any = error.problem_mark or error.context_mark
    if mark is None or sum(map(len, lines)) > MOST_TRIED:
        return None
    start = mark.line if error.context_mark is None else error.context_mark.line
    likeliest = None
    for guess in _guesses(lines, mark.line, mark.column, start):
        reached = _reached(lines, guess, events) if guess.written != lines[guess.line] else 0
        if reached > len(lines):
            return guess  # one that mends all comes before one that moves the mistake on
        if likeliest is None and reached > max(mark.line, guess.line):
            likeliest = guess
    return likeliest


def _not_understood(source: Source, error: yaml.MarkedYAMLError) -> JaccliError:
    mark: Any = error.problem_mark or error.context_mark
    title = "this is not valid YAML: this line, or the one above, breaks off or does not fit"
    if mark is None:
        return JaccliError(title, notes=[("help", WAY_OUT)])
    where = Place(source, mark.line + 1, mark.column + 1)
    return JaccliError(title, Label(where, "not expected here"), notes=[("help", WAY_OUT)])


def _reached(lines: Sequence[str], guess: Guess, events: Events) -> int:
    """The line at which the text is no YAML with the guess in it; beyond the last where it is."""
    mended = [*lines[: guess.line], guess.written, *lines[guess.line + 1 :]]
    try:
        for _ in events("\n".join(mended)):
            pass
    except yaml.MarkedYAMLError as error:
        found: Any = error.problem_mark
        return 0 if found is None else int(found.line)
    except yaml.YAMLError:
        return 0
    return len(lines) + 1


def _guesses(lines: Sequence[str], stopped: int, column: int, began: int) -> Iterator[Guess]:
    """What may have been slipped on, the likeliest first."""
    last = min(stopped, len(lines) - 1)
    near = [at for at in range(last, max(-1, last - 3), -1) if lines[at].strip()]
    for at in dict.fromkeys([*near, min(began, last)]):
        yield from _tabs(lines, at)
        yield from _signs(lines[at], at)
    yield from guesses_at_brackets(lines, stopped, Guess)
    for at in near:
        yield from _commas(lines[at], at)
        yield from _several_pairs(lines[at], at)
    yield from _indents(lines, last)
    for at in dict.fromkeys([min(began, last), *near]):
        yield from _quotes(lines[at], at)
        yield from _bare(lines[at], at)
    yield from _strangers(lines[last], last, column)


def _tabs(lines: Sequence[str], at: int) -> Iterator[Guess]:
    """A tab before the line, or within it."""
    line = lines[at]
    blank = len(line) - len(line.lstrip())
    tab = line.find("\t")
    if tab < 0:
        return
    if tab >= blank:
        title = "a tab stands in this line: YAML takes blanks there"
        yield Guess(title, "a tab", at, tab, line.replace("\t", " "))
        return
    for indent in _indents_before(lines, at):
        title = "a tab stands before this line: YAML takes blanks there"
        yield Guess(title, "a tab", at, tab, " " * indent + line.lstrip())
    yield Guess("a tab stands before this line", "a tab", at, tab, "  " + line.lstrip())


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


def _indents_before(lines: Sequence[str], at: int) -> list[int]:
    """Where lines above begin, and what stands after their dashes; the deepest of them first."""
    found: dict[int, None] = {}
    least = 10**6
    for line in reversed(lines[:at]):
        bare = line.lstrip()
        indent = len(line) - len(bare)
        if not bare or bare.startswith("#") or indent > least:
            continue
        if indent < least and bare.startswith("- "):
            found[indent + 2] = None
        if indent <= least:
            found[indent] = None
        least = min(least, indent)
        if not indent:
            break
    return [*found]


def _indents(lines: Sequence[str], at: int) -> Iterator[Guess]:
    """A line that begins where none above it does."""
    line = lines[at]
    bare = line.lstrip(" ")
    indent = len(line) - len(bare)
    around = _indents_before(lines, at)
    if "\t" in line[: indent + 1] or not bare:
        return
    if not indent:  # a key at the margin is right
        yield from _odd_above(lines, at, indent)
    dash = bare.startswith("- ")
    for other in sorted(around, key=lambda each: (abs(each - indent), -each)):
        if other == indent or (dash and not _has_dash(lines[:at], other)):
            continue
        title = f"this line begins {_blanks(indent)} in, the lines it belongs to {_blanks(other)}"
        yield Guess(title, "wrong indentation", at, indent, " " * other + bare, len(bare.rstrip()))
    if indent:
        yield from _odd_above(lines, at, indent)


def _odd_above(lines: Sequence[str], at: int, indent: int) -> Iterator[Guess]:
    """The line above begins where none below it does."""
    written = (k for k in range(at - 1, -1, -1) if lines[k].strip(" ")[:1] not in ("", "#"))
    above = next(written, None)
    if above is None:
        return
    bare = lines[above].lstrip(" ")
    begins = len(lines[above]) - len(bare)
    title = f"this line begins {_blanks(begins)} in, those below it {_blanks(indent)}"
    width = len(bare.rstrip())
    meant = [indent - 2] if bare.startswith("- ") and indent > 1 and ":" in bare else []
    for other in [*meant, indent]:
        yield Guess(title, "wrong indentation", above, begins, " " * other + bare, width)


def _has_dash(lines: Sequence[str], indent: int) -> bool:
    return any(line.startswith(" " * indent + "- ") for line in lines)


def _blanks(count: int) -> str:
    return f"{count} blank{'s' * (count != 1)}"


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
