"""What `order` and `compare` both say of orders: their names, and the seeds beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jaccli.accumulate.price import Mode
from jaccli.analysis.orders import Order, OrderName
from jaccli.cost import FLOPS_PER_MULTIPLY_ADD
from jaccli.errors import count

LONGEST = 40  # columns of an order that is spelt out in a table
IN_WORDS: dict[OrderName, str] = {
    "optimal": "best",
    "forward": "forward",
    "reverse": "reverse",
    "mixed": "mixed",
}


def short(order: Order) -> str:
    """How an order is named where there is little room: spelt out, or by its name."""
    text = order.bracketing
    if len(text) <= LONGEST:
        return text
    modes = [name for name in order.names if name in ("forward", "reverse")]
    return f"the {modes[0]} order" if modes else "the best order"


def ways(number: int) -> str:
    """5 ways; about 10^596 ways."""
    if number < 10**12:
        return count(number, "way")
    return f"about 10^{len(str(number)) - 1} ways"


def reconciled(sizes: Sequence[int], free: Mapping[Mode, int], seeded: Mapping[Mode, int]) -> str:
    """How the counts with seeds follow from those without: the product with I_n or I_m.

    sizes: n = m_0, …, m_K = m of the chain
    """
    ends: tuple[tuple[Mode, int, int], ...] = (
        ("forward", sizes[1], sizes[0]),
        ("reverse", sizes[-1], sizes[-2]),
    )
    parts = []
    for mode, p, q in ends:
        vectors = sizes[0] if mode == "forward" else sizes[-1]
        first = seeded[mode] - free[mode]
        term = f"{first:,}"
        if first == FLOPS_PER_MULTIPLY_ADD * p * q * vectors:
            term = f"{FLOPS_PER_MULTIPLY_ADD}·{p}·{q}·{vectors}"
        parts.append(f"{mode} {free[mode]:,} + {term} = {seeded[mode]:,}")
    return ", ".join(parts)
