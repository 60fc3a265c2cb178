"""A command line run: its exit status, and errors in the user's words."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click

from jaccli.commands import COMMANDS, cli
from jaccli.commands.ending import ReaderGone
from jaccli.errors import JaccliError, Mistakes

MISTAKE, INTERNAL, INTERRUPTED = 2, 70, 130


def status_of(words: list[str], *, last: bool) -> int:
    """Run a command line; the exit status. last: the process ends with it"""
    settings = {"debug": False}
    try:
        with _seldom_collected(last=last):
            return _run(words, settings)
    except (click.Abort, KeyboardInterrupt):
        _complain("jaccli: interrupted")
        return INTERRUPTED
    except MemoryError as error:
        return _mistakes(Mistakes([_out_of_memory(error)]), words)
    except Exception as error:  # our bug
        return _broken(error, words, debug=settings["debug"])
    finally:
        if destination := sys.modules.get("jaccli.commands.destination"):
            destination.forget()


def _out_of_memory(error: MemoryError) -> JaccliError:
    help = "choose smaller sizes (--set NAME=INT); --max-memory refuses them in time"
    return JaccliError(f"out of memory: {error}", notes=[("help", help)])


def _broken(error: Exception, words: list[str], *, debug: bool) -> int:
    from jaccli.commands.refused import tell_machines

    title = f"internal error: {type(error).__name__}: {error}"
    help = "This is a bug in jaccli. --debug shows where it happened."
    if debug:
        from traceback import format_exception

        _complain(*"".join(format_exception(error)).rstrip("\n").split("\n"))
    else:
        _complain(f"jaccli: {title}", help)
    with suppress(Exception):  # what broke the run may break this, too
        tell_machines(JaccliError(title, notes=[("help", help)]), words, COMMANDS)
    return INTERNAL


@contextmanager
def _seldom_collected(*, last: bool) -> Iterator[None]:
    """Cycles are looked for seldom: reports have none, and a long recording many objects.

    last: the process ends with this; all goes then, and nobody needs to search it for cycles
    """
    import gc

    kept = gc.get_threshold()
    gc.set_threshold(50_000, *kept[1:])
    try:
        yield
    finally:
        gc.set_threshold(*kept)
        if last:
            gc.freeze()


def _run(words: list[str], settings: dict[str, bool]) -> int:
    try:
        status = cli.main(words, prog_name="jaccli", standalone_mode=False, obj=settings)
    except Mistakes as mistakes:
        return _mistakes(mistakes, words)
    except click.ClickException as error:
        return _refused(error, words)
    except ReaderGone:
        return 0
    except OSError as error:  # click could not print the version
        unwritten = JaccliError(f"cannot write: {error.strerror or error}")
        return _mistakes(Mistakes([unwritten]), words)
    finally:
        _let_go_of_a_closed_pipe()
    return status if isinstance(status, int) else 0


def _mistakes(mistakes: Mistakes, words: list[str]) -> int:
    from jaccli.commands.refused import tell

    tell(mistakes, words, COMMANDS)
    return MISTAKE


def _refused(error: click.ClickException, words: list[str]) -> int:
    from io import StringIO

    from jaccli.commands.output import colour_of, complain

    shown = StringIO()
    error.show(shown)
    complain(*shown.getvalue().rstrip("\n").split("\n"), when=colour_of(words))
    return MISTAKE


def _complain(*lines: str) -> None:
    from jaccli.commands.output import complain

    complain(*lines)


def _let_go_of_a_closed_pipe() -> None:
    """Keep the interpreter from complaining at exit that its output could not be flushed."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError):
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
