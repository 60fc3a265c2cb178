"""What a CHAIN on the command line stands for, and one report for each; mistakes come together."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

from jaccli.commands.options import Common, array_of
from jaccli.errors import JaccliError, Mistakes, printable

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
    """The graph of a chain file, or the one that a Python function leaves when it is called.

    Only FILE.py:FUNCTION runs a file, and sample:FILE.py:FUNCTION one that ships with jaccli.
    whole: with what the function did after it had found its output
    """
    from jaccli.graph import stopped
    from jaccli.spec import SAMPLE, read, sample_folder
    from jaccli.trace import names_a_function

    if not names_a_function(chain):
        return read(chain, sizes=common.sizes, at=at)
    if common.sizes:
        title = f"{printable(chain)}: --set is for the `sizes` of a chain file"
        help = "the shapes of a function follow from its --at values"
        raise Mistakes([JaccliError(title, notes=[("help", help)])])
    from jaccli.commands.output import refuse_to_overwrite
    from jaccli.trace import file_and_function, trace

    file = chain
    if chain.startswith(SAMPLE):
        file = str(sample_folder() / chain.removeprefix(SAMPLE))
    refuse_to_overwrite(common, file_and_function(file)[0])  # before its code runs
    recorded = trace(file, at, rerun=common.rerun)._replace(file=chain)
    return recorded if whole else stopped(recorded)


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
