"""Orders of the product J_K ⋯ J_1 as data: spelt, priced, executed, enumerated.

An order is the K − 1 products in which it is multiplied out. Forward and reverse mode are two of
them; there are Catalan(K − 1). Nothing here chooses one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import comb
from typing import Any, NamedTuple

from jaccli.cost import Cost
from jaccli.linmap import Form, LinearMap, compose, product


class Product(NamedTuple):
    """(J_row ⋯ J_{split+1}) · (J_split ⋯ J_column), numbered from 1.

    It has the rows of J_row and the columns of J_column; the rows of J_split are multiplied away.
    """

    row: int
    split: int
    column: int

    @property
    def left(self) -> tuple[int, int]:
        """Row and column of the left factor."""
        return self.row, self.split + 1

    @property
    def right(self) -> tuple[int, int]:
        """Row and column of the right factor."""
        return self.split, self.column

    @property
    def whole(self) -> tuple[int, int]:
        """Row and column of the product."""
        return self.row, self.column


class Priced(NamedTuple):
    """A product of an order: the forms of its factors and of what it gives, and what it costs."""

    product: Product
    left: Form
    right: Form
    form: Form
    cost: Cost

    @property
    def numbers(self) -> int:
        """How many it gives."""
        return self.form.own_numbers


class Bracketing(tuple[Product, ...]):
    """The products in which J_K ⋯ J_1 is multiplied out, each after its factors."""

    __slots__ = ()

    @property
    def spelt(self) -> str:
        """With its brackets; that of one factor is the factor.

        >>> reverse_order(4).spelt
        '((J4·J3)·J2)·J1'
        """
        texts: dict[tuple[int, int], str] = {}

        def take(part: tuple[int, int]) -> str:
            return f"({texts.pop(part)})" if part in texts else f"J{part[0]}"

        for each in self:
            texts[each.whole] = f"{take(each.left)}·{take(each.right)}"
        return next(iter(texts.values()), "J1")

    @property
    def entry(self) -> dict[str, Any]:
        """How JSON spells it."""
        return {"bracketing": self.spelt}

    def steps(self, forms: Sequence[Form]) -> tuple[Priced, ...]:
        """What each product gives and costs, from shapes alone. forms: of J_1 … J_K."""
        live = {(k, k): form for k, form in enumerate(forms, start=1)}
        found = []
        for each in self:
            left, right = live.pop(each.left), live.pop(each.right)
            form, cost, _ = compose(left, right)
            live[each.whole] = form
            found.append(Priced(each, left, right, form, cost))
        return tuple(found)

    def price(self, forms: Sequence[Form]) -> Cost:
        """What all products cost; the start vectors of either mode are free."""
        return sum((step.cost for step in self.steps(forms)), Cost())

    def peak(self, forms: Sequence[Form]) -> int:
        """How many numbers the largest product has that is not J itself; 0 where there is none."""
        return max((step.numbers for step in self.steps(forms)[:-1]), default=0)

    def held(self, forms: Sequence[Form]) -> int:
        """The most numbers of products that are held at once while the order is executed."""
        live: dict[tuple[int, int], int] = {}
        held = most = 0
        for step in self.steps(forms):
            held += step.numbers
            most = max(most, held)
            for part in (step.product.left, step.product.right):
                held -= live.pop(part, 0)
            live[step.product.whole] = step.numbers
        return most

    def execute(self, maps: Sequence[LinearMap]) -> LinearMap:
        """J. maps: J_1 … J_K"""
        return self._multiplied(maps, product)

    def counted(self, maps: Sequence[LinearMap]) -> Cost:
        """Its operations, counted one by one by running it on numbers that only count."""
        from jaccli.linmap.tally import Tally, on_tallies  # few ask

        tally = Tally()

        def multiply(a: LinearMap, b: LinearMap) -> LinearMap:
            return on_tallies(product(a, b), tally)

        self._multiplied([on_tallies(each, tally) for each in maps], multiply)
        return tally.cost

    def _multiplied(
        self,
        maps: Sequence[LinearMap],
        multiply: Callable[[LinearMap, LinearMap], LinearMap],
    ) -> LinearMap:
        live = {(k, k): each for k, each in enumerate(maps, start=1)}
        for each in self:
            live[each.whole] = multiply(live.pop(each.left), live.pop(each.right))
        (whole,) = live.values()
        return whole


def forward_order(depth: int) -> Bracketing:
    """J_K·( … (J_2·J_1)): from right to left, as forward mode with free seeds."""
    return Bracketing(Product(k, k - 1, 1) for k in range(2, depth + 1))


def reverse_order(depth: int) -> Bracketing:
    """((J_K·J_{K-1}) … )·J_1: from left to right, as reverse mode with free seeds."""
    return Bracketing(Product(depth, k, k) for k in range(depth - 1, 0, -1))


def number_of_orders(depth: int) -> int:
    """Catalan(K − 1), the number of bracketings of K factors.

    >>> [number_of_orders(depth) for depth in (1, 2, 3, 4, 5, 6)]
    [1, 1, 2, 5, 14, 42]
    """
    return comb(2 * depth - 2, depth - 1) // depth


def every_order(depth: int) -> Iterator[Bracketing]:
    """All bracketings. First those whose last product has the shortest right factor, and so on
    within both factors: of orders that cost the same, the first here is the one that is named.

    >>> [order.spelt for order in every_order(3)]
    ['(J3·J2)·J1', 'J3·(J2·J1)']
    """
    return map(Bracketing, _orders(depth, 1))


def _orders(row: int, column: int) -> Iterator[tuple[Product, ...]]:
    if row == column:
        yield ()
    for split in range(column, row):
        for left in _orders(row, split + 1):
            for right in _orders(split, column):
                yield (*left, *right, Product(row, split, column))


def order_of_splits(depth: int, split_of: Callable[[int, int], int]) -> Bracketing:
    """The order in which J_row ⋯ J_column is split at split_of(row, column).

    A loop and no recursion: an order can nest as deep as the chain is long.
    """
    found: list[Product] = []
    waiting = [(depth, 1)]
    while waiting:
        row, column = waiting.pop()
        if row > column:
            last = Product(row, split_of(row, column), column)
            found.append(last)
            waiting += [last.left, last.right]
    return Bracketing(reversed(found))  # left factors before right ones, both before their product
