"""jaccli check: verified for CI."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jaccli.commands.options import Common, common
from jaccli.commands.reading import read_all
from jaccli.reports.common.ask import each_of

if TYPE_CHECKING:
    from jaccli.graph import Graph
    from jaccli.reports.check.find import Checked
    from jaccli.reports.check.page import Run

FORMATS = ("text", "json", "github", "junit")


@click.command()
@common(FORMATS, metavar="PATH...")
@click.option(
    "--baseline",
    metavar="FILE",
    help="Fail where a cost has grown since `compare --format json` wrote FILE.",
)
@click.option(
    "--against",
    type=click.Choice(["jax", "torch"]),
    help="Compare value, Jacobian and gradients with another framework.",
)
def command(
    chains: tuple[str, ...], common: Common, baseline: str | None, against: str | None
) -> None:
    """Verify each PATH, a chain or a folder searched for chain files: derivatives by differences
    and the complex step, the sweeps, the counted FLOPs, and what the file itself says under
    `expect:`. Exit status 1 if a check fails.

    \b
    jaccli check chains/
    jaccli check 'sample:*' -q
    jaccli check mlp.yaml --baseline costs.json
    jaccli check chains/ --format github      (annotations in a pull request)
    """
    from time import perf_counter

    from jaccli.reports.check.page import Run
    from jaccli.sources import expanded

    begun = perf_counter()
    paths, skipped = expanded(chains)
    results = _checked(read_all(paths, common), common, baseline, against)
    run = Run(tuple(results), skipped, perf_counter() - begun)
    _deliver(run, common)
    if run.count("failed"):
        raise click.exceptions.Exit(1)


def _checked(
    graphs: list[Graph], common: Common, baseline: str | None, against: str | None
) -> list[Checked]:
    """All graphs verified, each with the time it took."""
    from time import perf_counter

    from jaccli.commands.output import refuse_to_overwrite
    from jaccli.reports.check.checks.baseline import read_baseline
    from jaccli.reports.check.find import check

    saved = None if baseline is None else read_baseline(baseline)
    refuse_to_overwrite(common)
    if saved is not None:
        saved.refuse_strangers(graphs)
    peer = None
    if against is not None:
        from jaccli.reports.check.peers import peer_checks

        peer = peer_checks(against)

    def timed(graph: Graph) -> Checked:
        begun = perf_counter()
        found = check(
            graph,
            max_memory=common.max_memory,
            baseline=saved,
            peer=peer,
            elsewhere=("output", "jacobian") if common.at else (),
            resized=bool(common.sizes),
        )
        return found._replace(seconds=perf_counter() - begun)

    return each_of(graphs, timed)


def _deliver(run: Run, common: Common) -> None:
    from jaccli.commands.output import deliver, display

    match common.format:
        case "json":
            from jaccli.reports.check.data import check as check_data
            from jaccli.reports.common.data import document

            results = [check_data(found) for found in run.results]
            text = document("check", results, skipped=list(run.skipped))
        case "github":
            from jaccli.reports.check.junit import github

            text = github(run)
        case "junit":
            from jaccli.reports.check.junit import junit

            text = junit(run)
        case _:
            from jaccli.reports.check.page import report

            text = report(run, display(common), quiet=common.quiet)
    deliver(text, common)
