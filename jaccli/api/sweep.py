"""A sweep over a size of a chain that knows how it is read anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any

from jaccli.api.arguments import whole
from jaccli.api.load import Anew
from jaccli.errors import Mistakes, Unfit, printable
from jaccli.graph import Graph
from jaccli.reports.common.modes import Rule
from jaccli.reports.sweep.find import Sweep, sweep
from jaccli.reports.sweep.vary import FORM, Vary, variation
from jaccli.spec.chain import SET


def swept(
    own: Graph,
    vary: str | Mapping[str, Sequence[int]],
    fixed: Mapping[str, int],
    rule: Rule,
    max_memory: int,
    *,
    timed: bool,
) -> Sweep:
    """The sweep over what `vary` says. fixed: the sizes that the caller fixes, for messages"""
    chosen = _vary(vary)
    for name in chosen.names:
        if name in fixed:
            raise Unfit(f"{printable(name)} is both fixed by sizes and varied by vary")
    read = own.anew
    if not isinstance(read, Anew):
        raise no_sizes(own.file)

    def graph_at(size: int) -> Graph:
        return read(dict.fromkeys(chosen.names, size), ())

    _refuse_unnamed(graph_at, chosen.sizes[0])
    file = read.file.resizable(chosen.names, read.sizes, read.at)
    found = sweep(own, graph_at, file, chosen.names, chosen.sizes, rule)
    if not timed:
        return found
    from jaccli.reports.sweep import stopwatch

    return stopwatch.timed(found, graph_at, perf_counter, max_memory)


def no_sizes(name: str) -> Unfit:
    """That there is nothing to vary. name: of the function, or of what cannot be read again"""
    return Unfit(
        f"{printable(name)}: vary is for the `sizes` of a chain file",
        notes=[("help", "a function has none: jaccli.compare shows its cost at one point")],
    )


def _refuse_unnamed(graph_at: Any, size: int) -> None:
    """Raise Mistakes if the file does not name what is varied: that is so at every size."""
    try:
        graph_at(size)
    except Mistakes as found:
        if any(error.title.startswith(f"{SET} ") for error in found.errors):
            raise


def _vary(given: Any) -> Vary:
    """Which sizes are varied together, and over what. Raises Unfit."""
    if isinstance(given, str):
        try:
            return variation(given)
        except ValueError as error:
            raise Unfit(f"vary: {error}") from None
    if not isinstance(given, Mapping) or not given:
        raise Unfit(f"vary: expected {FORM}, or a mapping such as {{'n': [16, 64, 256]}}")
    listed = []
    for name, sizes in given.items():
        if isinstance(sizes, str) or not hasattr(sizes, "__iter__"):
            raise Unfit(f"vary, {printable(str(name))}: expected sizes such as [16, 64, 256]")
        listed.append(sorted({whole(f"vary, {printable(str(name))}", size) for size in sizes}))
    if not listed[0]:
        raise Unfit("vary: expected at least one size")
    if any(each != listed[0] for each in listed):
        raise Unfit("vary: sizes that are varied together have the same values")
    names = tuple(map(str, given))
    text = f"{','.join(names)}={','.join(map(str, listed[0]))}"
    return Vary(names, tuple(listed[0]), text)
