"""What is said of a number that is not finite: a value, a derivative, a product of Jacobians."""

from __future__ import annotations

from jaccli.errors import JaccliError, Label, Place
from jaccli.keywords import option

Note = tuple[str, str]
AT = option("--at")
ELSEWHERE: Note = ("help", "choose another point (" + AT + ", `input:`) or other weights")
SHORTER: Note = ("help", "choose a shorter vector or another point (" + AT + ")")


def not_finite(title: str, what: str = "", place: Place | None = None, *notes: Note) -> JaccliError:
    """The mistake: what was found, and beside the carets that `what` is not finite.

    notes: default the way out, another point
    """
    label = Label(place, f"{what} is not finite") if what else None
    return JaccliError(title, label, notes=notes or [ELSEWHERE])


def overflows(way: str, dtype: str) -> str:
    """That products of finite Jacobians are not. way: in which order they were multiplied"""
    return f"{way} overflows {dtype}: a product of finite Jacobians is not finite"


def too_large(what: str, dtype: str) -> str:
    """That a result is beyond the largest number of a dtype.

    >>> too_large("the product", "float32")
    'the product is larger than float32 can hold'
    """
    return f"{what} is larger than {dtype} can hold"


def spelt(number: float) -> str:
    """Such a number in words.

    >>> spelt(float("nan")), spelt(float("-inf"))
    ('not a number', 'minus infinity')
    """
    if number != number:
        return "not a number"
    return "infinite" if number > 0 else "minus infinity"
