"""The cheapest order of multiplication of a chain, and its price."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jaccli.accumulate.price import MODES
from jaccli.reports.common.questions.course import Course
from jaccli.reports.common.questions.question import Question
from jaccli.reports.common.ranking import BEST

Priced = tuple[int, int, int]  # the first and the last Jacobian of a product, and its FLOPs


def questions(course: Course) -> Iterator[Question]:
    """Dense, seeds free, of three Jacobians or more; any order of that price is right."""
    orders = course.orders
    if orders is None:
        return
    best = orders.called(BEST)
    price, sizes = orders.flops(best), course.graph.sizes

    def accepts(word: str) -> bool:
        if (mode := word.lower()) in MODES:
            return orders.flops(orders.called(mode)) == price
        return price_of(word, sizes) == price

    asks = "The cheapest order, written as J2·J1 and with ( )."
    yield Question("best_order", "order", asks, best.bracketing, accepts=accepts)
    asks = "The FLOPs of that order; here the start is free."
    yield Question("best_order_flops", "order", asks, price)


def price_of(order: str, sizes: Sequence[int]) -> int | None:
    """The dense FLOPs of an order that somebody wrote, None where it is none of this chain.

    sizes: m_0 … m_K. J3·J2·J1 without brackets is multiplied from the left.
    """
    tokens = re.findall(r"J\d+|[()]|\S", re.sub(r"[·*@ ]", "", order))
    if len(tokens) > 6 * len(sizes):
        return None
    stack: list[list[Priced]] = [[]]
    for token in tokens:
        if token == "(":
            stack.append([])
            continue
        if token == ")":
            inner = stack.pop()
            if len(inner) != 1 or not stack:
                return None
            made: Priced | None = inner[0]
        else:
            k = int(token[1:]) if re.fullmatch(r"J\d{1,6}", token) else 0
            made = (k, k, 0) if 1 <= k < len(sizes) else None
        if made is None or (made := _after(stack[-1], made, sizes)) is None:
            return None
        stack[-1] = [made]
    whole = (len(sizes) - 1, 1)
    return stack[0][0][2] if len(stack) == 1 and stack[0] and stack[0][0][:2] == whole else None


def _after(before: Sequence[Priced], made: Priced, sizes: Sequence[int]) -> Priced | None:
    """The product of what stands before with what comes; None where they are no neighbours."""
    if not before:
        return made
    ((first, last, spent),) = before
    row, column, more = made
    if last != row + 1:
        return None
    return first, column, spent + more + 2 * sizes[first] * sizes[row] * sizes[column - 1]
