"""Each elimination of an order: the value, its neighbours then, the products, what is new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from jaccli.accumulate.elimination.walk import Gone
from jaccli.document.blocks import Column, Elastic, Fold, Table, summed
from jaccli.document.cells import Cell, Formula, Name, Number
from jaccli.document.rows import MORE
from jaccli.reports.order.elimination.units import unit

if TYPE_CHECKING:
    from jaccli.reports.order.elimination.find import Eliminating

MOST_STEPS = 24  # that have a row each where all sections are shown
ADDED = "edges that meet"  # before anything is eliminated


class Taken(NamedTuple):
    """The elimination of a value: how many values are before and after it then, and their sizes
    together; the products, and those that leave a new edge; what it costs."""

    value: str
    size: int
    before: int
    after: int
    entering: int
    leaving: int
    products: int
    new: int
    spent: int

    @property
    def formula(self) -> str:
        """size·entering·leaving, the multiplications of full matrices: 8·4·5"""
        return f"{self.size:,}·{self.entering:,}·{self.leaving:,}"

    @property
    def neighbours(self) -> str:
        """2 × 3"""
        return f"{self.before:,} × {self.after:,}"


def taken(found: Eliminating, steps: Iterable[Gone]) -> Iterator[Taken]:
    """What each step of an order does; first, by the name of "", what adds edges that meet."""
    for step in steps:
        products = step.before * step.after if step.vertex else 0
        own = step.vertex, step.size, step.before, step.after, step.entering, step.leaving
        yield Taken(*own, products, step.new, found.spent(step))


def of_numbers(found: Eliminating) -> bool:
    """Whether every value is one number, so that sizes say nothing."""
    return set(found.subject.dag.sizes) <= {1}


def brief_steps(found: Eliminating) -> Table:
    """The steps of the best order for one screen; of many the first and the last, or none where
    the answer takes long."""
    steps = [each for each in taken(found, found.steps) if each.value or each.spent]
    return _table(found, "best order", steps)._replace(elastic=Elastic(MORE, spare=True))


def all_steps(found: Eliminating, *, whole: bool) -> Table:
    """The same with their sum, for a page. whole: all of them, however many"""
    table = _table(found, "value", taken(found, found.steps))
    total: list[Cell] = ["total", *[""] * (len(table.columns) - 2)]
    total.append(Number(found.orders.amount(found.best)))
    table = table._replace(footer=[total])
    return table if whole else folded(table, MOST_STEPS)


def folded(table: Table, most: int) -> Table:
    """A long table with one row in place of those in its middle, their sums."""
    hidden = table.rows[most // 2 : len(table.rows) - most // 2]
    if len(table.rows) <= most:
        return table
    gap = [summed([row[at] for row in hidden]) for at in range(len(table.columns))]
    gap[0] = f"… {len(hidden):,} more"
    return table._replace(fold=Fold(most, gap))


def _table(found: Eliminating, first: str, steps: Iterable[Taken]) -> Table:
    columns = [
        Column(first),
        Column("before × after", right=True),
        Column("new edges", right=True, priority=1),
        Column("size·before·after", right=True, priority=2),
        Column(unit(found.model), right=True),
    ]
    rows: list[list[Cell]] = [
        [
            Name(each.value) if each.value else ADDED,
            each.neighbours if each.value else "",
            Number(each.new),
            Formula(each.formula) if each.value else "",
            Number(each.spent),
        ]
        for each in steps
    ]
    table = Table(columns, rows)
    return table.without(3) if of_numbers(found) or found.model != "dense" else table
