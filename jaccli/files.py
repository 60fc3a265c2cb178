"""A file that is written whole or stays as it was.

Nothing here knows what is in it, or who asked for it.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress

from jaccli.errors import JaccliError, Mistakes, printable

HEAD = 1 << 16  # bytes that are looked at
TEMPORARIES: set[str] = set()  # files half written; none is left behind, however the run ends


def write(path: str, content: str | bytes, called: str = "") -> None:
    """The whole content in the file, or the file as it was. Raises Mistakes if it cannot be.

    called: its name, as whoever reads the error knows it
    """
    data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    try:
        found = stat_of(path)
        if found and not stat.S_ISREG(found.st_mode):
            with open(path, "wb") as stream:  # a device or a named pipe: nothing to keep whole
                stream.write(data)
            return
        if found and isinstance(content, str) and _holds_no_text(path):
            raise ValueError("it holds no text, and the result is one")
        mode = found.st_mode & 0o777 if found else 0o666 & ~_umask()
        _replace(os.path.realpath(path), data, mode)  # through a link, not in place of it
    except (OSError, ValueError) as error:
        raise unwritable(called or path, error) from None


def stat_of(name: str) -> os.stat_result | None:
    """What the system knows of the file, None where there is none."""
    try:
        return os.stat(name)
    except FileNotFoundError:
        return None


def unwritable(name: str, error: Exception) -> Mistakes:
    """That it cannot be written, and why."""
    title = f"cannot write {printable(name) or 'to -o'}: {reason(error)}"
    folder = os.path.dirname(name)
    made = isinstance(error, FileNotFoundError) and folder and not os.path.exists(folder)
    help = [("help", f"make its folder first: mkdir -p {printable(folder)}")] if made else []
    return Mistakes([JaccliError(title, notes=help)])


def reason(error: Exception) -> str:
    """Why the system refused, in a few words."""
    return (getattr(error, "strerror", None) or str(error)).lower()


def _holds_no_text(path: str) -> bool:
    """Whether there are arrays or the like, which a program may have read without Python."""
    with suppress(PermissionError), open(path, "rb") as stream:
        return b"\0" in stream.read(HEAD)
    return False


def _replace(target: str, data: bytes, mode: int) -> None:
    temporary = os.path.join(os.path.dirname(target), f".jaccli.{os.urandom(6).hex()}")
    TEMPORARIES.add(temporary)  # before it is there: a signal may come at any time
    try:
        with open(temporary, "xb", opener=_private) as stream:
            stream.write(data)
        os.chmod(temporary, mode)
        os.replace(temporary, target)
    finally:
        with suppress(OSError):  # it is where it belongs, or it never was
            os.unlink(temporary)
        TEMPORARIES.discard(temporary)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
