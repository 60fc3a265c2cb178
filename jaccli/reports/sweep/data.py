"""The result of `sweep`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, NotRequired, TypedDict

from jaccli.accumulate.price import CostModel, Mode, Seeds
from jaccli.reports.common.entries import Declared
from jaccli.reports.common.verdict import Cheaper

if TYPE_CHECKING:
    from jaccli.reports.sweep.find import Sweep, Timing
    from jaccli.reports.sweep.growth import Fit
    from jaccli.reports.sweep.points import Point


class PointMode(TypedDict):
    """What a mode costs at one size."""

    flops: int
    seconds: Annotated[float | None, "with --time"]


class BestEntry(TypedDict):
    """What the best order costs at one size."""

    flops: int


class PointEntry(TypedDict):
    """One size."""

    sizes: Annotated[dict[str, int], "the sizes that are varied, by name"]
    input_size: int
    output_size: int
    modes: dict[Mode, PointMode]
    best: BestEntry | None
    cheaper: Cheaper


class FitEntry(TypedDict):
    """A slope of log cost over log size, and the sizes it was found on."""

    slope: float
    low: int
    high: int
    points: int


class FitsEntry(TypedDict):
    """How fast a mode grows."""

    last_pair: FitEntry | None
    last_decade: FitEntry | None
    tends_to: Annotated[int | None, "the power at vast sizes"]


class GrowthEntry(TypedDict):
    """How fast the best order grows."""

    slope: float | None
    tends_to: int | None
    seeds: Literal["free"]


class TimingEntry(TypedDict):
    """What the clock says beside the count."""

    predicted_slopes: dict[Mode, FitEntry | None]
    measured_slopes: dict[Mode, FitEntry | None]
    beyond_max_memory: Annotated[list[int], "sizes that were left out"]
    too_long: Annotated[list[int], "the same, for the time they would take"]
    not_finite: Annotated[list[int], "the same, for what overflows"]


class SweepEntry(TypedDict):
    """The result of `sweep`."""

    file: str
    name: str
    vary: Annotated[list[str], "names of the sizes that are varied together"]
    cost: CostModel
    seeds: Seeds
    points: list[PointEntry]
    slopes: Annotated[
        dict[Mode, float | None], "of the last pair of sizes; fits: over the last decade too"
    ]
    fits: dict[Mode, FitsEntry]
    best: GrowthEntry | None
    crossover: Annotated[float | None, "the size at which the cheaper mode changes, or null"]
    crossover_between: Annotated[list[int] | None, "the sizes around it"]
    crossover_from: Cheaper | None
    crossover_to: Cheaper | None
    further_crossovers: Annotated[int, "how many more there are"]
    textbook_shapes: Annotated[bool, "whether the chain has the shapes of the chapter"]
    timing: TimingEntry | None
    unused: NotRequired[Annotated[list[str], "layers that the output does not depend on"]]


DECLARED = Declared((SweepEntry,))


def sweep(found: Sweep) -> SweepEntry:
    """The result of `sweep` for one chain: integers at every point, slopes of the last pair."""
    cross = found.crossover
    entry: SweepEntry = {
        "file": found.graph.file,
        "name": found.graph.name,
        "vary": list(found.names),
        "cost": found.rule.model,
        "seeds": found.rule.seeds,
        "points": [_point(found, point) for point in found.points],
        "slopes": {mode: each.fit and each.fit.slope for mode, each in found.growth.items()},
        "fits": {
            mode: {
                "last_pair": _line(each.fit),
                "last_decade": _line(each.decade),
                "tends_to": each.power,
            }
            for mode, each in found.growth.items()
        },
        "best": found.best
        and {
            "slope": found.best.fit and found.best.fit.slope,
            "tends_to": found.best.power,
            "seeds": "free",
        },
        "crossover": cross and cross.size,
        "crossover_between": cross and [cross.low, cross.high],
        "crossover_from": cross and cross.before,
        "crossover_to": cross and cross.after,
        "further_crossovers": cross.further if cross else 0,
        "textbook_shapes": found.is_the_chapters,
        "timing": found.timing and _timing(found.timing),
    }
    if found.graph.aside:
        entry["unused"] = list(found.graph.aside)
    return entry


def _point(found: Sweep, point: Point) -> PointEntry:
    """What both modes cost at one size."""
    seconds = found.timing.seconds.get(point.size, {}) if found.timing else {}
    return {
        "sizes": dict.fromkeys(found.names, point.size),
        "input_size": point.passes["forward"],
        "output_size": point.passes["reverse"],
        "modes": {
            mode: {"flops": flops, "seconds": seconds.get(mode)}
            for mode, flops in point.flops.items()
        },
        "best": None if point.best is None else {"flops": point.best},
        "cheaper": point.cheaper,
    }


def _line(fit: Fit | None) -> FitEntry | None:
    """A slope with the sizes it was found on."""
    if fit is None:
        return None
    return {"slope": fit.slope, "low": fit.low, "high": fit.high, "points": fit.points}


def _timing(timing: Timing) -> TimingEntry:
    """What the clock says beside the count."""
    return {
        "predicted_slopes": {mode: _line(fit) for mode, fit in timing.predicted.items()},
        "measured_slopes": {mode: _line(fit) for mode, fit in timing.measured.items()},
        "beyond_max_memory": list(timing.beyond_memory),
        "too_long": list(timing.beyond_patience),
        "not_finite": list(timing.not_finite),
    }
