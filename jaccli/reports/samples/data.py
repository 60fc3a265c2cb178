"""The samples in JSON, an entry each; of one its whole file as well."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from jaccli.document.blocks import Finding
from jaccli.reports.common.data import finding_entries
from jaccli.reports.common.entries import Declared, FindingEntry
from jaccli.reports.samples.find import Listed, Shipped

SampleEntry = TypedDict(
    "SampleEntry",
    {
        "name": str,
        "chain": Annotated[str, "what stands for it where a CHAIN does"],
        "shows": str,
        "try": str,
        "kind": Literal["program", "chain", "graph"],
        "input_size": Annotated[int | None, "null of a program; the next two as well"],
        "output_size": int | None,
        "depth": int | None,
        "functions": Annotated[list[str], "of a program"],
        "beside": Annotated[list[str], "files of arrays that it reads"],
        "text": NotRequired[Annotated[str, "the whole file, of one that was asked for"]],
        "findings": list[FindingEntry],
    },
)
DECLARED = Declared((SampleEntry,))


def entries(found: Shipped) -> list[SampleEntry]:
    """One entry a sample."""
    return [_entry(each, whole=found.whole) for each in found.listed]


def _entry(each: Listed, *, whole: bool) -> SampleEntry:
    sample, sizes = each.sample, each.sizes
    entry: SampleEntry = {
        "name": sample.name,
        "chain": sample.chain,
        "shows": sample.shows,
        "try": sample.tries,
        "kind": "program" if sizes is None else "chain" if sizes.is_chain else "graph",
        "input_size": sizes and sizes.n,
        "output_size": sizes and sizes.m,
        "depth": sizes and sizes.depth,
        "functions": list(sample.functions),
        "beside": list(sample.beside),
        "findings": finding_entries(
            [Finding("headline", sample.brief), Finding("next", sample.tries)]
        ),
    }
    if whole:
        entry["text"] = sample.text
    return entry
