"""The samples in JSON, an entry each; of one its whole file as well."""

from __future__ import annotations

from typing import Any

from jaccli.document.blocks import Finding
from jaccli.reports.common.data import finding_entries
from jaccli.reports.samples.find import Listed, Shipped


def entries(found: Shipped) -> list[dict[str, Any]]:
    """One entry a sample."""
    return [_entry(each, whole=found.whole) for each in found.listed]


def _entry(each: Listed, *, whole: bool) -> dict[str, Any]:
    sample, sizes = each.sample, each.sizes
    return {
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
        **({"text": sample.text} if whole else {}),
        "findings": finding_entries(
            [Finding("headline", sample.brief), Finding("next", sample.tries)]
        ),
    }
