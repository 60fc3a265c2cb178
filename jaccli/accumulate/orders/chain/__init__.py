"""Orders of the product J_K ⋯ J_1 of known Jacobians, told apart from their forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jaccli.accumulate.orders import Answer as Answer
from jaccli.accumulate.orders import Orders

if TYPE_CHECKING:
    from jaccli.accumulate.order import Order
    from jaccli.linmap import Form

Forms = Sequence["Form"]  # of J_1 … J_K
CHAIN: Orders[Forms, Order[Forms]] = Orders()
CHAIN.gather(__name__, __path__)
