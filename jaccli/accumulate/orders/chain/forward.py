"""Forward mode as an order of one product."""

from __future__ import annotations

from jaccli.accumulate.bracketing import Bracketing, forward_order
from jaccli.accumulate.orders.chain import CHAIN, Answer, Forms


@CHAIN.called("forward")
def forward(forms: Forms) -> Answer[Bracketing]:
    """J_K·( … (J_2·J_1)), whatever it costs."""
    return Answer(forward_order(len(forms)))
