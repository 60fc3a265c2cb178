"""jaccli show: the layers and their Jacobians."""

from __future__ import annotations

import click

from jaccli.commands.options import Common, common, repeated
from jaccli.commands.reading import read_all
from jaccli.reports.common.ask import each_of


@click.command()
@common()
def command(chains: tuple[str, ...], common: Common) -> None:
    """The layers of each CHAIN at its point: sizes, parameters, each Jacobian with its structure,
    and J as their product.

    \b
    jaccli show sample:mlp_cross_entropy
    jaccli show mlp.yaml --at 0.5,-1,2
    """
    from jaccli.commands.output import deliver, display
    from jaccli.reports.show.find import show

    whole = common.values or common.format == "json"
    results = each_of(
        read_all(chains, common),
        lambda graph: show(graph, max_memory=common.max_memory, whole=whole),
    )
    if common.format == "json":
        from jaccli.reports.common.data import document
        from jaccli.reports.show.data import showing

        text = document("show", [showing(found) for found in results])
    else:
        from jaccli.reports.show.page import report

        text = report(
            results,
            display(common),
            values=common.values,
            quiet=common.quiet,
            again=repeated(common),
        )
    deliver(text, common)
