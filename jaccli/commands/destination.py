"""The file of -o: refused where it cannot be written or the run reads it, and replaced whole."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from jaccli.commands import reads
from jaccli.commands.ending import ReaderGone
from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.files import Unread, Written, stat_of, unwritable, write_all
from jaccli.pieces import Pieces

_begun = ""  # the working folder of the command; a program may go to another
_written: set[str] = set()  # the files of -o that have their content


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
        found = stat_of(name)
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
        raise unwritable(name, error) from None


def forget() -> None:
    """Take note no longer: the command is over."""
    global _begun
    _begun = ""
    _written.clear()
    reads.unwatch()


def keep(words: Sequence[str]) -> None:
    """Take the files that these words may name for some that are read: a run that ends early has
    not opened all of them."""
    for word in words:
        for name in (word, word.removeprefix("@"), word.rpartition(":")[0]):
            reads.note(os.path.join(_begun, name), name)


def is_written(name: str) -> bool:
    """Whether the file has the run's result already."""
    return name in _written


def refuse_to_overwrite(name: str | None) -> None:
    """Raise Mistakes if the run has read the file of that name: it would be lost."""
    read = reads.read_as(os.path.join(_begun, name)) if name else ""
    if not read:
        return
    title = f"-o {printable(name or '')}: the run reads this file"
    if os.path.normpath(read) != os.path.normpath(name or ""):
        title += f", as {printable(read)}"
    raise Mistakes([JaccliError(title, notes=[("help", "give the result a name of its own")])])


def write_atomically(contents: Mapping[str, Pieces]) -> None:
    """The whole content in each file, by name, or all as they were. Raises Mistakes, and ReaderGone
    once the files are there, where one is a pipe that nobody reads."""
    for name in contents:
        refuse_to_overwrite(name)
    files = [Written(os.path.join(_begun, name), each, name) for name, each in contents.items()]
    try:
        write_all(files)
    except Unread:
        _written.update(contents)
        raise ReaderGone from None
    _written.update(contents)


def accompany(
    name: str, files: Mapping[str, bytes], stays: Callable[[str, bytes], str]
) -> Sequence[str]:
    """Write the files, by name, into the folder of the file of -o.

    A device or a named pipe has none. One that is there already stays: with the same content in
    silence, with another where `stays` has words for it, which come back. Raises Mistakes where it
    has none, before anything is written.
    """
    found = stat_of(os.path.join(_begun, name))
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
    write_atomically({path: [data] for path, data in missing.items()})
    return said


def _held(path: str) -> bytes | None:
    """What the file holds, None where there is none."""
    try:
        whole = os.path.join(_begun, path)
        found = stat_of(whole)
        if found and stat.S_ISFIFO(found.st_mode):
            raise ValueError("this is a named pipe")  # which would be waited for
        with open(whole, "rb") as stream:
            return stream.read()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from None


def _taken(name: str, path: str) -> Mistakes:
    """-o names a file, or needs one beside it, that is there already."""
    import shlex

    title = f"-o {printable(name)} needs {printable(path)} beside it, and another file is there"
    if path == name:
        title = f"-o {printable(name)}: this file exists, and it is not overwritten"
    other = "name" if path == name else "folder"
    help = f"choose another {other}, or remove it first: rm {shlex.quote(printable(path))}"
    return Mistakes([JaccliError(title, notes=[("help", help)])])
