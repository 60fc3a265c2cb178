"""Reading each CHAIN of a command line, and one report for each; mistakes come together."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

from jaccli.errors import JaccliError, Mistakes
from jaccli.reports.common.ask import Common, each_of

if TYPE_CHECKING:
    from jaccli.graph import Graph
    from jaccli.sources import Reading

S = TypeVar("S")
T = TypeVar("T")


def read_all(chains: tuple[str, ...], common: Common) -> list[Graph]:
    """The graphs of all files and functions; every mistake of every one is raised at once."""
    from jaccli.sources import graph_of

    reading = reading_of(common)
    return read_each(chains, common, lambda chain: graph_of(chain, reading))


def reading_of(common: Common, at: Sequence[str] | None = None) -> Reading:
    """How the shared options have a chain read. at: another point than theirs

    Raises Mistakes for a point that is none.
    """
    return common.reading(at)


def read_each(chains: tuple[str, ...], common: Common, read: Callable[[str], T]) -> list[T]:
    """What `read` makes of each CHAIN; the mistakes of all are raised at once."""
    from jaccli.commands.output import refuse_to_overwrite

    if "-" in chains and sys.stdin is None:
        raise Mistakes([JaccliError("cannot read standard input: it is closed")], "-")
    if chains.count("-") > 1:
        raise click.UsageError("standard input (-) can be read once")
    found = each_of(chains, read)
    refuse_to_overwrite(common)
    return found
