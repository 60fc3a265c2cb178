"""A nest of loops: sums of products over named axes.

One of the factors is the vector.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from jaccli.arrays import Array, np
from jaccli.cost import Cost
from jaccli.linmap.base import Form, LinearMap, settled


@dataclass(frozen=True, slots=True)
class NestForm(Form):
    """np.einsum as it stands: one loop for each letter, so many rounds in all.

    Each round multiplies the factors, and adds what it made where several meet in one entry.
    """

    rounds: int  # Π of the sizes of all letters
    factors: int  # numbers that a round multiplies, that of the vector among them
    held: int  # numbers in the other factors
    structure = "nest"
    products = ("the loops with v in its place", "the loops with u in the place of the value")
    also_called = ("loop nest", "einstein summation")

    @property
    def per_column(self) -> Cost:
        return self._terms(self.rows)

    @property
    def per_row(self) -> Cost:
        return self._terms(self.columns)

    @property
    def own_numbers(self) -> int:
        return self.held

    def _terms(self, sums: int) -> Cost:
        added = self.rounds if self.rounds > sums else 0
        return Cost((self.factors - 1) * self.rounds, added)


class Nest(LinearMap):
    """y[result] = Σ Π factors[letters] · x[own], over the letters that are not in the result.

    others: the other factors and their letters, no letter twice in one; sizes: of each letter
    """

    __slots__ = ("dtype", "factors", "letters", "own", "result", "sizes")

    def __init__(
        self,
        own: str,
        result: str,
        others: Sequence[tuple[str, Array]],
        sizes: Mapping[str, int],
        dtype: str = "float64",
    ) -> None:
        self.own = own
        self.result = result
        self.letters = tuple([letters for letters, _ in others])
        self.factors = tuple([array for _, array in others])
        self.sizes = dict(sizes)
        self.dtype = dtype

    @property
    def form(self) -> NestForm:
        rows, columns = (prod(self.sizes[x] for x in each) for each in (self.result, self.own))
        held = sum(each.size for each in self.factors)
        return NestForm(rows, columns, prod(self.sizes.values()), 1 + len(self.factors), held)

    @property
    def arrays(self) -> tuple[Array, ...]:
        return self.factors

    def on_columns(self, columns: Array) -> Array:
        return self._looped(self.own, self.result, columns, self.factors)

    def on_rows(self, rows: Array) -> Array:
        return self._looped(self.result, self.own, rows.T, self.factors).T

    def _looped(self, given: str, wanted: str, vectors: Array, factors: Sequence[Array]) -> Array:
        """The nest with vectors (…, c) at the letters `given`, summed to those `wanted`."""
        shape = [self.sizes[x] for x in given]
        many = vectors.shape[1]
        if vectors.dtype == object:
            return self._one_by_one(given, wanted, vectors.reshape(*shape, many), factors)
        # a letter of the input alone: its entries share what comes back
        spare = "".join(x for x in wanted if x not in given and x not in "".join(self.letters))
        ones = np.ones([self.sizes[x] for x in spare], vectors.dtype)
        terms = ",".join([*self.letters, f"{given}Z", spare])
        laid = vectors.reshape(*shape, many)
        found: Array = np.einsum(f"{terms}->{wanted}Z", *factors, laid, ones)
        return found.reshape(-1, many)

    def _one_by_one(
        self, given: str, wanted: str, vectors: Array, factors: Sequence[Array]
    ) -> Array:
        """The same loops on numbers that NumPy does not know."""
        shape = [self.sizes[x] for x in wanted]
        rounds = prod(self.sizes.values())
        adds = rounds > prod(shape)
        found: Any = np.zeros((*shape, vectors.shape[-1]), object)
        for places in product(*(range(size) for size in self.sizes.values())):
            at = dict(zip(self.sizes, places, strict=True))
            term = vectors[tuple(at[x] for x in given)]
            for letters, factor in zip(self.letters, factors, strict=True):
                entry = tuple(at[x] for x in letters)
                term = np.array([factor[entry]], object) * term
            place = tuple(at[x] for x in wanted)
            found[place] = found[place] + term if adds else term
        return found.reshape(-1, vectors.shape[-1])

    def reads(self, rows: Array) -> Array:
        return self._met(self.result, self.own, rows)

    def moves(self, columns: Array) -> Array:
        return self._met(self.own, self.result, columns)

    def _met(self, given: str, wanted: str, chosen: Array) -> Array:
        """What meets some of the chosen entries, whatever the factors are."""
        ones = [np.ones(each.shape) for each in self.factors]
        met: Array = self._looped(given, wanted, chosen[:, None].astype(float), ones)[:, 0] > 0
        return met

    def cut(self, rows: Array, columns: Array) -> LinearMap:
        ends = [
            chosen.reshape([self.sizes[x] for x in letters]).astype(float)
            for letters, chosen in ((self.result, rows), (self.own, columns))
        ]
        ones = [np.ones(each.shape) for each in self.factors]
        others = []
        for letters, factor in zip(self.letters, self.factors, strict=True):
            terms = ",".join([*self.letters, self.result, self.own])
            used = np.einsum(f"{terms}->{letters}", *ones, *ends) > 0
            others.append((letters, settled(factor, used)))
        return Nest(self.own, self.result, others, self.sizes, self.dtype)

    def dense(self) -> Array:
        return self.on_columns(np.eye(self.form.columns, dtype=self.dtype))
