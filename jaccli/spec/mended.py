"""What stands at a node, in words, and what to write in the place of what is no number or text."""

from __future__ import annotations

from jaccli.errors import printable
from jaccli.spec import document
from jaccli.spec.document import Node, Scalar
from jaccli.spec.numerals import (
    DECIMAL,
    INTEGER,
    MINUS,
    NULLS,
    integer_meant,
    is_number,
    number_meant,
    numbers_meant,
)
from jaccli.words import count


def without_control(text: str) -> list[tuple[str, str]]:
    """What to write in place of a text with control characters."""
    kept = "".join(sign if sign.isprintable() else " " * sign.isspace() for sign in text)
    plain = " ".join(kept.split())
    return [("help", f"write `{plain}`")] if plain else []


def described(node: Node) -> str:
    """What stands there, in words."""
    if isinstance(node, document.Sequence):
        if not node.items:
            return "an empty list"
        if all(isinstance(item, document.Sequence) for item in node.items):
            return f"a list of {count(len(node.items), 'list')}"
        return f"a list of {count(len(node.items), 'value')}"
    if isinstance(node, document.Mapping):
        return "a mapping"
    text = node.value if len(node.value) <= 40 else f"{node.value[:37]}..."
    if not node.implicit[0]:
        return f'the text "{printable(text)}"'
    if node.value in NULLS:
        return "nothing" if not node.value else f"`{node.value}`"
    return f"`{printable(text)}`"


def mended_number(node: Node) -> str:
    """What to write for the number that was probably meant, or for any."""
    if isinstance(node, document.Sequence) and len(node.items) == 1:
        return "leave the brackets out"
    if not isinstance(node, Scalar):
        return "write a number, such as 0.5"
    text = node.value.strip()
    if DECIMAL.fullmatch(text):
        return f"write {text} without quotes" if is_number(text) else "the largest is about 1.8e308"
    if text.lower().lstrip("+-.") in ("nan", "inf", "infinity"):
        return "numbers are finite: write one, such as 0.5"
    if found := number_meant(text) or integer_meant(text):
        return f"write {found}" + _keyboard(text)
    if several := numbers_meant(text):
        return f"write {', '.join(several)}" + _keyboard(text)
    return "write a number, such as 0.5"


def mended_integer(node: Node, example: int) -> str:
    """What to write for the integer that was probably meant, or for any."""
    text = node.value.strip() if isinstance(node, Scalar) else ""
    found = integer_meant(text)
    if not found:
        return f"write an integer, such as {example}"
    # an integer as it stands is one but for its quotes
    return f"write {found}" + (" without quotes" if INTEGER.fullmatch(text) else _keyboard(text))


def _keyboard(text: str) -> str:
    """Which sign is meant, where two look alike."""
    return " with the - of the keyboard" if text.translate(MINUS) != text else ""
