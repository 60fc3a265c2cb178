"""Mistakes a user can mend: what they say, where they are, how they are drawn.

Nothing here knows YAML or a terminal; a place is a line and a column of some text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

# those who word a mistake need them as well
from jaccli.signs import cells as cells
from jaccli.signs import inert as inert
from jaccli.signs import printable as printable
from jaccli.signs import uncalled
from jaccli.words import count

TAB = "    "  # a tab in a source line is drawn as four blanks, so that carets stay under the text
EXCERPT = 68  # characters of a source line that are drawn around the place
MOST_ERRORS = 200  # that are drawn; all are counted
MOST_SAID = 2_000  # characters of a sentence; a name in it may have any number of them

Note = tuple[str, str]
Notes = Iterable[Note] | Callable[[], Iterable[Note]]


class Source:
    """A text with a name: the file that places point into."""

    __slots__ = ("_lines", "name", "text")

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self._lines: list[str] | None = None

    @property
    def lines(self) -> list[str]:
        """The lines of the text as YAML counts them, without their ends."""
        if self._lines is None:
            self._lines = re.split("\r\n|[\r\n\x85\u2028\u2029]", self.text)
        return self._lines


class Place:
    """A run of characters on one line of a source. Line and column start at 1."""

    __slots__ = ("column", "line", "source", "width")

    def __init__(self, source: Source, line: int, column: int, width: int = 1) -> None:
        self.source = source
        self.line = line
        self.column = column
        self.width = max(1, width)

    def __str__(self) -> str:
        return f"{printable(self.source.name)}:{self.line}:{self.column}"

    def after(self, key: str) -> Place:
        """The place with the key before it, `size: 4`, where that stands on its line."""
        lines = self.source.lines
        before = lines[self.line - 1][: self.column - 1] if self.line <= len(lines) else ""
        found = re.search(rf"\b{re.escape(key)}:\s+$", before)
        if found is None:
            return self
        wider = self.column - 1 - found.start()
        return Place(self.source, self.line, found.start() + 1, self.width + wider)


class Label:
    """A place and the few words that stand beside its carets."""

    __slots__ = ("place", "text")

    def __init__(self, place: Place | None, text: str = "") -> None:
        self.place = place
        self.text = text


class JaccliError(Exception):
    """Something the user can mend: what is wrong, where, why, and what would be right.

    title   what was found and what was expected, one sentence
    label   the place to mend and the words beside its carets
    others  further places that explain it; of one without words its line alone is drawn
    notes   (kind, text): "why", "help" or "note"

    Where others or notes are a function, it is called when somebody looks: of many errors most are
    counted and never drawn.
    """

    def __init__(
        self,
        title: str,
        label: Label | None = None,
        *,
        others: Iterable[Label] | Callable[[], Iterable[Label]] = (),
        notes: Notes = (),
    ) -> None:
        super().__init__(title)
        self.title = title
        self.label = label
        self._others = others if callable(others) else tuple(others)
        self._notes = notes if callable(notes) else tuple(notes)

    @property
    def others(self) -> tuple[Label, ...]:
        """Further places that explain it."""
        if callable(self._others):
            self._others = tuple(self._others())
        return self._others

    @property
    def notes(self) -> tuple[Note, ...]:
        """What stands below the source lines."""
        if callable(self._notes):
            self._notes = tuple(self._notes())
        return self._notes

    def __reduce__(self) -> tuple[Any, ...]:
        found = {**self.__dict__, "_others": self.others, "_notes": self.notes}
        return type(self), (self.title,), found

    @property
    def place(self) -> Place | None:
        """The place to mend."""
        return self.label.place if self.label else None

    def __str__(self) -> str:
        """The whole message, in the words of whoever calls from Python."""
        from jaccli.keywords import in_python

        return "\n" + "\n".join(self.drawn(in_python))

    def drawn(self, said: Callable[[str], str] = str, most: int = EXCERPT) -> list[str]:
        """The lines of the report: title, place, source lines with carets, notes.

        said: what the reader calls the options that title and notes name; most: characters of a
        source line
        """
        lines = [f"error: {_sentence(said(self.title))}"]
        labels = [label for label in (self.label, *self.others) if label and label.place]
        gutter, unplaced = "", []
        if self.label and self.place and not self.place.source.text:  # a source nobody knows
            unplaced = [("why", self.label.text)] if self.label.text else []
        elif self.place is not None:
            lines.append(f"  --> {self.place}")
            gutter = " " * len(str(max(label.place.line for label in labels if label.place)))
            lines.append(f" {gutter} |")
            lines += _excerpts(self.place, labels, gutter, most)
            if self.notes:
                lines.append(f" {gutter} |")
        notes = [(kind, _sentence(said(text))) for kind, text in (*unplaced, *self.notes)]
        lines += [f" {gutter} = {kind + ':':5} {text}" for kind, text in notes]
        return [*map(inert, lines)]


class Mistakes(JaccliError):
    """All the mistakes found in one file or call; as text, the report of them.

    subject: what they are in, "" where that is no file; files: which file each of them is in;
    outcome: what came of the run all the same
    """

    def __init__(
        self,
        errors: Sequence[JaccliError],
        subject: str = "",
        files: Sequence[str] | None = None,
        outcome: str = "nothing computed",
    ) -> None:
        super().__init__(count(len(errors), "mistake"))
        self.outcome = outcome
        self.errors = tuple(errors)
        self.subject = subject
        self.files = (subject,) * len(errors) if files is None else tuple(files)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.errors, self.subject), self.__dict__

    def __str__(self) -> str:
        drawn = "\n".join(f"{error}\n" for error in self.errors[:MOST_ERRORS]).rstrip("\n")
        return f"{drawn}\n\n{self.further}" if self.further else drawn

    @property
    def further(self) -> str:
        """How many are counted and not drawn, "" where all are."""
        left = len(self.errors) - MOST_ERRORS
        return f"and {left:,} more" if left > 0 else ""


class Unfit(JaccliError, ValueError):
    """An argument of a Python call that is none of those that fit."""


def raise_all(mistakes: Sequence[Mistakes]) -> None:
    """Raise the mistakes of several files as one."""
    raise mistakes[0] if len(mistakes) == 1 else together(mistakes)


def together(mistakes: Sequence[Mistakes], outcome: str = "nothing computed") -> Mistakes:
    """Those of several files as one. outcome: as in Mistakes"""
    errors: list[JaccliError] = []
    files: list[str] = []
    for found in mistakes:
        errors += found.errors
        files += found.files
    subjects = [found.subject for found in mistakes]
    subject = ", ".join(subjects) if len(subjects) <= 3 else f"{len(subjects)} files"
    return Mistakes(errors, subject, files, outcome)


def reason_of(error: Exception) -> str:
    """Why the system refused, in words that go on from a name."""
    return (getattr(error, "strerror", None) or str(error)).lower()


def _sentence(text: str) -> str:
    """The text as it can be printed; of a very long one its begin and its end."""
    if len(text) > MOST_SAID:
        text = f"{text[: MOST_SAID // 2]} … {text[-MOST_SAID // 2 :]}"
    return printable(text)


def _excerpts(first: Place, labels: Sequence[Label], gutter: str, most: int) -> list[str]:
    """The labelled source lines in order, a gap between distant ones."""
    drawn: list[str] = []
    previous = 0
    primary = labels[0]
    for label in sorted(labels, key=lambda each: (each.place.line, each.place.column)):  # type: ignore[union-attr]  # labels without a place were left out
        place = label.place
        assert place is not None
        if place.source is not first.source:
            drawn.append(f" {gutter} : {place}")
            previous = 0
        if previous and place.line > previous + 1:
            drawn.append(f" {'…':>{len(gutter)}} |")
        source, start, shown = _excerpt(place, most)
        if place.line != previous:
            drawn.append(f" {place.line:>{len(gutter)}} | {source}")
        previous = place.line
        if label is not primary and not label.text:
            continue  # a line that shows where the others belong
        mark = "^" if label is primary else "-"
        blanks = " " * start
        carets = mark * max(1, shown)
        drawn.append(f" {gutter} | {blanks}{carets} {_sentence(label.text)}".rstrip())
    return drawn


def _excerpt(place: Place, most: int) -> tuple[str, int, int]:
    """The part of the line to draw, the columns before the place in it, and the most carets."""
    lines = place.source.lines
    text = lines[place.line - 1] if place.line <= len(lines) else ""
    start = 0
    if place.column + min(place.width, most // 2) > most:
        start = max(0, min(place.column - 1 - most // 3, len(text) - most))
    stop = min(len(text), start + most)
    head, tail = "… " if start else "", " …" if stop < len(text) else ""
    before = cells(head + _plain(text[start : place.column - 1]))
    marked = cells(_plain(text[place.column - 1 : min(stop, place.column - 1 + place.width)]))
    return head + _plain(text[start:stop]) + tail, before, marked


def _plain(text: str) -> str:
    """Written out here already what `inert` writes out, so that carets stay under the text."""
    return uncalled(printable(text.replace("\t", TAB)), "\\x23")
