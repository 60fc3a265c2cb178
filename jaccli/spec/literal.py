"""Arrays on the command line: 1,-2.5 and [[1,2],[3,4]]."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jaccli.arrays import Inline
from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.spec.numerals import DECIMAL, numbers_meant

MOST_AXES = 8
WAY_OUT = "write numbers as 1,-2.5,3e-4, a matrix as [[1,2],[3,4]], or a file as @x.npy"
TOKEN = re.compile(r"\[|\]|,|[^\[\],]+")
Nested = float | list["Nested"]


def literal_array(text: str, what: str) -> Inline:
    """A number (shape ()), numbers between commas (a vector), or nested lists.

    what: whose value it is, for messages. Raises Mistakes.

    >>> literal_array("1,2", "--at").shape, literal_array("[[1,2]]", "--at").shape
    ((2,), (1, 2))
    """
    try:
        return _array(text.strip(), what)
    except Mistakes as mistakes:
        (error,) = mistakes.errors
        option = f"{what} " if what.startswith("-") else ""
        help = f"write `{option}{meant(text)}`" if meant(text) else WAY_OUT
        raise Mistakes([JaccliError(error.title, notes=[("help", help)])]) from None


def meant(text: str) -> str:
    """The numbers between commas that were probably meant, "" where that is not to be told."""
    return ",".join(numbers_meant(text.strip("[](){} ")) or numbers_meant(text))


def _array(stripped: str, what: str) -> Inline:
    """The array, as `literal_array` takes it."""
    if not stripped.startswith("["):
        numbers = [_number(part, index, what) for index, part in enumerate(stripped.split(","))]
        return Inline(numbers, (len(numbers),) if len(numbers) > 1 else ())
    tokens = [token.strip() for token in TOKEN.findall(stripped) if token.strip()]
    flat: list[float] = []
    nested, end = _parse(tokens, 1, what, flat, 1)
    if end < len(tokens):
        raise _mistake(f"{what}: `{printable(tokens[end][:20])}` after the closing bracket")
    return Inline(flat, _shape(nested, what))


def _parse(
    tokens: Sequence[str], at: int, what: str, flat: list[float], depth: int
) -> tuple[list[Nested], int]:
    """The list whose first item stands at token `at`, and where it ends; numbers go to `flat`."""
    if depth > MOST_AXES:
        raise _mistake(f"{what}: more than {MOST_AXES} levels of brackets")
    items: list[Nested] = []
    while True:
        token = tokens[at] if at < len(tokens) else ""
        if token == "[":
            inner, at = _parse(tokens, at + 1, what, flat, depth + 1)
            items.append(inner)
        else:
            number = _number("" if token in ("]", ",") else token, len(flat), what)
            flat.append(number)
            items.append(number)
            at += 1
        behind = tokens[at] if at < len(tokens) else ""
        if behind == "]":
            return items, at + 1
        if behind != ",":
            raise _mistake(f"{what}: a bracket is not closed")
        at += 1


def _shape(nested: Nested, what: str) -> tuple[int, ...]:
    if not isinstance(nested, list):
        return ()
    inner = {_shape(item, what) for item in nested}
    if len(inner) > 1:
        raise _mistake(f"{what}: lists of different lengths are no array")
    return (len(nested), *inner.pop())


def _number(text: str, index: int, what: str) -> float:
    if DECIMAL.fullmatch(text.strip()) and abs(float(text)) < float("inf"):
        return float(text)
    found = printable(text.strip()[:40]) or "nothing"
    raise _mistake(f"{what}, entry {index + 1}: expected a finite number, found `{found}`")


def _mistake(title: str) -> Mistakes:
    return Mistakes([JaccliError(title)])
