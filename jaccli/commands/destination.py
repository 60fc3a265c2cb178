"""The file of -o: refused where it cannot be written or the run reads it, and replaced whole."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from jaccli.commands import reads
from jaccli.commands.ending import TEMPORARIES
from jaccli.errors import JaccliError, Mistakes, printable

HEAD = 1 << 16  # bytes that are looked at
_begun = ""  # the working folder of the command; a program may go to another


def settle(name: str, *, fresh: bool = False) -> None:
    """Take note from now on of what is read.

    fresh: no file may be there yet. Raises Mistakes if nothing can be written there.
    """
    global _begun
    with suppress(OSError):  # it has been removed, and only whole paths name anything
        _begun = os.getcwd()
    reads.watch()
    try:
        if not name:
            raise ValueError("it has no name")
        found = _stat(name)
        if name.endswith(os.sep) or (found and stat.S_ISDIR(found.st_mode)):
            raise ValueError("this is a folder")
        if found and not stat.S_ISREG(found.st_mode):
            return  # a device or a named pipe says when it is opened what it does not take
        if found and fresh:
            raise _taken(name, name)
        folder = os.path.dirname(os.path.realpath(name))
        os.stat(folder)
        writable = os.access(folder, os.W_OK | os.X_OK)
        if not writable or (found and not os.access(name, os.W_OK)):
            raise ValueError("permission denied")
    except (OSError, ValueError) as error:
        raise _unwritable(name, error) from None


def forget() -> None:
    """Take note no longer: the command is over."""
    global _begun
    _begun = ""
    reads.unwatch()


def refuse_to_overwrite(name: str | None) -> None:
    """Raise Mistakes if the run has read the file of that name: it would be lost."""
    read = reads.read_as(os.path.join(_begun, name)) if name else ""
    if not read:
        return
    title = f"-o {printable(name or '')}: the run reads this file"
    if os.path.normpath(read) != os.path.normpath(name or ""):
        title += f", as {printable(read)}"
    raise Mistakes([JaccliError(title, notes=[("help", "give the result a name of its own")])])


def write_atomically(name: str, content: str | bytes) -> None:
    """The whole content in the file, or the file as it was. Raises Mistakes if it cannot be."""
    refuse_to_overwrite(name)
    data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    try:
        path = os.path.join(_begun, name)
        found = _stat(path)
        if found and not stat.S_ISREG(found.st_mode):
            with open(path, "wb") as stream:  # a device or a named pipe: nothing to keep whole
                stream.write(data)
            return
        if found and isinstance(content, str) and _holds_no_text(path):
            raise ValueError("it holds no text, and the result is one")
        mode = found.st_mode & 0o777 if found else 0o666 & ~_umask()
        _replace(os.path.realpath(path), data, mode)  # through a link, not in place of it
    except (OSError, ValueError) as error:
        raise _unwritable(name, error) from None


def accompany(
    name: str, files: Mapping[str, bytes], stays: Callable[[str, bytes], str]
) -> Sequence[str]:
    """Write the files, by name, into the folder of the file of -o.

    A device or a named pipe has none. One that is there already stays: with the same content in
    silence, with another where `stays` has words for it, which come back. Raises Mistakes where it
    has none, before anything is written.
    """
    found = _stat(os.path.join(_begun, name))
    if found and not stat.S_ISREG(found.st_mode):
        return []
    folder = os.path.dirname(name)
    missing: dict[str, bytes] = {}
    said = []
    for each, data in files.items():
        path = os.path.join(folder, each)
        held = _held(path)
        if held is None:
            missing[path] = data
        elif held != data:
            said.append(stays(path, held))
            if not said[-1]:
                raise _taken(name, path)
    for path, data in missing.items():
        write_atomically(path, data)
    return said


def _held(path: str) -> bytes | None:
    """What the file holds, None where there is none."""
    try:
        whole = os.path.join(_begun, path)
        found = _stat(whole)
        if found and stat.S_ISFIFO(found.st_mode):
            raise ValueError("this is a named pipe")  # which would be waited for
        with open(whole, "rb") as stream:
            return stream.read()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from None


def _taken(name: str, path: str) -> Mistakes:
    """-o names a file, or needs one beside it, that is there already."""
    import shlex

    title = f"-o {printable(name)} needs {printable(path)} beside it, and another file is there"
    if path == name:
        title = f"-o {printable(name)}: this file exists, and it is not overwritten"
    other = "name" if path == name else "folder"
    help = f"choose another {other}, or remove it first: rm {shlex.quote(printable(path))}"
    return Mistakes([JaccliError(title, notes=[("help", help)])])


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


def _stat(name: str) -> os.stat_result | None:
    try:
        return os.stat(name)
    except FileNotFoundError:
        return None


def _unwritable(name: str, error: Exception) -> Mistakes:
    title = f"cannot write {printable(name) or 'to -o'}: {reason(error)}"
    folder = os.path.dirname(name)
    made = isinstance(error, FileNotFoundError) and folder and not os.path.exists(folder)
    help = [("help", f"make its folder first: mkdir -p {printable(folder)}")] if made else []
    return Mistakes([JaccliError(title, notes=help)])


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
