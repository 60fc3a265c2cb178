"""The results of `compare` and `sweep`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jaccli.analysis.modes import Rule
from jaccli.views.json.orders import order_entry
from jaccli.views.json.shared import cost_entry, difference_check, graph_head, layer_entry, listed

if TYPE_CHECKING:
    from jaccli.analysis.compare import Comparison
    from jaccli.analysis.growth import Fit
    from jaccli.analysis.modes import ModeFacts
    from jaccli.analysis.sweep import Sweep

MOST_ENTRIES = 4096  # of a Jacobian that is printed unasked


def comparison(found: Comparison, *, values: bool) -> dict[str, Any]:
    """The result of `compare` for one chain."""
    jacobian = found.jacobian
    small = jacobian is not None and (values or jacobian.size <= MOST_ENTRIES)
    agreement = found.agreement
    return {
        **graph_head(found.graph),
        "wrt": found.wrt,
        "layers": [layer_entry(layer, values=False) for layer in found.layers],
        "output": listed(found.output) if found.output is not None and small else None,
        "jacobian": listed(jacobian) if jacobian is not None and small else None,
        "primal": found.primal._asdict(),
        "unused": list(found.unused.layers) if found.unused else [],
        "modes": {mode.mode: _mode(mode) for mode in (found.forward, found.reverse)},
        "best": found.orders and order_entry("optimal", found.orders.called("optimal")),
        "agreement": agreement
        and {
            "max_abs_difference": agreement.max_abs_difference,
            "tolerance": agreement.tolerance,
            "ok": agreement.ok,
            "by": agreement.by,
        },
        "check": found.check and difference_check(found.check),
        "saving": found.saving and found.saving._asdict(),
        "timing": {"runs": found.runs, "note": found.clock_note} if found.runs else None,
        "verdict": {
            "cheaper": found.verdict.cheaper,
            "numerator": found.verdict.numerator,
            "denominator": found.verdict.denominator,
            "reason": found.verdict.reason,
            "cost": found.rule.model,
            "seeds": found.rule.seeds,
            "flips": [
                {"cost": rule.model, "seeds": rule.seeds, "cheaper": cheaper}
                for rule, cheaper in found.flips.items()
            ],
        },
    }


def _mode(mode: ModeFacts) -> dict[str, Any]:
    def both(seeds: str) -> dict[str, Any]:
        return {
            rule.model: cost_entry(cost) for rule, cost in mode.costs.items() if rule.seeds == seeds
        }

    return {
        "passes": mode.passes,
        "cost": both("counted"),
        "seeds_free": both("free"),
        "memory": mode.memory._asdict(),
        "steps": [
            {
                "layer": step.layer,
                "input": step.input,
                "dense_flops": step.costs[Rule("dense", "counted")].flops,
                "structured_flops": step.costs[Rule("structured", "counted")].flops,
            }
            for step in mode.steps
        ],
        "meeting_additions": mode.meeting.additions,
        "seconds": mode.seconds,
        "run": mode.run,
        "why": mode.why or None,
    }


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
