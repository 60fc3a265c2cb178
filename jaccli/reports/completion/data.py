"""The shells in JSON, an entry each; of one its script as well."""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict

from jaccli.document.blocks import findings_in
from jaccli.reports.common.data import finding_entries
from jaccli.reports.common.entries import Declared, FindingEntry
from jaccli.reports.completion.find import Completion
from jaccli.reports.completion.page import page


class ShellEntry(TypedDict):
    """A shell, and what turns completion on in it."""

    shell: str
    file: Annotated[str, "what the shell reads when it starts"]
    line: Annotated[str, "the line that belongs there"]
    script: NotRequired[Annotated[str, "what it runs, of the shell that was asked for"]]
    findings: list[FindingEntry]


DECLARED = Declared((ShellEntry,))


def entries(found: Completion) -> list[ShellEntry]:
    """One entry a shell."""
    listed = []
    for shell in found.shells:
        entry: ShellEntry = {
            "shell": shell.name,
            "file": shell.file,
            "line": shell.line,
            "findings": finding_entries(findings_in(page(found))),
        }
        if found.whole:
            entry["script"] = shell.script
        listed.append(entry)
    return listed
