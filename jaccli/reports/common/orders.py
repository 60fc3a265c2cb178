"""What `order` and `compare` both say of orders: their names, and the seeds beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import lgamma, log

from jaccli.accumulate.bracketing import number_of_orders
from jaccli.accumulate.price import Mode
from jaccli.cost import FLOPS_PER_MULTIPLY_ADD
from jaccli.reports.common.ranking import BEST, Ranked
from jaccli.words import count

MOST_EXACT = 20  # Jacobians whose orders are counted exactly
LONGEST = 40  # columns of an order that is spelt out in a table


def in_words(name: str) -> str:
    """What a table calls the order of this name."""
    return "best" if name == BEST else name


def short(order: Ranked) -> str:
    """How an order is named where there is little room: spelt out, or by its name."""
    text = order.bracketing
    if len(text) <= LONGEST:
        return text
    return f"the {in_words(order.mode or order.names[0])} order"


def ways(depth: int, noun: str = "way") -> str:
    """In how many ways so many Jacobians can be bracketed.

    >>> ways(4), ways(1000, "order")
    ('5 ways', 'about 10^597 orders')
    """
    if depth <= MOST_EXACT:
        return count(number_of_orders(depth), noun)
    n = depth - 1  # Catalan(n) = (2n)! / (n! (n + 1)!)
    return (
        f"about 10^{round((lgamma(2 * n + 1) - lgamma(n + 1) - lgamma(n + 2)) / log(10))} {noun}s"
    )


def spaced(text: str) -> str:
    """An order with room to wrap: ((J4 · J3) · J2) · J1"""
    return text.replace("·", " · ")


def reconciled(
    sizes: Sequence[int],
    free: Mapping[Mode, int],
    seeded: Mapping[Mode, int],
) -> str:
    """How the counts with seeds follow from those without.

    The product with I_n or I_m comes on top; Jacobians in their own forms then meet a dense start,
    so that the other products may cost something else as well.
    sizes: n = m_0, …, m_K = m of the chain
    """
    ends: tuple[tuple[Mode, int, int], ...] = (
        ("forward", sizes[1], sizes[0]),
        ("reverse", sizes[-1], sizes[-2]),
    )
    parts = []
    changed = False
    for mode, p, q in ends:
        vectors = sizes[0] if mode == "forward" else sizes[-1]
        term = FLOPS_PER_MULTIPLY_ADD * p * q * vectors
        if seeded[mode] == free[mode] + term:
            formula = f"{FLOPS_PER_MULTIPLY_ADD}·{p:,}·{q:,}·{vectors:,}"
            parts.append(f"{mode} {free[mode]:,} + {formula} = {seeded[mode]:,}")
        else:
            changed = changed or seeded[mode] != free[mode]
            parts.append(f"{mode} {seeded[mode]:,}")
    why = ". A dense start makes what it meets dense" if changed else ""
    return ", ".join(parts) + why
