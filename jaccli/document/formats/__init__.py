"""The formats that draw every report: a module each, with `render(blocks, display)`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jaccli.document.blocks import Block
    from jaccli.document.display import Display

Renderer = Callable[["Iterable[Block]", "Display"], str]

_RENDERERS: dict[str, Renderer | None] = {  # None: not imported yet
    path.stem: None for path in sorted(Path(__file__).parent.glob("[!_]*.py"))
}


def names() -> tuple[str, ...]:
    """The formats that there are."""
    return tuple(_RENDERERS)


def renderer(name: str) -> Renderer:
    """What draws blocks in the format of that name."""
    found = _RENDERERS[name]
    if found is None:
        found = import_module(f"jaccli.document.formats.{name}").render
        register(name, found)
    return found


def register(name: str, render: Renderer) -> None:
    """Take up a format that lies elsewhere."""
    _RENDERERS[name] = render
