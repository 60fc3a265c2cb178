"""What jvp and vjp share: the same options, one sweep or the other."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jaccli.commands.options import Common, repeated
from jaccli.commands.reading import read_all
from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.reports.common.ask import each_of

if TYPE_CHECKING:
    from jaccli.accumulate.price import Mode
    from jaccli.graph import Graph
    from jaccli.reports.common.product.find import Products

F = TypeVar("F", bound=Callable[..., Any])


def product_options(function: F) -> F:
    """The options of a product but its vectors."""
    options = [
        click.option("--steps", is_flag=True, help="Show every step and its reason."),
        click.option("--pause", is_flag=True, help="Wait for Enter between steps (terminal)."),
        click.option(
            "--blank",
            "blanks",
            metavar="NAME",
            multiple=True,
            help="Print ? for a value, such as x3, v2 or result: for exercises.",
        ),
        click.option(
            "--cost",
            "model",
            type=click.Choice(["dense", "structured"]),
            default="dense",
            show_default=True,
            help="The cost model: every J full, or each in its own form.",
        ),
        click.option(
            "--seed",
            type=click.IntRange(0, 2**32 - 1),
            default=0,
            show_default=True,
            help="Of the vector `random`.",
        ),
    ]
    for option in reversed(options):
        function = option(function)
    return function


def run_product(
    mode: Mode,
    texts: tuple[str, ...],
    chains: tuple[str, ...],
    common: Common,
    *,
    steps: bool,
    pause: bool,
    blanks: tuple[str, ...],
    model: str,
    seed: int,
) -> None:
    """Read, multiply, print."""
    from jaccli.commands.output import deliver, refuse_to_overwrite
    from jaccli.reports.common.product.find import products
    from jaccli.reports.common.vectors import vectors_of

    def analyse(graph: Graph) -> Products:
        size = graph.input_size if mode == "forward" else graph.output_size
        what = f"a tangent of {graph.file}" if mode == "forward" else f"an adjoint of {graph.file}"
        vectors = vectors_of(texts, size, graph.dtype, seed, printable(what))
        refuse_to_overwrite(common)
        return products(graph, mode, vectors, model, max_memory=common.max_memory)  # type: ignore[arg-type]  # click has checked the choices

    if blanks and (common.format == "json" or (not steps and set(blanks) != {"result"})):
        raise click.UsageError(
            "--blank hides a value that --steps shows, in text; only `result` needs no --steps"
        )
    results = each_of(read_all(chains, common), analyse)
    if common.format == "json":
        from jaccli.reports.common.data import document
        from jaccli.reports.common.product.data import product

        name = "jvp" if mode == "forward" else "vjp"
        deliver(document(name, [product(found, steps=steps) for found in results]), common)
        return
    _refuse_blanks(results, blanks)
    if common.quiet:
        from jaccli.reports.common.product.page import quiet_line

        deliver("".join(f"{quiet_line(found)}\n" for found in results), common)
        return
    _print(results, common, steps=steps, pause=pause, blanks=blanks)


def _refuse_blanks(results: Sequence[Products], blanks: Sequence[str]) -> None:
    """Raise Mistakes for a --blank that names no value of the report."""
    from jaccli.reports.common.product.page import names_in
    from jaccli.spec.nearest import did_you_mean

    for found in results:
        known = names_in(found)
        for blank in blanks:
            if blank not in known:
                notes = did_you_mean(blank, known)
                notes.append(("note", f"values: {', '.join(known)}"))
                title = f"--blank {printable(blank)}: no such value"
                raise Mistakes([JaccliError(title, notes=notes)])


def _print(
    results: Sequence[Products],
    common: Common,
    *,
    steps: bool,
    pause: bool,
    blanks: Sequence[str],
) -> None:
    """The text, in pieces between which --pause waits for Enter where somebody can press it."""
    from jaccli.commands.output import deliver, display
    from jaccli.reports.common.product.page import parts

    shown = display(common)
    waits = pause and steps and common.output is None and sys.stdout.isatty() and sys.stdin.isatty()
    pieces = [
        piece
        for found in results
        for piece in parts(
            found,
            shown,
            steps=steps,
            values=common.values,
            blanks=blanks,
            # a lecturer uncovers the steps as they happen; on paper reverse mode reads upward
            upward=found.mode == "reverse" and not waits,
            waits=waits,
            again=repeated(common, *(["--cost structured"] if found.model != "dense" else [])),
        )
    ]
    if not waits:
        deliver("".join(pieces), common)
        return
    sys.stderr.write("(Enter shows the next step)\n")
    for at, piece in enumerate(pieces, start=1):
        deliver(piece, common)
        if at < len(pieces):
            sys.stdin.readline()
