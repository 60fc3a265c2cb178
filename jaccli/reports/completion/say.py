"""How completion is turned on, in words."""

from __future__ import annotations

from jaccli.document.blocks import Finding, Next
from jaccli.reports.completion.find import Completion, Shell


def headline(found: Completion) -> Finding:
    """What TAB does."""
    if found.whole:
        (shell,) = found.shells
        return Finding("headline", f"The script for {shell.name}.")
    text = "TAB completes commands, options, files and names: one line turns it on."
    return Finding("headline", text)


def to_write(shell: Shell) -> Finding:
    """The line, and the file that it belongs in."""
    return Finding("note", f"{shell.line}   (in {shell.file})", f"{shell.name}:")


def to_try(shell: Shell) -> Next:
    """What shows that it works."""
    return Next(f"jaccli completion {shell.name}", "the script that the line runs")
