"""What is written of a report, from the command line and from Python: which format, which bytes.

A report that Python holds is written as the command writes it that finds it by itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from jaccli.errors import JaccliError, Mistakes, Unfit, printable
from jaccli.keywords import option
from jaccli.pieces import Pieces
from jaccli.reports.common.ask import Ask, Common, formats_of
from jaccli.reports.common.endings import ARRAYS
from jaccli.words import conjoined

if TYPE_CHECKING:
    from jaccli.document.blocks import Block
    from jaccli.document.display import Display
    from jaccli.document.formats import View

Asked = type[Ask[Any, Any]]
NOTHING_TO: dict[View, str] = {"drawings": "nothing to draw", "sheets": "no table"}


def content(
    ask: Ask[Any, Any],
    results: Sequence[Any],
    shown: Callable[[Common], Display],
    kept: Callable[[Iterable[Block]], Iterable[Block]] = iter,
) -> Pieces | None:
    """What is written, in pieces that are made as they are asked for; None where somebody waits
    for each.

    shown: where a text is shown; kept: what of the blocks is
    """
    common = ask.common
    own = ask.written(results)
    if own is not None:
        return [own]
    if common.format in ARRAYS:
        from jaccli.reports.common.arrays import archive

        return archive((each for found in results for each in ask.arrays(found)), common.format)
    if common.format == "json":
        from jaccli.reports.common.data import document

        return document(ask.name, ask.entries(results), **ask.beside(results))
    if common.waits and common.format == "text" and not common.quiet:
        return None
    from jaccli.document.formats import FORMATS, renderer

    view = FORMATS[common.format].view
    blocks = ask.brief(results) if common.quiet and view == "whole" else ask.seen(results, view)
    if view in NOTHING_TO and not _shows(view, blocks := [*blocks]):
        title = option("--format", common.format) + f": there is {NOTHING_TO[view]} here"
        raise Mistakes([JaccliError(title)])
    return renderer(common.format)(kept(blocks), shown(common))


def _shows(view: View, blocks: Sequence[Block]) -> bool:
    """Whether a format of this view has anything of the blocks: of a sheet, a table."""
    if view != "sheets":
        return bool(blocks)
    from jaccli.document.sheets import sheets

    return any(True for _ in sheets(blocks))


def format_of_file(output: str | None, asked: Asked, given: str, otherwise: str) -> str:
    """What the command writes there: what the file's ending says, or its first format where it has
    none. given: how the file was named; otherwise: how a format is. Raises Mistakes"""
    from jaccli.document.formats import FORMATS
    from jaccli.reports.common.endings import ending_of, endings_of, format_of, without_pictures

    ending, formats = ending_of(output or ""), formats_of(asked)
    if not ending or ending in asked.endings:
        return formats[0]
    found = format_of(ending, formats)
    if found is None:
        known = [*endings_of(formats), *asked.endings]
        meant = format_of(ending, [*FORMATS])
        help = f"`{otherwise.format(formats[0])}` writes {formats[0]} whatever the ending"
        title = without_pictures(given, asked.name, meant, known)
        title = title or f"{given}: {asked.name} writes {conjoined(known)}"
        raise Mistakes([JaccliError(title, notes=[("help", help)])])
    return found


def save(report: Any, name: str, file: str | os.PathLike[str], format: str | None = None) -> None:
    """Write a report of the command of that name, all or nothing.

    format: as --format; default what the ending says. Raises JaccliError where the command has no
    such format or the file cannot be written.
    """
    from jaccli.document.display import Display
    from jaccli.files import write

    path = os.fsdecode(os.fspath(file))
    asked = _asked(name)
    if format is None:
        shown = printable(repr(path))
        format = format_of_file(path, asked, f"save({shown})", f'save({shown}, "{{}}")')
    elif format not in formats_of(asked):
        raise _no_format(format, asked)
    ask, results = asked.told(report, _plain(format, path))
    made = content(ask, results, lambda _: Display(), _kept(report))
    assert made is not None, "nobody waits"
    write(path, made)


def shown(report: Any, name: str) -> str:
    """A report of the command of that name as a notebook shows it."""
    from jaccli.document.html.page import fragment

    ask, results = _asked(name).told(report, _plain("html"))
    return fragment(_kept(report)(ask.seen(results, "stage")))


def _kept(report: Any) -> Callable[[Iterable[Block]], Iterable[Block]]:
    from jaccli.reports.common.untyped import can_be_typed, without_commands

    return iter if can_be_typed(report) else without_commands


def _asked(name: str) -> Asked:
    found: Asked = import_module(f"jaccli.reports.{name}.command").COMMAND
    return found


def _no_format(given: Any, asked: Asked) -> Unfit:
    from jaccli.nearest import did_you_mean

    known = formats_of(asked)
    notes = did_you_mean(given, known) if isinstance(given, str) else []
    listed = conjoined([repr(each) for each in known])
    return Unfit(f"format: {printable(repr(given))} is none of {listed}", notes=notes)


def _plain(format: str, path: str | None = None) -> Common:
    """The shared options as they are left out, but for the file and its format."""
    from jaccli.machine import half_the_memory

    return Common(
        format=format,
        formats=(format,),
        output=path,
        max_memory=half_the_memory(),
        color="never",
    )
