"""Files as text, and the folder of the samples; nothing here knows what stands in a chain file."""

from __future__ import annotations

import io
import os

from jaccli.errors import JaccliError, Label, Mistakes, Place, Source, printable, reason_of
from jaccli.keywords import option
from jaccli.opened import LARGEST, NoFile, Outside

CONFINED = (
    option("--confine")
    + " keeps a file and all that it names to the folder of the file: put it there"
)
NO_PROGRAM = option("--confine") + " runs no program, for it may read what it likes"
PIPED = "pipe it into `-`, standard input"  # a named pipe, <(…)


def sample_folder() -> str:
    """The folder of the sample chains: in the package once installed, beside it in a checkout."""
    package = os.path.dirname(os.path.dirname(__file__))
    installed = os.path.join(package, "sample_chains")
    if os.path.isdir(installed):
        return installed
    return os.path.join(os.path.dirname(package), "sample_chains")


def samples() -> list[str]:
    """The names that "sample:NAME" takes."""
    files = (os.path.splitext(each) for each in os.listdir(sample_folder()))
    return sorted(stem for stem, ending in files if ending == ".yaml")


def straight(path: str) -> str:
    """The path as pathlib writes it, without steps that lead nowhere.

    >>> straight("./nets//mlp.yaml/")
    'nets/mlp.yaml'
    """
    if not {"", "."} & {*path.removeprefix("/").split("/")}:
        return path
    from pathlib import Path  # for a few milliseconds, and few need it

    return str(Path(path))


def text_of(name: str, data: bytes) -> str:
    """The bytes as text: UTF-8, or UTF-16 where a byte order mark says so."""
    if len(data) > LARGEST:
        raise unreadable(name, f"more than {LARGEST:,} bytes", [])
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        good = data[: error.start].decode(encoding, errors="replace")
        source = Source(name, good)
        where = Place(source, len(source.lines), len(source.lines[-1]) + 1)
        mistake = JaccliError(
            "this is not text in UTF-8",
            Label(where, f"byte 0x{data[error.start]:02x} stands here"),
        )
        raise Mistakes([mistake], name) from None
    return io.IncrementalNewlineDecoder(None, translate=True).decode(text, final=True)


def unreadable(name: str, reason: str, notes: list[tuple[str, str]]) -> Mistakes:
    """That a file cannot be read, and why."""
    return Mistakes([JaccliError(f"cannot read {printable(name)}: {reason}", notes=notes)], name)


def unopened(name: str, error: OSError) -> Mistakes:
    """That a file is not opened, and what to do."""
    helps = {Outside: CONFINED, NoFile: PIPED}
    notes = [("help", help) for kind, help in helps.items() if isinstance(error, kind)]
    return unreadable(name, reason_of(error), notes)
