"""Tables and listings: columns, rows, and how those give way where there is no room for all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple, TypeVar, overload

from jaccli.document.cells import Bar, Cell, Number
from jaccli.document.style import Style

T = TypeVar("T")
KEPT = 1000  # the priority of a column that is never left out
MORE = "… {:,} more …".format  # of so many rows that are not like each other


class Column(NamedTuple):
    """A column of a table; its cells are never wrapped. header: of several lines, a tuple; brief:
    what tells it apart, where every row is a line of its own and a long header would be too.
    plain: what it is called in a spreadsheet, with its unit, if that is another thing

    priority: where there is no room the column of the least one goes first, of equals the first;
    KEPT never goes
    """

    header: str | tuple[str, ...] = ""
    right: bool = False
    style: Style = ""
    priority: int = KEPT
    brief: str = ""
    plain: str = ""


class Rows(Sequence[Sequence[Cell]]):
    """The rows of a long table, each made where it is asked for."""

    __slots__ = ("_length", "_row")

    def __init__(self, length: int, row: Callable[[int], Sequence[Cell]]) -> None:
        self._length = length
        self._row = row

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> Sequence[Cell]: ...

    @overload
    def __getitem__(self, at: slice) -> Rows: ...

    def __getitem__(self, at: int | slice) -> Sequence[Cell] | Rows:
        places = range(self._length)[at]
        if isinstance(places, int):
            return self._row(places)
        return Rows(len(places), lambda place: self._row(places[place]))


def in_turn(parts: Sequence[Sequence[Sequence[Cell]]]) -> Rows:
    """The rows of all parts, one part after the other."""
    ends = [*accumulate(map(len, parts))]

    def row(at: int) -> Sequence[Cell]:
        part = bisect_right(ends, at)
        return parts[part][at - ends[part]]  # from its end: a negative place

    return Rows(ends[-1] if ends else 0, row)


class Fold(NamedTuple):
    """Rows in the middle of a long table that one row stands for. most: rows that are shown"""

    most: int
    gap: Sequence[Cell]


class Elastic(NamedTuple):
    """That a table gives way where a screen has no room: rows in its middle become one, their sum.

    said: what it is called, of how many rows it stands for; at: the column where it says so
    order: the rows, first those that stay longest, where they stand for themselves alone and have
    no sum; "" is said where none is to stand for the others; firm: how many of them never go
    spare: the table goes as a whole where nothing else makes room
    """

    said: Callable[[int], str] = "… {:,} like these …".format
    at: int = 0
    order: Sequence[int] = ()
    firm: int = 0
    spare: bool = False


class Table(NamedTuple):
    """Rows of cells under headers; `footer` comes after a second rule.

    Where it is too wide without the columns that may go, every row becomes a line of its own.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    footer: Sequence[Sequence[Cell]] = ()
    indent: int = 1
    fold: Fold | None = None
    elastic: Elastic | None = None

    @property
    def amounts(self) -> frozenset[int]:
        """The columns that hold amounts and nothing else, which stand at the right where there are
        no bars."""

        def is_one(at: int) -> bool:
            column = [row[at] for row in self.rows if row[at] not in ("", "-")]
            return bool(column) and all(isinstance(cell, Number | Bar) for cell in column)

        return frozenset(filter(is_one, range(len(self.columns))))

    def without(self, at: int) -> Table:
        """The table with one column less; from the end where `at` is negative."""
        at %= len(self.columns)
        return self.of(each for each in range(len(self.columns)) if each != at)

    def of(self, columns: Iterable[int]) -> Table:
        """The table with these columns alone."""
        kept = [*columns]

        def part(row: Sequence[T]) -> list[T]:
            return [row[at] for at in kept]

        return self._replace(
            columns=part(self.columns),
            rows=[part(row) for row in self.rows],
            footer=[part(row) for row in self.footer],
            fold=self.fold and self.fold._replace(gap=part(self.fold.gap)),
            elastic=None,
        )

    def folded(self, most: int) -> Table:
        """The table with one row in place of those in the middle, if it is elastic and has more
        rows than `most`. That row holds their sums, so that columns still add up."""
        elastic, kept = self.elastic, max(most, 2) - 1
        if elastic is None or len(self.rows) <= most:
            return self
        if elastic.order:
            return self._thinned(elastic, most)
        hidden = self.rows[kept - kept // 2 : len(self.rows) - kept // 2]
        gap = [summed([row[column] for row in hidden]) for column in range(len(self.columns))]
        gap[elastic.at] = elastic.said(len(hidden))
        return self._replace(fold=Fold(kept, gap), elastic=None)

    def _thinned(self, elastic: Elastic, most: int) -> Table:
        """The rows that stay longest, and below them how many went."""
        most = max(most - bool(elastic.said(1)), elastic.firm)
        rows = [self.rows[at] for at in sorted(elastic.order[:most])]
        said = elastic.said(len(self.rows) - len(rows))
        if said and len(rows) < len(self.rows):
            rows.append([said if at == elastic.at else "" for at in range(len(self.columns))])
        return self._replace(rows=rows, elastic=None)


def summed(column: Sequence[Cell]) -> Cell:
    """The sum of the amounts in some rows of a column; nothing where there are none."""
    amounts = [cell.value for cell in column if isinstance(cell, Number | Bar)]
    return Number(sum(amounts)) if amounts else ""


class Listing(NamedTuple):
    """Names under titles, and beside each what it is.

    groups: a title, and what stands below it as (name, text)
    """

    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]
