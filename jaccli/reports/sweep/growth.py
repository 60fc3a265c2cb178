"""How fast a cost grows with a size: slopes of log cost over log size, and the power they tend to.

Nothing here knows what is counted or timed: sizes and values come in, slopes come out.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log, log1p
from typing import NamedTuple

DECADE = 10
FEWEST = 3  # points that a line is fitted to
NEARLY = 1e-6  # how far from a whole number a slope at vast sizes may be


class Fit(NamedTuple):
    """A slope and the sizes it was found on."""

    slope: float
    low: int
    high: int
    points: int


def last_pair(sizes: Sequence[int], values: Sequence[float]) -> Fit | None:
    """The slope between the last two points: log(y_b / y_a) / log(x_b / x_a).

    None where there is one point, or where a value is 0 and has no logarithm.
    """
    if len(sizes) < 2 or min(values[-2:]) <= 0:
        return None
    (low, high), (below, above) = sizes[-2:], values[-2:]
    return Fit(_log_ratio(above, below) / _log_ratio(high, low), low, high, 2)


def last_decade(sizes: Sequence[int], values: Sequence[float]) -> Fit | None:
    """The slope of the least-squares line through the last decade, through three points at least.

    None where there are fewer than three, or where a value among them is 0.
    """
    inside = sum(size * DECADE >= sizes[-1] for size in sizes)
    taken = max(FEWEST, inside)
    if len(sizes) < FEWEST or min(values[-taken:]) <= 0:
        return None
    x = [log(size) for size in sizes[-taken:]]
    y = [log(value) for value in values[-taken:]]
    x_mean, y_mean = sum(x) / taken, sum(y) / taken
    across = sum((a - x_mean) ** 2 for a in x)
    along = sum((a - x_mean) * (b - y_mean) for a, b in zip(x, y, strict=True))
    return Fit(along / across, sizes[-taken], sizes[-1], taken)


def power_of(sizes: Sequence[int], values: Sequence[int]) -> int | None:
    """The whole number that the slope between two vast sizes is, None where it is none.

    There a polynomial is its highest power, whatever its lower-order terms: 2 n³ + 10^15 n² has
    the slope 3 from 10^40 to 10^41.

    >>> power_of([10**40, 10**41], [n**3 * 2 + 10**15 * n**2 for n in (10**40, 10**41)])
    3
    """
    found = last_pair(sizes, values)
    if found is None or abs(found.slope - round(found.slope)) > NEARLY:
        return None
    return round(found.slope)


def _log_ratio(high: float, low: float) -> float:
    """log(high / low); precise too where two integers of any size are close."""
    return log1p((high - low) / low)
