"""The cheapest order of J_K ⋯ J_1, by dynamic programming over its segments.

    C(row, column) = min over split of C(row, split+1) + C(split, column) + price of their product

The matrix chain problem (Godbole 1973; Griewank & Walther 2008, chapter 10, on Jacobian
accumulation). It is exact for structured Jacobians as for dense ones, because the form of a
product, and with it the price of the next one, does not depend on how it was bracketed.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd
from typing import NamedTuple

from jaccli.accumulate.bracketing import Bracketing, order_of_splits
from jaccli.accumulate.segments import Segments, exact_array, first_least, largest_product
from jaccli.arrays import Array, np
from jaccli.linmap import (
    DenseForm,
    DiagonalForm,
    DiagonalPlusLowRankForm,
    Form,
    compose,
    price_of_ranks,
    rank_of,
)

BLOCK = 1 << 15  # candidates weighed at once: they stay in the processor's cache


MOST_TABLED = 1000  # Jacobians for whose segments there is a table: a few seconds, 100 MB


class Cheapest(NamedTuple):
    """What was found. alone: whether no other order costs as little, None where that is not known;
    scale: what its costs are multiples of; costs: None where there was no table."""

    order: Bracketing
    costs: Segments | None
    alone: bool | None
    scale: int = 1

    def flops(self, row: int, column: int) -> int:
        """What the cheapest way to J_row ⋯ J_column costs, of a chain that has a table."""
        assert self.costs is not None, "a long chain has no table"
        return self.scale * self.costs.of(row, column)


def is_tabled(forms: Sequence[Form]) -> bool:
    """Whether the order is found in a table, in a time like K³: full matrices, if they are many,
    are so in K log K."""
    return len(forms) <= MOST_TABLED or not all(isinstance(form, DenseForm) for form in forms)


def cheapest(forms: Sequence[Form]) -> Cheapest:
    """The order of fewest FLOPs; of several, the first that `every_order` gives.

    forms: of J_1 … J_K, each the `nearest` of its kind; dense ones for the dense cost model. The
    time grows like K³, the memory like K²; no array of a Jacobian's size is made. Of very many
    full matrices (`is_tabled`) it is any one of the cheapest.
    """
    if not is_tabled(forms):
        from jaccli.accumulate.polygon import cheapest_order  # few chains are so long

        order = cheapest_order([forms[0].columns, *(form.rows for form in forms)])
        return Cheapest(order, None, None)
    shared = gcd(*(size for form in forms for size in form.shape))
    if shared > 1 and all(isinstance(form, DenseForm) for form in forms):
        found = cheapest([DenseForm(f.rows // shared, f.columns // shared) for f in forms])
        return found._replace(scale=shared**3 * found.scale)
    prices = (each.flops for form in forms for each in (form.per_column, form.per_row))
    unit = gcd(shared, *prices) or 1  # as all costs are multiples of it, they are counted in it
    table = _Table(forms, unit)
    for length in range(2, len(forms) + 1):
        table.fill(length)
    order = order_of_splits(len(forms), table.split)
    assert order.price(forms).flops == unit * table.costs.of(len(forms), 1), "both price alike"
    alone = all(table.is_unique(*each.whole) for each in order)
    return Cheapest(order, table.costs, alone, unit)


class _Table:
    """The segments filled so far: what each costs, how it is split, what its product's form is.

    unit: what costs are counted in; the sizes and the prices of a vector are multiples of it
    """

    def __init__(self, forms: Sequence[Form], unit: int) -> None:
        sizes = [forms[0].columns, *(form.rows for form in forms)]
        depth = len(forms)
        most = 2 * depth * largest_product(sizes) // unit  # no form is dearer than a full matrix
        self.unit = unit
        self.sizes = exact_array(sizes, most)  # (K + 1,)
        self.costs = Segments(exact_array([0] * depth, most))
        self.splits = Segments(np.zeros(depth, np.int32))
        # of the products: what one vector costs ahead and back, and the rank of the low-rank ones
        self.ahead = Segments(exact_array([form.per_column.flops // unit for form in forms], most))
        self.back = Segments(exact_array([form.per_row.flops // unit for form in forms], most))
        self.ranks = Segments(exact_array([rank_of(form) for form in forms], most))
        self.work = np.empty((2, max(BLOCK, depth)))
        self.forms = _Forms(forms, unit)
        self.low = [self.forms.each(self.forms.low, np.zeros(depth, bool))]  # by length

    def fill(self, length: int) -> None:
        """All segments of this length, from the shorter ones."""
        self.forms.lengthen()
        many = len(self.sizes) - length
        self.low.append(self.forms.each(self.forms.low, np.zeros(many, bool)))
        height = max(1, BLOCK // length)
        for start in range(0, many, height):
            some = np.arange(start, min(start + height, many))

            def exactly(row: int, some: Array = some) -> Array:
                return self._candidates(length, some[row : row + 1])[0]

            split = first_least(self._candidates(length, some, screened=True), exactly)
            self.costs.put(length, self._candidates(length, some, split), start)
            self.splits.put(length, split, start)
        dense = 2 * self.sizes[length:] * (self.sizes[:many] // self.unit)
        self.ahead.put(length, self.forms.each(self.forms.ahead, dense))
        self.back.put(length, self.forms.each(self.forms.back, dense))
        self.ranks.put(length, self.forms.each(self.forms.ranks, np.zeros_like(dense)))

    def split(self, row: int, column: int) -> int:
        """Where J_row ⋯ J_column is split last: the row of its right factor."""
        return column + self.splits.of(row, column)

    def is_unique(self, row: int, column: int) -> bool:
        """Whether J_row ⋯ J_column has one cheapest split."""
        found = self._candidates(row - column + 1, np.array([column - 1]))
        return int((found == self.costs.of(row, column)).sum()) == 1

    def _candidates(
        self, length: int, some: Array, split: Array | None = None, *, screened: bool = False
    ) -> Array:
        """FLOPs of some segments of this length at every split, or each at one.

        (segments, splits) or (segments,); screened: as fast as they come, perhaps as floats
        """
        rows = some if len(some) == 1 or split is not None else slice(some[0], some[-1] + 1)
        at = (rows,) if split is None else (rows, split)

        def halves(table: Segments) -> tuple[Array, Array]:
            table = table.screen if screened else table
            return table.left(length)[at], table.right(length)[at]

        def across(sizes: Array) -> Array:
            """A size for each segment, whatever its split."""
            return sizes if split is not None else sizes[:, None]

        columns, heights = self.sizes[some], self.sizes[some + length]
        if screened and columns.dtype == object:
            columns, heights = columns.astype(float), heights.astype(float)
        (ahead, _), (_, back) = halves(self.ahead), halves(self.back)
        # either half acts on the vectors of the other, whichever costs less
        found, other = self._room(ahead, 0), self._room(ahead, 1)
        np.multiply(ahead, across(columns), out=found)
        np.multiply(back, across(heights), out=other)
        np.minimum(found, other, out=found)
        low = self.low[length - 1][some]
        if low.any():  # they stay low-rank; an identity among them costs nothing as it stands
            part = slice(None) if low.all() else low
            k, l = (half[part] for half in halves(self.ranks))  # noqa: E741  # ranks k and l
            # their sum is the same at every split, and for one sum the price is linear in k·l
            total = k[:, :1] + l[:, :1] if split is None else k + l
            n = across(columns[part] // self.unit)
            both = k * l
            both *= price_of_ranks(n, 1, 1).flops - price_of_ranks(n, 2, 0).flops
            both += price_of_ranks(n, total, 0).flops
            found[part] = np.where(found[part] == 0, 0, both)
        left, right = halves(self.costs)
        found += left
        found += right
        return found

    def _room(self, like: Array, at: int) -> Array:
        """Somewhere to work, used again each time: to ask for new memory takes longer than to
        fill it."""
        if like.dtype == object:
            return np.empty_like(like)
        room: Array = self.work[at, : like.size].view(like.dtype).reshape(like.shape)
        return room


class _Forms:
    """The forms of the products of all segments of one length; most are dense, and not asked for.

    kinds: by segment, from 0, which of `known` its product has; 0 where it is dense
    """

    def __init__(self, forms: Sequence[Form], unit: int) -> None:
        self.unit = unit
        self.known: list[Form] = list(forms[:1])  # 0 stands for every dense form
        self.index: dict[Form, int] = {}
        # of each that is known: one vector ahead and back, k of a rank, whether it is low
        self.ahead, self.back, self.ranks, self.low = [0], [0], [0], [False]
        self.products: dict[tuple[int, int], int] = {}
        self.singles = np.array([self._kind(form) for form in forms])
        self.kinds = self.singles

    def lengthen(self) -> None:
        """To the segments that are longer by one factor.

        A dense matrix makes every product dense that it is part of: a segment that is not dense is
        one that is not so without its last factor, and both are looked up.
        """
        last = self.singles[len(self.singles) - len(self.kinds) + 1 :]
        base = len(self.known)
        pairs = np.where((self.kinds[:-1] > 0) & (last > 0), self.kinds[:-1] * base + last, 0)
        distinct = sorted(set(pairs.tolist()))
        found = [self._product(*divmod(pair, base)) for pair in distinct]
        self.kinds = np.array(found)[np.searchsorted(distinct, pairs)]

    def each(self, known: Sequence[int], like: Array) -> Array:
        """A number for each segment, by the form of its product; as it is where that is dense."""
        return np.where(self.kinds > 0, np.array(known, like.dtype)[self.kinds], like)

    def _product(self, right: int, left: int) -> int:
        """The kind of the product of two kinds."""
        if not right or not left:
            return 0
        if (right, left) not in self.products:
            form = compose(self.known[left], self.known[right]).form
            self.products[right, left] = self._kind(form)
        return self.products[right, left]

    def _kind(self, form: Form) -> int:
        if isinstance(form, DenseForm):
            return 0
        if form not in self.index:
            self.index[form] = len(self.known)
            self.known.append(form)
            self.ahead.append(form.per_column.flops // self.unit)
            self.back.append(form.per_row.flops // self.unit)
            self.ranks.append(rank_of(form))
            self.low.append(isinstance(form, (DiagonalForm, DiagonalPlusLowRankForm)))
        return self.index[form]
