"""The cheapest bracketing of a chain as one of its orders."""

from __future__ import annotations

from collections.abc import Sequence

from jaccli.accumulate.optimal import cheapest
from jaccli.accumulate.orders.protocol import CHAIN, Answer
from jaccli.linmap import Form


@CHAIN.called("optimal")
def optimal(forms: Sequence[Form]) -> Answer[Sequence[Form]]:
    """The one of fewest FLOPs; its evidence is the dynamic programme's table."""
    found = cheapest(forms)
    return Answer(found.order, evidence=found)
