"""How far two results are apart, beside how far they may be."""

from __future__ import annotations

from typing import NamedTuple


class Apart(NamedTuple):
    """The difference of two results that should be one, and its limit."""

    difference: float
    limit: float

    @property
    def within(self) -> bool:
        """Whether they are as near as they have to be; what is no number is not."""
        return self.difference <= self.limit

    @property
    def words(self) -> str:
        """max|diff| 1.1e-16 ≤ 1.0e-12"""
        relation = "≤" if self.within else ">"
        return f"max|diff| {self.difference:.1e} {relation} {self.limit:.1e}"
