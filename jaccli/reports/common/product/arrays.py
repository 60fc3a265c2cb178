"""Products as arrays by name, the names of JSON and of --blank."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.reports.common.notation import LETTER

if TYPE_CHECKING:
    from jaccli.reports.common.arrays import Named
    from jaccli.reports.common.product.find import Products


def arrays(found: Products, *, steps: bool) -> Iterator[Named]:
    """primal, and tangents or cotangents, one row a vector.

    steps: also x1 and v1 or u1 of a chain; of a graph its values, and d.x4 or u.x4
    """
    forward = found.mode == "forward"
    yield "primal", found.output
    yield "tangents" if forward else "cotangents", found.results
    if not steps:
        return
    for value in found.flow:
        yield value.name, value.primal
        if value.reached:
            yield f"{'d' if forward else 'u'}.{value.name}", value.total
    letter = LETTER[found.mode]
    if found.steps:
        first, depth = found.steps[0], len(found.steps)
        start = 1 if forward else depth + 1
        yield f"x{start}", found.input if forward else found.output
        yield f"{letter}{start}", first.before
    for step in found.steps:
        k = step.k + 1 if forward else step.k
        yield f"x{k}", step.primal if forward else step.primal_before
        yield f"{letter}{k}", step.after
