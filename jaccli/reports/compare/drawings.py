"""What of a Comparison is drawn: the prices of both modes and of the best order on one scale."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.document.blocks import Amount, Bars, Block
from jaccli.reports.compare.answer import headline
from jaccli.words import count

if TYPE_CHECKING:
    from jaccli.reports.compare.comparison import Comparison


def drawings(found: Comparison) -> Iterator[Block]:
    """The bars."""
    n, m = found.forward.passes, found.reverse.passes
    ahead, back = found.flops
    bars = [
        Amount("forward (JVP)", ahead, "forward", count(n, "pass", "passes")),
        Amount("reverse (VJP)", back, "reverse", count(m, "pass", "passes")),
    ]
    yield Bars(headline(found).text, bars, "FLOPs", f"{found.rule.words}.")
