"""Where results go: standard output or a file, as wide and as colourful as it can be."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from jaccli.errors import JaccliError, Mistakes, printable

if TYPE_CHECKING:
    from jaccli.commands.options import Common
    from jaccli.views.layout import Display

SIGNS = "→×·−█∂✓"  # what a text needs beyond ASCII
PIPED_WIDTH = 80


def display(common: Common) -> Display:
    """How to show a text. Only a terminal is asked what it can do; a pipe is always the same."""
    from jaccli.views.layout import Display

    terminal = common.output is None and sys.stdout.isatty()
    dumb = terminal and os.environ.get("TERM") == "dumb"
    width = common.width
    if width is None:
        width = os.get_terminal_size(sys.stdout.fileno()).columns if terminal else PIPED_WIDTH
    colour = common.color == "always" or (
        common.color == "auto" and terminal and not dumb and not os.environ.get("NO_COLOR")
    )
    shows_signs = common.output is not None or can_show(sys.stdout.encoding)
    return Display(width, colour, common.ascii or dumb or not shows_signs)


def can_show(encoding: str | None) -> bool:
    """Whether a stream of this encoding takes our signs."""
    try:
        SIGNS.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def deliver(text: str, common: Common) -> None:
    """Print the text, or write it to the file of -o."""
    if common.output is None:
        # names in a file may hold what the stream cannot show
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    else:
        write_atomically(common.output, text)


def write_atomically(name: str, content: str | bytes) -> None:
    """The whole content in the file, or the file as it was. Raises Mistakes if it cannot be."""
    import tempfile

    target = Path(os.path.realpath(name))  # through a link, not in place of it
    data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    temporary = ""
    try:
        if target.exists() and not target.is_file():
            if target.is_dir():
                raise IsADirectoryError(0, "this is a folder")
            with open(target, "wb") as stream:  # /dev/stdout, a named pipe
                stream.write(data)
            return
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
        with open(handle, "wb") as stream:
            stream.write(data)
        os.chmod(temporary, mode)
        os.replace(temporary, target)
    except (OSError, ValueError) as error:
        if temporary:
            with suppress(OSError):
                os.unlink(temporary)
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise Mistakes([JaccliError(f"cannot write {printable(name)}: {reason}")]) from None


def draw_errors(mistakes: Mistakes, *, colour: bool, ascii: bool) -> Iterable[str]:
    """The lines of the report on standard error."""
    import click

    from jaccli.views.layout import Display, shown, wrapped

    display = Display(ascii=ascii)
    for error in mistakes.errors:
        for line in error.drawn():
            text = shown(line, display)
            head, sep, rest = text.partition(" = ")
            if sep and not head.strip():  # a note: wrap it under itself
                kind, _, words = rest.partition(" ")
                hang = " " * (len(head) + 9)
                lines = wrapped(words.strip(), max(40, 80 - len(hang)))
                text = f"{head} = {kind:5} {lines[0]}"
                for more in lines[1:]:
                    text += f"\n{hang}{more}"
            if colour and text.startswith("error:"):
                text = click.style("error:", fg="red", bold=True) + text[6:]
            yield text
        yield ""
    number = len(mistakes.errors)
    where = f" in {printable(mistakes.subject)}" if mistakes.subject else ""
    yield shown(
        f"jaccli: {number} {'error' if number == 1 else 'errors'}{where}, nothing computed", display
    )


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
