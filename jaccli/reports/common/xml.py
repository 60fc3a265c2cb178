"""Text in XML, and nothing in it that a CI runner would take for one of its commands."""

from __future__ import annotations

from collections.abc import Mapping

from jaccli.errors import printable
from jaccli.signs import uncalled


def attributes(values: Mapping[str, str]) -> str:
    """Of an element, a blank before each."""
    return "".join(
        f' {name}="{escaped(printable(value)).replace(chr(34), "&quot;")}"'
        for name, value in values.items()
    )


def escaped(text: str) -> str:
    """The text between elements."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return uncalled(text, "&#35;")
