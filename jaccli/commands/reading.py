"""What a CHAIN on the command line stands for, and one report for each; mistakes come together."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

from jaccli.commands.options import Common, array_of
from jaccli.errors import JaccliError, Mistakes

if TYPE_CHECKING:
    from jaccli.arrays import Recipe
    from jaccli.graph import Graph

S = TypeVar("S")
T = TypeVar("T")


def read_all(chains: tuple[str, ...], common: Common) -> list[Graph]:
    """The graphs of all files and functions; every mistake of every one is raised at once."""
    at = [array_of(text, what="--at") for text in common.at]
    return read_each(chains, common, lambda chain: graph_of(chain, common, at))


def read_each(chains: tuple[str, ...], common: Common, read: Callable[[str], T]) -> list[T]:
    """What `read` makes of each CHAIN; the mistakes of all are raised at once."""
    from jaccli.commands.output import refuse_to_overwrite

    if "-" in chains and sys.stdin is None:
        raise Mistakes([JaccliError("cannot read standard input: it is closed")], "-")
    if chains.count("-") > 1:
        raise click.UsageError("standard input (-) can be read once")
    found = analyse_all(chains, read)
    refuse_to_overwrite(common)
    return found


def graph_of(chain: str, common: Common, at: Sequence[Recipe], *, whole: bool = False) -> Graph:
    """The graph of a CHAIN. whole: with what a function did after it had found its output"""
    from jaccli.commands.output import refuse_to_overwrite
    from jaccli.sources import graph_of

    return graph_of(
        chain,
        sizes=common.sizes,
        at=at,
        rerun=common.rerun,
        guard=lambda file: refuse_to_overwrite(common, file),
        whole=whole,
    )


def analyse_all(graphs: Sequence[S], analyse: Callable[[S], T]) -> list[T]:
    """What `analyse` makes of each; the mistakes of all are raised at once."""
    reports: list[T] = []
    mistakes: list[Mistakes] = []
    for graph in graphs:
        try:
            reports.append(analyse(graph))
        except Mistakes as found:
            mistakes.append(found)
    if mistakes:
        raise_all(mistakes)
    return reports


def raise_all(mistakes: list[Mistakes]) -> None:
    """Raise the mistakes of several files as one."""
    if len(mistakes) == 1:
        raise mistakes[0]
    errors: list[JaccliError] = []
    for found in mistakes:
        errors += found.errors
    subjects = [found.subject for found in mistakes]
    raise Mistakes(errors, ", ".join(subjects) if len(subjects) <= 3 else f"{len(subjects)} files")
