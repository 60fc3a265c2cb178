"""Which sizes are varied together, and over what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import exp, log
from typing import NamedTuple

STEPS = 13  # sizes from A to B
MOST_STEPS = 1000
LARGEST = 10**15  # of a size
FURTHER = 100  # times the last size, where slopes are to settle
FORM = "NAME=A:B, NAME=A:B:STEPS or NAME=1,10,100"


class Vary(NamedTuple):
    """Which sizes are varied together, and over what."""

    names: tuple[str, ...]
    sizes: tuple[int, ...]  # ascending, no two alike
    text: str  # as it was given


def variation(text: str) -> Vary:
    """NAME[,NAME…]=A:B[:STEPS], or a list of sizes. Raises ValueError, saying what is wrong.

    >>> variation("n,h=8:32:3")
    Vary(names=('n', 'h'), sizes=(8, 16, 32), text='n,h=8:32:3')
    """
    named, equals, listed = text.partition("=")
    names = [name.strip() for name in named.split(",")]
    if not equals or not all(names) or not listed.strip():
        raise ValueError(f"{text!r} is not {FORM}, such as n=16:1024")
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise ValueError(f"{text!r}: {twice[0]} is named twice")
    try:
        return Vary(tuple(names), _sizes(listed), text)
    except ValueError as error:
        raise ValueError(f"{text!r}: {error}") from None


def log_spaced(low: int, high: int, steps: int = STEPS) -> tuple[int, ...]:
    """Sizes from low to high in equal ratios, both included, rounded, without repeats.

    >>> log_spaced(1, 1000, 4), log_spaced(1, 4)
    ((1, 10, 100, 1000), (1, 2, 3, 4))
    """
    if low == high:
        return (low,)
    step = log(high / low) / (steps - 1)
    between = (round(low * exp(step * at)) for at in range(1, steps - 1))
    return tuple(sorted({low, *(min(max(each, low), high) for each in between), high}))


def beyond(sizes: Sequence[int]) -> tuple[int, ...]:
    """Sizes up to one at which slopes are mostly those that they tend to; () where it is too large
    for a size."""
    last = sizes[-1] * FURTHER
    return () if last > LARGEST else log_spaced(sizes[0], last)


def further(sizes: Sequence[int], fits: Callable[[int], bool]) -> int | None:
    """The last of those beyond, None where the file does not fit at one of them."""
    steps = beyond(sizes)
    return steps[-1] if steps and all(map(fits, steps)) else None


def _sizes(text: str) -> tuple[int, ...]:
    """The sizes of A:B, A:B:STEPS or a list. Raises ValueError, saying what is wrong."""
    if ":" not in text:
        return tuple(sorted({_size(part) for part in text.split(",")}))
    parts = text.split(":")
    if len(parts) > 3:
        raise ValueError(f"expected {FORM}")
    low, high = _size(parts[0]), _size(parts[1])
    if low > high:
        raise ValueError(f"from {low:,} to {high:,} goes down: did you mean {high}:{low}?")
    if len(parts) == 2:
        return log_spaced(low, high)
    steps = _whole(parts[2], "STEPS")
    if not 2 <= steps <= MOST_STEPS:
        raise ValueError(f"STEPS is a number from 2 to {MOST_STEPS:,}, for A and B are among them")
    return log_spaced(low, high, steps)


def _size(text: str) -> int:
    size = _whole(text, "a size")
    if size < 1:
        raise ValueError("a size is at least 1")
    if size > LARGEST:
        raise ValueError(f"a size is at most {LARGEST:,}")
    return size


def _whole(text: str, what: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdigit()):
        found = f"not {text!r}" if text else "and one is missing"
        raise ValueError(f"{what} is a whole number in digits, {found}")
    return int(text[:40])  # enough to see that it is too large
