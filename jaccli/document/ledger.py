"""A block for what happens step by step: what is there, what is made of it, and what that costs.

Like all blocks it says what is shown, not how wide: a renderer shortens vectors where it must.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from jaccli.words import count

if TYPE_CHECKING:
    from jaccli.arrays import Array


WIDEST = 100  # columns that a ledger takes at most


class Named(NamedTuple):
    """Numbers under a name, x4 = [0 2 1]; several vectors are rows. values: None where they are
    left blank"""

    name: str
    values: Array | None  # (n,) or (r, n)


class Entry(NamedTuple):
    """One step. shown: what is there; shapes: of the product; made: what comes out; amount: what
    that costs, None where nothing is paid; general: what it is of, the product with a Jacobian"""

    title: str
    shown: Sequence[Named | str] = ()
    shapes: str = ""
    made: Sequence[Named | str] = ()
    amount: int | None = None
    general: str = ""


class Ledger(NamedTuple):
    """Steps in their order, each with its amount at the right, and their total.

    Where a screen has no room the steps in the middle become one, with their sum.

    title: what it is; unit: of the amounts; start: what the first step begins with
    """

    title: str
    unit: str
    start: Entry
    rows: Sequence[Entry]

    @property
    def total(self) -> int:
        """Of all steps."""
        return sum(row.amount or 0 for row in self.rows)

    @property
    def texts(self) -> list[list[str]]:
        """Title, what is there, what is made and the amount of each step, for a format that has
        tables."""
        return [
            [each.title, _said(each.shown), _said(each.made), f"{each.amount or ''}"]
            for each in (self.start, *self.rows)
        ]

    def folded(self, most: int) -> Ledger:
        """The same with at most so many steps, one of which stands for those in the middle."""
        kept = max(most, 2) - 1
        if len(self.rows) <= most:
            return self
        first, last = kept // 2, len(self.rows) - (kept - kept // 2)
        hidden = self.rows[first:last]
        paid = [row.amount for row in hidden if row.amount is not None]
        gap = Entry(f"… {len(hidden):,} steps like these …", amount=sum(paid) if paid else None)
        return self._replace(rows=[*self.rows[:first], gap, *self.rows[last:]])


def _said(pieces: Sequence[Named | str]) -> str:
    return "; ".join(
        each if isinstance(each, str) else f"{each.name} = {in_a_row(each.values)}"
        for each in pieces
    )


def in_a_row(values: Array | None, room: int = WIDEST) -> str:
    """The entries in so many columns; of several vectors the first; a number has no brackets."""
    from jaccli.document.figures import compact, figures  # few reports show numbers of arrays

    if values is None:
        return "?"
    if values.size == 1:
        return figures(values.reshape(1, 1))[0][0]
    first, rows = (values, 1) if values.ndim == 1 else (values[0], len(values))
    more = f" and {count(rows - 1, 'more row')}" if rows > 1 else ""
    return compact(first, WIDEST if first.size == 1 else room - len(more)) + more
