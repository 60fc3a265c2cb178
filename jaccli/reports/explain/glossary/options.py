"""A topic on the options that all commands share, in the words of their declarations."""

from __future__ import annotations

from collections.abc import Iterator

import click

from jaccli.document.cells import Cell
from jaccli.reports.common.shared import shared_options
from jaccli.reports.explain.glossary.material import flops_of, sample
from jaccli.reports.explain.glossary.topic import Item, Rows, Words, idea


def _told() -> Iterator[str]:
    """--set NAME=INT: Change a size that the file names in `sizes`."""
    context = click.Context(click.Command("compare"))
    for option in shared_options(("text", "json"), chains=True, pictures=True):
        typed, _ = option.get_help_record(context)
        yield f"{typed}: {option.text}"
    yield "-h, --help: Print what the command does, and its options."


@idea(
    "options",
    "the options that all commands share",
    group="files",
    also=("common options", "shared options", "command line"),
    formula=tuple(_told()),
    source="jaccli COMMAND --help, which also has the options of that command alone",
    see=("structured", "start", "order-of-growth"),
    tries="jaccli compare sample:textbook --set n=1024",
)
def options() -> Iterator[Item]:
    """Every command takes those of these options that have a meaning for it. A command prints one
    screen. --details, --picture and --values print more. --set and --at change the chain or its
    point. The others change how the command runs and where it writes.
    """
    rows: list[tuple[Cell | int, ...]] = []
    for sizes in ({}, {"n": 1024}):
        graph = sample("textbook", sizes)
        option = "".join(f"--set {name}={size}" for name, size in sizes.items())
        costs = (flops_of(graph, mode) for mode in ("forward", "reverse"))
        rows.append((option or "the file alone", graph.input_size, *costs))
    yield Words("FLOPs of the full Jacobian of sample:textbook:")
    yield Rows(("", "n", "forward", "reverse"), tuple(rows))
    yield Words(
        "What a run reads are its chains, their weights, vectors, a baseline, what a program loads "
        "or imports, and standard input, whatever link or spelling names them; what a child "
        "process or a library in C opens by itself is not seen. A text takes the place of no file "
        "that holds none."
    )
    yield Words(
        "A pipe gets 80 columns and no colour, whatever the environment, FORCE_COLOR included "
        "(--color always asks for it), and of a text ASCII signs only where its encoding has no "
        "others; every other format is UTF-8, as in a file. A reader who leaves, as head does, "
        "changes no exit status. No digit is cut: a table may be wider than a very small N. Only "
        "the source line of a mistake is cut."
    )
