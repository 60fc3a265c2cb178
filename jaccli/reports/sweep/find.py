"""What both modes cost over a range of sizes, from shapes alone: points, slopes, the crossover."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from math import isqrt
from typing import NamedTuple

from jaccli.accumulate import sources_of
from jaccli.accumulate.price import MODES, Mode
from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.graph import Graph
from jaccli.reports.common.facts import GraphFacts, graph_facts
from jaccli.reports.common.modes import RULES, ModeFacts, Rule, edge_facts, mode_facts
from jaccli.reports.common.ranking import named_orders
from jaccli.reports.common.verdict import Cheaper, cheaper_of
from jaccli.reports.sweep.growth import Fit, last_decade, last_pair, power_of

MOST_ORDERED = 64  # Jacobians of a chain whose best order is sought at every size
VAST = (10**40, 10**41)  # sizes at which only the highest power is left
GraphAt = Callable[[int], Graph]  # the graph with the varied names at this size; raises Mistakes


class Point(NamedTuple):
    """What one size gives. `flops` has an entry for each mode, so that another may stand beside."""

    size: int  # of every varied name
    widths: tuple[int, ...]  # of a chain: n = m_0, …, m_K = m
    passes: Mapping[Mode, int]  # how many vectors each mode carries: n and m
    flops: Mapping[Mode, int]  # under the rule of the sweep
    ran: Mapping[Mode, int]  # FLOPs with each J in its own form, which is what runs
    cheaper: Cheaper
    flips: Mapping[Rule, Cheaper]  # the rules with another verdict
    best: int | None = None  # FLOPs of the best order, seeds free; None where none is sought
    cheaper_free: int = 0  # FLOPs of the cheaper mode, seeds free


class Growth(NamedTuple):
    """How a mode's FLOPs grow: cost ~ size^slope."""

    fit: Fit | None  # of the last pair
    decade: Fit | None  # of the last decade, or the last three points
    power: int | None  # what the slope tends to; None where vast sizes do not fit the file
    passes: int | None  # the same of the number of passes


class Crossover(NamedTuple):
    """Where the cheaper mode changes: at a tie, or at the first size with another verdict.

    size is None where the file fits at too few sizes between `low` and `high` to tell.
    """

    size: int | None
    low: int  # neighbours among the sizes that were looked at
    high: int
    before: Cheaper
    after: Cheaper  # "tie" where the sweep ends with one
    point: Point | None  # at `size`
    previous: Point | None  # at `size` - 1, where there is no tie
    further: int  # more changes among the sizes that were looked at


class Timing(NamedTuple):
    """What the clock says. Slopes by mode, counted and measured over the sizes that were timed;
    counted are the FLOPs that run, each J in its own form."""

    seconds: Mapping[int, Mapping[Mode, float]]  # by size: medians
    beyond_memory: tuple[int, ...]  # sizes that were left out
    beyond_patience: tuple[int, ...]  # the same, for the time they would take
    not_finite: tuple[int, ...]  # the same, for values, derivatives or products that overflow
    overflow: str  # what was not finite at the first of those; "" where there is none
    predicted: Mapping[Mode, Fit | None]
    measured: Mapping[Mode, Fit | None]
    small: str  # why clock and count differ at the smallest size; "" where `large` says it
    large: str  # and at the largest


class Sweep(NamedTuple):
    """Everything `sweep` finds for one chain."""

    graph: GraphFacts  # at the file's own sizes
    names: tuple[str, ...]  # of the sizes that are varied together
    rule: Rule
    points: tuple[Point, ...]
    growth: Mapping[Mode, Growth]
    best: Growth | None  # of the best order
    crossover: Crossover | None
    timing: Timing | None = None

    def __repr__(self) -> str:
        from jaccli.reports.common.brief import of_sweep

        return of_sweep(self)

    @property
    def name(self) -> str:
        """The varied size; the first of several."""
        return self.names[0]

    @property
    def is_the_chapters(self) -> bool:
        """Whether the shapes are those of 13.3.1: m = 1, every other width the varied size."""
        return self.graph.is_chain and all(
            len(point.widths) > 2
            and point.widths[-1] == 1
            and set(point.widths[:-1]) == {point.size}
            for point in self.points
        )


def sweep(
    own: Graph, graph_at: GraphAt, names: Sequence[str], sizes: Sequence[int], rule: Rule
) -> Sweep:
    """Price the full Jacobian by both modes at each size (Murphy 2022, 13.3.1).

    own: the graph at the file's sizes; graph_at: at another; sizes: ascending. No array is made.
    Raises Mistakes: the file does not fit at a size.
    """

    def point_at(size: int) -> Point:
        return _point(graph_at(size), size, rule)

    points = _points(point_at, names, sizes)
    return Sweep(
        graph_facts(own),
        tuple(names),
        rule,
        points,
        *_growth(point_at, points),
        crossover_of(points, point_at),
    )


def at_size(found: Mistakes, names: Sequence[str], size: int, more: int = 0) -> Mistakes:
    """The file's own mistakes, and at which size of the sweep they are ones."""
    where = f"this is so at {' = '.join(map(printable, names))} = {size:,}"
    where += f", and at {more:,} more of the sizes swept" if more else ""
    errors = []
    for error in found.errors:
        of_the_option = error.title.startswith("--vary ")  # a name that is none, at every size
        notes = [*error.notes] if of_the_option else [*error.notes, ("note", where)]
        errors.append(JaccliError(error.title, error.label, others=error.others, notes=notes))
    return Mistakes(errors, found.subject)


