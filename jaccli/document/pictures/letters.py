"""How wide words are in a picture, generously: the reader's system has a font that nobody knows
here.

The widths are those of DejaVu Sans, one of the widest that systems have, in parts of the size.
"""

from __future__ import annotations

WIDE, USUAL, NARROW = 1.0, 0.64, 0.4
_WIDEST = frozenset("MWmw@%—…⊙⊗∘→←·=+−×≤≥<>∂∇ΣΠ")
_NARROWEST = frozenset("iIjl.,:;'|!()[]ft ")


def width(text: str, size: float) -> float:
    """Of a line, in pixels."""
    return size * sum(map(_letter, text))


def _letter(sign: str) -> float:
    if sign in _NARROWEST:
        return NARROW
    return WIDE if sign in _WIDEST or ord(sign) > 0x2FF else USUAL
