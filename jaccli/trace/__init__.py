"""Tracing: a NumPy function is called once on arrays that take notes, and what ran is the graph.

`trace` records it, `scalar_graph` writes every array operation out as operations on single
numbers, `difference` tells where two recorded graphs part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jaccli.trace.source.names import file_and_function, names_a_function

if TYPE_CHECKING:
    from jaccli.trace.program.differing import Difference as Difference
    from jaccli.trace.program.differing import difference as difference
    from jaccli.trace.run import parameters_of as parameters_of
    from jaccli.trace.run import trace as trace
    from jaccli.trace.scalars import scalar_graph as scalar_graph

__all__ = [
    "Difference",
    "difference",
    "file_and_function",
    "names_a_function",
    "parameters_of",
    "scalar_graph",
    "trace",
]

_HOMES = {
    "Difference": "jaccli.trace.program.differing",
    "difference": "jaccli.trace.program.differing",
    "parameters_of": "jaccli.trace.run",
    "scalar_graph": "jaccli.trace.scalars",
    "trace": "jaccli.trace.run",
}


def __getattr__(name: str) -> Any:
    # At first use: asking whether a name means a function imports no numpy
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
