"""What `--help` prints: what a command does, its own options, those of every command, examples."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

import click

from jaccli.commands.ending import help_flag
from jaccli.signs import inert, printable

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

WIDEST = 80  # columns; longer lines are hard to read
NARROWEST = 40
GAP = 2  # columns between a name and what it is
EXAMPLES = "\b\n"  # what stands after it in a help text is examples, a line each
CHAIN = (
    ' is a YAML file, sample:NAME, "-" (standard input) or FILE.py:FUNCTION: that file is run '
    "with your rights, and the function called at the --at values."
)
COMMON = "Common options (jaccli explain options)"  # also where they are told at length
TYPED = "jaccli.typed"  # in the context: the words behind the name of the command
HELP = ("-h, --help", "this text")
Rows = Sequence[tuple[str, str]]


def legible(text: str) -> str:
    """A help text in signs that standard output can show."""
    from jaccli.commands.output import can_show

    if sys.stdout and can_show(sys.stdout.encoding):
        return "\n".join(inert(printable(line)) for line in text.split("\n"))
    from jaccli.document.display import Display, shown

    return "\n".join(shown(line, Display(ascii=True)) for line in text.split("\n"))


def print_help(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    """What --help does: the text is printed as results are, for any stream, with their errors."""
    if asked and not ctx.resilient_parsing:
        from jaccli.commands.output import deliver

        deliver([f"{ctx.get_help()}\n"], "text")
        ctx.exit()


class Command(click.Command):
    """A command whose help has its own options first, and fits on a page."""

    @cached_property
    def _help_flag(self) -> click.Option:
        return help_flag(print_help)

    def get_help(self, ctx: click.Context) -> str:
        return legible(super().get_help(ctx))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return self._help_flag

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from jaccli.reports.common.shared import Shared

        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        shared = [each for each in options if isinstance(each, Shared) and not each.own]
        own = [each for each in options if each not in shared and "--help" not in each.opts]
        examples = _opening(self, ctx, formatter, *self._of_chains(ctx))
        section(formatter, "Options", records(ctx, own))
        section(formatter, COMMON, [*records(ctx, shared), HELP], beside=True)
        written(formatter, "Examples", examples)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does it, the words kept as they are; but while somebody types, an option may
        wait for its value."""
        ctx.meta[TYPED] = tuple(args)
        if ctx.resilient_parsing and args:
            valued = {name for each in self.params if not _is_flag(each) for name in each.opts}
            args = args[: -1 if args[-1] in valued else None]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """The options that may still be given, own ones first; asked for where no word is left."""
        from click.core import ParameterSource
        from click.shell_completion import CompletionItem

        from jaccli.reports.common.shared import Shared

        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        options.sort(key=lambda each: isinstance(each, Shared) + 2 * ("--help" in each.opts))
        return [
            CompletionItem(name, help=each.help)
            for each in options
            if each.multiple
            or ctx.get_parameter_source(each.name) is not ParameterSource.COMMANDLINE
            for name in (*each.opts, *each.secondary_opts)
            if name.startswith(incomplete)
        ]

    def _of_chains(self, ctx: click.Context) -> Iterator[str]:
        """What stands for a chain, where the usage does not say it."""
        named = " ".join(each.human_readable_name for each in self.get_params(ctx))
        if "CHAIN..." in named or "PATH..." in named:
            yield ("A CHAIN" if "CHAIN..." in named else "A chain") + CHAIN


def _is_flag(each: click.Parameter) -> bool:
    return isinstance(each, click.Option) and each.is_flag


def format_group(
    group: click.Group, ctx: click.Context, formatter: click.HelpFormatter, commands: dict[str, str]
) -> None:
    """What `jaccli --help` prints. commands: what each does"""
    examples = _opening(group, ctx, formatter, f"A CHAIN{CHAIN}")
    section(formatter, "Commands", [*commands.items()])
    written(formatter, "Examples", examples)
    section(formatter, "Options", [("--version", "the version"), HELP])


def _opening(
    command: click.Command, ctx: click.Context, formatter: click.HelpFormatter, *more: str
) -> list[str]:
    """The usage, what the command does, and `more`; what is left are its examples."""
    formatter.width = columns()
    prose, _, examples = (command.help or "").partition(EXAMPLES)
    command.format_usage(ctx, formatter)
    for text in [*prose.strip().split("\n\n"), *more]:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(" ".join(text.split()))
    return [line.strip() for line in examples.strip().splitlines()]


def columns() -> int:
    """How wide a help text may be: as the terminal, and 80 columns in a pipe."""
    found = WIDEST
    with suppress(OSError, ValueError, AttributeError):  # no terminal
        found = os.get_terminal_size(sys.stdout.fileno()).columns or WIDEST
    return max(NARROWEST, min(found, WIDEST))


def records(ctx: click.Context, options: Iterable[click.Option]) -> Rows:
    """The options as they are typed, and what they do."""
    found = (each.get_help_record(ctx) for each in options)
    return [record for record in found if record]


def section(
    formatter: click.HelpFormatter, title: str, rows: Rows, *, beside: bool = False
) -> None:
    """Names and what they are under a title. beside: two in a line, where they have the room"""
    if not rows:
        return
    pairs = _paired(rows) if beside and formatter.width == WIDEST else []
    if pairs:
        written(formatter, title, pairs)
        return
    with formatter.section(title):
        formatter.write_dl(rows, col_max=max(16, 3 * formatter.width // 8))


def written(formatter: click.HelpFormatter, title: str, lines: Iterable[str]) -> None:
    """Lines as they are, under a title."""
    with formatter.section(title):
        for line in lines:
            formatter.write(f"  {line}\n")


def _paired(rows: Rows) -> list[str]:
    """The rows in two columns, read downwards; nothing where they have not the room."""
    half = (len(rows) + 1) // 2
    halves = rows[:half], rows[half:]
    sides = []
    for side in halves:
        width = max(len(name) for name, _ in side) + GAP
        sides.append([f"{name:<{width}}{text}" for name, text in side])
    left, right = sides
    start = max(map(len, left)) + GAP
    if start + max(map(len, right)) + GAP > WIDEST:
        return []
    right += [""] * (len(left) - len(right))
    return [f"{one:<{start}}{other}".rstrip() for one, other in zip(left, right, strict=True)]
