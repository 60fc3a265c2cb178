"""What pictures of several reports share: the table below the bars."""

from __future__ import annotations

from collections.abc import Sequence

from jaccli.document.blocks import Table, summed

MOST = 12  # rows of a table in a picture
SAID = 1  # the column that says how many rows one row stands for


def shortened(table: Table, looks: Sequence[str]) -> tuple[Table, Sequence[str]]:
    """The table, with one row in place of those in the middle of many, their sum.

    looks: of its rows
    """
    hidden, half = len(table.rows) - MOST, MOST // 2
    if hidden < 2:  # the row of one would take its place
        return table, looks
    gap = [summed([row[at] for row in table.rows[half:-half]]) for at in range(len(table.columns))]
    gap[SAID] = f"… {hidden:,} more, together"
    rows = [*table.rows[:half], gap, *table.rows[-half:]]
    return table._replace(rows=rows), [*looks[:half], "", *looks[-half:]]
