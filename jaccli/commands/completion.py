"""What a shell asks for while a command line is typed, and how each shell is answered.

The scripts of the shells hand over the line as far as the cursor and what follows it; the answer
is a line each: what may stand there, and behind a tab what it is.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from click.shell_completion import ShellComplete, add_completion_class

from jaccli.reports.completion.find import SHELLS

LISTED = "63"  # bash wants to list what there is: nothing of it is put into the line
LONGEST = 60  # columns of what is said of a value


class Typed(NamedTuple):
    """A line in words without their quotes; the last one is empty after a blank."""

    words: tuple[str, ...]
    quote: str  # that is open at the end


def typed(line: str) -> Typed:
    """The words of a line that may end anywhere.

    >>> typed("jaccli show my\\\\ net.yaml 'a b")
    Typed(words=('jaccli', 'show', 'my net.yaml', 'a b'), quote="'")
    >>> typed("jaccli ")
    Typed(words=('jaccli', ''), quote='')
    """
    words, quote, escaped, begun = [""], "", False, False
    for sign in line:
        if escaped:
            words[-1] += sign
            escaped = False
        elif sign == "\\" and quote != "'":
            escaped = begun = True
        elif quote:
            quote, words[-1] = ("", words[-1]) if sign == quote else (quote, words[-1] + sign)
        elif sign in "'\"":
            quote, begun = sign, True
        elif sign.isspace():
            if begun:
                words.append("")
            begun = False
        else:
            words[-1] += sign
            begun = True
    return Typed(tuple(words), quote)


def quoted(value: str) -> str:
    """The value as one word of a shell; a ~ before a path stays what it is.

    >>> quoted("my net.yaml"), quoted("~/nets/"), quoted("sample:tall")
    ('my\\\\ net.yaml', '~/nets/', 'sample:tall')
    """
    safe = "".join(c if c.isalnum() or c in "%+,-./:=@_~" else f"\\{c}" for c in value)
    return f"\\{safe}" if safe.startswith("~") and not safe.startswith("~/") else safe


class Completing(ShellComplete):
    """What the shells have in common: the script, and that a completion never fails aloud."""

    before: tuple[str, ...]
    word: str

    def source(self) -> str:
        """The script that turns completion on."""
        return SHELLS[self.name].script

    def complete(self) -> str:
        """A line for each offer; nothing where anything goes wrong: somebody is typing there."""
        with suppress(Exception):
            args, word = self.get_completion_args()
            joined = word.startswith("--") and "=" in word
            start = word[: word.index("=") + 1] if joined else ""
            found = self.get_completions(args, word)
            return "\n".join(self.lines([(start + each.value, each.help or "") for each in found]))
        return ""

    def lines(self, offers: Sequence[tuple[str, str]]) -> list[str]:
        """What the script reads."""
        return [f"{self.spelt(value)}\t{brief(help)}" for value, help in offers]

    def spelt(self, value: str) -> str:
        """The value as the script wants it."""
        return value

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is typed, and that one.

        What follows the cursor is set before them: it says as well which chain is meant.
        """
        before = os.environ["JACCLI_BEFORE"].split("\n")
        after = os.environ["JACCLI_AFTER"].split("\n")
        return _in_one(before[1:], after), typed(os.environ["JACCLI_WORD"]).words[-1]


class Bash(Completing):
    """bash takes the word to begin after a colon, and puts the answer there as it is."""

    name = "bash"

    def get_completion_args(self) -> tuple[list[str], str]:
        """As the others have it, from the line itself."""
        before = typed(os.environ["JACCLI_BEFORE"])
        after = typed(re.sub(r"^\S+", "", os.environ["JACCLI_AFTER"])).words
        self.quote = before.quote
        *words, word = before.words[1:] or ("",)
        tail = os.environ["JACCLI_WORD"]
        tail = tail if word.endswith(tail) else typed(tail).words[-1]
        self.given = len(word) - len(tail) if word.endswith(tail) else 0
        return _in_one(words, after), word

    def lines(self, offers: Sequence[tuple[str, str]]) -> list[str]:
        """The values; with what they are, where they are listed and not put into the line."""
        values = [self.spelt(value) for value, _ in offers]
        helps = [brief(help) for _, help in offers]
        if os.environ["JACCLI_LISTS"] != LISTED or len(values) < 2 or not any(helps):
            return values
        widest = max(map(len, values))
        room = _columns() - widest - 4
        return [
            f"{value:<{widest}}  {brief(help, room)}".rstrip()
            for value, help in zip(values, helps, strict=True)
        ]

    def spelt(self, value: str) -> str:
        """What goes on where bash takes the word to begin."""
        rest = value[self.given :]
        match self.quote:
            case "'":
                return rest.replace("'", "'\\''")
            case '"':
                return re.sub(r'(["$`\\])', r"\\\1", rest)
        return quoted(rest)


class Zsh(Completing):
    """zsh quotes what it is given, but for what begins with a ~."""

    name = "zsh"

    def spelt(self, value: str) -> str:
        """As zsh puts it into the line."""
        return quoted(value) if value.startswith("~") else value


class Fish(Completing):
    """fish quotes what it is given."""

    name = "fish"


def brief(help: str, room: int = LONGEST) -> str:
    """The first sentence of a help, cut where it is long.

    >>> brief("Measure both modes. Slowly."), brief("a long one", 6)
    ('Measure both modes', 'a lon…')
    """
    said = " ".join(help.split()).partition(". ")[0].partition("  [")[0].removesuffix(".")
    return said if len(said) <= room else said[: max(0, room - 1)].rstrip() + "…"


def register() -> None:
    """Put these in the place of click's own."""
    for each in (Bash, Zsh, Fish):
        add_completion_class(each)


def _in_one(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The command, then what follows the cursor, then what stands before it."""
    after = [word for word in after if word]
    if not before or before[0].startswith("-"):
        return [*before]
    return [before[0], *after, *before[1:]]


def _columns() -> int:
    """How wide bash says that its terminal is."""
    text = os.environ.get("COLUMNS", "")
    return int(text) if text.isdigit() and int(text) else 80
