"""What the values of the options mean that every command has."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import click

from jaccli.commands.checkout import checkout
from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.machine import half_the_memory
from jaccli.progress import Progress
from jaccli.reports.common.ask import Ask, Common
from jaccli.reports.common.saving import format_of_file


def gather(
    arguments: dict[str, Any], asked: type[Ask[Any, Any]] = Ask, typed: Sequence[str] = ()
) -> tuple[Common, Sequence[Common]]:
    """The values of the shared options, taken out of those of all, and the same for each further
    file of -o. asked: by which command; typed: it and all behind it"""
    sizes = arguments.pop("sizes", ())
    names = [name for name, _ in sizes]
    for name in names:
        if names.count(name) > 1:
            last = f"--set {name}={dict(sizes)[name]}"
            title = f"--set {name} is given more than once"
            raise Mistakes([JaccliError(title, notes=[("help", f"write it once: `{last}`")])])
    given, files = arguments.pop("format"), arguments.pop("output") or (None,)
    _refuse_twice(files)
    formats = [given or _format_of(file, asked) for file in files]
    _refuse_options_of_others(arguments, formats)
    shared = Common(
        sizes=dict(sizes),
        max_memory=arguments.pop("max_memory", None) or half_the_memory(),
        output=files[0],
        format=formats[0],
        formats=tuple(formats),
        waits=files == (None,) and _is_watched(),
        guard=partial(_guard, files),
        typed=tuple(typed),
        checkout=checkout(),
        progress=Progress(),
        **{name: arguments.pop(name) for name in Common._fields if name in arguments},
    )
    _settle([file for file in files if file not in (None, "-")], asked)
    further = zip(files[1:], formats[1:], strict=True)
    return shared, [shared._replace(output=file, format=each) for file, each in further]


def _refuse_twice(files: Sequence[str | None]) -> None:
    """Raise UsageError where two results would go to one place, whatever spelling or link."""
    for at, file in enumerate(files):
        other = next((each for each in files[:at] if _is_one_place(file or "", each or "")), None)
        if other is None:
            continue
        given, before = printable(file or ""), printable(other)
        twice = "given twice" if given == before else f"the same file as {before}"
        raise click.UsageError(f"-o {given} is {twice}: a name each")


def _is_one_place(file: str, other: str) -> bool:
    if "-" in (file, other):
        return file == other
    with suppress(OSError):
        return os.path.samefile(file, other)
    return os.path.realpath(file) == os.path.realpath(other)  # neither need be there yet


def _refuse_options_of_others(arguments: dict[str, Any], formats: Sequence[str]) -> None:
    """Raise UsageError for an option that none of the formats that are written has."""
    from jaccli.document.formats import FORMATS

    taken = {option for name in formats if name in FORMATS for option in FORMATS[name].options}
    for name, each in FORMATS.items():
        for option in each.options:
            if arguments.get(option) and option not in taken:
                help = f"add `--format {name}`, or give a file that ends in {each.endings[0]}"
                raise click.UsageError(f"--{option} is an option of {name}: {help}")


def _settle(files: Sequence[str], asked: type[Ask[Any, Any]]) -> None:
    if files:
        from jaccli.commands import destination

        for file in files:
            destination.settle(file, fresh=asked.fresh)


def _format_of(output: str | None, asked: type[Ask[Any, Any]]) -> str:
    """What the command writes there. Raises Mistakes for an ending that it cannot write."""
    given = f"-o {printable(output or '')}"
    return format_of_file(output, asked, given, f"--format {{}} {given}")


def _guard(files: Sequence[str | None], unread: str) -> None:
    """Raise Mistakes if a file of -o has been read, or will be, as `unread`."""
    if any(file is not None for file in files):
        from jaccli.commands import destination, reads

        if unread:
            reads.note(unread, unread)
        for file in files:
            destination.refuse_to_overwrite(file)


def _is_watched() -> bool:
    """Whether somebody sees the standard output in a terminal and can press Enter."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdout, sys.stdin))
