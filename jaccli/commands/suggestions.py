"""Mistakes on the command line in the words of every other mistake, with what was probably meant.

click has suggestions of its own for some of them; here all go through `jaccli.spec.nearest`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import click

from jaccli.errors import JaccliError, Mistakes
from jaccli.spec.nearest import did_you_mean, nearest

Notes = list[tuple[str, str]]


def suggested(
    error: click.UsageError, arguments: Sequence[str], commands: Collection[str]
) -> Exception:
    """The error with its suggestion; as it is, where it is not about a word nobody knows.

    arguments: the command line, in which a refused choice is looked up; commands: that there are.
    """
    match error:
        case click.exceptions.NoSuchCommand(command_name=name):
            title = f"no command is called `{name}`"
            notes = [*did_you_mean(name, commands), ("note", f"commands: {', '.join(commands)}")]
        case click.NoSuchOption(option_name=name):
            title = f"{_command(error)} has no option `{name}`"
            notes = _nearest_option(name, _options(error))
            notes.append(("note", f"`{_command(error)} --help` lists its options"))
        case click.BadParameter(param=click.Option(type=click.Choice() as choice) as option):
            word = _refused(error, choice, arguments)
            if word is None:
                return error
            title = f"{option.opts[-1]}: `{word}` is not one of its values"
            values = [str(value) for value in choice.choices]
            notes = [*did_you_mean(word, values), ("note", f"values: {', '.join(values)}")]
        case _:
            return error
    return Mistakes([JaccliError(title, notes=notes)])


def _command(error: click.UsageError) -> str:
    """The command that was called, as it is typed."""
    return error.ctx.command_path if error.ctx else "jaccli"


def _options(error: click.UsageError) -> list[str]:
    """The options that the command has."""
    if error.ctx is None:
        return []
    return [
        name
        for parameter in error.ctx.command.get_params(error.ctx)
        if isinstance(parameter, click.Option)
        for name in parameter.opts
    ]


def _nearest_option(name: str, options: Sequence[str]) -> Notes:
    """Compared without their dashes, which all options share."""
    bare = {option.lstrip("-"): option for option in options}
    found = nearest(name.lstrip("-"), bare)
    return [("help", f"did you mean `{bare[found]}`?")] if found else []


def _refused(
    error: click.UsageError, choice: click.Choice[str], arguments: Sequence[str]
) -> str | None:
    """The word that the choice refused: the one that makes it say what it said."""
    for argument in arguments:
        for word in (argument, argument.partition("=")[2]):
            if choice.get_invalid_choice_message(word, error.ctx) == error.message:
                return word
    return None
