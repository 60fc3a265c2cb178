"""What is written of a traced number: a text, from which it is not to be read again."""

from __future__ import annotations

from jaccli.trace.source.refusal import Refusal


class Written(str):
    """The text of a traced number. Raises a Refusal where a float is made of it."""

    __slots__ = ()

    def __float__(self) -> float:
        raise Refusal(
            "a number is read from the text of a traced one",
            "a text has no derivative: what is computed with it would be lost",
            "`y = x`: leave the text out, and round what is printed",
        )
