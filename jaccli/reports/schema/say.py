"""The list of schemas in words."""

from __future__ import annotations

from jaccli.document.blocks import Finding, Next
from jaccli.reports.schema.find import CHAIN, FILE, Named, Schemas
from jaccli.words import count


def many(found: Schemas) -> Finding:
    """How many there are, and what an editor makes of that of the chain file."""
    schemas = count(len(found.listed), "schema")
    text = f"{schemas}: an editor checks and completes a chain file with {FILE}."
    return Finding("headline", text)


def to_write() -> Next:
    """How that schema is written beside a file."""
    return Next(f"jaccli schema {CHAIN} -o {FILE}", "`jaccli new` does this, too")


def described(named: Named) -> Finding:
    """What a schema describes."""
    return Finding("headline", named.of, indent=0)


def one(named: Named) -> tuple[Finding, Finding]:
    """What a schema describes, and what prints it."""
    return described(named), Finding("next", named.asked)
