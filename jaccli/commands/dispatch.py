"""The one loop: read, find, and write a report as text, JSON or in another format."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

import click

from jaccli.commands.bounded import bounded
from jaccli.commands.ending import ReaderGone
from jaccli.commands.help import TYPED, Command
from jaccli.commands.options import gather
from jaccli.commands.output import complain, deliver, display, draw_errors
from jaccli.commands.watching import watched
from jaccli.errors import JaccliError, Mistakes
from jaccli.pieces import Pieces, begun
from jaccli.progress import BYTES, COMPUTING, WRITING
from jaccli.reports.common import offers
from jaccli.reports.common.ask import Ask, Common, Dialogue, formats_of
from jaccli.reports.common.endings import ARRAYS
from jaccli.reports.common.saving import content
from jaccli.reports.common.shared import shared_options

if TYPE_CHECKING:
    from jaccli.document.blocks import Block
    from jaccli.document.display import Display

Asked = type[Ask[Any, Any]]


def command_of(name: str) -> click.Command:
    """The command of that name, with its own options and the shared ones."""
    asked: Asked = import_module(f"jaccli.reports.{name}.command").COMMAND
    chains = click.Argument(
        ["chains"],
        metavar=asked.metavar,
        nargs=-1,
        required=asked.required,
        shell_complete=offers.chains(asked.takes),
    )
    return Command(
        name,
        params=[
            *([chains] if asked.of_chains else []),
            *shared_options(formats_of(asked), chains=asked.of_chains, pictures=asked.pictures),
            *asked.options,
        ],
        callback=lambda **arguments: run(asked, arguments),
        help=cleandoc(asked.help),
    )


def run(asked: Asked, arguments: dict[str, Any]) -> None:
    """One call of a command. Exits with 1 where something is not as it was expected to be."""
    typed = (asked.name, *click.get_current_context().meta[TYPED])
    most = arguments.get("max_memory")  # as it was given; nobody is held to half of the memory
    common, further = gather(arguments, asked, typed)
    chains = arguments.pop("chains", ())
    ask = asked(common, **arguments)
    asks = [ask, *(replace(ask, common=each) for each in further)]
    _refuse_standard_input(chains)
    if chains:
        from jaccli.commands.strays import refuse_strays

        vector = next((each.opts[0] for each in asked.options if each.name == "vectors"), "")
        given = {"at": common.at, "vectors": arguments.get("vectors", ())}
        params = click.get_current_context().command.params
        refuse_strays(chains, given, vector, [name for each in params for name in each.opts])
    if len(chains) > 1 and (of_arrays := [each for each in common.formats if each in ARRAYS]):
        raise click.UsageError(f".{of_arrays[0]} holds the arrays of one chain: a call for each")
    is_typed = "-" in chains and sys.stdin.isatty()  # into the line where the bar would be
    watching = watched(asked.name, common.progress, ascii=common.ascii, never=is_typed)
    with watching, bounded(most, chains, common.progress):
        sources = ask.sources(chains)
        common.guard("")
        common.progress.now = COMPUTING
        results = ask.results(sources, chains)
        common.progress.now = WRITING
        with common.progress.stage(chains[0] if len(chains) == 1 else ""):
            said = _deliver(asks, results)
        complain(*said, *ask.complaints(results))
        if (unread := ask.unread(results)) is not None:
            complain(*draw_errors(unread), when=common.color)
        if ask.failed(results):
            raise click.exceptions.Exit(1)


def _refuse_standard_input(chains: Sequence[str]) -> None:
    if "-" in chains and sys.stdin is None:
        raise Mistakes([JaccliError("cannot read standard input: it is closed")], "-")
    if chains.count("-") > 1:
        raise click.UsageError("standard input (-) can be read once")


def _deliver(asks: Sequence[Ask[Any, Any]], results: Sequence[Any]) -> Sequence[str]:
    """Write the report, all files of it once each is made; step by step where somebody waits.

    Of what is printed the beginning is made before any file is there. Where a reader is gone, the
    rest is done as if he had read all: what was found, and the exit status, are the same. Gives
    what is to be told beside it, on standard error.
    """
    contents = [(ask, _begun(ask, _followed(ask, results))) for ask in asks]
    said = [line for ask in asks for line in (*ask.remarks(results), *_accompanied(ask, results))]
    files = {
        ask.common.file: made for ask, made in contents if ask.common.file and made is not None
    }
    if files:
        from jaccli.commands.destination import write_atomically

        with suppress(ReaderGone):
            write_atomically(files)
    with suppress(ReaderGone):
        for ask, made in contents:
            _show(ask, made, results)
    return said


def _followed(ask: Ask[Any, Any], results: Sequence[Any]) -> Pieces | None:
    """The report in pieces, whose making is followed."""
    file = ask.common.file
    what = f"writing {file}" if file else "writing"
    with ask.common.progress.stage(what):
        made: Any = content(ask, results, display)
    return made and ask.common.progress.over(what, made, unit=BYTES, weight=len)


def _show(ask: Ask[Any, Any], made: Pieces | None, results: Sequence[Any]) -> None:
    """Print what is to be printed; what is not made at once appears step by step."""
    common = ask.common
    if made is None and (talk := ask.dialogue(results)) is not None:
        _converse(talk, display(common), common)
    elif made is None:
        _uncover(ask.whole(results), display(common), common)
    elif not common.file:
        deliver(made, common.format)


def _begun(ask: Ask[Any, Any], made: Pieces | None) -> Pieces | None:
    """What is printed is begun; files are made where they are written."""
    return made if made is None or ask.common.file else begun(made)


def _accompanied(ask: Ask[Any, Any], results: Sequence[Any]) -> Sequence[str]:
    """Write what goes with a file into its folder; gives what is to be told of it."""
    if not (ask.common.file and (beside := ask.companions(results))):
        return ()
    from jaccli.commands.destination import accompany

    return accompany(ask.common.file, beside, ask.stays)


def _converse(talk: Dialogue, shown: Display, common: Common) -> None:
    """Show what is asked and take what is typed, until nothing more is asked."""
    from jaccli.document.formats.text import render

    blocks = next(talk)
    while True:
        deliver(render(blocks, shown), common.format)
        line = sys.stdin.readline()
        try:
            blocks = talk.send(line) if line else talk.throw(EOFError())
        except StopIteration as last:
            deliver(render(last.value, shown), common.format)
            return


def _uncover(blocks: Iterable[Block], shown: Display, common: Common) -> None:
    """Write the text piece by piece; Enter shows the next one."""
    from jaccli.document.formats.text import pieces

    with common.progress.stage("writing"):
        parts = [*pieces(blocks, shown)]
    if len(parts) > 1:
        complain("(Enter shows the next step)")
    for at, part in enumerate(parts, start=1):
        deliver([part], common.format)
        if at < len(parts):
            sys.stdin.readline()
