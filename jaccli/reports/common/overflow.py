"""Products of finite Jacobians that are not finite: refused, with the place where that happens."""

from __future__ import annotations

from jaccli.accumulate.price import Mode
from jaccli.arrays import Array, np
from jaccli.errors import Mistakes
from jaccli.finite import not_finite, overflows
from jaccli.graph import Graph
from jaccli.linearise import Step
from jaccli.linmap import Dense, LinearMap, product


def refuse_infinite(graph: Graph, mode: Mode, found: Array) -> None:
    """Raise Mistakes if a sweep over a graph came to what is not finite."""
    if np.isfinite(found).all():
        return
    raise Mistakes([not_finite(overflows(f"{mode} mode", graph.dtype))], graph.file)


def refuse_overflow(graph: Graph, tape: list[Step], mode: Mode, found: Array) -> None:
    """Raise Mistakes if what a sweep came to is not finite, and where it fails.

    found: what the sweep of this mode came to.
    """
    if np.isfinite(found).all():
        return
    forward = mode == "forward"
    size = graph.input_size if forward else graph.output_size
    carried: LinearMap = Dense(np.eye(size, dtype=graph.dtype))
    steps = tape if forward else tape[::-1]
    step = steps[0]
    for step in steps:
        before = carried.dense()
        with np.errstate(all="ignore"):
            carried = (
                product(step.jacobian, carried) if forward else product(carried, step.jacobian)
            )
        if not np.isfinite(carried.dense()).all():
            break
    factors = [f"J{1 + tape.index(step)}", "what came before it"]
    title = (
        f"{mode} mode overflows {graph.dtype} at {step.node.name}: the product of "
        f"{' and '.join(factors)}, which reaches {np.abs(before).max():.3g}, is not finite; "
        "J itself may be"
    )
    raise Mistakes([not_finite(title, "here the product", step.node.place)], graph.file)
