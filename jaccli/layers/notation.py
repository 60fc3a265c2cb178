"""Terms of formulas: how a value is written, and how closely its parts hang together.

Brackets stand where a reader needs them. Nothing here knows a layer or a network.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

SIGN, SUM, QUOTIENT, PRODUCT, MATRIX, POWER, ATOM = range(7)
SHORT = 6  # signs that a number in a formula may take
RAISED = {2.0: "²", 3.0: "³"}
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
WORD = re.compile(r"\w+")


class Term(NamedTuple):
    """A value in a formula. binds: how closely its parts hang together; single: one number"""

    text: str
    binds: int = ATOM
    single: bool = False

    def within(self, binds: int) -> str:
        """The text, in brackets where its parts hang together less closely than that."""
        return self.text if self.binds >= binds else f"({self.text})"

    @property
    def factor(self) -> str:
        """The text as it stands in a product entry by entry."""
        return self.text if self.binds == PRODUCT else self.within(POWER)


class Letters(Protocol):
    """What a layer's numbers are called in a formula of its network."""

    def numbered(self, letter: str) -> str:
        """W₁ of the first layer that has letters, W₂ of the next one."""

    def target(self) -> str:
        """y, what should have come out."""

    def activation(self, function: str) -> str:
        """φ where all activations of the network are this function, else its name."""

    def defined(self, letter: str, term: Term) -> str:
        """The letter, which the formula then says to be this term."""


def subscripted(letter: str, mark: int) -> str:
    """W₁"""
    return letter + str(mark).translate(SUBSCRIPTS)


def lettered(text: str, letters: Mapping[str, str]) -> str:
    """A formula or a sentence of a layer in the letters of its network.

    >>> lettered("e2 picks column 2 of W", {"W": "W₁"})
    'e2 picks column 2 of W₁'
    """
    return WORD.sub(lambda word: letters.get(word.group(), word.group()), text)


def call(function: str, *operands: Term) -> Term:
    """tanh(x)"""
    return Term(f"{function}({', '.join(each.text for each in operands)})")


def number(value: float) -> Term | None:
    """A number that is short enough to be written out."""
    text = f"{value:g}".replace("-", "−")
    if len(text) > SHORT or float(f"{value:g}") != value or "e" in text:
        return None
    return Term(text, SIGN if value < 0 else ATOM, single=True)


def added(terms: Sequence[Term]) -> Term:
    """a + b"""
    first, *others = terms
    text = " + ".join([first.text, *(each.within(SUM) for each in others)])
    return Term(text, SIGN if first.binds == SIGN else SUM)


def subtracted(first: Term, second: Term) -> Term:
    """a − b"""
    return Term(f"{first.text} − {second.within(QUOTIENT)}", SIGN if first.binds == SIGN else SUM)


def negated(term: Term) -> Term:
    """−a"""
    return Term(f"−{term.within(QUOTIENT)}", SIGN)


def multiplied(factors: Sequence[Term]) -> Term:
    """a ⊙ b, entry by entry; a·b where one of them is a single number."""
    text = factors[0].factor
    single = factors[0].single
    for each in factors[1:]:
        text += f"·{each.factor}" if single or each.single else f" ⊙ {each.factor}"
        single = single and each.single
    return Term(text, PRODUCT)


def divided(first: Term, second: Term) -> Term:
    """a / b"""
    return Term(f"{first.factor} / {second.within(POWER)}", QUOTIENT)


def applied(matrix: str, term: Term) -> Term:
    """W x"""
    return Term(f"{matrix} {term.within(MATRIX)}", MATRIX)


def raised(base: Term, exponent: Term) -> Term:
    """x², x^2.5"""
    sign = next((s for v, s in RAISED.items() if exponent.text == f"{v:g}"), "")
    return Term(base.within(ATOM) + (sign or f"^{exponent.within(ATOM)}"), POWER)
