"""Where a chain comes from: a path, standard input, or a sample that ships with the package."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import BinaryIO

from jaccli.arrays import Recipe
from jaccli.errors import Source, printable
from jaccli.graph import Graph
from jaccli.nearest import nearest
from jaccli.opened import Folder, bytes_of, folder_of
from jaccli.spec.chain import ChainFile
from jaccli.spec.missing import ARRAYS, SAMPLE, chains_in, functions_in, near_names
from jaccli.spec.texts import (
    CONFINED,
    NO_PROGRAM,
    sample_folder,
    samples,
    straight,
    text_of,
    unopened,
    unreadable,
)


def read(
    name: str,
    *,
    sizes: Mapping[str, int] | None = None,
    at: Sequence[Recipe] = (),
    stdin: BinaryIO | None = None,
    confine: bool = False,
) -> Graph:
    """The graph of a chain file.

    name: a path, "-" for standard input, or "sample:NAME"; sizes: override those of the file;
    at: another point, as ChainFile.graph takes it; confine: whether it and the files that it names
    have to lie in its folder. Raises Mistakes with all that can be found.
    """
    return open_chain(name, stdin=stdin, confine=confine).graph(sizes or {}, at)


def open_chain(name: str, *, stdin: BinaryIO | None = None, confine: bool = False) -> ChainFile:
    """The file parsed, for graphs at several sizes; all else as in `read`. Raises Mistakes."""
    return ChainFile(*_source(name, stdin, CONFINED if confine else ""))


def _source(name: str, stdin: BinaryIO | None, kept: str) -> tuple[Source, Folder]:
    if name == "-":
        stream = stdin or sys.stdin.buffer
        return Source("-", text_of("-", bytes_of(stream))), Folder("", kept)
    if not name:
        raise unreadable("''", "a name is needed", [])
    path = straight(name)
    if name.startswith(SAMPLE):
        known = samples()
        chosen = name.removeprefix(SAMPLE)
        if chosen not in known:
            near = nearest(chosen.removesuffix(".yaml"), known) or ("" if chosen else known[0])
            notes = [("help", f"did you mean `{SAMPLE}{near}`?")] if near else []
            notes.append(("note", f"samples: {', '.join(known)}"))
            raise unreadable(name, f"no sample is called `{printable(chosen)}`", notes)
        path = os.path.join(sample_folder(), f"{chosen}.yaml")
        kept = ""  # whoever installed it answers for it
    ending = os.path.splitext(path)[1]
    if ending == ".py":
        notes = [("help", NO_PROGRAM)] if kept else functions_in(path)
        raise unreadable(name, "this is a Python program", notes)
    folder, file = folder_of(path, kept)
    try:
        if ending in ARRAYS:
            folder.opened(file).close()  # that it is not there, or none, is said first
            help = f"write `weight: {{file: {printable(name)}}}` in a layer of one"
            raise unreadable(name, "these are arrays, not a chain", [("help", help)])
        return Source(name, text_of(name, folder.read(file))), folder
    except FileNotFoundError:
        notes = near_names(path, folder.beside(file), samples())
        raise unreadable(name, "no such file", notes) from None
    except IsADirectoryError:
        raise unreadable(name, "this is a folder", chains_in(path)) from None
    except OSError as error:
        raise unopened(name, error) from None
