"""Every entry of a matrix in full precision, in lines that are made as they are read.

The columns are as wide as the longest entry. It is found without writing all of them: sign and
size of a number tell how long it may be at most, and few are candidates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from jaccli.arrays import Array, np

PORTION = 1 << 14  # entries that are looked at, or are texts, at once
TRIED = 64  # candidates for the longest entry, at once
DIGITS = 17  # of a number in full precision, at most
BETWEEN = "  "


class Whole(NamedTuple):
    """The lines of a matrix in so many columns of text; a row is numbered, and in blocks where it
    is too long."""

    entries: Array  # (m, n)
    width: int
    indent: int = 2

    def lines(self) -> Iterator[str]:
        """Block under block."""
        cell = widest(self.entries)
        shape = self.entries.shape
        return in_blocks(shape, cell, self._rows(cell), self.width, self.indent)

    def height(self) -> int:
        """How many lines there are."""
        rows, columns = self.entries.shape
        fits = fitting(rows, widest(self.entries), self.width, self.indent)
        blocks = -(-columns // fits)
        return blocks * (rows + (blocks > 1))

    def _rows(self, cell: int) -> Callable[[int, int], Iterator[str]]:
        def rows(start: int, stop: int) -> Iterator[str]:
            form = BETWEEN.join([f"%{cell}r"] * (stop - start))
            for part in portions(self.entries[:, start:stop]):
                for row in part.tolist():
                    yield form % tuple(row)

        return rows


def portions(entries: Array) -> Iterator[Array]:
    """The matrix (m, n), so many rows at a time that their numbers may be a list."""
    high = max(1, PORTION // max(1, entries.shape[1]))
    return (entries[at : at + high] for at in range(0, len(entries), high))


def gutter(rows: int, indent: int) -> int:
    """Columns before the entries: the number of the row stands there."""
    return indent + len(str(rows)) + 2


def fitting(rows: int, cell: int, width: int, indent: int) -> int:
    """How many entries stand beside each other."""
    return max(1, (width - gutter(rows, indent)) // (cell + len(BETWEEN)))


def in_blocks(
    shape: Sequence[int],
    cell: int,
    texts: Callable[[int, int], Iterable[str]],
    width: int,
    indent: int = 2,
) -> Iterator[str]:
    """The entries in as many columns as fit, block under block, rows with their numbers.

    cell: columns of an entry; texts: the rows, between two columns of the matrix
    """
    rows, columns = shape
    fits, before = fitting(rows, cell, width, indent), " " * indent
    numbers = gutter(rows, indent) - indent - 2
    for start in range(0, columns, fits):
        stop = min(start + fits, columns)
        if columns > fits:
            yield f"{before}columns {start + 1} to {stop} of {columns}"
        for at, text in enumerate(texts(start, stop), start=1):
            yield f"{before}{at:>{numbers}}: {text}"


def widest(entries: Array, written: Callable[[float], str] = repr, longer: int = 0) -> int:
    """The signs of the longest entry of a matrix, in full precision.

    written: an entry as text, as long as repr has it, and so many signs longer at most where that
    has a power of ten or is no number
    """
    most = 0
    for part in _looked_at(entries):
        bounds = _bounds(part, longer)
        left = bounds > most
        part, bounds = part[left], bounds[left]
        order = np.argsort(-bounds, kind="stable")
        for at in range(0, order.size, TRIED):
            tried = order[at : at + TRIED]
            if bounds[tried[0]] <= most:
                break
            most = max(most, *(len(written(entry)) for entry in part[tried].tolist()))
    return most


def _looked_at(entries: Array) -> Iterator[Array]:
    """The entries as vectors, for a row may be long as well."""
    for part in portions(entries):
        for at in range(0, part.size, PORTION):
            yield part.reshape(-1)[at : at + PORTION]


def _bounds(numbers: Array, longer: int) -> Array:
    """How many signs each number takes at most."""
    with np.errstate(all="ignore"):
        sizes = np.abs(np.asarray(numbers, "float64"))
        digits = np.floor(np.log10(sizes) + 1e-9) + 1  # before the point
        zeros = -np.floor(np.log10(sizes) - 1e-9) - 1  # behind it
        found = np.where(sizes < 1, len("0.") + zeros + DIGITS, len(".") + DIGITS)
        found = np.where((sizes >= 1) & (sizes == np.rint(sizes)), digits + len(".0"), found)
        short, long = (
            (sizes >= low) & (sizes < high) for low, high in ((1e-4, 1e16), (1e-98, 1e98))
        )
    powers = DIGITS + longer + np.where(long, len(".e-05"), len(".e-100"))
    found = np.where(short, found, np.where(np.isfinite(sizes), powers, len("inf") + longer))
    found = np.where(sizes == 0, len("0.0"), found)
    return found.astype(int) + 1  # and a sign
