"""Reverse mode as an order of one product."""

from __future__ import annotations

from jaccli.accumulate.bracketing import Bracketing, reverse_order
from jaccli.accumulate.orders.chain import CHAIN, Answer, Forms


@CHAIN.called("reverse")
def reverse(forms: Forms) -> Answer[Bracketing]:
    """((J_K·J_{K-1}) … )·J_1, whatever it costs."""
    return Answer(reverse_order(len(forms)))
