"""A text in lines behind its label, or below it where there is no room."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.document.display import Display, Line, shown, wrapped
from jaccli.document.style import Style
from jaccli.errors import cells


def paragraph(
    text: str, display: Display, label: str = "", indent: int = 0, style: Style = ""
) -> Iterator[Line]:
    """The lines of the text, all of which begin in one column; the label has no style.

    >>> for label, said in [("why:", "it is"), ("the reason:", "it is"), ("why:", "a " + 16 * "z")]:
    ...     lines = paragraph(said, Display(20), label)
    ...     print(["".join(part for part, _ in line) for line in lines])
    ['why: it is']
    ['the reason:', '  it is']
    ['why:', '  a zzzzzzzzzzzzzzzz']
    """
    text, label = shown(text, display), shown(label, display)
    width, before = display.width, " " * indent
    hang = f"{before}{label} " if label else before
    if label and not _beside(text, cells(hang), indent + 2, width):
        for line in wrapped(label.rstrip(), width - indent):
            yield [(before, ""), (line, "")]  # a long label or a long word: no room beside it
        hang = f"{before}  "
    for line in wrapped(text, width - cells(hang)):
        yield [(hang, ""), (line, style)]
        hang = " " * cells(hang)


def _beside(text: str, hang: int, below: int, width: int) -> bool:
    """Whether the text stands beside its label, in lines after `hang` columns; the words that
    would be too wide there may have room below it, after fewer."""
    if hang > width // 2:
        return False
    first, *more = map(cells, text.split(" ")) if hang + cells(text) > width else (0,)
    return hang + first <= width and not any(hang + each > width >= below + each for each in more)
