"""Where adjoints meet, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jaccli.reports.common.picture.find import GraphEdge
from jaccli.words import conjoined

MOST_NAMED = 4  # values that are named in a sentence
WORDS = ("", "", "two", "three", "four", "five", "six")


def meeting(again: Mapping[str, Sequence[GraphEdge]]) -> str:
    """x4 is read twice: its adjoint is a sum of two. again: the values read again, by name"""
    names = [edges[0].value for edges in again.values()]
    numbers = {len(edges) for edges in again.values()}
    if len(names) > MOST_NAMED:
        most = max(again.values(), key=len)
        more = f" {most[0].value} is read most often, {_often(len(most))}." * (len(numbers) > 1)
        often = "more than once" if len(numbers) > 1 else _often(min(numbers))
        return f"{len(names):,} values are read {often}: each adjoint is a sum.{more}"
    if len(names) == 1:
        (number,) = numbers
        return f"{names[0]} is read {_often(number)}: its adjoint is a sum of {_word(number)}."
    if len(numbers) == 1:
        (number,) = numbers
        said = f"{conjoined(names)} are read {_often(number)}"
        return f"{said}: each adjoint is a sum of {_word(number)}."
    each = [f"{edges[0].value} is read {_often(len(edges))}" for edges in again.values()]
    return f"{conjoined(each)}: each adjoint is a sum."


def _often(number: int) -> str:
    return "twice" if number == 2 else f"{number:,} times"


def _word(number: int) -> str:
    return WORDS[number] if number < len(WORDS) else f"{number:,}"
