"""What both modes cost over a range of sizes, from shapes alone: points, slopes, the crossover."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from jaccli.accumulate.price import MODES, Mode
from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.graph import Graph
from jaccli.keywords import option
from jaccli.progress import SILENT, Progress
from jaccli.reports.common.facts import GraphFacts, graph_facts
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.verdict import Cheaper
from jaccli.reports.sweep.crossover import Crossover, between, crossover_of
from jaccli.reports.sweep.growth import Fit, last_decade, last_pair, power_of
from jaccli.reports.sweep.points import Point
from jaccli.reports.sweep.prices import VAST, Prices
from jaccli.reports.sweep.vary import beyond, further
from jaccli.spread import TooMany
from jaccli.words import count

if TYPE_CHECKING:
    from os import PathLike

    from jaccli.document.blocks import Finding
    from jaccli.spec.resized import Resizable

GraphAt = Callable[[int], Graph]  # the graph with the varied names at this size; raises Mistakes


class Growth(NamedTuple):
    """How a mode's FLOPs grow: cost ~ size^slope."""

    fit: Fit | None  # of the last pair
    decade: Fit | None  # of the last decade, or the last three points
    power: int | None  # what the slope tends to; None where vast sizes do not fit the file
    passes: int | None  # the same of the number of passes


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

    def apart(self, mode: Mode) -> float | None:
        """By how much the measured slope is the larger one, None where either is missing."""
        counted, clocked = self.predicted.get(mode), self.measured.get(mode)
        return None if counted is None or clocked is None else clocked.slope - counted.slope


class Flip(NamedTuple):
    """The sizes at which another rule gives this verdict, and the sweep's rule does not."""

    rule: Rule
    verdict: Cheaper
    sizes: tuple[int, ...]


class Sweep(NamedTuple):
    """Everything `sweep` finds for one chain."""

    graph: GraphFacts  # at the file's own sizes
    names: tuple[str, ...]  # of the sizes that are varied together
    rule: Rule
    points: tuple[Point, ...]
    growth: Mapping[Mode, Growth]
    best: Growth | None  # of the best order
    crossover: Crossover | None
    widths: tuple[tuple[int, ...], ...] = ()  # of a chain: of x_1 … x_{K+1}, at each point
    further: int | None = None  # a larger last size; None where the file does not fit on the way
    timing: Timing | None = None

    def __repr__(self) -> str:
        from jaccli.reports.common.names import representation
        from jaccli.reports.sweep.say import in_a_line, swept

        return representation("sweep", in_a_line(self), swept(self))

    def save(self, file: str | PathLike[str], format: str | None = None) -> None:
        """Write it to a file, in the format of its ending or in another: "a.html", "a.json"."""
        from jaccli.reports.common.saving import save

        save(self, "sweep", file, format)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from jaccli.reports.common.saving import shown

        return shown(self, "sweep")

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What its page says in words, in its order."""
        from jaccli.reports.common.names import findings_on
        from jaccli.reports.sweep.answer import Again
        from jaccli.reports.sweep.page import page

        return findings_on(page(self, again=Again(vary=(f"--vary {self.varied}",))))

    @property
    def varied(self) -> str:
        """What is varied over which sizes, as --vary takes it: n,h=8,16,32."""
        return f"{','.join(self.names)}={','.join(str(point.size) for point in self.points)}"

    @property
    def name(self) -> str:
        """The varied size; the first of several."""
        return self.names[0]

    @property
    def with_crossover(self) -> list[Point]:
        """The points, and the crossover among them."""
        points = {point.size: point for point in self.points}
        if self.crossover and self.crossover.point:
            points.setdefault(self.crossover.point.size, self.crossover.point)
        return [points[size] for size in sorted(points)]

    @property
    def on_logarithms(self) -> list[Point]:
        """Those that have a place on logarithmic axes."""
        return [point for point in self.with_crossover if point.has_logarithms]

    @property
    def best_is_another(self) -> bool:
        """Whether the best order can be drawn beside the modes, their seeds free as its are, and
        beats both somewhere."""
        points = self.with_crossover
        comparable = self.best is not None and self.rule.seeds == "free"
        return (
            comparable
            and all(point.best for point in points)
            and any(point.best != point.cheaper_free for point in points)
        )

    @property
    def beaten(self) -> Point | None:
        """Where the best order beats the modes by most, None where it is one of them throughout."""
        points = [point for point in self.points if point.best != point.cheaper_free]
        return max(points, key=lambda point: point.dearer_than_best, default=None)

    @property
    def flips(self) -> list[Flip]:
        """Where another rule would give another verdict; those of the sweep's cost model first."""
        rules = sorted(
            {rule for point in self.points for rule in point.flips},
            key=lambda rule: (rule.model != self.rule.model, rule),
        )
        verdicts: tuple[Cheaper, ...] = ("forward", "reverse", "tie")
        found = [
            Flip(rule, verdict, tuple(p.size for p in self.points if p.flips.get(rule) == verdict))
            for rule in rules
            for verdict in verdicts
        ]
        return [flip for flip in found if flip.sizes]

    @property
    def is_the_chapters(self) -> bool:
        """Whether the shapes are those of 13.3.1: m = 1, every other width the varied size."""
        sizes = tuple(point.size for point in self.points)
        return (
            len(self.widths) > 2
            and set(self.widths[-1]) == {1}
            and all(width == sizes for width in {*self.widths[:-1]})
        )


