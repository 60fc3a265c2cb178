"""Where a chain comes from: a path, standard input, or a sample that ships with the package."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from jaccli.arrays import Recipe
from jaccli.errors import Source, printable
from jaccli.graph import Graph
from jaccli.nearest import nearest
from jaccli.spec.chain import ChainFile
from jaccli.spec.missing import ARRAYS, SAMPLE, chains_in, functions_in, near_names
from jaccli.spec.texts import bytes_of, sample_folder, samples, text_of, unreadable


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


def _source(name: str, stdin: BinaryIO | None) -> tuple[Source, Path]:
    if name == "-":
        stream = stdin or sys.stdin.buffer
        return Source("-", text_of("-", bytes_of(stream))), Path()
    if not name:
        raise unreadable("''", "a name is needed", [])
    path = Path(name)
    if name.startswith(SAMPLE):
        known = samples()
        chosen = name.removeprefix(SAMPLE)
        if chosen not in known:
            near = nearest(chosen.removesuffix(".yaml"), known) or ("" if chosen else known[0])
            notes = [("help", f"did you mean `{SAMPLE}{near}`?")] if near else []
            notes.append(("note", f"samples: {', '.join(known)}"))
            raise unreadable(name, f"no sample is called `{printable(chosen)}`", notes)
        path = sample_folder() / f"{chosen}.yaml"
    if path.suffix == ".py":
        raise unreadable(name, "this is a Python program", functions_in(path))
    if path.suffix in ARRAYS and path.is_file():
        help = f"write `weight: {{file: {printable(name)}}}` in a layer of one"
        raise unreadable(name, "these are arrays, not a chain", [("help", help)])
    try:
        with open(path, "rb") as stream:
            return Source(name, text_of(name, bytes_of(stream))), path.parent
    except FileNotFoundError:
        raise unreadable(name, "no such file", near_names(path, samples())) from None
    except IsADirectoryError:
        raise unreadable(name, "this is a folder", chains_in(path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise unreadable(name, reason.lower(), []) from None
