"""The prices of a sweep at any of its sizes: most are found at once, others one by one."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from jaccli.reports.common.modes import Rule
from jaccli.reports.sweep.points import Point, Priced, point_of, priced

if TYPE_CHECKING:
    from jaccli.spec.resized import Resizable

VAST = (10**40, 10**41)  # sizes at which only the highest power is left
MOST_ORDERED = 64  # Jacobians of a chain whose best order is sought at every size
MOST_CALLS = 1_000_000  # that read and price: a few seconds
MOST_CELLS = 20_000_000  # of the tables in which best orders are found, as many seconds


class Prices:
    """Points by their sizes. sizes: those that are certain to be asked for"""

    def __init__(self, file: Resizable, sizes: Collection[int], rule: Rule) -> None:
        self.file, self.rule = file, rule
        self.found = priced(file.at([*sizes], MOST_CALLS))
        self.places = {size: at for at, size in enumerate(sizes)}

    def fits(self, size: int) -> bool:
        """Whether the file does."""
        found, at = self._of(size)
        return found.swept.fits[at]

    def at(self, size: int, *, ordered: bool = False) -> Point | None:
        """What this size gives; None where the file does not fit. ordered: with the best order"""
        found, at = self._of(size)
        return point_of(found, at, self.rule, ordered=ordered) if found.swept.fits[at] else None

    def orders(self, sizes: int) -> bool:
        """Whether the best order is sought at so many."""
        graph = self.found.swept.graph
        depth = len(graph.nodes)
        return graph.is_chain and depth <= MOST_ORDERED and depth**3 * sizes <= MOST_CELLS

    def widths(self, many: int) -> tuple[tuple[int, ...], ...]:
        """Of a chain: the sizes of x_1 … x_{K+1}, at the first so many sizes."""
        swept = self.found.swept
        if not swept.graph.is_chain:
            return ()
        names = (swept.graph.inputs[0].name, *(node.name for node in swept.graph.nodes))
        every = [swept.values[name] for name in names]
        # they fit there, and are numbers
        alike = {each: tuple([size or 0 for size in each.each[:many]]) for each in {*every}}
        return tuple([alike[each] for each in every])

    def _of(self, size: int) -> tuple[Priced, int]:
        if size in self.places:
            return self.found, self.places[size]
        return priced(self.file.at([size], MOST_CALLS)), 0
