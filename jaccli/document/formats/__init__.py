"""The formats that show every report: a module each, with `render(blocks, display)`, and a line
here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from jaccli.document.blocks import Block
    from jaccli.document.display import Display

# whole: a screen, or a page with --details; drawings: what is drawn alone; paper: a screen with
# every step; stage: what moves, and below it the page; sheets: the table that answers, or all
View = Literal["whole", "drawings", "paper", "stage", "sheets"]
Renderer = Callable[["Iterable[Block]", "Display"], "str | bytes"]


class Format(NamedTuple):
    """A format: how its files end, and what of a report it shows."""

    endings: Sequence[str]
    view: View


FORMATS: dict[str, Format] = {
    "text": Format((".txt",), "whole"),
    "markdown": Format((".md",), "whole"),
    "csv": Format((".csv",), "sheets"),
    "svg": Format((".svg",), "drawings"),
    "png": Format((".png",), "drawings"),
    "pdf": Format((".pdf",), "drawings"),
    "html": Format((".html",), "stage"),
}
_registered: dict[str, Renderer] = {}


def renderer(name: str) -> Renderer:
    """What draws blocks in the format of that name."""
    if name in _registered:
        return _registered[name]
    found: Renderer = import_module(f"jaccli.document.formats.{name}").render
    return found


def register(name: str, render: Renderer, *endings: str, view: View = "whole") -> None:
    """Take up a format that lies elsewhere, or another renderer of one that is here."""
    FORMATS.setdefault(name, Format(endings, view))
    _registered[name] = render
