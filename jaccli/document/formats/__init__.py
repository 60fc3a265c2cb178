"""The formats that show every report: a module each, with `render(blocks, display)`, and a line
here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from jaccli.document.blocks import Block
    from jaccli.document.display import Display
    from jaccli.pieces import Pieces

# whole: a screen, or a page with --details; drawings: what is drawn alone; paper: a screen with
# every step; stage: what moves, and below it the page; sheets: the table that answers, or all
View = Literal["whole", "drawings", "paper", "stage", "sheets"]
Renderer = Callable[["Iterable[Block]", "Display"], "Pieces"]


class Format(NamedTuple):
    """A format: how its files end, what of a report it shows, what that is in a few words, and
    the options that it alone has."""

    endings: Sequence[str]
    view: View
    told: str = ""
    options: Sequence[str] = ()


FORMATS: dict[str, Format] = {
    "text": Format((".txt",), "whole", "what a terminal shows"),
    "markdown": Format((".md",), "whole", "the same for GitHub, graphs in Mermaid's language"),
    "latex": Format(
        (".tex",),
        "paper",
        "the steps, for a paper; --standalone: a whole document",
        ("standalone",),
    ),
    "csv": Format((".csv",), "sheets", "the table that answers; with --details all, matrices too"),
    "svg": Format((".svg",), "drawings", "a picture for pages and slides"),
    "png": Format((".png",), "drawings", "the same in pixels, through matplotlib"),
    "pdf": Format((".pdf",), "drawings", "the same for LaTeX, through matplotlib"),
    "html": Format((".html",), "stage", "a page in one file: what moves, and every section"),
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
