"""The best order of a few vertices where edges have their own forms, proved: layer by layer.

What is left then depends on the order as well, so a state is the edges with their forms. Of two
ways to the same state the cheaper is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jaccli.accumulate.elimination.annealing import Found
from jaccli.accumulate.elimination.formed import Formed

MOST = 30_000  # states
EDGE = 100  # bytes of a state for each edge and vertex

State = tuple[Formed, int, tuple[int, ...]]  # what it came to so far, and by which order


def cheapest_states(
    start: Formed,
    inner: Sequence[int],
    known: Found,
    stop: Callable[[], bool],
    memory: int | None = None,
) -> tuple[Found, bool]:
    """The cheapest order, and whether no other can cost less; `known` where the search ends early.

    It ends after MOST states, beyond so many bytes, or when the time is up.
    """
    numbers = max(1, len(inner) + sum(map(len, start.before)))  # a graph may have none
    most = MOST if memory is None else memory // (EDGE * numbers)
    layer: list[State] = [(start, 0, ())]
    left = MOST
    for _ in inner:
        found: dict[object, State] = {}
        for state, price, order in layer:
            full = left <= 0 or len(layer) + len(found) > most
            if full or stop():
                return known._replace(stopped=not full), False
            for v in inner:
                if v in order:
                    continue
                own = state.price(v)
                if price + own >= known.price:
                    continue
                then = state.copy()
                then.eliminate(v)
                left -= 1
                key = then.key()
                if key not in found or price + own < found[key][1]:
                    found[key] = then, price + own, (*order, v)
        layer = list(found.values())
    best = min(layer, key=lambda each: each[1], default=None)
    return (known if best is None else Found(best[2], best[1])), True
