"""The vectors of -v and -u: 1,0,2, e3, all, random, @file.npy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.sources import array_of
from jaccli.words import count

if TYPE_CHECKING:
    from jaccli.arrays import Array
    from jaccli.reports.common.product.find import Vector


def vectors_of(texts: Sequence[str], size: int, dtype: str, seed: int, what: str) -> list[Vector]:
    """The vectors (size,) that the texts name.

    seed: of `random`; what: whose vectors they are, for messages. Raises Mistakes with every text
    that is none.
    """
    from jaccli.arrays import np
    from jaccli.reports.common.product.find import Vector

    found: list[Vector] = []
    errors: list[JaccliError] = []
    drawn = np.random.RandomState(seed)
    for text in texts:
        word = text.strip().lower()
        if word == "all":
            found += [Vector("all", row) for row in np.eye(size, dtype=dtype)]
        elif word == "random":
            found.append(Vector("random", drawn.standard_normal(size).astype(dtype)))
        elif word[:1] == "e" and word[1:].isascii() and word[1:].isdigit():
            index = int(word[1:][:18])
            if 1 <= index <= size:
                unit = np.zeros(size, dtype=dtype)
                unit[index - 1] = 1
                found.append(Vector(f"e{index}", unit))
            else:
                errors.append(
                    JaccliError(
                        f"{printable(text)}: {what} has {count(size, 'entry', 'entries')}",
                        notes=[("help", f"write e1 to e{size:,}")],
                    )
                )
        else:
            try:
                rows = _rows(text, dtype)
            except Mistakes as mistakes:
                errors += mistakes.errors
                continue
            if rows.shape[1] != size:
                errors.append(
                    JaccliError(
                        f"{printable(text[:40])} has {count(rows.shape[1], 'entry', 'entries')}, "
                        f"{what} has {size:,}"
                    )
                )
                continue
            found += [Vector(printable(text), row) for row in rows]
    if errors:
        raise Mistakes(errors)
    return found


def _rows(text: str, dtype: str) -> Array:
    """One vector or the rows of a matrix in a file."""
    from jaccli.arrays import np

    try:
        return np.atleast_2d(array_of(text, axes=1).load(dtype))
    except Mistakes as first:
        if not text.startswith("@"):
            raise _reworded(first) from None
        try:
            return array_of(text, axes=2).load(dtype)
        except Mistakes:
            raise first from None
    except JaccliError as error:
        raise Mistakes([error]) from None


def _reworded(mistakes: Mistakes) -> Mistakes:
    """The mistake of a vector that is written out."""
    (error,) = mistakes.errors
    help = "a vector is 1,0,2 or e3 or all or random or @file.npy"
    return Mistakes([JaccliError(error.title, notes=[("help", help)])])
