"""The options that commands share, each written once, and what their values mean."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from typing import Any

import click

from jaccli.commands.kinds import Assignment, Size
from jaccli.commands.output import progress
from jaccli.machine import half_the_memory
from jaccli.reports.common.ask import Common

OF_CHAINS: dict[str, Any] = {  # shared options that speak of chains, as they are left out
    "sizes": (),
    "at": (),
    "rerun": True,
    "details": False,
    "picture": False,
    "values": False,
    "quiet": False,
    "max_memory": None,
}


def shared_params(
    formats: Sequence[str], *, metavar: str, required: bool, chains: bool
) -> list[click.Parameter]:
    """The options of every command.

    required: whether a CHAIN has to be given; chains: whether it reads some; if not, what speaks
    of them is left out
    """
    params: list[click.Parameter] = [
        click.Argument(["chains"], metavar=metavar, nargs=-1, required=required),
        click.Option(
            ["--set", "sizes"],
            type=Assignment(),
            multiple=True,
            help="Override a size named in the file's `sizes`.",
        ),
        click.Option(
            ["--at"],
            metavar="VALUES",
            multiple=True,
            help="Another point x: 1,2,3 or [[1,2],[3,4]] or @x.npy; once for each input.",
        ),
        click.Option(
            ["--no-rerun", "rerun"],
            flag_value=False,
            default=True,
            help="Call a Python function once only, to record it: nothing is proved of it then. "
            "Else it is called again with plain arrays, and beside the point.",
        ),
        click.Option(
            ["--format"], type=click.Choice(formats), default=formats[0], show_default=True
        ),
        click.Option(["--details"], is_flag=True, help="Every section, not one screen."),
        click.Option(["--picture"], is_flag=True, help="Show matrices as pictures."),
        click.Option(["--values"], is_flag=True, help="Print whole arrays whatever their size."),
        click.Option(
            ["-o", "--output"],
            metavar="FILE",
            multiple=True,
            callback=_the_one,
            help="Write there, all or nothing.",
        ),
        click.Option(
            ["--color"],
            type=click.Choice(["auto", "always", "never"]),
            default="auto",
            show_default=True,
        ),
        click.Option(
            ["--width"],
            type=click.IntRange(40, 10_000),
            help="Columns of text; default the terminal's, 80 in a pipe.",
        ),
        click.Option(["--ascii"], is_flag=True, help="ASCII signs only."),
        click.Option(["-q", "--quiet"], is_flag=True, help="One line a chain."),
        click.Option(
            ["--max-memory"],
            type=Size(),
            default=None,
            help="Refuse a run whose arrays need more.  [default: half the machine's memory]",
        ),
        click.Option(
            ["--debug"],
            is_flag=True,
            expose_value=False,
            callback=_debug,
            is_eager=True,
            help="Show the traceback of an internal error.",
        ),
    ]
    if chains:
        return params
    return [each for each in params if each.name not in {"chains", *OF_CHAINS}]


def gather(arguments: dict[str, Any]) -> Common:
    """The values of the shared options, taken out of those of all."""
    arguments |= OF_CHAINS | arguments
    names = [name for name, _ in arguments["sizes"]]
    for name in names:
        if names.count(name) > 1:
            raise click.UsageError(f"--set {name} is given more than once")
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
        destination.settle(shared.output)
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


def _the_one(_: click.Context, __: click.Parameter, files: tuple[str, ...]) -> str | None:
    if len(files) > 1:
        raise click.UsageError("-o is given more than once: one file a call")
    return files[0] if files else None


def _debug(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and ctx.obj is not None:
        ctx.obj["debug"] = True
