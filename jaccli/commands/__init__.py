"""The group of commands: what there are; each is imported when it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

from jaccli import __version__
from jaccli.commands.ending import ReaderGone, flag, help_flag

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

ASKED_BY_A_SHELL = "_JACCLI_COMPLETE"  # click's name for it, after that of the program
COMMANDS = {  # name: what the list of commands says
    "compare": "J by forward and by reverse mode, what each costs, and why.",
    "order": "The cheapest order of multiplication, beside forward and reverse.",
    "show": "The layers, their Jacobians and J.",
    "jvp": "One or several products J·v, pushed forward step by step.",
    "vjp": "One or several products u·J, pulled back step by step.",
    "graph": "The computation graph as a picture: text, SVG, DOT, Mermaid.",
    "trace": "The graph that a Python function leaves, as a chain file.",
    "grad": "Backpropagation: the gradients of a loss, layer by layer.",
    "explain": "What a word or a rule means, with an example computed on the spot.",
    "check": "Derivatives, sweeps, costs and `expect:` of a file verified, for CI.",
    "sweep": "How the cost of both modes grows with a size, and where they cross.",
    "exercise": "A sheet of questions about a chain, other numbers for each seed.",
    "grade": "Points for answers, and the rule that was broken where one is wrong.",
    "samples": "The chains that ship: a line each, or the file of one.",
    "new": "A first chain file with comments, to run and to edit.",
    "completion": "TAB completes commands, options, files and names: in bash, zsh, fish.",
    "schema": "JSON Schemas of chain files and of all outputs, for editors.",
}


class Lazy(click.Group):
    """Imports a command's module when the command is asked for, not for the list of them."""

    @cached_property
    def _help_flag(self) -> click.Option:
        return help_flag(_help)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        from jaccli.commands.dispatch import command_of

        return command_of(cmd_name)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        from click.shell_completion import CompletionItem

        found = [name for name in COMMANDS if name.startswith(incomplete)]
        return [CompletionItem(name, help=COMMANDS[name]) for name in found]

    def main(self, args: Sequence[str] | None = None, *more: Any, **options: Any) -> Any:
        if ASKED_BY_A_SHELL in os.environ:
            from jaccli.commands.completion import register

            register()
        try:
            return super().main(args, *more, **options)
        except click.UsageError as error:
            from jaccli.commands.suggestions import suggested

            raise suggested(error, sys.argv[1:] if args is None else args, COMMANDS) from None
        except SystemExit:  # so click leaves where nobody reads what it prints, the version
            raise ReaderGone from None

    def get_help(self, ctx: click.Context) -> str:
        from jaccli.commands.help import legible

        return legible(super().get_help(ctx))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return self._help_flag

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from jaccli.commands.help import format_group

        format_group(self, ctx, formatter, COMMANDS)


def _help(ctx: click.Context, option: click.Parameter, asked: bool) -> None:
    if asked:
        from jaccli.commands.help import print_help

        print_help(ctx, option, asked)


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        click.echo(f"jaccli {__version__}", color=ctx.color)
        ctx.exit()


@click.group(
    cls=Lazy,
    context_settings={"help_option_names": ["-h", "--help"]},
    params=[flag(["--version"], "Show the version and exit.", _version)],
)
def cli() -> None:
    """A Jacobian explorer: forward mode, reverse mode, and what each costs.

    \b
    jaccli compare sample:mlp_cross_entropy   (which mode is cheaper, and why)
    jaccli samples                            (what else there is to try)
    jaccli new mlp 6 4 3 -o net.yaml          (a first file of your own)
    jaccli compare --help                     (what a command takes)
    jaccli explain                            (what the words mean)
    """
