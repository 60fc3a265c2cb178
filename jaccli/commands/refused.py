"""What a run that ends without a result says: to people, and to machines in the formats of CI.

A file of -o in such a format tells of the mistakes, so that the report of an earlier run is not
taken for one of this run. Where it is standard output that has the format, standard error gets
them, for standard output stays empty.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any, NamedTuple

from jaccli.commands.checkout import checkout
from jaccli.commands.output import annotate, colour_of, complain, counted, draw_errors
from jaccli.errors import JaccliError, Mistakes
from jaccli.nothing import NOTHING
from jaccli.reports.common.refused import FORMATS, Refused, placed, told

READ_AS = "check"  # the line of no command, or of one without these formats: it has them all


class Wanted(NamedTuple):
    """What a command line asks for, as far as it can be read.

    files: those of -o in a format of CI; printed: such a format of standard output, or ""; named:
    the words that may name a file which is read
    """

    files: Mapping[str, str] = NOTHING
    printed: str = ""
    named: Sequence[str] = ()


def tell(mistakes: Mistakes, words: Sequence[str], commands: Collection[str]) -> None:
    """Say what is to be mended. words: the command line, without the name of the program"""
    run = _refused(mistakes, words)
    wanted = _wanted(words, commands)
    mistakes = _together([mistakes, *_write(run, wanted, mistakes)])
    if wanted.printed == "junit":  # alone: whoever keeps standard error in a file gets XML
        complain(*FORMATS["junit"](_refused(mistakes, words), checkout()).splitlines())
        return
    complain(*draw_errors(mistakes), when=colour_of(words))
    if wanted.printed == "github":
        annotate(placed(_refused(mistakes, words), checkout()))


def tell_machines(bug: JaccliError, words: Sequence[str], commands: Collection[str]) -> None:
    """Say of an internal error that there was one; people are told already."""
    run = _refused(Mistakes([bug]), words)._replace(counted=f"jaccli: {bug.title}", type="internal")
    wanted = _wanted(words, commands)
    for unwritten in _write(run, wanted, Mistakes([])):
        complain(*draw_errors(unwritten))
    if wanted.printed == "github":
        annotate(placed(run, checkout()))


def _refused(mistakes: Mistakes, words: Sequence[str]) -> Refused:
    return told(mistakes, " ".join(("jaccli", *words[:1])), counted(mistakes))


def _write(run: Refused, wanted: Wanted, said: Mistakes) -> Iterator[Mistakes]:
    """Write the files, each whole or not at all; gives what is to be said of those that are not."""
    if not wanted.files:
        return
    from jaccli.commands import destination

    titles = {each.title for each in said.errors}
    destination.keep(wanted.named)
    for name, format in wanted.files.items():
        if destination.is_written(name):
            continue  # the result: what went wrong came after it
        try:
            destination.write_atomically({name: [FORMATS[format](run, checkout())]})
        except Mistakes as unwritten:
            if not {each.title for each in unwritten.errors} <= titles:
                yield unwritten


def _together(mistakes: Sequence[Mistakes]) -> Mistakes:
    """The first with the errors of the others."""
    first, *others = mistakes
    if not others:
        return first
    errors = [error for each in mistakes for error in each.errors]
    files = [file for each in mistakes for file in each.files]
    return Mistakes(errors, first.subject, files)


def _wanted(words: Sequence[str], commands: Collection[str]) -> Wanted:
    """What the line asks for, whatever else is wrong with it."""
    from jaccli.commands.dispatch import command_of

    name = next(iter(words), "")
    asked = _asked(name) if name in commands else None
    of_others = asked is not None and not {*FORMATS} & {*asked.formats}
    if of_others or asked is None:
        if not any(format in word for word in words for format in FORMATS):
            return Wanted()  # without a look at another command
        name, asked = READ_AS, _asked(READ_AS)
    given = (
        command_of(name)
        .make_context(name, [*words[1:]], resilient_parsing=True, ignore_unknown_options=True)
        .params
    )
    format, files, printed = given.pop("format"), {}, ""
    for file in given.pop("output") or (None,):
        written = format or _format_of(file, asked)
        if written not in FORMATS:
            continue
        if file in (None, "-") or _is_standard_output(file):
            printed = written
        else:
            files[file] = written
    return Wanted(NOTHING if of_others else files, printed, [*_texts([*given.values()])])


def _asked(name: str) -> Any:
    return import_module(f"jaccli.reports.{name}.command").COMMAND


def _format_of(file: str | None, asked: Any) -> str:
    """What the ending of the file says; "" for what the command cannot write."""
    from jaccli.reports.common.saving import format_of_file

    with suppress(Mistakes):
        return format_of_file(file, asked, "", "")
    return ""


def _is_standard_output(file: str) -> bool:
    """Whether it is, by another name: /dev/stdout, or what the shell has opened for it."""
    with suppress(OSError, ValueError):
        return os.path.samestat(os.stat(file), os.fstat(1))
    return False


def _texts(values: Any) -> Iterator[str]:
    """Every text in what the parameters were given."""
    if isinstance(values, str):
        yield values
    elif isinstance(values, list | tuple):
        for each in values:
            yield from _texts(each)
