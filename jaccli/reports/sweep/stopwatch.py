"""Both modes timed over a range of sizes, as far as memory and patience go; the clock comes in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from jaccli.accumulate.price import MODES, Mode
from jaccli.errors import JaccliError, Mistakes
from jaccli.graph import Graph, load
from jaccli.progress import SILENT, Progress
from jaccli.reports.common.budget import Planned, of_a_sweep, of_the_tape
from jaccli.reports.common.measure import PATIENCE, Clock
from jaccli.reports.common.tape import point_of
from jaccli.reports.compare.find import compare
from jaccli.reports.sweep.find import GraphAt, Sweep, Timing, at_size
from jaccli.reports.sweep.growth import Fit, last_decade, last_pair
from jaccli.reports.sweep.points import Point

RATE = 1e9  # FLOP/s, until a size was timed
DRAWN = 2e7  # random numbers a second
SWEEPS = 12  # of each mode at a size: J twice, three turns of one to warm up and one or more timed
FIGURE = r"\S*\d\S*"  # two notes that differ in figures alone say one thing


class _Ran(NamedTuple):
    """A size that was timed: median seconds by mode, and why clock and count differ there."""

    point: Point
    seconds: dict[Mode, float]
    note: str


def timed(
    found: Sweep,
    graph_at: GraphAt,
    clock: Clock,
    max_memory: int,
    progress: Progress = SILENT,
) -> Sweep:
    """The sweep with both modes run at each size that fits, until one would take too long.

    max_memory: bytes. The seconds are those of the sweeps alone, as in `compare`. A size at which
    something is not finite is left out. Raises Mistakes: arrays that cannot be loaded.
    """
    ran: list[_Ran] = []
    memory: list[int] = []
    patience: list[int] = []
    overflows: dict[int, str] = {}
    rate = RATE

    def named(point: Point) -> str:
        return f"timing {'='.join(found.names)}={point.size:,}"

    for point in progress.over(named, found.points):
        graph = graph_at(point.size)
        plan = planned(graph)
        if sum(array.total for array in plan) > max_memory:
            memory.append(point.size)
        elif patience or predicted(plan, point, rate) > PATIENCE:
            patience.append(point.size)
        else:
            one = _run(graph, point, found, clock, max_memory, progress)
            if isinstance(one, str):
                overflows[point.size] = one
                continue
            ran.append(one)
            taken = sum(ran[-1].seconds.values())
            rate = max(rate, sum(point.ran.values()) / taken) if taken else rate
    return found._replace(timing=_summed_up(ran, memory, patience, overflows))


def planned(graph: Graph) -> list[Planned]:
    """The arrays that timing both modes would make; what `compare` would refuse."""
    n, m = graph.input_size, graph.output_size
    parts = (of_the_tape(graph), of_a_sweep(graph, "reverse", m), of_a_sweep(graph, "forward", n))
    return [array for part in parts for array in part]


def predicted(plan: Sequence[Planned], point: Point, rate: float) -> float:
    """How many seconds a size will take: its sweeps at this rate, in FLOP/s, and its arrays."""
    numbers = sum(array.total for array in plan) / 8
    return SWEEPS * sum(point.ran.values()) / rate + numbers / DRAWN


def _run(
    graph: Graph,
    point: Point,
    found: Sweep,
    clock: Clock,
    max_memory: int,
    progress: Progress,
) -> _Ran | str:
    """Both modes timed at one size, or what is not finite there.

    The arrays are let go of before the next size makes its own.
    """
    try:
        at = compare(
            graph, found.rule, run="both", max_memory=max_memory, clock=clock, progress=progress
        )
    except Mistakes as error:
        _refuse_unloadable(graph, point, found)
        return error.errors[0].title
    seconds = {each.mode: each.seconds or 0.0 for each in (at.forward, at.reverse)}
    return _Ran(point, seconds, at.clock_note)


def _refuse_unloadable(graph: Graph, point: Point, found: Sweep) -> None:
    """Raise Mistakes if it is the arrays' own mistake that nothing could be timed."""
    try:
        load(graph)
        point_of(graph)
    except Mistakes as error:
        raise at_size(error, found.names, point.size) from None
    except JaccliError as error:
        raise at_size(Mistakes([error], graph.file), found.names, point.size) from None


def _summed_up(
    ran: Sequence[_Ran],
    memory: Sequence[int],
    patience: Sequence[int],
    overflows: Mapping[int, str],
) -> Timing:
    """The timing with its slopes, counted and measured over the same sizes, and its reasons."""
    sizes = [each.point.size for each in ran]

    def fit(values: Sequence[float]) -> Fit | None:
        return last_decade(sizes, values) or last_pair(sizes, values)

    small, large = (ran[at].note if ran else "" for at in (0, -1))
    alike = re.sub(FIGURE, "", small) == re.sub(FIGURE, "", large)
    return Timing(
        {each.point.size: each.seconds for each in ran},
        tuple(memory),
        tuple(patience),
        tuple(overflows),
        next(iter(overflows.values()), ""),
        predicted={mode: fit([each.point.ran[mode] for each in ran]) for mode in MODES},
        measured={mode: fit([each.seconds[mode] for each in ran]) for mode in MODES},
        small="" if alike else small,
        large=large,
    )
