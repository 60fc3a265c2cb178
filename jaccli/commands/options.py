"""What the values of the options mean that every command has."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

import click

from jaccli.commands.output import progress
from jaccli.errors import JaccliError, Mistakes
from jaccli.machine import half_the_memory
from jaccli.reports.common.ask import Common
from jaccli.reports.common.shared import OF_CHAINS


def gather(arguments: dict[str, Any], *, fresh: bool = False) -> Common:
    """The values of the shared options, taken out of those of all.

    fresh: the file of -o may not be there yet
    """
    arguments |= OF_CHAINS | arguments
    names = [name for name, _ in arguments["sizes"]]
    for name in names:
        if names.count(name) > 1:
            last = f"--set {name}={dict(arguments['sizes'])[name]}"
            title = f"--set {name} is given more than once"
            raise Mistakes([JaccliError(title, notes=[("help", f"write it once: `{last}`")])])
    shared = Common(
        sizes=dict(arguments.pop("sizes")),
        max_memory=arguments.pop("max_memory") or half_the_memory(),
        waits=arguments["output"] is None and _is_watched(),
        guard=partial(_guard, arguments["output"]),
        progress=progress,
        **{name: arguments.pop(name) for name in Common._fields if name in arguments},
    )
    if shared.output not in (None, "-"):
        from jaccli.commands import destination

        click.get_current_context().call_on_close(destination.forget)
        destination.settle(shared.output, fresh=fresh)
    return shared


def _guard(output: str | None, unread: str) -> None:
    """Raise Mistakes if the file of -o has been read, or will be, as `unread`."""
    if output is not None:
        from jaccli.commands import destination, reads

        if unread:
            reads.note(unread, unread)
        destination.refuse_to_overwrite(output)


def _is_watched() -> bool:
    """Whether somebody sees the standard output in a terminal and can press Enter."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdout, sys.stdin))
