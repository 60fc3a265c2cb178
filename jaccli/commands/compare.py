"""jaccli compare: the price of the full Jacobian both ways."""

from __future__ import annotations

import sys

import click

from jaccli.commands.options import Common, common, repeated, rule_options
from jaccli.commands.reading import analyse_all, read_all
from jaccli.errors import printable


@click.command()
@common()
@rule_options
@click.option(
    "--expect",
    type=click.Choice(["forward", "reverse", "tie"]),
    help="Exit with 1 if another verdict is found.",
)
@click.option(
    "--wrt",
    type=click.Choice(["input", "parameters", "all"]),
    default="input",
    show_default=True,
    help="Differentiate by the input, by all parameters, or by both.",
)
@click.option(
    "--run",
    type=click.Choice(["forward", "reverse", "both", "none"]),
    help="The modes that build J; none: prices only, no array is made.  [default: by their prices]",
)
@click.option("--time", "timed", is_flag=True, help="Measure the modes that run as well.")
def command(
    chains: tuple[str, ...],
    model: str,
    seeds: str,
    expect: str | None,
    wrt: str,
    run: str | None,
    timed: bool,
    common: Common,
) -> None:
    """The full Jacobian of each CHAIN by forward mode and by reverse mode: FLOPs step by step,
    memory, the verdict and its reason.

    Both modes are priced from shapes; the cheaper one builds J, in chunks where --max-memory asks
    for it. The other builds it too where it costs under 10^9 FLOPs and takes at most 256 MiB;
    else it is priced, not run, and a few random products show that both agree. A price never
    fails for size.

    \b
    jaccli compare sample:digits
    jaccli compare mlp.yaml --time
    jaccli compare large.yaml --run none             (prices alone, of any size)
    jaccli compare *.yaml --format json -o costs.json
    jaccli compare mlp.yaml --expect reverse -q      (exit status for CI)
    """
    from time import perf_counter

    from jaccli.commands.output import deliver, display
    from jaccli.reports.common.modes import Rule
    from jaccli.reports.compare.find import compare

    if timed and run == "none":
        raise click.UsageError("--time measures the modes that run: leave out --run none")
    rule = Rule(model, seeds)  # type: ignore[arg-type]  # click has checked the choices
    clock = perf_counter if timed else None
    results = analyse_all(
        read_all(chains, common),
        lambda graph: compare(
            graph,
            rule,
            wrt=wrt,  # type: ignore[arg-type]  # click has checked the choices
            run=run,  # type: ignore[arg-type]  # click has checked the choices
            max_memory=common.max_memory,
            clock=clock,
            whole=common.values,
        ),
    )
    if common.format == "json":
        from jaccli.reports.common.data import document
        from jaccli.reports.compare.data import comparison

        text = document("compare", [comparison(found, values=common.values) for found in results])
    else:
        from jaccli.reports.compare.page import report

        text = report(
            results,
            display(common),
            values=common.values,
            quiet=common.quiet,
            again=repeated(
                common,
                *([f"--cost {model}"] if model != "dense" else []),
                *([f"--seeds {seeds}"] if seeds != "counted" else []),
                *([f"--run {run}"] if run else []),
            ),
        )
    deliver(text, common)
    if expect is not None:
        wrong = [found for found in results if found.verdict.cheaper != expect]
        for found in wrong:
            sys.stderr.write(
                f"jaccli: {printable(found.graph.file)}: expected {expect}, "
                f"found {found.verdict.cheaper}\n"
            )
        if wrong:
            raise click.exceptions.Exit(1)
