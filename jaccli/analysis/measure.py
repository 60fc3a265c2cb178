"""How long something takes: alternating runs, their medians. The clock is handed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Clock = Callable[[], float]  # seconds

BUDGET = 1.0  # seconds for all repetitions together
FEWEST, MOST = 3, 101  # repetitions of each


def medians(actions: Sequence[Callable[[], object]], clock: Clock) -> tuple[list[float], int]:
    """The median seconds of each action, and how often each ran.

    One run to warm up; then the actions in turn, so that a slow moment of the machine meets all.
    """
    runs: list[list[float]] = [[] for _ in actions]
    for action in actions:
        action()
    begun = clock()
    while len(runs[0]) < FEWEST or (len(runs[0]) < MOST and clock() - begun < BUDGET):
        for times, action in zip(runs, actions, strict=True):
            start = clock()
            action()
            times.append(clock() - start)
    return [sorted(times)[len(times) // 2] for times in runs], len(runs[0])
