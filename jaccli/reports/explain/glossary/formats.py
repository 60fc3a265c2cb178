"""A topic on the formats of reports: what each writes, and to which files."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.accumulate.price import MODES
from jaccli.document.formats import FORMATS
from jaccli.document.formats.csv import written_out
from jaccli.reports.explain.glossary.material import flops_of, sample
from jaccli.reports.explain.glossary.topic import Item, Lines, Rows, Words, idea

SAMPLE = "mlp_cross_entropy"


@idea(
    "outputs",
    "what --format and the ending of -o write",
    group="files",
    also=("formats", "endings", "output formats", *FORMATS, "spreadsheet"),
    source="the formats themselves, of which this table is made",
    see=("json", "options", "chain-file"),
    tries="jaccli vjp sample:mlp_cross_entropy -u e1 -o steps.md -o steps.csv",
)
def outputs() -> Iterator[Item]:
    """Every report is written in the format that the ending of its file says; --format overrules
    it. -o may be given once for each file: one run writes them all, or none. A command without
    pictures says so where one is asked for. Some commands have formats of their own: graph dot
    and mermaid, check github and junit.
    """
    rows = ((name, ", ".join(each.endings), each.told) for name, each in FORMATS.items())
    json = ("json", ".json", "all that was found, for programs: `jaccli explain json`")
    yield Rows(("format", "ending", "holds"), (*rows, json))
    yield Words("In a spreadsheet numbers keep all their digits, and headers say the unit:")
    yield Lines(tuple(_sheet().splitlines()))
    yield Words(
        "With several chains the first column is the chain. A name that a spreadsheet would take "
        "for a formula has ' before it; a vector in a cell is written as in JSON."
    )


def _sheet() -> str:
    """Prices of a sample as they stand in a spreadsheet."""
    header = ["chain", *(f"{mode} FLOPs" for mode in MODES)]
    prices = [flops_of(sample(SAMPLE), mode) for mode in MODES]
    return written_out([header, [f"sample:{SAMPLE}", *prices]])