def sweep(
    own: Graph,
    graph_at: GraphAt,
    file: Resizable,
    names: Sequence[str],
    sizes: Sequence[int],
    rule: Rule,
    progress: Progress = SILENT,
) -> Sweep:
    """Price the full Jacobian by both modes at each size (Murphy 2022, 13.3.1).

    own: the graph at the file's sizes; graph_at: at another; file: tells what varies with `names`;
    sizes: ascending. No array is made. Raises Mistakes: the file does not fit at a size, or has
    more to be priced than there is time for.
    """
    try:
        prices = Prices(file, dict.fromkeys([*sizes, *between(sizes), *beyond(sizes), *VAST]), rule)
        best = prices.orders(len(sizes))
        asked = progress.over("pricing", [*sizes, *VAST], unit="sizes")
        found = {size: prices.at(size, ordered=best) for size in asked}
        refused = [size for size in sizes if found[size] is None]
        if refused:
            _refuse(graph_at, names, refused)
        points = tuple([point for size in sizes if (point := found[size]) is not None])
        vast = [point for size in VAST if (point := found[size]) is not None]
        cross = crossover_of(points, prices.at)
    except TooMany:
        raise _too_many(own, names, len(sizes)) from None
    if cross is not None and cross.point is not None:
        cross = cross._replace(point=prices.at(cross.point.size, ordered=best))
    growth = _growth(points, vast if len(vast) == len(VAST) else [])
    return Sweep(
        graph_facts(own),
        tuple(names),
        rule,
        points,
        *growth,
        cross,
        prices.widths(len(sizes)),
        further(sizes, prices.fits),
    )


def _refuse(graph_at: GraphAt, names: Sequence[str], refused: Sequence[int]) -> None:
    """Raise Mistakes: those of the first size that does not fit."""
    try:
        graph_at(refused[0])
    except Mistakes as error:
        raise at_size(error, names, refused[0], len(refused) - 1) from None
    raise AssertionError("the file fits where it was said not to")


def _too_many(own: Graph, names: Sequence[str], sizes: int) -> Mistakes:
    """What is swept is more than a few seconds price."""
    edges = sum(len(node.inputs) for node in own.nodes)
    title = f"{count(edges, 'Jacobian')} at {count(sizes, 'size')} take too long to price"
    why = "the sizes between these, and the best orders, are priced as well"
    help = option("--vary") + " " + f"{','.join(names)}=A:B:STEPS with fewer STEPS"
    return Mistakes(
        [JaccliError(f"{printable(own.file)}: {title}", notes=[("why", why), ("help", help)])],
        own.file,
    )


def at_size(found: Mistakes, names: Sequence[str], size: int, more: int = 0) -> Mistakes:
    """The file's own mistakes, and at which size of the sweep they are ones."""
    where = f"this is so at {' = '.join(names)} = {size:,}"
    where += f", and at {more:,} more of the sizes swept" if more else ""
    errors = []
    for error in found.errors:
        of_the_option = error.title.startswith("--vary ")  # a name that is none, at every size
        notes = [*error.notes] if of_the_option else [*error.notes, ("note", where)]
        errors.append(JaccliError(error.title, error.label, others=error.others, notes=notes))
    return Mistakes(errors, found.subject)


def _growth(
    points: Sequence[Point], vast: Sequence[Point]
) -> tuple[dict[Mode, Growth], Growth | None]:
    """How each mode grows, and the best order. vast: the points at VAST, none where one is none"""
    sizes = [point.size for point in points]

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
