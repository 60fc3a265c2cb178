"""The one place where files are opened that somebody names: regular files alone, nothing waited
for, and where it is asked for those of one folder alone.

What is judged is the descriptor that is handed out, so that nobody can put another file in its
place in between. Nothing here knows what is in a file.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO, NamedTuple

LARGEST = 64 << 20  # bytes of a text; larger arrays belong in a file of arrays
PART = 1 << 16  # bytes read at once: read(n) allocates n
MOST_LINKS = 40  # from one to the next, and the characters of a name: as the system has it
LONGEST = 4096
STEPS = os.open in os.supports_dir_fd  # whether a file can be opened from within a folder
# what waits is refused below, and no terminal takes hold of the run; Windows has other flags
READING = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY")
)
NO_LINK = getattr(os, "O_NOFOLLOW", 0)
# a folder that is passed needs no right to list it, where the system knows the difference
PASSED = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0)
KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class Unopened(OSError):
    """A file that is not opened; `strerror` says why, in words that go on from its name."""


class NoFile(Unopened):
    """A named pipe, a socket or a device: it may be waited for, and have no end."""


class Outside(Unopened):
    """A name that leads out of the folder that it has to stay in."""

    def __init__(self) -> None:
        super().__init__(errno.EACCES, "it leads out of its folder")


class Folder(NamedTuple):
    """Where names in a file lead from.

    kept: what to do about a file that lies elsewhere, of a folder that no name may lead out of;
    "" where files may lie anywhere. Hard links cannot be told from the file itself.
    """

    path: str = ""  # "" is the working folder
    kept: str = ""

    def opened(self, name: str) -> BinaryIO:
        """The file, open for reading, its links followed.

        Raises Outside, of which nothing was looked at; NoFile, Unopened and OSError, for a folder
        IsADirectoryError.
        """
        try:
            descriptor = _kept(self.path, name) if self.kept else _anywhere(self.join(name))
        except ValueError as error:  # a null byte, or half a character
            raise Unopened(errno.EINVAL, f"no file has this name ({error})") from None
        try:
            _judge(os.fstat(descriptor))
            # by this opener so that whoever listens to what is opened hears the whole name
            return open(self.join(name), "rb", opener=lambda *_: descriptor)
        except BaseException:
            with suppress(OSError):  # it may be closed already
                os.close(descriptor)
            raise

    def read(self, name: str, most: int = LARGEST) -> bytes:
        """All bytes of the file, at most so many. Raises as `opened`, Unopened for a larger one."""
        with self.opened(name) as stream:
            size = os.fstat(stream.fileno()).st_size
            data = bytes_of(stream, most) if size <= most else b""
        if max(size, len(data)) > most:
            raise Unopened(errno.EFBIG, f"more than {most:,} bytes")
        return data

    def beside(self, name: str) -> list[str]:
        """The names of the other files in the folder of the file, which may be a link to nowhere;
        none where it cannot be listed."""
        folder, own = os.path.split(name)
        with suppress(OSError, ValueError):
            return [each for each in self._listed(folder) if each != own]
        return []

    def _listed(self, folder: str) -> list[str]:
        if not self.kept:
            return os.listdir(self.join(folder) or ".")
        descriptor = _kept(self.path, folder)
        try:
            return os.listdir(descriptor)
        finally:
            os.close(descriptor)

    def join(self, name: str) -> str:
        """The path that the name means."""
        return os.path.join(self.path, name)


def folder_of(path: str, kept: str = "") -> tuple[Folder, str]:
    """The folder of the file, as the path names it, and the file's name in it.

    >>> folder_of("nets/mlp.yaml")
    (Folder(path='nets', kept=''), 'mlp.yaml')
    """
    folder, name = os.path.split(path)
    return Folder(folder, kept), name


def bytes_of(stream: BinaryIO, most: int = LARGEST) -> bytes:
    """What the stream holds, and a little more than `most` of an endless one."""
    parts = []
    left = most + 1
    # not `read`, which asks again after the end: a terminal would wait for another Ctrl-D
    read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
    while left > 0 and (part := read(min(left, PART))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _judge(found: os.stat_result) -> None:
    """Raise what `Folder.opened` raises for anything but a regular file."""
    kind = stat.S_IFMT(found.st_mode)
    if kind == stat.S_IFDIR:
        raise IsADirectoryError(errno.EISDIR, "this is a folder")
    if kind != stat.S_IFREG:
        raise NoFile(errno.EINVAL, f"this is {KINDS.get(kind, 'no file')}")


def _anywhere(path: str) -> int:
    """The descriptor of a file that may lie anywhere."""
    _judge(os.stat(path))  # to open a device may do something already
    return os.open(path, READING)


def _kept(root: str, name: str) -> int:
    """The descriptor of a file or folder below the root. Raises Outside, OSError, ValueError."""
    return _stepped(root or ".", name) if STEPS else _resolved(root or ".", name)


def _stepped(root: str, name: str) -> int:
    """Step by step, each from the folder before it; links are read, not followed.

    So nothing outside is looked at, and nobody who swaps a folder for a link leads a step away.
    """
    path = [os.open(root, PASSED)]
    links = 0
    try:
        waiting = _steps(root, name)
        while waiting:
            step = waiting.pop()
            if step == "..":
                if len(path) == 1:
                    raise Outside
                os.close(path.pop())
                continue
            found = os.stat(step, dir_fd=path[-1], follow_symlinks=False)
            if stat.S_ISLNK(found.st_mode):
                links += 1
                if links > MOST_LINKS:
                    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
                target = os.readlink(step, dir_fd=path[-1])
                waiting += _steps(root, target)
                while os.path.isabs(target) and len(path) > 1:
                    os.close(path.pop())
            elif stat.S_ISDIR(found.st_mode):
                path.append(os.open(step, PASSED | NO_LINK, dir_fd=path[-1]))
            elif waiting:
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
            else:
                _judge(found)
                return os.open(step, READING | NO_LINK, dir_fd=path[-1])
        return os.open(".", READING | NO_LINK, dir_fd=path[-1])
    finally:
        for each in path:
            os.close(each)


def _steps(root: str, name: str) -> list[str]:
    """The parts of a name that leads from the root, the first one last. Raises Outside, OSError."""
    if len(name) > LONGEST:
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
    if os.path.isabs(name):
        whole = f"{name}/"
        roots = [f"{each.rstrip('/')}/" for each in (os.path.realpath(root), os.path.abspath(root))]
        above = next((each for each in roots if whole.startswith(each)), None)
        if above is None:
            raise Outside
        name = whole[len(above) :]
    return [part for part in reversed(name.split("/")) if part not in ("", ".")]


def _resolved(root: str, name: str) -> int:
    """The same on a system that opens nothing from within a folder: looked up before and after."""
    if os.path.isabs(name) or os.path.splitdrive(name)[0]:
        raise Outside
    if os.path.normpath(name).split(os.sep)[0] == "..":
        raise Outside
    path, top = (os.path.realpath(each) for each in (os.path.join(root, name), root))
    if os.path.commonpath([path, top]) != top:
        raise Outside
    _judge(os.stat(path))
    descriptor = os.open(path, READING)
    if os.path.realpath(path) == path and os.path.samestat(os.fstat(descriptor), os.lstat(path)):
        return descriptor
    os.close(descriptor)
    raise Outside