def crossover_of(points: Sequence[Point], point_at: Callable[[int], Point]) -> Crossover | None:
    """The first change of the cheaper mode, found exactly between the sizes around it.

    None where there is no change: one verdict at all sizes, or a tie that the same mode follows.
    Looked at are `points` and the geometric means of neighbours; a mode that is cheaper only
    between two of these, which agree, is not seen.
    """
    seen = _halved(points, point_at)
    changes = _changes([point.cheaper for point in seen])
    if not changes:
        return None
    at, before, after = changes[0]
    low, high = seen[at], seen[at + 1]
    found = Crossover(None, low.size, high.size, before, after, None, None, len(changes) - 1)
    while high.size - low.size > 1:  # low has the verdict `before`, high has not
        size = (low.size + high.size) // 2
        try:
            middle = point_at(size)
        except Mistakes:
            return found
        low, high = (middle, high) if middle.cheaper == before else (low, middle)
    here = low if before == "tie" else high
    previous = low if here.cheaper != "tie" else None
    found = found._replace(size=here.size, point=here, previous=previous)
    if high.cheaper in ("tie", after):
        return found
    return found._replace(after=high.cheaper, further=found.further + 1)  # and from it to `after`


def _halved(points: Sequence[Point], point_at: Callable[[int], Point]) -> list[Point]:
    """The points and those halfway between neighbours on a logarithmic axis, where they fit."""
    seen = [*points[:1]]
    for low, high in pairwise(points):
        size = isqrt(low.size * high.size)
        if size > low.size:
            with suppress(Mistakes):
                seen.append(point_at(size))
        seen.append(high)
    return seen


def _points(
    point_at: Callable[[int], Point], names: Sequence[str], sizes: Sequence[int]
) -> tuple[Point, ...]:
    """The points of all sizes. Raises Mistakes: those of the first size that does not fit."""
    points: list[Point] = []
    refused: list[tuple[int, Mistakes]] = []
    for size in sizes:
        try:
            points.append(point_at(size))
        except Mistakes as error:
            refused.append((size, error))
    if refused:
        size, mistakes = refused[0]
        raise at_size(mistakes, names, size, len(refused) - 1) from None
    return tuple(points)


def _point(graph: Graph, size: int, rule: Rule) -> Point:
    facts = {mode: facts_of(graph, mode) for mode in MODES}
    verdicts = {
        each: cheaper_of(*(facts[mode].costs[each].flops for mode in MODES)) for each in RULES
    }
    runs = Rule("structured", rule.seeds)
    return Point(
        size,
        graph.sizes if graph.is_chain else (),
        {mode: facts[mode].passes for mode in MODES},
        {mode: facts[mode].costs[rule].flops for mode in MODES},
        {mode: facts[mode].costs[runs].flops for mode in MODES},
        verdicts[rule],
        {each: found for each, found in verdicts.items() if found != verdicts[rule]},
        _best(graph, rule),
        min(facts[mode].costs[Rule(rule.model, "free")].flops for mode in MODES),
    )


def _best(graph: Graph, rule: Rule) -> int | None:
    """FLOPs of the best order of a chain that is not too long; orders have their seeds free."""
    if not graph.is_chain:
        return None
    orders = named_orders(graph.forms, rule.model, MOST_ORDERED)
    return None if orders is None else orders.flops(orders.called("optimal"))


def facts_of(graph: Graph, mode: Mode) -> ModeFacts:
    """What a mode costs by the inputs: the textbook's product on a chain, edges on a graph."""
    if graph.is_chain:
        return mode_facts(graph, mode)
    return edge_facts(graph, mode, sources_of(graph, inputs=True, parameters=False))


def _growth(
    point_at: Callable[[int], Point], points: Sequence[Point]
) -> tuple[dict[Mode, Growth], Growth | None]:
    """How each mode grows, and the best order."""
    sizes = [point.size for point in points]
    try:
        vast = [point_at(size) for size in VAST]
    except Mistakes:
        vast = []

    def power(values: Sequence[int]) -> int | None:
        return power_of(VAST, values) if vast else None

    def growth(flops: Sequence[int], far: Sequence[int], passes: int | None) -> Growth:
        return Growth(last_pair(sizes, flops), last_decade(sizes, flops), power(far), passes)

    found: dict[Mode, Growth] = {
        mode: growth(
            [point.flops[mode] for point in points],
            [point.flops[mode] for point in vast],
            power([point.passes[mode] for point in vast]),
        )
        for mode in MODES
    }
    best = [point.best for point in points if point.best is not None]
    if len(best) < len(points):
        return found, None
    return found, growth(best, [point.best or 0 for point in vast], None)


def _changes(verdicts: Sequence[Cheaper]) -> list[tuple[int, Cheaper, Cheaper]]:
    """Each change: the last place before it, the verdict there, and the one it leads to.

    A tie is a change only at an end of the sweep; between two verdicts it is where they meet.
    """
    changes: list[tuple[int, Cheaper, Cheaper]] = []
    firm: Cheaper = "tie"
    last = -1  # the last place of `firm`
    for at, verdict in enumerate(verdicts):
        if verdict == "tie":
            last = at if firm == "tie" else last
            continue
        if verdict != firm and at:
            changes.append((last, firm, verdict))
        firm, last = verdict, at
    if firm != "tie" and verdicts[-1] == "tie":
        changes.append((last, firm, "tie"))
    return changes
