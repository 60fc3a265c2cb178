"""Folders searched for chain files; what else is YAML there is told apart and counted."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from jaccli.errors import JaccliError, Mistakes, Source, printable, reason_of
from jaccli.opened import NoFile, folder_of
from jaccli.spec import document
from jaccli.spec.missing import YAML
from jaccli.spec.texts import CONFINED, text_of

LAYERS = re.compile(r"""(^|[{,\s'"])layers['"]?\s*:""", re.MULTILINE)


class Searched(NamedTuple):
    """What a folder holds: chain files, and other YAML files; paths that begin with the folder."""

    chains: tuple[str, ...]
    others: tuple[str, ...]


def chains_below(folder: str, *, confine: bool = False) -> Searched:
    """The chain files in a folder and the folders below it, in the order of their names.

    A chain file ends in .yaml or .yml and holds a mapping with a list of `layers`; a file with
    that key that is no valid YAML counts as one, so that its mistake is reported. Hidden files
    and folders, and links to folders, are left out; confine: a file that a link leads to from
    another folder is not looked at. Raises Mistakes if there is no chain file.
    """
    chains: list[str] = []
    others: list[str] = []
    for here, folders, files in os.walk(folder, onerror=_unlisted):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith(YAML) and not name.startswith("."):
                path = os.path.join(here, name)
                (chains if is_chain_file(path, confine=confine) else others).append(path)
    if not chains:
        notes = [("help", "a chain file ends in .yaml or .yml and has `input:` and `layers:`")]
        title = f"{printable(folder)}: no chain file in this folder"
        raise Mistakes([JaccliError(title, notes=notes)], folder)
    return Searched(tuple(chains), tuple(others))


def _unlisted(error: OSError) -> None:
    title = f"cannot search {printable(str(error.filename))}: {reason_of(error)}"
    raise Mistakes([JaccliError(title)], str(error.filename))


def is_chain_file(path: str, *, confine: bool = False) -> bool:
    """Whether the file holds a mapping with the key `layers`, or was meant to.

    One that cannot be opened, or lies elsewhere and may not be, counts as well: reading it tells
    why.
    """
    folder, name = folder_of(path, CONFINED if confine else "")
    try:
        text = text_of(path, folder.read(name))
    except (NoFile, IsADirectoryError, FileNotFoundError):
        return False  # FileNotFoundError: a link to nowhere
    except (OSError, Mistakes):
        return True
    if not LAYERS.search(text):
        return False
    try:
        root = document.parse(Source(path, text))
    except JaccliError:
        return True
    return isinstance(root, document.Mapping) and any(
        isinstance(key, document.Scalar)
        and key.value == "layers"
        and not isinstance(value, document.Mapping)  # of another tool's file
        for key, value in root.pairs
    )
