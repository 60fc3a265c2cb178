"""The list of schemas in JSON, an entry each."""

from __future__ import annotations

from typing import TypedDict

from jaccli.reports.common.data import finding_entries
from jaccli.reports.common.entries import Declared, FindingEntry
from jaccli.reports.schema import say
from jaccli.reports.schema.find import Named, Schemas


class SchemaEntry(TypedDict):
    """A schema by its name; `jaccli schema NAME` prints it."""

    name: str
    of: str
    findings: list[FindingEntry]


DECLARED = Declared((SchemaEntry,))


def entries(found: Schemas) -> list[SchemaEntry]:
    """One entry a schema."""
    return [
        {"name": name, "of": of, "findings": finding_entries(say.one(Named(name, of)))}
        for name, of in found.listed
    ]
