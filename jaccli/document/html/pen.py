"""What a page is written with: it escapes texts, embeds pictures and data, and remembers which
styles and scripts they need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING, Any

from jaccli.errors import inert, printable

if TYPE_CHECKING:
    from jaccli.document.blocks import Block
    from jaccli.document.pictures.scene import Scene

MARK = "\0"  # which no text has: it would be written out
Writer = Callable[["Iterable[Block]", "Pen"], str]


class Pen:
    """Writes what stands in more than one kind of block.

    HTML comes out of every method. No element has an id, an inline style or an inline script: a
    notebook may show a report twice, and the Content-Security-Policy of a page takes neither.
    """

    def __init__(self, write: Writer) -> None:
        """write: blocks to HTML, for blocks that hold others"""
        self._write = write
        self.files: dict[str, None] = {}  # of this folder, in the order in which they were asked
        self.looks: set[str] = set()  # of the pictures
        self.drawn = False  # whether numbers were drawn since the last legend
        self.level = 1  # of headings
        self._later: list[Iterable[str]] = []

    def needs(self, *files: str) -> None:
        """Take these files of this folder, "sort.js" or "table.css", into the page, once."""
        self.files |= dict.fromkeys(files)

    def blocks(self, blocks: Iterable[Block]) -> str:
        """What the blocks become."""
        return self._write(blocks, self)

    def figure(self, scene: Scene) -> str:
        """A picture that stands by itself, and scrolls where it is too wide."""
        return f'<div class="jr-figure">{self.picture(scene)}</div>'

    def picture(self, scene: Scene) -> str:
        """A picture within the text; its groups are found by their `data-name`."""
        from jaccli.document.formats.svg import embedded, looks_in

        self.looks |= {*looks_in(scene.items)}
        return embedded(scene)

    def data(self, value: Any) -> str:
        """Numbers and names for a script: JSON in an element `script.jr-data` that nothing runs.

        `<`, `>` and `&` are written out, so that no name ends the element, and `#`, so that none
        is a command for a CI runner.
        """
        import json

        text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
        for sign in "<>&#":
            text = text.replace(sign, f"\\u{ord(sign):04x}")
        return f'<script type="application/json" class="jr-data">{text}</script>'

    def later(self, pieces: Iterable[str]) -> str:
        """A place for HTML that is long, and made where `pieces` comes to it. Once at most."""
        self._later.append(pieces)
        return f"{MARK}{len(self._later) - 1}{MARK}"

    def pieces(self, inner: str) -> Iterator[str]:
        """The HTML with what was left for later in its places."""
        for at, part in enumerate(inner.split(MARK)):
            yield from self._later[int(part)] if at % 2 else (part,)


def text(said: str) -> str:
    """A text as it stands between tags or in an attribute, whatever a file calls things."""
    return escape(inert(printable(said)))


def prose(said: str) -> str:
    """A text of ours, where what stands between ` is code."""
    plain, *parts = text(said).split("`")
    if len(parts) % 2:  # one is left over: a name has it
        return text(said)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return plain + "".join(f"<code>{code}</code>{rest}" for code, rest in pairs)


def element(tag: str, inner: str = "", **attributes: str) -> str:
    """An element around HTML. attributes: as they read; class_ is class, data_key data-key, and
    one that is "" is left out"""
    names = ((name.rstrip("_").replace("_", "-"), said) for name, said in attributes.items())
    named = "".join(f' {name}="{text(said)}"' for name, said in names if said)
    return f"<{tag}{named}>{inner}</{tag}>"
