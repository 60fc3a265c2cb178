"""Where results go, standard output or a file, and what stands beside them on standard error.

Whatever jaccli itself says on standard error goes through `complain`, but for how far it is.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

from jaccli.commands.ending import ReaderGone
from jaccli.errors import MOST_ERRORS, JaccliError, Mistakes, inert, printable, reason_of
from jaccli.pieces import Pieces, gathered
from jaccli.words import count

if TYPE_CHECKING:
    from jaccli.document.display import Display
    from jaccli.reports.common.ask import Common

SIGNS = "→×·−█∂✓"  # what a text needs beyond ASCII
PIPED_WIDTH = 80
NARROWEST = 40  # columns; below, no table can be read
ERROR = "error:"  # how the line begins that says what is wrong


def display(common: Common) -> Display:
    """How to show a text. Only a terminal is asked what it can do; a pipe is always the same."""
    from jaccli.document.display import Display

    to_stdout = common.output in (None, "-") and sys.stdout is not None
    terminal = to_stdout and sys.stdout.isatty()
    width = common.width
    if width is None:
        width = _columns(sys.stdout) if terminal else PIPED_WIDTH
    colour = _is_coloured(common.color, terminal)
    of_the_stream = to_stdout and (terminal or common.format == "text")  # as in `deliver`
    shows_signs = not of_the_stream or can_show(sys.stdout.encoding)
    ascii = common.ascii or (terminal and _is_dumb()) or not shows_signs
    return Display(width, colour, ascii, common.standalone)


def _is_coloured(when: str, terminal: bool) -> bool:
    """Whether a stream has colours: as --color says, else where a terminal shows them and NO_COLOR
    is not set. A pipe has none whatever the surroundings: who reads it counts on its bytes."""
    if when != "auto":
        return when == "always"
    return terminal and not _is_dumb() and not os.environ.get("NO_COLOR")


def colour_of(words: Sequence[str]) -> str:
    """What a command line says by --color, whatever else is wrong with it."""
    when = "auto"
    for word, following in zip(words, [*words, ""][1:], strict=True):
        option, _, value = word.partition("=")
        if option == "--color":
            when = value or following
    return when


def _is_dumb() -> bool:
    return os.environ.get("TERM") == "dumb"


def _columns(stream: TextIO) -> int:
    """The terminal's columns; some say that they have none."""
    try:
        columns = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        columns = 0
    return max(columns, NARROWEST) if columns else PIPED_WIDTH


def can_show(encoding: str | None) -> bool:
    """Whether a stream of this encoding takes our signs."""
    try:
        SIGNS.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def deliver(content: Pieces, format: str) -> None:
    """Print the result, piece by piece. Raises Mistakes if it cannot be, and ReaderGone as soon as
    nobody reads it: the rest is not made.

    A pipe gets what a file gets, in UTF-8, but for a text, which is for people: that is in the
    encoding of the stream, or in ASCII where that has not all signs. Bytes, as of a picture, never
    go to a terminal.
    """
    if sys.stdout is None:
        raise Mistakes([JaccliError("cannot write to standard output: it is closed")])
    terminal = sys.stdout.isatty()
    encoding = "utf-8"
    if terminal or format == "text":
        encoding = sys.stdout.encoding if can_show(sys.stdout.encoding) else "ascii"
    for portion in gathered(content):
        if isinstance(portion, bytes) and terminal:
            help = [("help", f"give it a file: -o NAME.{format}")]
            title = f"--format {format} is no text for a terminal"
            raise Mistakes([JaccliError(title, notes=help)])
        try:
            _to_output(portion, encoding)
        except BrokenPipeError:
            raise ReaderGone from None
        except (OSError, ValueError) as error:
            title = f"cannot write to standard output: {reason_of(error)}"
            raise Mistakes([JaccliError(title)]) from None


def _to_output(portion: str | bytes, encoding: str) -> None:
    """Write all of it: a stream that keeps nothing back (python -u) may take a part of it, and one
    that does not block may take nothing until there is room."""
    stream = sys.stdout
    if isinstance(portion, str):  # names in a file may hold what the stream cannot show
        portion = portion.encode(encoding, "backslashreplace")
        if not hasattr(stream, "buffer"):  # somebody keeps what is printed in a text
            stream.write(portion.decode(encoding))
            return
    stream.flush()
    raw = getattr(stream.buffer, "raw", stream.buffer)
    rest = memoryview(portion)
    while rest:
        taken = raw.write(rest)
        if taken is None:
            from select import select

            select([], [raw], [])
        else:
            rest = rest[taken:]


def complain(*lines: str, when: str = "auto") -> None:
    """Write the lines to standard error as far as that is possible; the exit status says the rest.

    No text from a file steers a terminal here, or the CI runner that reads along.
    when: as --color
    """
    coloured = _is_coloured(when, _is_watched())
    _to_error("".join(f"{_told(line, coloured=coloured)}\n" for line in lines))


def annotate(lines: Sequence[str]) -> None:
    """Write annotations to standard error, the only commands to a CI runner that stand there."""
    _to_error("".join(f"{line}\n" for line in lines))


def draw_errors(mistakes: Mistakes) -> Iterable[str]:
    """The lines of the report on standard error."""
    from jaccli.document.display import Display, shown
    from jaccli.document.excerpt import excerpt

    encoding = None if sys.stderr is None else sys.stderr.encoding
    watched = _is_watched()
    width = min(PIPED_WIDTH, _columns(sys.stderr)) if watched else PIPED_WIDTH
    display = Display(width, ascii=not can_show(encoding) or (watched and _is_dumb()))
    for error in mistakes.errors[:MOST_ERRORS]:
        yield from excerpt(error, display, titled=True)
        yield ""
    if mistakes.further:
        yield mistakes.further
    yield shown(counted(mistakes), display)


def counted(mistakes: Mistakes) -> str:
    """How many there are, and in what."""
    where = f" in {mistakes.subject}" if mistakes.subject else ""
    return f"jaccli: {count(len(mistakes.errors), 'error')}{where}, {mistakes.outcome}"


def _told(line: str, *, coloured: bool = False) -> str:
    """The line as it may stand on standard error."""
    safe = inert(printable(line))
    if coloured and safe.startswith(ERROR):
        import click

        return click.style(ERROR, fg="red", bold=True) + safe.removeprefix(ERROR)
    return safe


def _is_watched() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


def _to_error(text: str) -> None:
    if sys.stderr is None:
        return
    encoding = sys.stderr.encoding or "utf-8"
    with suppress(OSError, ValueError):  # it is full, or closed
        sys.stderr.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stderr.flush()
