"""jaccli trace: the graph that a Python function leaves when it is called."""

from __future__ import annotations

import click

from jaccli.commands.options import Common, common, repeated
from jaccli.commands.reading import reading_of
from jaccli.errors import JaccliError, Mistakes, printable


@click.command()
@common(metavar="FILE.py:FUNCTION")
@click.option("--scalars", is_flag=True, help="One layer for each operation on single numbers.")
@click.option(
    "--and-at",
    "second",
    metavar="VALUES",
    multiple=True,
    help="Another point: show where the two recorded graphs differ.",
)
def command(
    chains: tuple[str, ...], scalars: bool, second: tuple[str, ...], common: Common
) -> None:
    """Call FILE.py:FUNCTION at the --at values and print what ran as a chain file, once it has
    given the same value with plain arrays. The file is executed: its code runs with your rights.

    \b
    jaccli trace model.py:loss --at 1 --at 2,3 | jaccli compare -
    jaccli trace sample:branches.py:relaxation --at 1 --and-at 3
    """
    from jaccli.commands.output import deliver, display, refuse_to_overwrite
    from jaccli.graph import load
    from jaccli.sources import graph_of
    from jaccli.trace import names_a_function

    if len(chains) > 1:
        raise click.UsageError("trace records one function a call")
    (chain,) = chains
    if not names_a_function(chain):
        title = f"{printable(chain)} is no Python function"
        help = "trace records FILE.py:FUNCTION; the other commands read chain files"
        raise Mistakes([JaccliError(title, notes=[("help", help)])])
    points = [common.at] if not second else [common.at, second]
    graphs = [graph_of(chain, reading_of(common, at), whole=True) for at in points]
    refuse_to_overwrite(common)
    if scalars:
        from jaccli.trace import scalar_graph

        try:
            graphs = [scalar_graph(graph) for graph in graphs]
        except JaccliError as error:
            raise Mistakes([error], chain) from None
    graphs = [load(graph) for graph in graphs]
    if second:
        from jaccli.reports.trace.find import recordings

        found = recordings(graphs[0], graphs[1], " ".join(points[0]), " ".join(points[1]))
        if common.format == "json":
            from jaccli.reports.common.data import document
            from jaccli.reports.trace.data import recordings as recordings_data

            text = document("trace", [recordings_data(found)])
        else:
            from jaccli.reports.trace.page import report

            text = report(found, display(common), quiet=common.quiet, again=repeated(common))
    elif common.format == "json":
        from jaccli.reports.common.data import document
        from jaccli.reports.common.picture.data import picture as picture_data
        from jaccli.reports.common.picture.find import picture

        text = document("trace", [picture_data(picture(graphs[0]))])
    else:
        from jaccli.reports.trace.chainfile import chain_file

        text = chain_file(graphs[0], display(common))
    deliver(text, common)
