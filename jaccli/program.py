"""What is asked of the program that a graph was recorded from: its values at any point."""

from __future__ import annotations

from typing import Protocol

from jaccli.arrays import Array
from jaccli.errors import Place


class TooLong(str):
    """In words, that a call ran so many lines that it was given up."""

    __slots__ = ()


class Original(Protocol):
    """The program that a graph was recorded from, called on plain arrays: its judge."""

    name: str  # of the function, as the user wrote it
    rerun: bool  # whether it may be called again
    parts: tuple[tuple[str, int], ...]  # what leads to each leaf of a result, and its size
    again: int  # how often it was called at the point itself; its value is the recording's then
    beside: int  # how often beside it, where it was recorded

    def __call__(self, x: Array) -> Array | str:
        """f(x) (m,) at all inputs side by side, x (n,); or, in words, why nothing comes of it."""

    def parting(self, x: Array, other: Array) -> Place | None:
        """Where its ways at two points part: the expression that decides. Calls it twice."""
