"""The man page: what `--help` says of all commands, in the language of man.

It is written where the wheel is built. Nothing here needs more than click.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from inspect import cleandoc

import click

from jaccli import __version__
from jaccli.commands import COMMANDS, cli
from jaccli.commands.dispatch import command_of
from jaccli.commands.help import CHAIN, EXAMPLES, HELP
from jaccli.reports.common.shared import Shared, shared_options
from jaccli.reports.common.statuses import STATUSES


def manual() -> str:
    """jaccli.1, the page of all commands."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    summary, _, rest = cleandoc(cli.help or "").partition("\n")
    yield f'.TH JACCLI 1 "" "jaccli {__version__}" "User Commands"'
    yield from (".SH NAME", rf"jaccli \- {escaped(summary).rstrip('.')}")
    yield from (".SH SYNOPSIS", r".B jaccli", r"\fICOMMAND\fR [\fIOPTION\fR...]")
    yield from (".SH DESCRIPTION", escaped(f"A CHAIN{CHAIN}"), ".PP")
    yield escaped("Every command prints one screen. jaccli explain has what the words on it mean.")
    yield from _examples(rest.partition(EXAMPLES.strip())[2])
    yield ".SH COMMANDS"
    for name in COMMANDS:
        yield from _command(command_of(name))
    yield ".SH COMMON OPTIONS"
    yield "Each command has those of them that its own help names."
    context = click.Context(click.Command("jaccli"))
    for option in shared_options(("text", "json"), chains=True, pictures=True):
        yield from _tagged(option.get_help_record(context)[0], option.text)
    yield from _tagged(*HELP)
    yield from _tagged("--version", "the version (of jaccli alone, without a command)")
    yield ".SH EXIT STATUS"
    for status, meaning in STATUSES.items():
        yield from _tagged(status, meaning)


def _command(command: click.Command) -> Iterator[str]:
    """How it is called, what it does, its own options, examples."""
    assert command.name is not None
    context = click.Context(command, info_name=command.name)
    prose, _, examples = (command.help or "").partition(EXAMPLES)
    usage = ["jaccli", command.name, *command.collect_usage_pieces(context)]
    yield f".SS {escaped(' '.join(usage))}"
    for at, text in enumerate(prose.strip().split("\n\n")):
        yield from ([".PP"] if at else [])
        yield escaped(" ".join(text.split()))
    for option in command.params:
        own = not isinstance(option, Shared) or option.own
        if isinstance(option, click.Option) and own:
            names, help = option.get_help_record(context) or ("", "")
            yield from _tagged(
                names, f"one of {help.strip()}" if isinstance(option, Shared) else help
            )
    yield from _examples(examples)


def _tagged(names: str, text: str) -> Iterable[str]:
    """An option, and what it does below it."""
    return ".TP", f".B {escaped(names)}", escaped(" ".join(text.split()))


def _examples(lines: str) -> Iterator[str]:
    """Command lines as they are typed."""
    yield from (".PP", ".RS 4", ".nf")
    yield from (escaped(line.strip()) for line in lines.strip().splitlines())
    yield from (".fi", ".RE")


def escaped(text: str) -> str:
    r"""The text so that man prints it as it is: a hyphen can be copied, no dot is a request.

    >>> print(escaped(".nan and --set"), escaped("a\\b"))
    \&.nan and \-\-set a\eb
    """
    safe = text.replace("\\", r"\e").replace("-", r"\-").replace("'", r"\(aq").replace("`", r"\(ga")
    safe = safe.replace('"', r"\(dq")
    return rf"\&{safe}" if safe.startswith(".") else safe
