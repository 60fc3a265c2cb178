"""The vectors of -v and -u: 1,0,2, e3, all, random, @file.npy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from jaccli.arrays import np
from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.sources import array_of
from jaccli.words import count

if TYPE_CHECKING:
    from jaccli.arrays import Array


class Vector(NamedTuple):
    """A vector to push forward or pull back, and how the user named it."""

    name: str
    entries: Array


def vectors_of(texts: Sequence[str], size: int, dtype: str, seed: int, what: str) -> list[Vector]:
    """The vectors (size,) that the texts name.

    seed: of `random`; what: whose vectors they are, for messages. Raises Mistakes with every text
    that is none.
    """
    found: list[Vector] = []
    errors: list[JaccliError] = []
    drawn = np.random.RandomState(seed)
    for text in texts:
        try:
            own = named(text, size, dtype, drawn, what)
            if own is None:
                own = [Vector(text, row) for row in _fitting(text, size, dtype, what)]
            found += own
        except Mistakes as mistakes:
            errors += mistakes.errors
        except JaccliError as error:
            errors.append(error)
    if errors:
        raise Mistakes(errors)
    return found


def named(
    text: str, size: int, dtype: str, drawn: np.random.RandomState, what: str
) -> list[Vector] | None:
    """The vectors (size,) of a name: e3, all, random; None where the text is none.

    drawn: where random entries come from. Raises JaccliError for an e beyond the last.
    """
    word = text.strip().lower()
    if word == "all":
        return [Vector("all", row) for row in np.eye(size, dtype=dtype)]
    if word == "random":
        return [Vector("random", drawn.standard_normal(size).astype(dtype))]
    if not _is_a_unit(word):
        return None
    index = int(word[1:][:18])
    if not 1 <= index <= size:
        raise JaccliError(
            f"{printable(text)}: {what} has {count(size, 'entry', 'entries')}",
            notes=[("help", f"write e1 to e{size:,}" if size > 1 else "write e1")],
        )
    unit = np.zeros(size, dtype=dtype)
    unit[index - 1] = 1
    return [Vector(f"e{index}", unit)]


def _is_a_unit(word: str) -> bool:
    """Whether a word is e1, e2, …"""
    return word[:1] == "e" and word[1:].isascii() and word[1:].isdigit()


def _is_a_name(text: str) -> bool:
    """Whether a text names a vector, or all."""
    return (word := text.strip().lower()) in ("all", "random") or _is_a_unit(word)


def _fitting(text: str, size: int, dtype: str, what: str) -> Array:
    """The rows that are written out or lie in a file. Raises Mistakes, of another size too."""
    rows = _rows(text, dtype)
    if rows.shape[1] == size:
        return rows
    entries = count(rows.shape[1], "entry", "entries")
    title = f"{printable(text[:40])} has {entries}, {what} has {size:,}"
    help = f"write {count(size, 'number')}, or e1 for the first unit vector"
    raise Mistakes([JaccliError(title, notes=[("help", help)])])


def _rows(text: str, dtype: str) -> Array:
    """One vector or the rows of a matrix in a file."""
    try:
        return np.atleast_2d(array_of(text, axes=1).load(dtype))
    except Mistakes as first:
        if not text.startswith("@"):
            raise _reworded(first, text) from None
        try:
            return array_of(text, axes=2).load(dtype)
        except Mistakes:
            raise first from None
    except JaccliError as error:
        raise Mistakes([error]) from None


def _reworded(mistakes: Mistakes, text: str) -> Mistakes:
    """The mistake of a vector that is written out."""
    from jaccli.spec.literal import meant
    from jaccli.spec.missing import ARRAYS

    (error,) = mistakes.errors
    help = "write a vector as 1,0,2 or e3 or all or random or @file.npy"
    if numbers := meant(text):
        help = f"write {numbers}"
    elif len(several := text.split(",")) > 1 and all(map(_is_a_name, several)):
        help = f"write the option once for each vector: {' and '.join(several)}"
    elif text.lower().endswith(ARRAYS):
        help = f"write @{printable(text)}"
    return Mistakes([JaccliError(error.title, notes=[("help", help)])])
