"""What the values of the options mean that every command has."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

import click

from jaccli.commands.output import progress
from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.machine import half_the_memory
from jaccli.reports.common.ask import Ask, Common
from jaccli.reports.common.shared import OF_CHAINS
from jaccli.words import conjoined


def gather(arguments: dict[str, Any], asked: type[Ask[Any, Any]] = Ask) -> Common:
    """The values of the shared options, taken out of those of all. asked: by which command"""
    arguments |= OF_CHAINS | arguments
    names = [name for name, _ in arguments["sizes"]]
    for name in names:
        if names.count(name) > 1:
            last = f"--set {name}={dict(arguments['sizes'])[name]}"
            title = f"--set {name} is given more than once"
            raise Mistakes([JaccliError(title, notes=[("help", f"write it once: `{last}`")])])
    arguments["format"] = arguments["format"] or _format_of(arguments["output"], asked)
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
        destination.settle(shared.output, fresh=asked.fresh)
    return shared


def _format_of(output: str | None, asked: type[Ask[Any, Any]]) -> str:
    """What the command writes there: what the file's ending says, or text where it has none."""
    from jaccli.reports.common.endings import ending_of, endings_of, format_of

    ending = ending_of(output or "")
    if not ending or ending in asked.endings:
        return asked.formats[0]
    found = format_of(ending, asked.formats)
    if found is None:
        known = conjoined([*endings_of(asked.formats), *asked.endings])
        file = printable(output or "")
        help = (
            f"`--format {asked.formats[0]} -o {file}` writes {asked.formats[0]} whatever the ending"
        )
        title = f"-o {file}: {asked.name} writes {known}"
        raise Mistakes([JaccliError(title, notes=[("help", help)])])
    return found


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
