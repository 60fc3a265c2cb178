"""Numbers as people write them in answers: 1/3, exp(-1), 2*sqrt(2). Parsed, never evaluated by
Python.

expression: terms with + and -; a term: factors with * and /; a factor: a power with ^ or **, from
the right; an atom: a decimal number, ( expression ), or exp, log, sqrt of one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

LONGEST = 200  # characters
DEEPEST = 30  # levels of brackets
TOKEN = re.compile(r"\s*(?:((?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|([a-z]+)|(\*\*|[-+*/^()]))")
MINUS = str.maketrans("−–·×÷", "--**/")
FUNCTIONS: dict[str, Callable[[float], float]] = {
    "exp": math.exp,
    "log": math.log,
    "ln": math.log,
    "sqrt": math.sqrt,
}
CONSTANTS = {"pi": math.pi, "e": math.e}


class NoNumber(ValueError):
    """The text is no expression of numbers, or its value is none; says why in a few words."""


def number_of(text: str) -> float:
    """The value of an expression. Raises NoNumber.

    >>> number_of("1/3 + 2^-2"), number_of("exp(-1)")
    (0.5833333333333333, 0.36787944117144233)
    """
    if len(text) > LONGEST:
        raise NoNumber(f"an expression has at most {LONGEST} characters")
    try:
        found = _Parser(text.translate(MINUS)).whole()
    except (OverflowError, ZeroDivisionError, ValueError) as error:
        if isinstance(error, NoNumber):
            raise
        raise NoNumber("it has no finite value") from None
    if not isinstance(found, float) or not math.isfinite(found):
        raise NoNumber("it has no finite value")
    return found


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        at = 0
        while at < len(text.rstrip()):
            token = TOKEN.match(text, at)
            if token is None:
                raise NoNumber(f"`{text[at:].strip()[:10]}` is no part of a number")
            self.tokens.append(token[0].strip())
            at = token.end()
        self.at = self.depth = 0

    def whole(self) -> float:
        found = self.sum()
        if self.at < len(self.tokens):
            raise NoNumber(f"`{self.tokens[self.at]}` is not expected there")
        return found

    def sum(self) -> float:
        self.depth += 1
        if self.depth > DEEPEST:
            raise NoNumber(f"it is nested deeper than {DEEPEST} brackets")
        found = self.term()
        while (sign := self.taken("+", "-")) is not None:
            found = found + self.term() if sign == "+" else found - self.term()
        self.depth -= 1
        return found

    def term(self) -> float:
        found = self.signed()
        while (sign := self.taken("*", "/")) is not None:
            found = found * self.signed() if sign == "*" else found / self.signed()
        return found

    def signed(self) -> float:
        negative = False
        while (sign := self.taken("+", "-")) is not None:
            negative ^= sign == "-"
        found = self.power()
        return -found if negative else found

    def power(self) -> float:
        base = self.atom()
        if self.taken("^", "**") is None:
            return base
        found = base ** self.signed()
        if isinstance(found, complex):
            raise NoNumber("it has no finite value")
        return float(found)

    def atom(self) -> float:
        token = self.tokens[self.at] if self.at < len(self.tokens) else ""
        self.at += 1
        if token == "(":
            return self.closed()
        if token in FUNCTIONS:
            if self.taken("(") is None:
                raise NoNumber(f"write {token}( … )")
            return FUNCTIONS[token](self.closed())
        if token in CONSTANTS:
            return CONSTANTS[token]
        if token[:1].isdigit() or token[:1] == ".":
            return float(token)
        raise NoNumber(f"`{token}` is not expected there" if token else "it ends too early")

    def closed(self) -> float:
        found = self.sum()
        if self.taken(")") is None:
            raise NoNumber("a bracket is not closed")
        return found

    def taken(self, *wanted: str) -> str | None:
        if self.at < len(self.tokens) and self.tokens[self.at] in wanted:
            self.at += 1
            return self.tokens[self.at - 1]
        return None
