"""A Comparison as arrays by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.errors import JaccliError, Mistakes

if TYPE_CHECKING:
    from jaccli.reports.common.arrays import Named
    from jaccli.reports.compare.comparison import Comparison


def arrays(found: Comparison) -> Iterator[Named]:
    """J and the output. Raises Mistakes where no mode has built them."""
    if found.jacobian is None or found.output is None:
        title = f"{found.graph.file}: no mode has built J, so there are no arrays"
        raise Mistakes([JaccliError(title)], found.graph.file)
    yield "J", found.jacobian
    yield "output", found.output
