"""Where a chain comes from: a path, standard input, or a sample that ships with the package."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from jaccli.arrays import Recipe
from jaccli.errors import JaccliError, Label, Mistakes, Place, Source, printable
from jaccli.graph import Graph
from jaccli.nearest import nearest
from jaccli.spec.chain import ChainFile
from jaccli.spec.missing import ARRAYS, SAMPLE, chains_in, functions_in, near_names

LARGEST = 64 << 20  # bytes of a chain file; larger weights belong in a file of arrays


def read(
    name: str,
    *,
    sizes: Mapping[str, int] | None = None,
    at: Sequence[Recipe] = (),
    stdin: BinaryIO | None = None,
) -> Graph:
    """The graph of a chain file.

    name: a path, "-" for standard input, or "sample:NAME"; sizes: override those of the file;
    at: another point, as ChainFile.graph takes it. Raises Mistakes with all that can be found.
    """
    return open_chain(name, stdin=stdin).graph(sizes or {}, at)


def open_chain(name: str, *, stdin: BinaryIO | None = None) -> ChainFile:
    """The file parsed, for graphs at several sizes; `name` as in `read`. Raises Mistakes."""
    return ChainFile(*_source(name, stdin))


def sample_folder() -> Path:
    """The folder of the sample chains: in the package once installed, beside it in a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "sample_chains"
    return installed if installed.is_dir() else package.parent / "sample_chains"


def samples() -> list[str]:
    """The names that "sample:NAME" takes."""
    return sorted(path.stem for path in sample_folder().glob("*.yaml"))


def _source(name: str, stdin: BinaryIO | None) -> tuple[Source, Path]:
    if name == "-":
        stream = stdin or sys.stdin.buffer
        return Source("-", text_of("-", bytes_of(stream))), Path()
    if not name:
        raise _unreadable("''", "a name is needed", [])
    path = Path(name)
    if name.startswith(SAMPLE):
        known = samples()
        chosen = name.removeprefix(SAMPLE)
        if chosen not in known:
            near = nearest(chosen, known) or ("" if chosen else known[0])
            notes = [("help", f"did you mean `{SAMPLE}{near}`?")] if near else []
            notes.append(("note", f"samples: {', '.join(known)}"))
            raise _unreadable(name, f"no sample is called `{printable(chosen)}`", notes)
        path = sample_folder() / f"{chosen}.yaml"
    if path.suffix == ".py":
        raise _unreadable(name, "this is a Python program", functions_in(path))
    if path.suffix in ARRAYS and path.is_file():
        help = f"write `weight: {{file: {printable(name)}}}` in a layer of one"
        raise _unreadable(name, "these are arrays, not a chain", [("help", help)])
    try:
        with open(path, "rb") as stream:
            return Source(name, text_of(name, bytes_of(stream))), path.parent
    except FileNotFoundError:
        raise _unreadable(name, "no such file", near_names(path, samples())) from None
    except IsADirectoryError:
        raise _unreadable(name, "this is a folder", chains_in(path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _unreadable(name, reason.lower(), []) from None


def bytes_of(stream: BinaryIO) -> bytes:
    """What the stream holds, and a little more than LARGEST of an endless one."""
    parts = []
    left = LARGEST + 1
    while left > 0 and (part := stream.read(min(left, 1 << 16))):  # read(n) allocates n at once
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def text_of(name: str, data: bytes) -> str:
    """The bytes as text: UTF-8, or UTF-16 where a byte order mark says so."""
    if len(data) > LARGEST:
        raise _unreadable(name, f"more than {LARGEST:,} bytes", [])
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


def _unreadable(name: str, reason: str, notes: list[tuple[str, str]]) -> Mistakes:
    return Mistakes([JaccliError(f"cannot read {printable(name)}: {reason}", notes=notes)], name)
