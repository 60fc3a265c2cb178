"""Numbers of arrays in figures: four digits of the largest, and 0 only for 0."""

from __future__ import annotations

import math

from jaccli.arrays import Array, np

ELLIPSIS = "…"


def figures(array: Array, digits: int = 4) -> list[list[str]]:
    """The entries of a matrix (m, n), aligned: `digits` of the largest, and 0 only for 0.

    >>> figures(np.array([[4.24, -0.5]]))
    [[' 4.24', '-0.50']]
    """
    array = np.asarray(array, "float64")
    finite = np.isfinite(array)  # what is not was cut off, and stands as inf or nan
    sizes = np.abs(array[(array != 0) & finite])
    if sizes.size == 0 or (sizes.max() < 1e6 and (array == np.rint(array))[finite].all()):
        texts = [[f"{entry:.0f}" for entry in row] for row in (array + 0.0).tolist()]
    else:
        decimals = digits - 1 - math.floor(math.log10(sizes.max()))
        shortest = None
        if sizes.max() < 1e6:
            given = array[finite]
            shortest = next((d for d in range(1, 6) if (np.round(given, d) == given).all()), None)
        exact = shortest is not None
        decimals = shortest if exact and shortest is not None else decimals
        if exact or (0 <= decimals <= 7 and sizes.min() >= 10.0 ** (1 - decimals)):
            texts = [
                [f"{entry:.{decimals}f}" if entry else "0" for entry in row]
                for row in array.tolist()
            ]
        else:
            texts = [
                [f"{entry:.{digits - 1}e}" if entry else "0" for entry in row]
                for row in array.tolist()
            ]
    width = max(len(text) for row in texts for text in row)
    return [[text.rjust(width) for text in row] for row in texts]


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
