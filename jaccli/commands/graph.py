"""jaccli graph: the computation graph as a picture."""

from __future__ import annotations

import click

from jaccli.commands.options import Common, common, repeated
from jaccli.commands.reading import read_all
from jaccli.reports.common.ask import each_of


@click.command()
@common(formats=("text", "dot", "mermaid", "json"))
@click.option(
    "-u",
    "--vector",
    "vector",
    metavar="VECTOR",
    help="Weights of the outputs for the adjoints of --values: 1,0,2 or e3.  [default: ones]",
)
def command(chains: tuple[str, ...], vector: str | None, common: Common) -> None:
    """The computation graph of each CHAIN: values by depth, each edge with its Jacobian. With
    --values every node shows its value and its adjoint.

    \b
    jaccli graph sample:figure_13_11 --values
    jaccli graph model.py:loss --at 1,2 --format dot | dot -Tsvg > graph.svg
    jaccli graph sample:residual --format mermaid
    """
    from jaccli.commands.output import deliver, display, refuse_to_overwrite
    from jaccli.graph import Graph
    from jaccli.reports.common.picture.find import Picture, picture
    from jaccli.reports.common.vectors import vectors_of

    def analyse(graph: Graph) -> Picture:
        weights = None
        if vector is not None:
            what = f"an adjoint of {graph.file}"
            (weights,) = vectors_of([vector], graph.output_size, graph.dtype, 0, what)[:1]
            refuse_to_overwrite(common)
        return picture(
            graph,
            values=common.values or vector is not None,
            weights=None if weights is None else weights.entries,
            max_memory=common.max_memory,
        )

    results = each_of(read_all(chains, common), analyse)
    if common.format == "json":
        from jaccli.reports.common.data import document
        from jaccli.reports.common.picture.data import picture as picture_data

        text = document("graph", [picture_data(found) for found in results])
    else:
        from jaccli.reports.common.picture import page as view

        match common.format:
            case "dot":
                text = view.dot(results)
            case "mermaid":
                text = view.mermaid(results)
            case _:
                text = view.report(
                    results, display(common), quiet=common.quiet, again=repeated(common)
                )
    deliver(text, common)
