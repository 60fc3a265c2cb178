"""Blocks to one text, in colour where the display has it. The only user of rich.

The result depends on the display that is handed in and on nothing else: no environment and no
terminal is asked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jaccli.document.blocks import Block, Gap, Screen
from jaccli.document.display import Display, Line
from jaccli.document.layout import Layout
from jaccli.document.style import Style
from jaccli.errors import inert

STYLES: dict[Style, str] = {
    "": "",
    "title": "bold",
    "winner": "bold green",
    "forward": "cyan",
    "reverse": "magenta",
    "quiet": "dim",
    "warning": "yellow",
}


def render(blocks: Iterable[Block], display: Display) -> Iterator[str]:
    """The lines of the blocks, each ended by a newline; escape codes only with colour."""
    yield from _written(Layout(display).lines(blocks), display)


def pieces(blocks: Iterable[Block], display: Display) -> Iterator[str]:
    """The same in pieces, from one pause to the next."""
    layout = Layout(display)
    piece: list[Block] = []
    for block in _flat(blocks, layout):
        if isinstance(block, Gap) and block.waits:
            yield "".join(_written(layout.lines(piece), display))
            piece = []
        else:
            piece.append(block)
    yield "".join(_written(layout.lines(piece), display))


def _flat(blocks: Iterable[Block], layout: Layout) -> Iterator[Block]:
    for block in blocks:
        yield from layout.on_screen(block.blocks) if isinstance(block, Screen) else (block,)


def _written(lines: Iterable[Line], display: Display) -> Iterator[str]:
    if display.colour:
        return _coloured(map(_inert, lines))
    return (inert("".join([text for text, _ in line])).rstrip() + "\n" for line in lines)


def _inert(line: Line) -> Line:
    """The line, in one style where a CI runner would have taken it for a command."""
    whole = "".join(text for text, _ in line)
    safe = inert(whole)
    return line if safe == whole else [(safe, "")]


def _coloured(lines: Iterable[Line]) -> Iterator[str]:
    import io

    from rich.console import Console
    from rich.text import Text

    stream = io.StringIO()
    console = Console(
        file=stream,
        color_system="standard",
        force_terminal=True,
        width=1_000_000,  # the lines are laid out; rich must not wrap them
        height=1,  # with TERM=dumb rich ignores the width unless a height is set
        legacy_windows=False,
        _environ={},
    )
    for line in lines:
        if not any(style for _, style in line):  # as most lines of numbers are
            yield "".join([text for text, _ in line]).rstrip() + "\n"
            continue
        text = Text()
        for part, style in line:
            text.append(part, STYLES[style])
        text.rstrip()
        console.print(text, no_wrap=True, overflow="ignore", crop=False, soft_wrap=True)
        yield stream.getvalue()
        stream.seek(0)
        stream.truncate()
