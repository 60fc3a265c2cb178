"""The options that every command has, each declared once: `--help` names them, `explain options`
says what they do at length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from jaccli.document.formats import FORMATS
from jaccli.reports.common import offers
from jaccli.reports.common.endings import ARRAYS
from jaccli.reports.common.kinds import Assignment, Size


class Shared(click.Option):
    """An option that every command has.

    help: a few words; text: all that there is to say; own: that it is another one here
    """

    def __init__(
        self, declared: Sequence[str], help: str, text: str, *, own: bool = False, **more: Any
    ) -> None:
        super().__init__(declared, help=help, **more)
        self.text = text
        self.own = own

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """How it is typed, and its few words alone: the rest is in its text."""
        record = super().get_help_record(ctx)
        assert record is not None, "no shared option is hidden"
        return record[0], self.help or ""


def shared_options(formats: Sequence[str], *, chains: bool, pictures: bool) -> list[Shared]:
    """The options of every command.

    formats: what it writes; chains: whether it reads some; if not, what speaks
    of them is left out; pictures: whether its screen has matrices
    """
    screen = [each for each in _of_screens() if pictures or each.name != "picture"]
    return [*((*screen, *_of_chains()) if chains else ()), *_of_files(formats), *_of_streams()]


def _of_screens() -> list[Shared]:
    """How much is shown of a chain."""
    return [
        Shared(
            ["--details"],
            "every section",
            "Print every section in place of one screen; the answer stands at the end again.",
            is_flag=True,
        ),
        Shared(
            ["--picture"],
            "pictures, any height",
            "Show the matrices of the screen as pictures, as tall as these need.",
            is_flag=True,
        ),
        Shared(["--values"], "all numbers", "Print all numbers, however many.", is_flag=True),
        Shared(["-q", "--quiet"], "one line a chain", "Print one line a chain.", is_flag=True),
    ]


def _of_chains() -> list[Shared]:
    """How a chain is read."""
    return [
        Shared(
            ["--set", "sizes"],
            "another size",
            "Change a size that the file names in `sizes`: --set n=64; once for each size.",
            type=Assignment(),
            shell_complete=offers.offering(offers.sizes),
            multiple=True,
        ),
        Shared(
            ["--at"],
            "another point x",
            "Another point x: 1,2,3 or [[1,2],[3,4]] or @x.npy; once for each input.",
            metavar="VALUES",
            shell_complete=offers.arrays(),
            multiple=True,
        ),
        Shared(
            ["--no-rerun", "rerun"],
            "call a function once",
            "Call a Python function once only, to record it. Then nothing is proved of it. "
            "Otherwise it is called again with plain arrays, at the point and beside it.",
            flag_value=False,
            default=True,
        ),
        Shared(
            ["--max-memory"],
            "refuse to use more",
            "Refuse a run that needs more beside what Python, NumPy and a program's own imports "
            "take: 2G, 500M, 1.5GiB. What a chain needs is refused before it is made. Where the "
            "option is given, Linux holds the rest to it too, but never to less than 16 MiB. "
            "Default: half of the memory of the machine.",
            type=Size(),
            default=None,
        ),
        Shared(
            ["--confine"],
            "keep to own folder",
            "For files that strangers wrote: a chain, its arrays and answers have to lie in the "
            "folder of the file as it is typed, or below, links resolved; programs are refused. "
            "What an option names, as @v.npy, may lie anywhere.",
            is_flag=True,
        ),
    ]


def _of_files(formats: Sequence[str]) -> list[Shared]:
    """What is written, and where to."""
    every = {"text", "json", *FORMATS, *ARRAYS}
    own = [name for name in formats if name not in every]
    return [
        Shared(
            ["--format"],
            f"{', '.join(own)}, or as every command" if own else "json, html, …",
            "What to write: text for people, json for programs, or what `explain outputs` lists. "
            "Default: what the ending of the file of -o says, else text.",
            own=bool(own),
            type=click.Choice(formats),
            metavar="FORMAT",
            default=None,
        ),
        Shared(
            ["-o", "--output"],
            "write to a file",
            "Write to this file, all or nothing; once for each file of a run. Its ending says "
            "what: .txt, .json, .svg and so on. A file that the run reads is never overwritten.",
            metavar="FILE",
            shell_complete=offers.files(),
            multiple=True,
        ),
        Shared(
            ["--standalone"],
            "a whole document",
            "With --format latex: a document that compiles, in place of a part of one.",
            is_flag=True,
        ),
    ]


def _of_streams() -> list[Shared]:
    """How a text looks, and an error of ours."""
    return [
        Shared(
            ["--color"],
            "auto|always|never",
            "Whether to use colours. auto, the default: in a terminal, unless NO_COLOR is set or "
            "TERM is dumb. always colours a pipe, too; FORCE_COLOR alone does not.",
            type=click.Choice(["auto", "always", "never"]),
            metavar="WHEN",
            default="auto",
        ),
        Shared(
            ["--width"],
            "columns of text",
            "How wide the text may be, from 40 columns on. Default: as wide as the terminal, 80 in "
            "a pipe.",
            type=click.IntRange(40, 10_000),
            metavar="N",
        ),
        Shared(["--ascii"], "ASCII signs only", "Use ASCII signs only.", is_flag=True),
        Shared(
            ["--debug"],
            "show a traceback",
            "Show the traceback of an internal error.",
            is_flag=True,
            expose_value=False,
            callback=_debug,
            is_eager=True,
        ),
    ]


def _debug(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and ctx.obj is not None:
        ctx.obj["debug"] = True
