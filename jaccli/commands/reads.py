"""Which files this run has read, whoever opened them: the chain, its weights, a vector, a program
and what it imports or loads by itself."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from importlib.util import source_from_cache
from typing import Any

from jaccli.opened import NO_LINK

File = tuple[int, int]  # device and inode: the same through every link and every spelling

_names: dict[File, str] = {}  # as they were opened
_watching = _hooked = False


def watch() -> None:
    """Take note of every file that is opened for reading from now on, and of standard input."""
    global _watching, _hooked
    _names.clear()
    if sys.__stdin__ is not None:
        note(0, "standard input")
    if not _hooked:
        sys.addaudithook(_heard)  # stays as long as the interpreter
    _watching = _hooked = True


def unwatch() -> None:
    """Take note no longer."""
    global _watching
    _watching = False
    _names.clear()


def read_as(path: str) -> str:
    """The name under which the run has read the file at this path, "" if it has not."""
    with suppress(OSError, ValueError):
        return _names.get(_identity(os.stat(path)), "")
    return ""


def _heard(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watching or event != "open":
        return
    path, mode, flags = arguments
    if mode is None and flags & NO_LINK:
        return  # from within a folder, by a part of its name: `jaccli.opened` tells the whole
    reads = flags & (os.O_WRONLY | os.O_RDWR) != os.O_WRONLY if mode is None else "r" in mode
    if not reads:
        return
    if not isinstance(path, str | int):
        with suppress(TypeError):
            path = os.fsdecode(path)
    note(path, str(path))
    if isinstance(path, str) and path.endswith(".pyc"):  # read in place of the module's source
        with suppress(ValueError, NotImplementedError):
            source = source_from_cache(path)
            note(source, source)


def note(path: Any, name: str) -> None:
    """Take the file at this path, or behind this descriptor, for one that is read."""
    with suppress(OSError, ValueError, TypeError):  # the opening itself will fail, too
        found = os.stat(path)
        if stat.S_ISREG(found.st_mode):  # nothing is lost of a device or a pipe
            _names.setdefault(_identity(found), name)


def _identity(found: os.stat_result) -> File:
    return found.st_dev, found.st_ino
