"""What `jaccli.order` is asked of a graph: the order that is given, and how long is searched."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from time import perf_counter
from typing import TYPE_CHECKING, Any

from jaccli.api.arguments import flag, shown, whole, word
from jaccli.errors import Unfit, printable
from jaccli.reports.order.elimination.asked import By
from jaccli.reports.order.elimination.find import Eliminating, eliminating
from jaccli.reports.order.elimination.given import checked
from jaccli.reports.order.elimination.subject import subject_of

if TYPE_CHECKING:
    from jaccli.accumulate.price import CostModel
    from jaccli.factors import Factors
    from jaccli.graph import Graph
    from jaccli.shapes import ShapeGraph

KINDS: tuple[By, ...] = ("vertices", "edges")


def of_a_graph(
    source: Factors | Graph | ShapeGraph,
    model: CostModel,
    order: Any,
    *,
    eliminate: Any,
    scalars: Any,
    budget: Any,
    seed: Any,
    max_memory: int,
    timed: bool,
) -> Eliminating:
    """The orders of elimination. Raises Unfit for an argument, Mistakes for an order."""
    from jaccli.arrays import np

    by = word("eliminate", eliminate, KINDS)
    if by == "edges" and order is not None:
        raise Unfit('order is an order of values: leave eliminate="edges" out')
    subject = subject_of(source, scalars=flag("scalars", scalars))
    return eliminating(
        subject,
        model,
        by=by,
        given=None if order is None else checked(_names(order), subject),
        budget=None if budget is None else _seconds(budget),
        seed=whole("seed", seed, least=0),
        max_memory=max_memory,
        clock=perf_counter,
        timed=timed,
        rng=np.random.RandomState(0) if timed else None,
    )


def _names(order: Any) -> Sequence[str]:
    """The names of values in a list. Raises Unfit."""
    if isinstance(order, list | tuple) and all(isinstance(each, str) for each in order):
        return order
    raise Unfit(f"order: expected a list of names, found {printable(shown(order))}")


def _seconds(budget: Any) -> float:
    """A time. Raises Unfit."""
    is_number = isinstance(budget, int | float) and not isinstance(budget, bool)
    if is_number and isfinite(budget) and budget >= 0:
        return float(budget)
    raise Unfit(f"budget: expected seconds, 0 or more, found {printable(shown(budget))}")
