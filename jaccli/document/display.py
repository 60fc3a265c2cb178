"""Where a text is shown: its width, its colour, its signs; and words wrapped to a width."""

from __future__ import annotations

from typing import NamedTuple

from jaccli.document.style import Style
from jaccli.errors import cells, inert, printable

Line = list[tuple[str, Style]]

USUAL = 80  # columns of a terminal: there a screen is a screen, and in fewer nothing goes for that
GAP = "  "  # between columns
SIGNS = frozenset("×✓✗")  # that no line begins with
EQUALS = "="
BOUND = SIGNS | {EQUALS}
LONGEST_HELD = 16  # columns that are held together
LONGEST_LETTER = 3  # columns of what is called by a letter
IN_ASCII = {
    "→": ">",
    "←": "<",
    "·": "*",
    "×": "x",
    "−": "-",
    "–": "-",
    "⋯": "...",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "∂": "d",
    "∇": "grad ",
    "ᵀ": "^T",
    "²": "^2",
    "ε": "eps",
    "σ": "sigma",
    "φ": "phi",
    "Φ": "Phi",
    "ψ": "psi",
    "Γ": "Gamma",
    "µ": "u",
    "Σ": "sum",
    "‖": "||",
    "√": "sqrt",
    "½": "1/2",
    "𝓛": "L",
    "⊙": "(.)",
    "▲": "^",
    "▼": "v",
    "✓": "ok",
    "✗": "FAILED",
    "◆": "X",
    "─": "-",
    "│": "|",
    # corners: "." never goes up and "'" never goes down, so that no two lines look joined
    "┌": ".",
    "┐": ".",
    "┬": ".",
    "└": "'",
    "┘": "'",
    "┴": "'",
    "├": "+",
    "┤": "+",
    "┼": "+",
    "⊗": "(x)",
    **{sign: f"{digit}" for digit, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")},
    "∛": "cbrt",
    "³": "^3",
    "ˣ": "^x",
    "ᵖ": "^p",
    "′": "'",
    "⁻": "^-",
    "⁺": "^+",
    "¹": "1",
    "⁴": "^4",
    "λ": "lambda",
    "Λ": "Lambda",
    "∘": "o",
    "α": "alpha",
    "θ": "theta",
    "Π": "prod",
    "π": "pi",
    "…": "...",
}
TRANSLATION = str.maketrans(IN_ASCII)


class Display(NamedTuple):
    """Where a text is shown. standalone: by itself, where a format is mostly a part of a paper"""

    width: int = USUAL
    colour: bool = False
    ascii: bool = False
    standalone: bool = False


def shown(text: str, display: Display) -> str:
    """The text as the display can show it, as long as it will be: what steers a terminal or a CI
    runner is written out, and in ASCII our signs have names, the rest is escaped."""
    text = inert(printable(text))
    if not display.ascii or text.isascii():
        return text
    return text.translate(TRANSLATION).encode("ascii", "backslashreplace").decode("ascii")


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns; a word that is longer stays whole, and so does
    a short equation.

    >>> wrapped("one two three", 7), wrapped("reverse m = 1", 11)
    (['one two', 'three'], ['reverse', 'm = 1'])
    """
    if cells(text) <= width and inert(text) == text:
        return [text.lstrip(" ")]
    lines: list[str] = []
    line, used = "", 0
    for word in _held_together(text.split(" "), width):
        at_begin = inert(word) if "::" in word else word  # as it is written where a line begins
        size = cells(at_begin)
        if line and used + 1 + size > width:
            lines.append(line)
            line, used = word, size
        elif line:
            line, used = f"{line} {word}", used + 1 + size
        else:
            line, used = word, size
    return [*lines, line]


def _held_together(words: list[str], width: int) -> list[str]:
    """The words, with a short equation as one, and a sign with what it is about: m = 1, 6.00 ×,
    J ✓; where there is room for it."""
    if not any(word in BOUND for word in words):
        return words
    held = words[:1]
    for at, word in enumerate(words[1:], start=1):
        before = words[at - 1]
        joins = word in SIGNS or (word == EQUALS and _is_letter(before))
        joins = joins or (before == EQUALS and at > 1 and _is_letter(words[at - 2]))
        together = f"{held[-1]} {word}"
        if joins and held[-1] and word and len(together) <= min(width, LONGEST_HELD):
            held[-1] = together
        else:
            held.append(word)
    return held


def _is_letter(word: str) -> bool:
    """Whether it is what a short equation begins with: n, m, x3."""
    return 0 < len(word) <= LONGEST_LETTER and word[0].isalpha()
