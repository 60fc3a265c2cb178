"""A recorded function: its graph, and the chain file that says the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from jaccli.graph import Graph

if TYPE_CHECKING:
    from jaccli.api.load import Chain


class Recording(NamedTuple):
    """What a function did. `print` shows it as a chain file."""

    graph: Graph  # with what ran after the output was found

    def __repr__(self) -> str:
        from jaccli.errors import printable
        from jaccli.words import count

        ran = count(len(self.graph.nodes), "operation")
        file = printable(self.graph.file)
        return f"<jaccli.trace {file}: {ran}; print it, or give it to jaccli.compare>"

    def __str__(self) -> str:
        """The chain file. Raises Mistakes for a constant that is not finite: no file holds it."""
        from jaccli.graph import load
        from jaccli.keywords import in_python

        first, end, rest = chain_file(load(self.graph)).partition("\n")  # how often it was called
        return f"{in_python(first)}{end}{rest}"


def chain_file(graph: Graph) -> str:
    """The text of a file that says the same. Graph and Mistakes as in `chain_lines`."""
    from jaccli.document.blocks import Code
    from jaccli.document.display import Display
    from jaccli.document.formats.text import render
    from jaccli.reports.trace.chainfile import chain_lines

    return render([Code([*chain_lines(graph)], "yaml")], Display())


def trace(
    chain: Chain,
    at: Any = None,
    *,
    scalars: bool = False,
    rerun: bool = True,
    sizes: Mapping[str, int] | None = None,
) -> Recording:
    """A function recorded as the graph of what ran (a tape, as in Griewank & Walther 2008, 2.3).

    chain: a function, "FILE.py:FUNCTION", or anything else that `load` takes; at: its point;
    scalars: every array operation as operations on single numbers; rerun: as in `load`.

    >>> trace(lambda x: 2 * x, [1.0, 3.0])
    <jaccli.trace <lambda>: 1 operation; print it, or give it to jaccli.compare>
    """
    from jaccli.api.load import whole_graph
    from jaccli.errors import JaccliError, Mistakes

    graph = whole_graph(chain, at=at, sizes=sizes, rerun=rerun)
    if scalars:
        from jaccli.trace import scalar_graph

        try:
            graph = scalar_graph(graph)
        except JaccliError as error:
            raise Mistakes([error], graph.file) from None
    return Recording(graph)
