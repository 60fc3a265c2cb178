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


def key(table: Table, looks: Sequence[str], x: float, y: float) -> tuple[list[Item], float, float]:
    """The rows under their headers, each with its colour before it; how wide and how high.

    looks: of the rows, "" of one without a colour
    """
    headers = [
        " ".join((each.header,) if isinstance(each.header, str) else each.header)
        for each in table.columns
    ]
    rows = [[written(cell) for cell in row] for row in (*table.rows, *table.footer)]
    for most in (MOST, NARROW):
        grid = [[shortened(text, NOTE, most) for text in row] for row in (headers, *rows)]
        wide = [max(width(text, NOTE) for text in column) for column in zip(*grid, strict=True)]
        if sum(wide) + GAP * len(wide) <= ROOM:
            break
    left = x + SWATCH + 8
    ends = [left + sum(wide[:at]) + GAP * at for at in range(len(wide) + 1)]
    items: list[Item] = []
    base = y + ROW - 5 if any(headers) else y - 5
    for at, row in enumerate(grid):
        if at and at <= len(looks) and looks[at - 1]:
            items.append(Box(x, base - SWATCH + 1, SWATCH, SWATCH, looks[at - 1]))
        if at in (1, len(table.rows) + 1) and at < len(grid):
            line = base - ROW + 5
            items.append(Path([(x, line), (ends[-1] - GAP, line)], "grid"))
        for column, text, start, room in zip(table.columns, row, ends, wide, strict=False):
            anchor: Anchor = "end" if column.right else "start"
            place = start + room if column.right else start
            if text:
                items.append(Words(place, base, text, "" if at else "quiet", anchor, NOTE))
        base += ROW
    return items, ends[-1] - GAP - x, base - y - ROW + 8
