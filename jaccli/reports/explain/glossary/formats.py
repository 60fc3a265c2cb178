"""A topic on the formats of reports: what each writes, and to which files."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.accumulate.price import MODES
from jaccli.arrays import np
from jaccli.document.formats import FORMATS
from jaccli.reports.common.endings import ARRAYS, endings_of
from jaccli.reports.explain.glossary.material import LOSS, flops_of, graph_of, sample
from jaccli.reports.explain.glossary.topic import Item, Lines, Rows, Words, idea

SAMPLE = "mlp_cross_entropy"


@idea(
    "outputs",
    "what --format and the ending of -o write",
    group="files",
    also=("formats", "endings", "output formats", *FORMATS, *ARRAYS, "spreadsheet"),
    formula=("-o FILE.ENDING, once for each file", "--format FORMAT whatever the ending"),
    source="the formats themselves, of which this table is made",
    see=("json", "options", "chain-file"),
    tries="jaccli vjp sample:mlp_cross_entropy -u e1 -o steps.md -o steps.csv",
)
def outputs() -> Iterator[Item]:
    """Every report is written in the format that the ending of its file says; --format overrules
    it. -o may be given once for each file: one run writes them all, or none. A command without
    pictures says so where one is asked for. Some commands have formats of their own: graph dot
    and mermaid, check github and junit. Those that find arrays write these by name, of one chain,
    as they were computed; with --steps jvp and vjp write what each step has too.
    """
    rows = ((name, ", ".join(each.endings), each.told) for name, each in FORMATS.items())
    json = ("json", ".json", "all that was found, for programs: `jaccli explain json`")
    yield Rows(("format", "ending", "holds"), (*rows, json))
    yield Words("The arrays of a chain of three layers, by name:")
    yield Rows(("command", f"in {' and '.join(endings_of(ARRAYS))}"), tuple(_arrays()))
    yield Words("In a spreadsheet numbers keep all their digits, and headers say the unit:")
    yield Lines(tuple(_sheet().splitlines()))
    yield Words(
        "With several chains the first column is the chain. A name that a spreadsheet would take "
        "for a formula has ' before it; a vector in a cell is written as in JSON."
    )


def _arrays() -> Iterator[tuple[str, str]]:
    """The names of the arrays of each command."""
    from jaccli.reports.common.product.arrays import arrays as of_products
    from jaccli.reports.common.product.find import products
    from jaccli.reports.common.vectors import Vector
    from jaccli.reports.compare.arrays import arrays as of_compare
    from jaccli.reports.compare.find import compare
    from jaccli.reports.grad.arrays import arrays as of_grad
    from jaccli.reports.grad.find import grad
    from jaccli.reports.show.arrays import arrays as of_show
    from jaccli.reports.show.find import show

    graph = graph_of(LOSS)
    ones = (Vector("1,1,1", np.ones(3)), Vector("1", np.ones(1)))
    ahead, back = (
        products(graph, *each) for each in zip(MODES, ([ones[0]], [ones[1]]), strict=True)
    )
    found = {
        "show": of_show(show(graph)),
        "compare": of_compare(compare(graph)),
        "grad": of_grad(grad(graph)),
        "jvp --steps": of_products(ahead, steps=True),
        "vjp --steps": of_products(back, steps=True),
    }
    yield from ((name, ", ".join(each for each, _ in arrays)) for name, arrays in found.items())


def _sheet() -> str:
    """Prices of a sample as they stand in a spreadsheet."""
    from jaccli.document.formats.csv import written_out

    header = ["chain", *(f"{mode} FLOPs" for mode in MODES)]
    prices = [flops_of(sample(SAMPLE), mode) for mode in MODES]
    return written_out([header, [f"sample:{SAMPLE}", *prices]])
