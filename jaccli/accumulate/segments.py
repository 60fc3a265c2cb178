"""A number for each segment J_row ⋯ J_column of a chain, laid out for dynamic programmes.

All segments of one length are filled at once from those that are shorter. Each number is kept
twice, by where its segment begins and by where it ends, so that for every segment of a length the
numbers of both halves of every split stand in one block, in the order of the splits.
"""

from __future__ import annotations

from collections.abc import Sequence

from jaccli.arrays import Array, np

EXACT = 2**63  # below it machine integers are exact


class Segments:
    """The numbers. Those of single factors are given; the others come with `put`."""

    __slots__ = ("_beginning", "_ending", "depth")

    def __init__(self, singles: Array) -> None:
        self.depth = len(singles)  # K
        shape = (self.depth, self.depth)  # segment, length - 1
        self._beginning = np.zeros(shape, singles.dtype)
        self._ending = np.zeros(shape, singles.dtype)
        self.put(1, singles)

    def put(self, length: int, numbers: Array, start: int = 0) -> None:
        """Those of segments of this length. start: the first factor of the first, from 0"""
        stop = start + len(numbers)
        self._beginning[start:stop, length - 1] = numbers
        self._ending[start + length - 1 : stop + length - 1, length - 1] = numbers

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
