"""The result of `sweep`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jaccli.reports.sweep.find import Sweep
    from jaccli.reports.sweep.growth import Fit


def sweep(found: Sweep) -> dict[str, Any]:
    """The result of `sweep` for one chain: integers at every point, slopes of the last pair."""
    timing, cross = found.timing, found.crossover
    seconds = timing.seconds if timing else {}

    def line(fit: Fit | None) -> dict[str, Any] | None:
        return fit and fit._asdict()

    return {
        "file": found.graph.file,
        "name": found.graph.name,
        "vary": list(found.names),
        "cost": found.rule.model,
        "seeds": found.rule.seeds,
        **({"unused": list(found.graph.aside)} if found.graph.aside else {}),
        "points": [
            {
                "sizes": dict.fromkeys(found.names, point.size),
                "input_size": point.passes["forward"],
                "output_size": point.passes["reverse"],
                "modes": {
                    mode: {"flops": flops, "seconds": seconds.get(point.size, {}).get(mode)}
                    for mode, flops in point.flops.items()
                },
                "best": None if point.best is None else {"flops": point.best},
                "cheaper": point.cheaper,
            }
            for point in found.points
        ],
        "slopes": {mode: each.fit and each.fit.slope for mode, each in found.growth.items()},
        "fits": {
            mode: {
                "last_pair": line(each.fit),
                "last_decade": line(each.decade),
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
        "timing": timing
        and {
            "predicted_slopes": {mode: line(fit) for mode, fit in timing.predicted.items()},
            "measured_slopes": {mode: line(fit) for mode, fit in timing.measured.items()},
            "beyond_max_memory": list(timing.beyond_memory),
            "too_long": list(timing.beyond_patience),
            "not_finite": list(timing.not_finite),
        },
    }
