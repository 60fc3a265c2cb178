"""The cheapest order of J_K ⋯ J_1, by dynamic programming over its segments.

    C(row, column) = min over split of C(row, split+1) + C(split, column) + price of their product

The matrix chain problem (Godbole 1973; Griewank & Walther 2008, chapter 10, on Jacobian
accumulation). It is exact for structured Jacobians as for dense ones, because the form of a
product, and with it the price of the next one, does not depend on how it was bracketed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import gcd
from typing import NamedTuple

from jaccli.accumulate.bracketing import Bracketing, order_of_splits, price
from jaccli.accumulate.segments import Segments, exact_array, first_least, largest_product
from jaccli.arrays import Array, np
from jaccli.linmap import (
    DenseForm,
    DiagonalForm,
    DiagonalPlusLowRankForm,
    Form,
    compose,
    price_of_ranks,
)

BLOCK = 1 << 15  # candidates weighed at once: they stay in the processor's cache


class Cheapest(NamedTuple):
    """What the programme found. alone: whether no other order costs as little; scale: what its
    costs are multiples of."""

    order: Bracketing
    costs: Segments
    alone: bool
    scale: int = 1

    def flops(self, row: int, column: int) -> int:
        """What the cheapest way to J_row ⋯ J_column costs."""
        return self.scale * self.costs.of(row, column)


def cheapest(forms: Sequence[Form]) -> Cheapest:
    """The order of fewest FLOPs; of several, the first that `every_order` gives.

    forms: of J_1 … J_K, each the `nearest` of its kind; dense ones for the dense cost model. The
    time grows like K³, the memory
    like K²; no array of a Jacobian's size is made.
    """
    shared = gcd(*(size for form in forms for size in form.shape))
    if shared > 1 and all(isinstance(form, DenseForm) for form in forms):
        found = cheapest([DenseForm(f.rows // shared, f.columns // shared) for f in forms])
        return found._replace(scale=shared**3 * found.scale)
    table = _Table(forms)
    for length in range(2, len(forms) + 1):
        table.fill(length)
    order = order_of_splits(len(forms), table.split)
    assert price(order, forms).flops == table.costs.of(len(forms), 1), "both price alike"
    return Cheapest(order, table.costs, all(table.is_unique(*each.whole) for each in order))


class _Table:
    """The segments filled so far: what each costs, how it is split, what its product's form is."""

    def __init__(self, forms: Sequence[Form]) -> None:
        sizes = [forms[0].columns, *(form.rows for form in forms)]
        depth = len(forms)
        most = 2 * depth * largest_product(sizes)  # no form is dearer than a full matrix
        self.sizes = exact_array(sizes, most)  # (K + 1,)
        self.costs = Segments(exact_array([0] * depth, most))
        self.splits = Segments(np.zeros(depth, np.int32))
        # of the products: what one vector costs ahead and back, and the rank of the low-rank ones
        self.ahead = Segments(exact_array([form.per_column.flops for form in forms], most))
        self.back = Segments(exact_array([form.per_row.flops for form in forms], most))
        self.ranks = Segments(exact_array([_rank(form) for form in forms], most))
        self.forms = _Forms(forms)
        self.family = [self.forms.family()]  # by length

    def fill(self, length: int) -> None:
        """All segments of this length, from the shorter ones."""
        self.forms.lengthen()
        self.family.append(self.forms.family())
        many = len(self.sizes) - length
        height = max(1, BLOCK // length)
        for start in range(0, many, height):
            some = np.arange(start, min(start + height, many))

            def exactly(row: int, some: Array = some) -> Array:
                return self._candidates(length, some[row : row + 1])[0]

            split = first_least(self._candidates(length, some, screened=True), exactly)
            self.costs.put(length, self._candidates(length, some, split), start)
            self.splits.put(length, split, start)
        self._put_forms(length)

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
        found = np.minimum(ahead * across(columns), back * across(heights))
        low = self.family[length - 1][some]
        if low.any():  # they stay low-rank; an identity among them costs nothing as it stands
            ranks = (half[low] for half in halves(self.ranks))
            cost = price_of_ranks(across(columns[low]), *ranks)
            found[low] = np.where(found[low] == 0, found[low], cost.flops)
        left, right = halves(self.costs)
        found += left
        found += right
        return found

    def _put_forms(self, length: int) -> None:
        """What a vector through the products of this length costs."""
        rows, columns = self.sizes[length:], self.sizes[: len(self.sizes) - length]
        ahead, back = 2 * rows * columns, 2 * rows * columns  # dense
        ranks = np.zeros_like(ahead)
        for form, at in self.forms.by_form():
            ahead[at], back[at] = form.per_column.flops, form.per_row.flops
            ranks[at] = _rank(form)
        self.ahead.put(length, ahead)
        self.back.put(length, back)
        self.ranks.put(length, ranks)


class _Forms:
    """The forms of the products of all segments of one length; most are dense, and not asked for.

    kinds: by segment, from 0, which of `known` its product has; 0 where it is dense
    """

    def __init__(self, forms: Sequence[Form]) -> None:
        self.known: list[Form] = list(forms[:1])  # 0 stands for every dense form
        self.index: dict[Form, int] = {}
        self.singles = np.array([self._kind(form) for form in forms])
        self.kinds = self.singles

    def lengthen(self) -> None:
        """To the segments that are longer by one factor.

        A dense matrix makes every product dense that it is part of: a segment is not dense only
        if it is not so without its last factor, nor without its first.
        """
        base = len(self.known)
        last = self.singles[len(self.singles) - len(self.kinds) + 1 :]
        inner = np.where((self.kinds[1:] > 0) & (last > 0), self.kinds[:-1], 0)
        pairs = inner * base + last
        products = np.zeros(len(pairs), int)
        for pair in sorted(set(pairs[pairs >= base].tolist())):
            right, left = divmod(pair, base)
            form, _ = compose(self.known[left], self.known[right])
            products[pairs == pair] = self._kind(form)
        self.kinds = products

    def family(self) -> Array:
        """Whether the product of each segment is diagonal or diagonal + low rank."""
        family = (DiagonalForm, DiagonalPlusLowRankForm)
        kept = [k for k, form in enumerate(self.known) if k and isinstance(form, family)]
        return np.isin(self.kinds, kept)

    def by_form(self) -> Iterator[tuple[Form, Array]]:
        """Each form that is not dense, and the segments whose product has it."""
        for kind in sorted(set(self.kinds[self.kinds > 0].tolist())):
            yield self.known[kind], np.flatnonzero(self.kinds == kind)

    def _kind(self, form: Form) -> int:
        if isinstance(form, DenseForm):
            return 0
        if form not in self.index:
            self.index[form] = len(self.known)
            self.known.append(form)
        return self.index[form]


def _rank(form: Form) -> int:
    """k of a diagonal + rank k; 0 of a diagonal, and of others, of which it is not asked."""
    return form.rank if isinstance(form, DiagonalPlusLowRankForm) else 0
