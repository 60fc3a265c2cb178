"""How long something takes, and why a clock disagrees with a count. The clock is handed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Clock = Callable[[], float]  # seconds

BUDGET = 1.0  # seconds for all repetitions together
FEWEST, MOST = 3, 101  # repetitions of each
OVERHEAD = 20e-6  # seconds: a product that is quicker is mostly the call


def medians(
    actions: Sequence[Callable[[], object]], clock: Clock, *, warm: bool = False
) -> tuple[list[float], int]:
    """The median seconds of each action, and how often each was timed.

    One run to warm up; then the actions in turn, so that a slow moment of the machine meets all.
    warm: before each timed run one that is not, so that the caches hold the action's own matrices
    and not those of the action before, of which a small action would suffer more than a large one.
    """
    runs: list[list[float]] = [[] for _ in actions]
    for action in actions:
        action()
    begun = clock()
    while len(runs[0]) < FEWEST or (len(runs[0]) < MOST and clock() - begun < BUDGET):
        for times, action in zip(runs, actions, strict=True):
            if warm:
                action()
            start = clock()
            action()
            times.append(clock() - start)
    return [sorted(times)[len(times) // 2] for times in runs], len(runs[0])


def readable(seconds: float) -> str:
    """A time, readable.

    >>> readable(0.00123), readable(2.5)
    ('1.23 ms', '2.5 s')
    """
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}" if seconds < 1000 * size else f"{seconds:,.0f} s"
    return f"{seconds / 1e-9:.3g} ns"


def why_clock_differs(n: int, m: int, depth: int, taken: Sequence[float]) -> str:
    """Why the times of two sweeps are not in the ratio of their counts.

    n, m: how many vectors forward and reverse mode carry; depth: how many products a sweep has;
    taken: the seconds of each.
    """
    each = min(taken) / depth
    if each < OVERHEAD:
        return (
            f"At {readable(each)} a product the quicker mode mostly waits for Python and NumPy "
            "to start the next one: take a larger chain before you conclude anything."
        )
    if min(n, m) == 1 and max(n, m) > 1:
        one, many = ("reverse", "forward") if m == 1 else ("forward", "reverse")
        return (
            f"One vector at a time, {one} mode multiplies matrix by vector: it fetches every "
            f"entry of J from memory for 2 FLOPs and waits for memory. With {max(n, m):,} vectors "
            f"at once {many} mode uses each fetched entry {max(n, m):,} times."
        )
    if n == m:
        return (
            "Both modes carry n = m vectors, so the products are alike, and what differs is the "
            "machine's noise and the order in which it reads the matrices."
        )
    return (
        "The more vectors go through at once, the more often an entry of J is used once it is "
        "fetched from memory: GFLOP/s grow with their number."
    )
