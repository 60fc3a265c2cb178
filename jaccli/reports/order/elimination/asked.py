"""What is asked of the searches: which orders, of values or of single edges, and for how long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from jaccli.accumulate.elimination.dag import Dag
from jaccli.accumulate.orders import Answer
from jaccli.accumulate.orders.graph import GRAPH, Asked, never
from jaccli.accumulate.price import MODES
from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.keywords import option
from jaccli.progress import Stage
from jaccli.reports.common.measure import Clock
from jaccli.reports.order import BUDGET
from jaccli.reports.order.elimination.priced import BEST, VERTICES, Ordered, walked
from jaccli.reports.order.elimination.subject import Subject

By = Literal["vertices", "edges"]
MOST_PAIRS = 20_000  # of edges that are multiplied where single edges are eliminated
MOST_BLOCKS = 2_000_000  # of J, which every order makes: a second or two


def answers_of(
    subject: Subject,
    dag: Dag,
    by: By,
    stop: Callable[[], bool],
    seed: int,
    max_memory: int | None = None,
) -> dict[str, Answer[Ordered]]:
    """The orders by their names; beside those of edges the best one of values.

    dag: in the cost model; max_memory: bytes that the search may remember. Raises Mistakes: the
    edges are too many, or the blocks of J.
    """
    _refuse_wide(subject)
    asked = Asked(dag, stop, seed, max_memory)
    if by == "vertices":
        return {**GRAPH.of(asked)}
    from jaccli.accumulate.orders.edges import EDGES

    _refuse_large(subject)
    found = EDGES.of(asked)
    values = found[BEST].evidence
    assert isinstance(values, Answer)
    return {**found, VERTICES: values}


def _refuse_wide(subject: Subject) -> None:
    """Raise Mistakes for a graph whose J has too many blocks: a value between gives it one for each
    input that leads there and each output that it leads to."""
    dag = subject.dag
    if len(dag.inputs) * len(dag.outputs) <= MOST_BLOCKS:
        return
    before = _reached(len(dag.names), dag.inputs, sorted(dag.edges))
    turned = sorted(((b, a) for a, b in dag.edges), reverse=True)
    behind = _reached(len(dag.names), dag.outputs, turned)
    blocks, widest = max((before[v] * behind[v], v) for v in range(len(dag.names)))
    if blocks > MOST_BLOCKS:
        title = f"{printable(subject.file)}: J has {blocks:,} blocks by way of "
        title += f"{printable(dag.names[widest])} alone: the most is {MOST_BLOCKS:,}"
        why = f"{before[widest]:,} inputs lead there, and {behind[widest]:,} outputs are behind it"
        help = "put values that are read alike together, in one of a larger size"
        notes = [("why", why), ("help", help)]
        raise Mistakes([JaccliError(title, notes=notes)], subject.file)


def _reached(many: int, ends: Sequence[int], edges: Sequence[tuple[int, int]]) -> list[int]:
    """From how many of these ends each of so many vertices is reached. edges: those into it
    before those from it"""
    found = [0] * many  # a bit for each end
    for place, end in enumerate(ends):
        found[end] = 1 << place
    for source, target in edges:
        found[target] |= found[source]
    return [each.bit_count() for each in found]


def _refuse_large(subject: Subject) -> None:
    """Raise Mistakes for a graph whose edges are too many to be taken one by one."""
    dag = subject.dag
    for mode, answer in GRAPH.of(Asked(dag.dense), MODES).items():
        pairs = walked(dag.dense, answer.order).work.pairs
        if pairs > MOST_PAIRS:
            title = f"{printable(subject.file)}: " + option("--eliminate", "edges")
            title += f" is for small graphs: {mode} mode multiplies {pairs:,} pairs of edges here"
            help = "leave it out: values are eliminated in graphs of any size"
            raise Mistakes([JaccliError(title, notes=[("help", help)])], subject.file)


def time_up(budget: float | None, clock: Clock | None, stage: Stage) -> Callable[[], bool]:
    """Whether so many seconds have passed from now on. stage: counts them"""
    if clock is None:
        return never
    begun = clock()
    most = BUDGET if budget is None else budget
    stage.total, stage.clock = most, lambda: clock() - begun

    def stop() -> bool:
        return clock() - begun >= most

    return stop
