"""A function recorded in Python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jaccli.api.recording import Recording

if TYPE_CHECKING:
    from jaccli.api.load import Chain


def trace(
    chain: Chain,
    at: Any = None,
    *,
    scalars: bool = False,
    rerun: bool = True,
    confine: bool = False,
    sizes: Mapping[str, int] | None = None,
) -> Recording:
    """A function recorded as the graph of what ran (a tape, as in Griewank & Walther 2008, 2.3).

    chain: a function, "FILE.py:FUNCTION", or anything else that `load` takes; at: its point;
    scalars: every array operation as operations on single numbers; rerun, confine: as in `load`.

    >>> trace(lambda x: 2 * x, [1.0, 3.0])
    <jaccli.trace <lambda>: 1 operation; print it, or give it to jaccli.compare>
    """
    from jaccli.api.arguments import flag
    from jaccli.api.load import whole_graph
    from jaccli.errors import JaccliError, Mistakes

    graph = whole_graph(chain, at=at, sizes=sizes, rerun=rerun, confine=confine)
    if flag("scalars", scalars):
        from jaccli.trace import scalar_graph

        try:
            graph = scalar_graph(graph)
        except JaccliError as error:
            raise Mistakes([error], graph.file) from None
    return Recording(graph)
