"""Annotations of GitHub Actions: workflow commands, and nothing that looks like one."""

from __future__ import annotations

from collections.abc import Sequence

from jaccli.errors import Place, inert, printable


def annotation(
    command: str, file: str, place: Place | None, title: str, message: Sequence[str]
) -> str:
    """::error file=F,line=L,col=C,title=T::message, escaped as GitHub reads it.

    command: error or notice; message: its lines
    """
    properties = {"file": file if place is None else place.source.name}
    if place is not None:
        properties |= {
            "line": str(place.line),
            "col": str(place.column),
            "endColumn": str(place.column + place.width),
        }
    properties["title"] = title
    said = ",".join(f"{name}={_property(text)}" for name, text in properties.items())
    return f"::{command} {said}::{'%0A'.join(_data(part) for part in message if part)}"


def plain(text: str) -> str:
    """Without what ends a line, or would be a command in it."""
    return inert(printable(text))


def _data(text: str) -> str:
    return plain(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
