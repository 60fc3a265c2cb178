"""How wide words are in a picture: generously, for the reader's font is one that nobody knows here.

The widths are the largest of DejaVu Sans, Liberation Sans and Roboto, and 3 % more, for letters may
be set on whole pixels. DejaVu is one of the widest that systems have, so words take less elsewhere.
"""

from __future__ import annotations

from functools import cache
from unicodedata import normalize

from jaccli.errors import cells, printable

_IN_HUNDREDTHS = {
    32: "'Iijl′",
    36: " ,.:;|·",
    40: "-f",
    44: "!()/[\\]rtᵀ²³¹⁴₀₁₂₃₄₅₆₇₈₉ᵖ",
    48: '"ℓˣ',
    52: "*`‖",
    56: "sz⁻⁺",
    60: "?JL_ckε∂•",
    64: "FTaeovxyΓλθ",
    68: "$0123456789bdghnpqu{}∘βσΣ√∛µ–α",
    72: "ABEKPSVXYZπφψ∇Λ",
    76: "CRU",
    80: "DHNΠ",
    84: "&GOQΦ█",
    88: "#+<=>^w~×−≤≥≠⊙⊗±",
    92: "M∈",
    100: "%½",
    104: "Wm→←…—▲▼",
    108: "@∞",
}
_WIDTHS = {sign: part / 100 for part, signs in _IN_HUNDREDTHS.items() for sign in signs}
_LOWER, _LETTER, _SIGN, _WIDE = 1.05, 1.45, 1.75, 1.05  # of any: ж, Ж, ‱ and 🙂, 日
_ACCENT = 0.12  # beside its letter, as in ľ
_BOLD = 1.16  # times as wide
ELLIPSIS, BY = "…", "/∂"


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Of a line, in pixels, as it is printed.

    >>> width("x4", 100), round(width("x4", 100, bold=True)), width("日e\\u0301", 100)
    (132.0, 153, 169.0)
    """
    return size * sum(map(_letter, printable(text))) * (_BOLD if bold else 1)


def shortened(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """The text as it is printed, with … in place of its end where it is wider than the room; of a
    derivative in place of the end of either name, for one alone is that of several.

    >>> shortened("multiply", 10, 60), shortened("multiply", 10, 40)
    ('multiply', 'multi…')
    >>> shortened("∂multiply/∂multiplied", 10, 100), shortened("∂multiply/∂x", 10, 60)
    ('∂multi…/∂multip…', '∂mult…/∂x')
    """
    text = printable(text)
    if width(text, size, bold=bold) <= room:
        return text
    above, by, below = text.partition(BY)
    if by:
        room -= width(by, size, bold=bold)
        most = max(room / 2, room - width(below, size, bold=bold))
        above = shortened(above, size, most, bold=bold)
        below = shortened(below, size, room - width(above, size, bold=bold), bold=bold)
        return f"{above}{by}{below}"
    left = room - width(ELLIPSIS, size, bold=bold)
    used, kept = 0.0, 0
    for sign in text:
        used += width(sign, size, bold=bold)
        if used > left:
            break
        kept += 1
    return text[:kept].rstrip() + ELLIPSIS


def lines(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """The text in lines that are no wider than the room, broken at blanks; a word that is wider by
    itself is shortened.

    >>> lines("one two three", 10, 50)
    ['one two', 'three']
    """
    found: list[str] = []
    for word in printable(text).split(" "):
        word = shortened(word, size, room, bold=bold)
        longer = f"{found[-1]} {word}" if found else word
        if found and width(longer, size, bold=bold) <= room:
            found[-1] = longer
        else:
            found.append(word)
    return found


@cache  # the same few signs come again and again
def _letter(sign: str) -> float:
    """How wide it is, in parts of the size."""
    if sign in _WIDTHS:
        return _WIDTHS[sign]
    columns = cells(sign)
    if columns == 0:
        return 0
    if ord(sign) >= 0x1F000:
        return _SIGN
    if columns == 2:
        return _WIDE
    base = normalize("NFD", sign)[0]
    if base in _WIDTHS:
        return _WIDTHS[base] + _ACCENT
    if ord(sign) >= 0x1400:
        return _SIGN
    return _LOWER if sign.islower() else _LETTER
