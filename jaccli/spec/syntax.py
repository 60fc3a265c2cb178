"""Text that is no YAML: what was slipped on, in plain words, and the line to write.

Each guess is a line written anew; it is believed where the text with it reads on beyond the place
at which the reader stopped. What YAML's own parser says of a mistake is never shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import yaml

from jaccli.errors import JaccliError, Label, Mistakes, Place, Source
from jaccli.spec.guess import Guess
from jaccli.spec.slips import guesses

MOST_TRIED = 50_000  # characters of a text that is read again with a guess in it
MOST_READ = 2_000_000  # characters that are read again in all
MOST_SHOWN = 20  # slips of one text
LONGEST = 120  # characters of a line that a help still writes out
AROUND = 20  # characters on either side of what is mended in a longer one
WAY_OUT = (
    "write one `key: value` a line, a list as `[1, 2]`, a layer as `- {type: linear, size: 4}`"
)


Events = Callable[[str], Iterable[Any]]  # what YAML finds in a text; raises what it cannot read


class _Again:
    """Reads a text again and again, as long as that is quick."""

    def __init__(self, events: Events) -> None:
        self.events = events
        self.left = MOST_READ

    def __call__(self, lines: Sequence[str]) -> None:
        """Raises what YAML cannot read."""
        text = "\n".join(lines)
        self.left -= len(text)
        for _ in self.events(text):
            pass


def every_slip(source: Source, error: yaml.MarkedYAMLError, events: Events) -> JaccliError:
    """All the places at which the text is no YAML, as far as each is understood; `error`: the first

    One that is understood is written anew, and the text read on from there.
    """
    found: list[JaccliError] = []
    lines = [*source.lines]
    again = _Again(events)
    while len(found) < MOST_SHOWN:
        guess = _understood(lines, error, again)
        if guess is None:
            if not found:
                found.append(_not_understood(source, error))
            break
        place = Place(source, guess.line + 1, guess.column + 1, guess.width)
        notes = [("help", f"write `{_shown(guess.written, lines[guess.line])}`")]
        found.append(JaccliError(guess.title, Label(place, guess.found), notes=notes))
        lines[guess.line] = guess.written
        try:
            again(lines)
        except yaml.MarkedYAMLError as further:
            error = further
            continue
        except yaml.YAMLError:
            break
        break
    return found[0] if len(found) == 1 else Mistakes(found, source.name)


def _shown(written: str, before: str) -> str:
    """The line to write; of a long one what is around the first sign that is another."""
    if len(written) <= LONGEST:
        return written.rstrip()
    at = next((k for k, two in enumerate(zip(written, before, strict=False)) if len({*two}) > 1), 0)
    at = at or min(len(written), len(before))  # what is new stands at its end
    return f"… {written[max(0, at - AROUND) : at + AROUND].strip(' ,')} …"


def _understood(lines: list[str], error: yaml.MarkedYAMLError, again: _Again) -> Guess | None:
    """What was slipped on, where the text with the guess in it reads on."""
    mark: Any = error.problem_mark or error.context_mark
    if mark is None or sum(map(len, lines)) > MOST_TRIED:
        return None
    start = mark.line if error.context_mark is None else error.context_mark.line
    likeliest = None
    for guess in guesses(lines, mark.line, mark.column, start):
        if again.left < 0:
            break
        reached = _reached(lines, guess, again) if guess.written != lines[guess.line] else 0
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


def _reached(lines: Sequence[str], guess: Guess, again: _Again) -> int:
    """The line at which the text is no YAML with the guess in it; beyond the last where it is."""
    try:
        again([*lines[: guess.line], guess.written, *lines[guess.line + 1 :]])
    except yaml.MarkedYAMLError as error:
        found: Any = error.problem_mark
        return 0 if found is None else int(found.line)
    except yaml.YAMLError:
        return 0
    return len(lines) + 1
