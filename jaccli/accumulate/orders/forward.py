"""Forward mode as an order of one product."""

from __future__ import annotations

from collections.abc import Sequence

from jaccli.accumulate.bracketing import forward_order
from jaccli.accumulate.orders.protocol import CHAIN, Answer
from jaccli.linmap import Form


@CHAIN.called("forward")
def forward(forms: Sequence[Form]) -> Answer[Sequence[Form]]:
    """J_K·( … (J_2·J_1)), whatever it costs."""
    return Answer(forward_order(len(forms)))
