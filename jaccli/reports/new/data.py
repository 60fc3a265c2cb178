"""The result of `new`: the file with what it is made of."""

from __future__ import annotations

from typing import Annotated, TypedDict

from jaccli.document.blocks import findings_in
from jaccli.reports.common.data import finding_entries
from jaccli.reports.common.entries import Declared, FindingEntry
from jaccli.reports.new.find import First, Kind
from jaccli.reports.new.page import page
from jaccli.reports.new.say import text


class FirstEntry(TypedDict):
    """A first file."""

    kind: Kind
    sizes: list[int]
    text: Annotated[str, "the whole file"]
    findings: list[FindingEntry]


DECLARED = Declared((FirstEntry,))


def first_entry(first: First) -> FirstEntry:
    """The file with what it is made of."""
    return {
        "kind": first.kind,
        "sizes": list(first.sizes),
        "text": text(first),
        "findings": finding_entries(findings_in(page(first))),
    }
