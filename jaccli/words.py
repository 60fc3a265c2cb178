"""Numbers in words and figures, the same in every text; nothing here knows what they count."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

BINARY = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB")


def count(number: int, noun: str, plural: str = "") -> str:
    """A number and its noun.

    >>> count(1, "entry", "entries"), count(2000, "number")
    ('1 entry', '2,000 numbers')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def shape(axes: Sequence[int]) -> str:
    """The sizes of an array, 1 of a single number.

    >>> shape((4, 6)), shape((1000, 784)), shape(())
    ('4×6', '1,000×784', '1')
    """
    return "×".join(f"{axis:,}" for axis in axes) or "1"


def listed(items: Sequence[object], most: int = 8) -> str:
    """Numbers or names in words, the first of many.

    >>> listed([1, 2]), listed(range(1, 20), 3)
    ('1, 2', '1, 2, 3 and 16 more')
    """
    said = ", ".join(map(str, items[:most]))
    return said if len(items) <= most else f"{said} and {len(items) - most:,} more"


def named(names: Iterable[str], said: Callable[[str], str] = str, letters: int = 400) -> str:
    """Names as a message lists them, the first of very many: as many as have so few letters.

    said: how a name is written

    >>> named(["x", "f1"]), named(["x", "f1", "f2", "f3"], letters=7)
    ('x, f1', 'x, f1 and 2 more')
    """
    first: list[str] = []
    more = 0
    for name in names:
        letters -= len(name) + 2
        if first and letters < 0:
            more += 1
        else:
            first.append(said(name))
    return ", ".join(first) + (f" and {more:,} more" if more else "")


def conjoined(items: Sequence[str]) -> str:
    """The items in a sentence.

    >>> conjoined(["a"]), conjoined(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    *first, last = items
    return f"{', '.join(first)} and {last}" if first else last


def told_apart(first: float, second: float) -> tuple[str, str]:
    """Two numbers with as many digits as tell them apart.

    >>> told_apart(1.5, 2), told_apart(1, 1.00000001)
    (('1.5', '2'), ('1', '1.00000001'))
    """
    for digits in range(6, 18):
        said = f"{first:.{digits}g}", f"{second:.{digits}g}"
        if said[0] != said[1]:
            break
    return said


def times(numerator: int, denominator: int) -> str:
    """A ratio with two decimals, more where 1.00 would hide that it is not 1.

    >>> times(6, 1), times(1001, 1000), times(1, 1)
    ('6.00', '1.001', '1.00')
    """
    for decimals in range(2, 17):
        text = f"{numerator / denominator:,.{decimals}f}"
        if numerator == denominator or float(text.replace(",", "")) != 1:
            return text
    return f"{numerator:,}/{denominator:,}"


def flops(number: int) -> str:
    """1 FLOP, 2 FLOPs."""
    return count(number, "FLOP")


def in_bytes(number: int) -> str:
    """A number of bytes, readable.

    >>> in_bytes(80_000_000_000), in_bytes(512)
    ('74.5 GiB', '512 B')
    """
    if number < 1024:
        return f"{number} B"
    power = min((number.bit_length() - 1) // 10, len(BINARY) - 1)
    return f"{number / 1024**power:,.1f} {BINARY[power]}"


def readable(seconds: float) -> str:
    """A time, readable.

    >>> readable(0.00123), readable(2.5)
    ('1.23 ms', '2.5 s')
    """
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}" if seconds < 1000 * size else f"{seconds:,.0f} s"
    return f"{seconds / 1e-9:.3g} ns"


def repeats(items: Sequence[str]) -> list[str]:
    """The items, with what repeats more than twice written once: (tanh → 3) × 20."""
    runs: list[str] = []
    at = 0
    while at < len(items):
        best, length = 1, 1
        for period in range(1, 5):
            unit = items[at : at + period]
            times = 1
            while items[at + times * period : at + (times + 1) * period] == unit:
                times += 1
            if times > 2 and times * period > best * length:
                best, length = times, period
        unit = " → ".join(items[at : at + length])
        runs.append(unit if best == 1 else f"({unit}) × {best}")
        at += best * length
    return runs


def a(word: str) -> str:
    """The word with its article.

    >>> a("relu"), a("add")
    ('a relu', 'an add')
    """
    return f"an {word}" if word[:1] in "aeio" else f"a {word}"


def natural(name: str) -> tuple[tuple[str | tuple[int, str], ...], str]:
    """A name as readers sort it: v2 stands before v10.

    >>> sorted(["v10", "w", "v2", "v"], key=natural)
    ['v', 'v2', 'v10', 'w']
    """
    parts: list[str | tuple[int, str]] = [*re.split("([0-9]+)", name)]
    for at in range(1, len(parts), 2):
        digits = str(parts[at]).lstrip("0")
        parts[at] = (len(digits), digits)  # no int: it may have any number of digits
    return tuple(parts), name
