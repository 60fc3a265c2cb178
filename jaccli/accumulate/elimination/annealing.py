"""A better order by simulated annealing: a vertex is moved, and what that changes is replayed.

Kirkpatrick, Gelatt & Vecchi 1983. A dearer order is taken with probability exp(−dearer / T), and T
falls. States are saved along the order, so that a move is replayed from the one before it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from math import log
from typing import NamedTuple, Protocol, TypeVar

SAVED = 200  # states along an order
FARTHEST = 30  # places that a vertex is moved by
HOT, COLD = 0.3, 0.05  # T at the start and at the end, in the mean price of a vertex
LOOK = 64  # moves after which the clock is asked


class State(Protocol):
    """A graph some of whose vertices are gone.

    settled: whether what is left and what that costs is the same in whatever order they went
    """

    @property
    def settled(self) -> bool: ...

    def copy(self: S) -> S:
        """The same, to go on from."""

    def eliminate(self, v: int, /) -> int:
        """What that costs."""


S = TypeVar("S", bound=State)


class Found(NamedTuple):
    """The cheapest order of a search. stopped: whether the time was up before its end"""

    order: tuple[int, ...]
    price: int
    stopped: bool = False


def annealed(
    start: State,
    order: Sequence[int],
    *,
    eliminations: int,
    least: int,
    rng: random.Random,
    stop: Callable[[], bool],
) -> Found:
    """The cheapest order on the way from this one.

    eliminations: how many are replayed in all; least: no order costs less, so one that costs this
    ends the search
    """
    walk = Walk(start, order)
    best = Found(tuple(order), walk.price)
    done = moves = 0
    while len(order) > 1 and done < eliminations and best.price > least:
        moves += 1
        if moves % LOOK == 0 and stop():
            return best._replace(stopped=True)
        share = done / eliminations
        heat = best.price / len(order) * HOT * (COLD / HOT) ** share
        origin = rng.randrange(len(order))
        reach = min(FARTHEST, len(order) - 1)
        target = origin + rng.randint(-reach, reach)
        if target == origin or not 0 <= target < len(order):
            continue
        done += walk.try_move(origin, target, -heat * log(1 - rng.random()))
        if walk.price < best.price:
            best = Found(tuple(walk.order), walk.price)
    return best


class Walk:
    """An order, what each of its eliminations costs, and the states along it."""

    def __init__(self, start: State, order: Sequence[int]) -> None:
        self.order = list(order)
        self._every = 1 + len(order) // SAVED
        self._states = {0: start}
        self._prices: list[int] = []
        state = start.copy()
        for place, v in enumerate(order):
            if place % self._every == 0:
                self._states[place] = state.copy()
            self._prices.append(state.eliminate(v))
        self.price = sum(self._prices)

    def try_move(self, origin: int, target: int, most: float) -> int:
        """Move the vertex at a place to another, unless that costs more than `most` on top.

        How many eliminations were replayed comes out.
        """
        first, last = min(origin, target), max(origin, target)
        moved = self.order[first : last + 1]
        moved.insert(target - first, moved.pop(origin - first))
        known = first - first % self._every
        state = self._states[known].copy()
        end = last + 1 if state.settled else len(self.order)
        order = [*self.order[known:first], *moved, *self.order[last + 1 : end]]
        limit = sum(self._prices[known:end]) + most
        prices: list[int] = []
        states: dict[int, State] = {}
        price = 0
        for place, v in enumerate(order, known):
            if place % self._every == 0 and place > first:
                states[place] = state.copy()
            own = state.eliminate(v)
            price += own
            if price > limit:
                return len(prices) + 1
            prices.append(own)
        self.price += price - sum(self._prices[known:end])
        self.order[known:end], self._prices[known:end] = order, prices
        self._states.update(states)
        return len(prices)
