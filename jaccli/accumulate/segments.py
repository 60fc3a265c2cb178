"""A number for each segment J_row ⋯ J_column of a chain, laid out for dynamic programmes.

All segments of one length are filled at once from those that are shorter. Each number is kept
twice, by where its segment begins and by where it ends, so that for every segment of a length the
numbers of both halves of every split stand in one block, in the order of the splits.

Numbers beyond machine integers are kept as Python's, and beside them as floats: a float tells
nearly always which split is cheapest, a hundred times as fast, and where several are too close for
it the integers decide.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod

from jaccli.arrays import Array, np

EXACT = 2**63  # below it machine integers are exact
CLOSE = 2.0**-36  # relative: floats that differ by less may stand for integers in any order


class Segments:
    """The numbers. Those of single factors are given; the others come with `put`."""

    __slots__ = ("_beginning", "_ending", "_floats", "depth")

    def __init__(self, singles: Array) -> None:
        self.depth = len(singles)  # K
        shape = (self.depth, self.depth)  # segment, length - 1
        self._beginning = np.zeros(shape, singles.dtype)
        self._ending = np.zeros(shape, singles.dtype)
        self._floats: Segments | None = None
        if singles.dtype == object:
            self._floats = Segments(singles.astype(float))
        self.put(1, singles)

    @property
    def screen(self) -> Segments:
        """The same numbers as fast as they come: themselves, or floats nearby."""
        return self._floats or self

    def put(self, length: int, numbers: Array, start: int = 0) -> None:
        """Those of segments of this length. start: the first factor of the first, from 0"""
        stop = start + len(numbers)
        self._beginning[start:stop, length - 1] = numbers
        self._ending[start + length - 1 : stop + length - 1, length - 1] = numbers
        if self._floats is not None:
            self._floats.put(length, numbers.astype(float), start)

    def right(self, length: int) -> Array:
        """For each segment of this length the right halves J_split ⋯ J_column.

        (K - length + 1, length - 1): a row a segment, a column a split, the shortest first.
        """
        return self._beginning[: self.depth - length + 1, : length - 1]

    def left(self, length: int) -> Array:
        """The left halves J_row ⋯ J_{split+1} of the same splits."""
        halves: Array = self._ending[length - 1 :, : length - 1][:, ::-1]
        return halves

    def of(self, row: int, column: int) -> int:
        """The number of J_row ⋯ J_column, numbered from 1."""
        return int(self._beginning[column - 1, row - column])


def first_least(found: Array, exactly: Callable[[int], Array]) -> Array:
    """The first of the least numbers of each row, as an index.

    found: (rows, columns), integers, or floats near them; exactly: the integers (columns,) of a row
    """
    least = found.argmin(axis=1)
    if found.dtype != float:
        return least
    bound = found[np.arange(len(found)), least] * (1 + CLOSE)
    close = (found <= bound[:, None]).sum(axis=1)
    for row in np.flatnonzero(close > 1).tolist():
        least[row] = exactly(row).argmin()
    return least


def windows(numbers: Array, length: int) -> Array:
    """For each segment of this length the numbers that belong to its splits.

    numbers: (K + 1,), one for each value x_0 … x_K; (K - length + 1, length - 1)
    """
    count = len(numbers) - length
    views: Array = np.lib.stride_tricks.sliding_window_view(numbers, length + 1)
    return views[:count, 1:length]


def exact_array(numbers: Sequence[int], most: int) -> Array:
    """The integers as an array in which sums up to `most` are exact, of machine integers where
    they fit and of Python's where they do not."""
    return np.array(numbers, np.int64 if most < EXACT else object)


def largest_product(sizes: Sequence[int]) -> int:
    """The most multiply-adds that a product of full matrices in a chain can take. It has three of
    the sizes n = m_0, …, m_K."""
    return prod(sorted(sizes)[-3:])
