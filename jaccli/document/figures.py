"""Numbers of arrays in figures: four digits of the largest, and 0 only for 0."""

from __future__ import annotations

import math

from jaccli.arrays import Array, np, parts

ELLIPSIS = "…"
SHORT = range(1, 6)  # decimals with which entries may be exact


def figures(array: Array, digits: int = 4) -> list[list[str]]:
    """The entries of a matrix (m, n), aligned: `digits` of the largest, and 0 only for 0.

    >>> figures(np.array([[4.24, -0.5]]))
    [[' 4.24', '-0.50']]
    """
    return Figures(array, digits).of(array)


class Figures:
    """How the entries of a matrix are written, found in parts of it and without any text."""

    def __init__(self, array: Array, digits: int = 4) -> None:
        ends, others = set[float](), set[float]()  # the longest text is one of theirs
        integers, fits = True, [*SHORT]
        for numbers in parts(array):
            part = numbers.astype("float64", copy=False)
            finite = np.isfinite(part)  # what is not was cut off, and stands as inf or nan
            given = part
            if not finite.all():
                given = part[finite]
                others.add(-math.inf if (part[~finite] < 0).any() else math.inf)
            integers = integers and bool((given == np.rint(given)).all())
            fits = [d for d in fits if (np.round(given, d) == given).all()]
            for of_sign in (given[given > 0], given[given < 0]):
                ends |= {float(of_sign.min()), float(of_sign.max())} if of_sign.size else set()
        self.form = _form(ends, integers, fits[0] if fits else None, digits)
        self.width = max(len(self.text(entry)) for entry in (0.0, *ends, *others))

    def text(self, entry: float) -> str:
        """One entry."""
        return format(entry, self.form) if entry else "0"

    def of(self, part: Array) -> list[list[str]]:
        """The texts of some of the rows or columns, as wide as those of all are."""
        return [[self.text(entry).rjust(self.width) for entry in row] for row in part.tolist()]


def _form(ends: set[float], integers: bool, shortest: int | None, digits: int) -> str:
    """ends: the smallest and largest positive and negative entries; shortest: decimals that are
    enough for all of them, of the few that are tried"""
    sizes = [*map(abs, ends)]
    small = max(sizes, default=0) < 1e6
    if small and integers:
        return ".0f"
    if small and shortest is not None:
        return f".{shortest}f"
    decimals = digits - 1 - math.floor(math.log10(max(sizes)))
    if 0 <= decimals <= 7 and min(sizes) >= 10.0 ** (1 - decimals):
        return f".{decimals}f"
    return f".{digits - 1}e"


def compact(vector: Array, room: int) -> str:
    """The entries (n,) on one line of at most `room` columns; of many the first and the last.

    >>> compact(np.array([1.0, 0, -1, 2]), 20), compact(np.arange(100.0), 20)
    ('[1 0 -1 2]', '[0 1 2 3 4 5 6 … 99]')
    """
    shown = vector if len(vector) <= room else np.append(vector[:room], vector[-1])
    texts = [text.strip() for text in figures(shown[None, :])[0]]
    if any("e" in text for text in texts):  # on a line they need not be aligned
        texts = _rounded(shown, 4)
    if len(vector) <= room and len(" ".join(texts)) + 2 <= room:
        return f"[{' '.join(texts)}]"
    if len(" ".join([texts[0], ELLIPSIS, texts[-1]])) + 2 > room:
        texts = _rounded(shown, 3)
    *first, last = texts
    while len(first) > 1 and len(" ".join([*first, ELLIPSIS, last])) + 2 > room:
        del first[-1]
    return f"[{' '.join([*first, ELLIPSIS, last])}]" if first else f"[{last}]"


def _rounded(vector: Array, digits: int) -> list[str]:
    """Each entry with so many digits of its own."""
    return [f"{entry:.{digits}g}" for entry in (vector + 0.0).tolist()]
