"""Text that should be a number, and how the number that was probably meant is written.

Whoever types a number as on paper, as in a spreadsheet or as in another language gets it in
digits; what could mean anything gets no guess.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable

DECIMAL = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
INTEGER = re.compile(r"[-+]?[0-9]+")
NULLS = ("", "~", "null", "Null", "NULL")
DASHES = "−–—‒﹣-"  # that look like the minus of the keyboard
MINUS = str.maketrans(dict.fromkeys(DASHES, "-"))
WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
TRUTHS = {"yes": "1", "true": "1", "on": "1", "no": "0", "false": "0", "off": "0"}
CONSTANTS = {"pi": math.pi, "π": math.pi, "e": math.e}
# patterns below are compiled where a mistake is found, not whenever a file is read
GROUPS = r"[-+]?[0-9]{1,3}([ _'\u00a0\u202f][0-9]{3})+(\.[0-9]+)?"
POWER = r"([-+]?[0-9.]+)(?:\^|\*\*)([-+]?[0-9]+)"
TIMES = r"([-+]?[0-9.]+) ?(?:[*x×·]) ?10(?:\^|\*\*)([-+]?[0-9]+)"
FRACTION = r"([-+]?[0-9.]+) ?/ ?([0-9.]+)"
AROUND = {"(": ")", "[": "]", "{": "}", "<": ">"}
BETWEEN = r"\s*[,;]\s*|\s+"


def is_number(text: str) -> bool:
    """Whether the text is a finite decimal number as chain files write it."""
    return DECIMAL.fullmatch(text) is not None and math.isfinite(float(text))


def number_meant(text: str) -> str:
    """The number that was probably meant, in digits; "" where nothing is near.

    >>> number_meant("−1,5"), number_meant("1 000"), number_meant("10^3"), number_meant("1/2")
    ('-1.5', '1000', '1000', '0.5')
    """
    plain = text.strip().translate(MINUS)
    for attempt in (_as_it_is, _grouped, _with_comma, _in_a_word, _computed, _in_another_base):
        found = attempt(plain)
        if found and is_number(found):
            return found
    return ""


def integer_meant(text: str) -> str:
    """The integer that was probably meant, in digits; "" where nothing is near.

    >>> integer_meant("4.0"), integer_meant("four"), integer_meant("4.5")
    ('4', '4', '')
    """
    plain = text.strip().lower()
    found = str(WORDS.index(plain)) if plain in WORDS else number_meant(text)
    if not found or not float(found).is_integer() or abs(float(found)) > 10**15:
        return ""
    return str(int(float(found)))


def numbers_meant(text: str) -> list[str]:
    """The numbers of a list in other brackets than [ ], or in none; none where it is no list.

    >>> numbers_meant("(1, −2; 3)"), numbers_meant("1 2"), numbers_meant("relu")
    (['1', '-2', '3'], ['1', '2'], [])
    """
    bare = text.strip()
    enclosed = len(bare) > 1 and AROUND.get(bare[0]) == bare[-1]
    parts = re.split(BETWEEN, (bare[1:-1] if enclosed else bare).strip())
    numbers = [number_meant(part) for part in parts if part]
    return numbers if all(numbers) and (enclosed or len(numbers) > 1) else []


def paired(texts: Iterable[tuple[str, bool]]) -> list[str]:
    """Decimals whose commas were read as commas between numbers: 1,5, 2,5.

    texts: the numbers as they were read, and whether a blank stands before each. None where they
    do not come in pairs of whole numbers, a blank before each pair.
    """
    read = [*texts]
    pairs = list(zip(read[::2], read[1::2], strict=False))
    alike = all(
        INTEGER.fullmatch(whole) and parts.isdecimal() and not within and (before or not at)
        for at, ((whole, before), (parts, within)) in enumerate(pairs)
    )
    return [f"{whole}.{parts}" for (whole, _), (parts, _) in pairs] if alike and pairs else []


def _as_it_is(text: str) -> str:
    return text.replace(" ", "") if text[:1] in "+-" else text


def _grouped(text: str) -> str:
    found = re.fullmatch(GROUPS, text)
    return "".join(sign for sign in text if sign.isdecimal() or sign in ".+-") if found else ""


def _with_comma(text: str) -> str:
    whole, comma, decimals = text.partition(",")  # 1,000 may be a thousand
    return f"{whole}.{decimals}" if comma and (len(decimals) != 3 or "." in whole) else ""


def _in_a_word(text: str) -> str:
    word = text.lower()
    if word in TRUTHS:
        return TRUTHS[word]
    sign = "-" if word.startswith("-") else ""
    return f"{sign}{CONSTANTS[word.lstrip('+-')]!r}" if word.lstrip("+-") in CONSTANTS else ""


def _computed(text: str) -> str:
    """Powers, fractions and percentages."""
    rules: list[tuple[str, Callable[[float, float], float]]] = [
        (TIMES, lambda a, b: float(f"{a!r}e{int(b)}") if "e" not in repr(a) else math.nan),
        (POWER, lambda a, b: a**b),
        (FRACTION, lambda a, b: a / b),
    ]
    if text.endswith("%") and is_number(text[:-1]):
        return written(float(text[:-1]) / 100)
    for rule, compute in rules:
        if (found := re.fullmatch(rule, text)) and all(map(is_number, found.groups())):
            a, b = map(float, found.groups())
            try:
                return written(compute(a, b))
            except (ArithmeticError, ValueError):
                return ""
    return ""


def _in_another_base(text: str) -> str:
    try:
        return str(int(text[:40], 0))
    except ValueError:
        return ""


def written(number: float) -> str:
    """The number as a chain file writes it, whole ones without a point."""
    if isinstance(number, complex) or not math.isfinite(number):
        return ""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
