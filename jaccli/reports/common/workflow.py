"""Annotations of GitHub Actions: workflow commands, and nothing that looks like one."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import NamedTuple

from jaccli.errors import JaccliError, Place, inert, printable

STANDARD_INPUT = "-"
FUNCTION = re.compile(r"(?<=\.py):[\w.]+$")  # what stands behind the file in FILE.py:FUNCTION


class Checkout(NamedTuple):
    """Where GitHub looks for a file: from the root of the repository. root: that folder, "" where
    nobody says it; here: the folder that names lead from; both whole, their links resolved"""

    root: str = ""
    here: str = ""

    def name(self, file: str) -> str:
        """The file from the root, or from here where it lies elsewhere.

        >>> Checkout("/repo", "/repo/nets").name("./mlp.yaml"), Checkout().name("./mlp.yaml")
        ('nets/mlp.yaml', 'mlp.yaml')
        """
        whole = os.path.normpath(os.path.join(self.here, file))
        if self.root and whole.startswith(os.path.join(self.root, "")):
            return os.path.relpath(whole, self.root)
        return os.path.normpath(file)


def annotation(
    command: str,
    file: str,
    place: Place | None,
    title: str,
    message: Sequence[str],
    checkout: Checkout,
) -> str:
    """::error file=F,line=L,col=C,title=T::message, escaped as GitHub reads it.

    command: error or notice; file: what it is about, "" for no file; message: its lines
    """
    where = _where(file, place)
    if "file" in where:
        where["file"] = checkout.name(where["file"])
    properties = {**where, "title": title}
    said = ",".join(f"{name}={_property(text)}" for name, text in properties.items())
    return f"::{command} {said}::{'%0A'.join(_data(part) for part in message if part)}"


def of_mistake(
    error: JaccliError,
    file: str,
    title: str,
    checkout: Checkout,
    command: str = "error",
    first: str = "",
) -> str:
    """The mistake at its place, with all that is drawn of it but the lines.

    command: error or notice; first: what the message begins with in place of what is wrong
    """
    beside = [error.label.text] if error.label else []
    others = [f"{each.place}: {each.text}" for each in error.others if each.place and each.text]
    notes = [f"{kind}: {text}" for kind, text in error.notes]
    what, place = first or error.title, error.place
    if place is not None and not _where(file, place):
        what = f"{place}: {what}"
    return annotation(command, file, place, title, [what, *beside, *others, *notes], checkout)


def plain(text: str) -> str:
    """Without what ends a line, or would be a command in it."""
    return inert(printable(text))


def _where(file: str, place: Place | None) -> dict[str, str]:
    """The file, and where it is known the part of a line; nothing of what is in no file."""
    name = FUNCTION.sub("", file if place is None else place.source.name)
    if name in ("", STANDARD_INPUT):
        return {}
    if place is None or not place.source.text:
        return {"file": name}
    return {
        "file": name,
        "line": str(place.line),
        "col": str(place.column),
        "endColumn": str(place.column + place.width),
    }


def _data(text: str) -> str:
    return plain(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
