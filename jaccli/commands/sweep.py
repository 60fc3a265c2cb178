"""jaccli sweep: how the cost of both modes grows with a size."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from jaccli.commands.options import Common, common, repeated, rule_options
from jaccli.commands.reading import read_each
from jaccli.commands.vary import Variation
from jaccli.errors import printable
from jaccli.reports.common.ask import each_of
from jaccli.reports.sweep.vary import Vary
from jaccli.sources import array_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaccli.arrays import Recipe
    from jaccli.graph import Graph
    from jaccli.reports.sweep.find import GraphAt, Sweep
    from jaccli.reports.sweep.stopwatch import Watch
    from jaccli.spec.chain import ChainFile


@click.command()
@common(formats=("text", "json", "csv"))
@click.option(
    "--vary",
    type=Variation(),
    multiple=True,
    help="The size to vary, of those named in `sizes`: n=16:1024 (13 sizes in equal ratios), "
    "n=16:1024:7, n=1,10,100, or several names together, n,h=8:1024.",
)
@rule_options
@click.option("--plot/--no-plot", "plot", default=True, help="With the curves, or the table alone.")
@click.option("--time", "timed", is_flag=True, help="Measure both modes as well, where they fit.")
def command(
    chains: tuple[str, ...],
    vary: tuple[Vary, ...],
    model: str,
    seeds: str,
    plot: bool,
    timed: bool,
    common: Common,
) -> None:
    """How the cost of the full Jacobian grows with a size that the CHAIN names in `sizes`: both
    modes at each size, from shapes alone, the slopes on logarithmic axes, and the crossover.

    \b
    jaccli sweep sample:textbook --vary n=16:100000
    jaccli sweep sample:tall --vary n=1:1000
    jaccli sweep mlp.yaml --vary n,h=8:1024 --time
    jaccli sweep mlp.yaml --vary n=1,10,100 --format csv
    """
    import shlex

    from jaccli.commands.output import deliver
    from jaccli.reports.common.modes import Rule

    chosen = _the_one(vary, common)
    rule = Rule(model, seeds)  # type: ignore[arg-type]  # click has checked the choices
    at = [array_of(text, what="--at") for text in common.at]
    read = _read_once(chains, common, at)
    files = {id(graph): file for file, graph in read}

    def analyse(own: Graph) -> Sweep:
        def graph_at(size: int) -> Graph:
            sizes = {**common.sizes, **dict.fromkeys(chosen.names, size)}
            return files[id(own)].graph(sizes, at, "--vary")

        return _analyse(own, graph_at, chosen, rule, timed, common)

    results = each_of([graph for _, graph in read], analyse)
    options = [f"--cost {model}"] if model != "dense" else []
    options += [f"--seeds {seeds}"] if seeds != "counted" else []
    again = repeated(common, f"--vary {shlex.quote(chosen.text)}", *options)
    deliver(_text(results, common, plot, again, repeated(common, *options)), common)


def _the_one(vary: tuple[Vary, ...], common: Common) -> Vary:
    """The variation. Raises UsageError for none or several, or for a size that is fixed as well."""
    if not vary:
        raise click.UsageError("missing --vary NAME=A:B, such as --vary n=16:1024")
    if len(vary) > 1:
        raise click.UsageError("--vary is given more than once: n,h=8:1024 varies two sizes alike")
    for name in vary[0].names:
        if name in common.sizes:
            raise click.UsageError(f"{printable(name)} is both fixed by --set and varied by --vary")
    return vary[0]


def _read_once(
    chains: tuple[str, ...], common: Common, at: Sequence[Recipe]
) -> list[tuple[ChainFile, Graph]]:
    """The files and their graphs at their own sizes; each is read and parsed here and not again.

    Raises Mistakes with those of all files; a function has no sizes.
    """
    from jaccli.sources import file_of

    def read(chain: str) -> tuple[ChainFile, Graph]:
        file = file_of(chain)
        return file, file.graph(common.sizes, at)

    return read_each(chains, common, read)


def _analyse(
    own: Graph, graph_at: GraphAt, vary: Vary, rule: Any, timed: bool, common: Common
) -> Sweep:
    from jaccli.reports.sweep.find import sweep

    found = sweep(own, graph_at, vary.names, vary.sizes, rule)
    if not timed:
        return found
    from time import perf_counter

    from jaccli.reports.sweep import stopwatch

    try:
        watch = _progress(vary)
        return stopwatch.timed(found, graph_at, perf_counter, common.max_memory, watch)
    finally:
        _clear()


def _progress(vary: Vary) -> Watch:
    """Says which size is measured, on standard error and only where that is a terminal."""
    if not _is_watched():
        return lambda _size, _done: None

    def watch(size: int, done: int) -> None:
        total = len(vary.sizes)
        bar = "#" * (20 * done // total)
        text = f"measuring {'='.join(vary.names)}={size:,}  [{bar:<20}] {done + 1} of {total}"
        sys.stderr.write(f"\r\x1b[2K{text}")
        sys.stderr.flush()

    return watch


def _is_watched() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


def _clear() -> None:
    if _is_watched():
        sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()


def _text(results: list[Sweep], common: Common, plot: bool, again: str, one: str) -> str:
    if common.format == "json":
        from jaccli.reports.common.data import document
        from jaccli.reports.sweep.data import sweep as sweep_data

        return document("sweep", [sweep_data(found) for found in results])
    if common.format == "csv":
        from jaccli.reports.sweep.page import csv

        return csv(results)
    from jaccli.commands.output import display
    from jaccli.reports.sweep.page import report

    return report(
        results, display(common), plotted=plot, quiet=common.quiet, again=again, of_one=one
    )
