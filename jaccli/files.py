"""A file that is written whole or stays as it was.

Nothing here knows what is in it, or who asked for it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Literal, NamedTuple

from jaccli.errors import JaccliError, Mistakes, printable, reason_of
from jaccli.pieces import Pieces, gathered

HEAD = 1 << 16  # bytes that are looked at
TEMPORARIES: set[str] = set()  # files half written; none is left behind, however the run ends


class Unread(Mistakes):
    """That whoever read a named pipe, or what the shell calls /dev/stdout, has closed it."""


class Written(NamedTuple):
    """What a file is to hold. called: its name, as whoever reads an error knows it"""

    path: str
    content: Pieces
    called: str = ""


def write(path: str, content: Pieces) -> None:
    """The whole content in the file, or the file as it was. Raises Mistakes if it cannot be."""
    write_all([Written(path, content)])


def write_all(files: Sequence[Written]) -> None:
    """The whole content in each file, or all files as they were. Raises Mistakes.

    Where a device's reader is gone the files are written, and Unread is raised.
    """
    ready: list[tuple[str, str, Written]] = []
    unread: Unread | None = None
    try:
        devices = [each for each in files if _is_device(each)]
        for each in files:
            if each not in devices:
                temporary, target = _prepared(each)
                ready.append((temporary, target, each))
        for each in devices:
            try:
                _fill(each.path, "wb", each)  # nothing to keep whole
            except Unread as error:
                unread = error
        for temporary, target, each in ready:
            with _told(each):
                os.replace(temporary, target)
    finally:
        for temporary, *_ in ready:
            with suppress(OSError):  # it is where it belongs
                os.unlink(temporary)
            TEMPORARIES.discard(temporary)
    if unread is not None:
        raise unread


@contextmanager
def _told(file: Written) -> Iterator[None]:
    """Raise Mistakes, with the name of the file, for what the system refuses.

    Nothing is rendered within: what goes wrong there is no refusal.
    """
    try:
        yield
    except (OSError, ValueError) as error:
        raise unwritable(file.called or file.path, error) from None


def _is_device(file: Written) -> bool:
    """Whether it is a device or a named pipe."""
    with _told(file):
        found = stat_of(file.path)
    return found is not None and not stat.S_ISREG(found.st_mode)


def stat_of(name: str) -> os.stat_result | None:
    """What the system knows of the file, None where there is none."""
    try:
        return os.stat(name)
    except FileNotFoundError:
        return None


def unwritable(name: str, error: Exception) -> Mistakes:
    """That it cannot be written, and why."""
    title = f"cannot write {printable(name) or 'to -o'}: {reason_of(error)}"
    folder = os.path.dirname(name)
    made = isinstance(error, FileNotFoundError) and folder and not os.path.exists(folder)
    help = [("help", f"make its folder first: mkdir -p {printable(folder)}")] if made else []
    kind = Unread if isinstance(error, BrokenPipeError) else Mistakes
    return kind([JaccliError(title, notes=help)])


def _holds_no_text(path: str) -> bool:
    """Whether there are arrays or the like, which a program may have read without Python."""
    with suppress(PermissionError), open(path, "rb") as stream:
        return b"\0" in stream.read(HEAD)
    return False


def _prepared(file: Written) -> tuple[str, str]:
    """A file with the content beside the one that it takes the place of, and that one."""
    with _told(file):
        found = stat_of(file.path)
        mode = found.st_mode & 0o777 if found else 0o666 & ~_umask()
        target = os.path.realpath(file.path)  # through a link, not in place of it
    temporary = os.path.join(os.path.dirname(target), f".jaccli.{os.urandom(6).hex()}")
    TEMPORARIES.add(temporary)  # before it is there: a signal may come at any time
    try:
        _fill(temporary, "xb", file, over=bool(found))
        with _told(file):
            os.chmod(temporary, mode)
    except BaseException:
        with suppress(OSError):  # it never was
            os.unlink(temporary)
        TEMPORARIES.discard(temporary)
        raise
    return temporary, target


def _fill(path: str, mode: Literal["wb", "xb"], file: Written, *, over: bool = False) -> None:
    """Write the content there, piece by piece. over: it takes the place of another file"""
    with _told(file):
        stream = open(path, mode, opener=_private)  # noqa: SIM115  # closed below
    try:
        for portion in gathered(file.content):
            with _told(file):
                if over and isinstance(portion, str) and _holds_no_text(file.path):
                    raise ValueError("it holds no text, and the result is one")
                over = False
                stream.write(_encoded(portion))
        with _told(file):
            stream.flush()
    finally:
        with suppress(OSError):  # said already, by flush
            stream.close()


def _encoded(portion: str | bytes) -> bytes:
    if isinstance(portion, bytes):
        return portion
    return portion.encode("utf-8", "backslashreplace")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
