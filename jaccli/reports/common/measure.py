"""How long something takes, and why a clock disagrees with a count. The clock is handed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jaccli.progress import SILENT, Progress
from jaccli.words import readable

Clock = Callable[[], float]  # seconds

BUDGET = 1.0  # seconds for all repetitions together
FEWEST, MOST = 4, 101  # turns of each
FEWEST_REPEATS, MOST_REPEATS = 10, 30  # of a quick action in one turn
PATIENCE = 5.0  # seconds: a size of a sweep that is predicted to take longer is left out
OVERHEAD = 20e-6  # seconds: a product that is quicker is mostly the call


def medians(
    actions: Sequence[Callable[[], object]], clock: Clock, progress: Progress = SILENT
) -> tuple[list[float], int]:
    """The median seconds of each action, and how often the slowest was timed."""
    runs, turns = _in_turns(actions, clock, progress)
    return [sorted(times)[len(times) // 2] for times in runs], turns


def quickest(
    actions: Sequence[Callable[[], object]], clock: Clock, progress: Progress = SILENT
) -> tuple[list[float], int]:
    """The seconds of each action's quickest run, and how often the slowest was timed.

    Whatever else a machine does adds to the time: to actions of a few milliseconds, whose threads
    wait for one another, several times as much as they take.
    """
    runs, turns = _in_turns(actions, clock, progress)
    return [min(times) for times in runs], turns


def _in_turns(
    actions: Sequence[Callable[[], object]], clock: Clock, progress: Progress
) -> tuple[list[list[float]], int]:
    """The seconds of every run of each action, and how many turns they took.

    They take turns, so that a slow moment of the machine meets all. A turn begins with a run that
    is not timed, so that the caches hold the action's own matrices and not those of the action
    before, of which a quick one would suffer most; and quick actions are timed more often in it.
    """
    runs: list[list[float]] = [[] for _ in actions]
    repeats = [1] * len(actions)
    begun = clock()
    turns = 0
    # slow actions take no more turns than the fewest, and quick ones no time
    with progress.stage("timing", FEWEST * len(actions), "runs") as stage:
        while turns < FEWEST or (turns < MOST and clock() - begun < BUDGET):
            for times, action, often in zip(runs, actions, repeats, strict=True):
                action()
                for _ in range(often):
                    start = clock()
                    action()
                    times.append(clock() - start)
                stage.done += 1
            turns += 1
            least = [min(times) for times in runs]
            repeats = [_repeats(own, max(least)) for own in least]
    return runs, turns


def _repeats(own: float, slowest: float) -> int:
    """How often an action is timed in a turn: about as long as the slowest takes."""
    if own > slowest / 2:
        return 1
    return min(MOST_REPEATS, max(FEWEST_REPEATS, round(slowest / own))) if own else MOST_REPEATS


def why_clock_differs(n: int, m: int, depth: int, taken: Sequence[float]) -> str:
    """Why the times of two sweeps are not in the ratio of their counts.

    n, m: how many vectors forward and reverse mode carry; depth: how many products a sweep has;
    taken: the seconds of each.
    """
    each = min(taken) / depth
    if each < OVERHEAD:
        return (
            f"A product of the quicker mode takes {readable(each)}: mostly Python and NumPy start "
            "it. Take a larger chain before you conclude anything."
        )
    if min(n, m) == 1 and max(n, m) > 1:
        one, many = ("reverse", "forward") if m == 1 else ("forward", "reverse")
        return (
            f"{one.capitalize()} mode has one vector: it reads every entry of J from memory for 2 "
            f"FLOPs, and waits for the memory. {many.capitalize()} mode has {max(n, m):,} vectors "
            f"at once: it uses each entry that it reads {max(n, m):,} times."
        )
    if n == m:
        return (
            "Both modes carry n = m vectors, so the products are alike. What differs is the noise "
            "of the machine, and the order in which it reads the matrices."
        )
    return (
        "An entry of J that is read from memory is used once for each vector. So GFLOP/s grow "
        "with the number of vectors."
    )
