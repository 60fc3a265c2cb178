"""Mistakes on the command line in the words of every other mistake, with what was probably meant.

click has suggestions of its own for some of them; here all go through `jaccli.nearest`.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection, Sequence
from itertools import pairwise

import click

from jaccli.errors import JaccliError, Mistakes
from jaccli.nearest import did_you_mean, nearest
from jaccli.reports.common.endings import without_pictures

Notes = list[tuple[str, str]]


ALSO_CALLED = {  # what commands are called elsewhere, or what they give
    **dict.fromkeys(("jacobian", "print", "cat", "describe", "summary"), "show"),
    **dict.fromkeys(("backprop", "backward", "gradient", "train"), "grad"),
    **dict.fromkeys(("forward", "pushforward", "tangent"), "jvp"),
    **dict.fromkeys(("reverse", "pullback", "adjoint"), "vjp"),
    **dict.fromkeys(("cost", "run", "modes"), "compare"),
    **dict.fromkeys(("test", "verify", "validate"), "check"),
    **dict.fromkeys(("record",), "trace"),
    **dict.fromkeys(("draw", "picture"), "graph"),
    **dict.fromkeys(("define", "topic"), "explain"),
    **dict.fromkeys(("list", "examples", "ls"), "samples"),
    **dict.fromkeys(("init", "create"), "new"),
}
OPTIONS_ALSO = {"verbose": "--details", "all": "--details", "json": "--format json"}
EXAMPLES = {  # a value of each option that needs one
    "--at": "1,2,3",
    "--set": "n=64",
    "--vary": "n=16:1024",
    "--output": "out.json",
    "-o": "out.json",
    "-v": "e1",
    "-u": "e1",
    "--width": "80",
    "--max-memory": "2G",
    "--budget": "60",
    "--vector": "e1",
    "--layer": "f1",
    "--dims": "30,3,50,3,30",
    "--seed": "0",
}


def suggested(
    error: click.UsageError, arguments: Sequence[str], commands: Collection[str]
) -> Exception:
    """The error with its suggestion; as it is, where it is not about a word nobody knows.

    arguments: the command line, in which a refused choice is looked up; commands: that there are.
    """
    match error:
        case click.exceptions.NoSuchCommand(command_name="help" | "version" as name):
            title = f"no command is called `{name}`: it is an option"
            notes = _as_an_option(name, arguments, commands)
        case click.exceptions.NoSuchCommand(command_name=name):
            title = f"no command is called `{name}`"
            notes = _command_meant(name, arguments, commands)
            notes.append(("note", f"commands: {', '.join(commands)}"))
        case click.NoSuchOption(option_name=name):
            title = f"{_command(error)} has no option `{name}`"
            notes = _option_meant(name, error, arguments)
            notes.append(("note", f"`{_command(error)} --help` lists its options"))
        case click.exceptions.MissingParameter(param=click.Argument() as argument):
            title = f"{_command(error)} needs a {_named(argument)}"
            notes = [("help", f"write `{_example(error)}`")]
            notes.append(("note", f"`{_command(error)} --help` says what it takes"))
        case click.exceptions.MissingParameter(param=click.Option() as option):
            short = option.opts[0]
            what = (option.help or "").partition(":")[0]
            title = f"{_command(error)} needs {short}, {what[:1].lower()}{what[1:]}"
            words = _vector_meant(arguments, short)
            notes = [("help", f"write `{words}`")]
        case click.BadOptionUsage(option_name=name):
            title = f"{name} needs a value"
            if "does not take" in error.message:
                title = f"{name} takes no value"
            notes = [("help", f"write `{_with_value(name, arguments, commands)}`")]
        case click.BadParameter(param=click.Option(type=click.Choice() as choice) as option):
            word = _refused(error, choice, arguments)
            if word is None:
                return error
            name, values = option.opts[-1], [str(value) for value in choice.choices]
            asked = _command(error).removeprefix("jaccli ")
            said = name == "--format" and without_pictures(f"{name} {word}", asked, word, values)
            title = said or f"{name}: `{word}` is not one of its values"
            listed = ("note", f"values: {', '.join(values)}")
            notes = [] if said else [*did_you_mean(word, values), listed]
        case click.BadParameter(param=click.Option() as option):
            name = next((each for each in option.opts if each in EXAMPLES), option.opts[-1])
            said = error.message.rstrip(".").replace("a valid integer range", "an integer")
            title = f"{name}: {said}"
            words = _assignment_meant(name, arguments) or f"{name} {EXAMPLES.get(name, 'VALUE')}"
            notes = [("help", f"write `{words}`")]
        case click.exceptions.NoArgsIsHelpError():
            return error
        case _:
            title = error.message.rstrip(".")
            notes = [("note", f"`{_called(error, arguments, commands)} --help` says what it takes")]
    return Mistakes([JaccliError(title, notes=notes)])


def _named(argument: click.Argument) -> str:
    """CHAIN; SHEET and ANSWERS"""
    return " and ".join((argument.metavar or "VALUE").rstrip(".").split())


def _as_an_option(name: str, arguments: Sequence[str], commands: Collection[str]) -> Notes:
    """`help`, `help compare` and `version` as they are typed."""
    about = next((each for each in arguments if each in commands), "") if name == "help" else ""
    return [("help", f"write `jaccli {about + ' ' if about else ''}--{name}`")]


def _example(error: click.UsageError) -> str:
    """The shortest command line of the help that has a chain which ships."""
    help = (error.ctx.command.help or "") if error.ctx else ""
    lines = (line.partition("   (")[0].strip() for line in help.splitlines())
    whole = [line for line in lines if line.startswith("jaccli ") and "sample:" in line]
    return min(whole, key=len, default=f"{_command(error)} sample:mlp_cross_entropy")


def _with_value(name: str, arguments: Sequence[str], commands: Collection[str]) -> str:
    """An option with a value that it takes, or without one where it takes none."""
    from jaccli.commands.dispatch import command_of

    called = next((each for each in arguments if each in commands), "")
    of = command_of(called).params if called else []
    option = next((each for each in of if name in each.opts), None)
    if option is not None and isinstance(option.type, click.Choice):
        return f"{name} {next(iter(option.type.choices))}"
    takes = isinstance(option, click.Option) and not option.is_flag
    return f"{name} {EXAMPLES.get(name, 'VALUE')}" if takes else name


def _command_meant(name: str, arguments: Sequence[str], commands: Collection[str]) -> Notes:
    """A command of nearly that name or meaning, or one for the chain in its place."""
    import os

    from jaccli.spec import SAMPLE, samples

    chain = SAMPLE + name if name in samples() else name
    is_chain = chain.startswith(SAMPLE) or os.path.isfile(name)
    if is_chain and name not in ALSO_CALLED:
        rest = [each for each in arguments if each != name]
        words = " ".join(map(shlex.quote, ["jaccli", "compare", chain, *rest]))
        return [("help", f"write `{words}`")]
    return did_you_mean(name, commands, ALSO_CALLED)


def _option_meant(name: str, error: click.UsageError, arguments: Sequence[str]) -> Notes:
    """The option of nearly that name, or the words to write in its place."""
    known = _options(error)
    words = _command(error)
    swapped = {"-v": "-u", "-u": "-v"}.get(name, "")
    if swapped in known and words.endswith(("jvp", "vjp")):
        value = next((b for a, b in pairwise(arguments) if a == name), "e1")
        what = "an adjoint" if swapped == "-u" else "a tangent"
        return [("help", f"write `{swapped} {value}`: {words.split()[-1]} takes {what}")]
    typed = next((each for each in arguments if each.startswith(name) and each != name), "")
    if name[1:].isdigit() and typed:  # a point that begins with a minus
        return [("help", f"write `--at={typed}`")]
    if len(name) == 2 and "-" + typed.partition("=")[0] in known:
        return [("help", f"write `-{typed}`")]
    bare = name.lstrip("-")
    if bare in OPTIONS_ALSO and OPTIONS_ALSO[bare].split()[0] in known:
        return [("help", f"write `{OPTIONS_ALSO[bare]}`")]
    formats = _formats(error)
    if bare in formats:
        return [("help", f"write `--format {bare}`")]
    return _nearest_option(name, known)


def _formats(error: click.UsageError) -> Sequence[str]:
    """What the command can write."""
    of = [] if error.ctx is None else error.ctx.command.get_params(error.ctx)
    found = next((each.type for each in of if each.name == "format"), None)
    return [*found.choices] if isinstance(found, click.Choice) else []


def _vector_meant(arguments: Sequence[str], option: str) -> str:
    """The command line with the vector that is missing, or that stands there without its option."""
    from jaccli.spec.numerals import numbers_meant

    numbers = [each for each in arguments if "," in each and numbers_meant(each)]
    rest = [each for each in arguments if each not in numbers]
    vector = numbers[0] if numbers else "e1"
    return " ".join(map(shlex.quote, ["jaccli", *rest, option, vector]))


def _assignment_meant(name: str, arguments: Sequence[str]) -> str:
    """`--set n 4`, `--set n:4` and `--set n=four` as they were meant; "" for other options."""
    from jaccli.spec.numerals import integer_meant

    if name not in ("--set", "--vary"):
        return ""
    found = [*arguments, "", "", ""]
    at = next((k for k, each in enumerate(found) if each.startswith(name)), 0)
    typed = found[at].partition("=")[2] or found[at + 1]
    if name == "--vary":
        named, _, range = typed.partition("=")
        ends = [part for part in range.replace(".", "-").split("-") if part]
        plain = len(ends) == 2 and all(map(str.isdigit, ends))
        return f"{name} {named}={':'.join(ends) if plain else '16:1024'}"
    size, _, number = typed.replace(":", "=", 1).partition("=")
    meant = integer_meant(number or found[at + 2])
    return f"{name} {size}={max(1, int(meant))}" if meant and size.isidentifier() else ""


def _command(error: click.UsageError) -> str:
    """The command that was called, as it is typed."""
    return error.ctx.command_path if error.ctx else "jaccli"


def _called(error: click.UsageError, arguments: Sequence[str], commands: Collection[str]) -> str:
    """The same, also of an error that does not know it."""
    name = next((each for each in arguments if each in commands), "")
    return f"jaccli {name}" if error.ctx is None and name else _command(error)


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
