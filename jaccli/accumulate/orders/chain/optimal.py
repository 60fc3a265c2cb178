"""The cheapest bracketing of a chain as one of its orders."""

from __future__ import annotations

from jaccli.accumulate.bracketing import Bracketing
from jaccli.accumulate.optimal import cheapest
from jaccli.accumulate.orders.chain import CHAIN, Answer, Forms


@CHAIN.called("optimal")
def optimal(forms: Forms) -> Answer[Bracketing]:
    """The one of fewest FLOPs; its evidence is the dynamic programme's table."""
    found = cheapest(forms)
    return Answer(found.order, evidence=found)
