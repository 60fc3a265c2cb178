"""What the ending of a file says: what -o writes there, and how the next command will read it."""

from __future__ import annotations

import os
from collections.abc import Sequence

from jaccli.document.formats import FORMATS
from jaccli.errors import JaccliError, printable
from jaccli.words import conjoined

ENDINGS = {  # of the files of a command's own format; those of `github` have none
    "json": (".json",),
    "csv": (".csv",),
    "dot": (".dot", ".gv"),
    "mermaid": (".mmd", ".mermaid"),
    "junit": (".xml",),
    "sheet": (".yaml", ".yml"),
    "npz": (".npz",),
    "safetensors": (".safetensors",),
}
ARRAYS = ("npz", "safetensors")  # of the commands that have some
CHAIN_FILES: tuple[str, ...] = (".yaml", ".yml")
PROGRAMS: tuple[str, ...] = (".py",)


def ending_of(file: str) -> str:
    """Of the name alone, in small letters: .json; "" where there is none."""
    return os.path.splitext(os.path.basename(file))[1].lower()


def format_of(ending: str, formats: Sequence[str]) -> str | None:
    """The format of the files that end so; None where that is none of these."""
    return next((each for each in formats if ending in endings_of([each])), None)


def endings_of(formats: Sequence[str]) -> tuple[str, ...]:
    """Those of the files of these formats."""
    shown = {name: each.endings for name, each in FORMATS.items()}
    return tuple(ending for each in formats for ending in (ENDINGS | shown).get(each, ()))


def without_pictures(given: str, command: str, format: str | None, written: Sequence[str]) -> str:
    """That the command draws nothing, where that format is of pictures; "" where it is of others.

    given: how it was asked for; written: what the command writes, as formats or as endings
    """
    found = FORMATS.get(format or "")
    if found is None or found.view != "drawings":
        return ""
    return f"{given}: {command} has no pictures; it writes {conjoined(written)}"


def misnamed(file: str, *, program: bool, instead: str) -> list[JaccliError]:
    """The mistake of a file whose name has another ending; none where it fits or has no name.

    program: it holds Python, no chain; instead: the command as it would be right, but for the name
    """
    endings = CHAIN_FILES
    noun, name = "a chain file", "net.yaml"
    if program:
        endings, noun, name = PROGRAMS, "a Python program", "model.py"
    if not file or file.lower().endswith(endings):
        return []
    title = f"-o {printable(file)}: {noun} ends in {' or '.join(endings)}"
    return [JaccliError(title, notes=[("help", f"{instead} -o {name}")])]
