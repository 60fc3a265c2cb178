"""Reverse mode as an order of one product."""

from __future__ import annotations

from collections.abc import Sequence

from jaccli.accumulate.bracketing import reverse_order
from jaccli.accumulate.orders.protocol import CHAIN, Answer
from jaccli.linmap import Form


@CHAIN.called("reverse")
def reverse(forms: Sequence[Form]) -> Answer[Sequence[Form]]:
    """((J_K·J_{K-1}) … )·J_1, whatever it costs."""
    return Answer(reverse_order(len(forms)))
