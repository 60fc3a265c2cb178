"""A table in a picture: what the colours mean, and the numbers that are drawn."""

from __future__ import annotations

from collections.abc import Sequence

from jaccli.document.cells import written
from jaccli.document.pictures.letters import shortened, width
from jaccli.document.pictures.scene import Anchor, Box, Item, Path, Words
from jaccli.document.pictures.sheet import NOTE
from jaccli.document.rows import Table

ROW, GAP, SWATCH = 21.0, 26.0, 12.0
MOST, NARROW = 460.0, 200.0  # pixels of a cell; what is longer is shortened
ROOM = 1100.0  # pixels of a table


def key(table: Table, looks: Sequence[str], x: float, y: float) -> tuple[list[Item], float]:
    """The rows under their headers, each with its colour before it; and how high they are.

    looks: of the rows, "" of one without a colour
    """
    grid, wide = _grid(table)
    left = x + SWATCH + 8
    starts = [left + sum(wide[:at]) + GAP * at for at in range(len(wide))]
    end = starts[-1] + wide[-1]
    items: list[Item] = []
    base = y + ROW - 5 if any(grid[0]) else y - 5
    for at, row in enumerate(grid):
        if at and at <= len(looks) and looks[at - 1]:
            items.append(Box(x, base - SWATCH + 1, SWATCH, SWATCH, looks[at - 1]))
        if at in (1, len(table.rows) + 1):
            items.append(Path([(x, base - ROW + 5), (end, base - ROW + 5)], "grid"))
        for column, text, start, room in zip(table.columns, row, starts, wide, strict=True):
            anchor: Anchor = "end" if column.right else "start"
            place = start + room if column.right else start
            if text:
                items.append(Words(place, base, text, "" if at else "quiet", anchor, NOTE))
        base += ROW
    return items, base - y - ROW + 8


def _grid(table: Table) -> tuple[list[list[str]], list[float]]:
    """The headers and the rows as they are written, and how wide each column is."""
    headers = [
        " ".join((each.header,) if isinstance(each.header, str) else each.header)
        for each in table.columns
    ]
    rows = [[written(cell) for cell in row] for row in (*table.rows, *table.footer)]

    def cut(most: float) -> tuple[list[list[str]], list[float]]:
        grid = [[shortened(text, NOTE, most) for text in row] for row in (headers, *rows)]
        return grid, [max(width(text, NOTE) for text in each) for each in zip(*grid, strict=True)]

    grid, wide = cut(MOST)
    return (grid, wide) if sum(wide) + GAP * len(wide) <= ROOM else cut(NARROW)
