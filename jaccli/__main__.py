"""The entry point: exit statuses, and errors in the user's words."""

from __future__ import annotations

import os
import sys

import click

from jaccli.commands import cli
from jaccli.errors import Mistakes

MISTAKE, INTERNAL, INTERRUPTED = 2, 70, 130


def main(arguments: list[str] | None = None) -> int:
    """Run a command line; the exit status.

    0 all well, 1 an expectation failed, 2 bad input or usage, 70 an internal error,
    130 interrupted.
    """
    settings = {"debug": False}
    try:
        return _run(arguments, settings)
    except (click.Abort, KeyboardInterrupt):
        sys.stderr.write("jaccli: interrupted\n")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has left (`| head`): nothing more to say, and no complaint at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError as error:
        sys.stderr.write(f"error: out of memory: {error}\n  = help: lower --max-memory\n")
        return MISTAKE
    except Exception as error:  # our bug
        if settings["debug"]:
            raise
        sys.stderr.write(
            f"jaccli: internal error: {type(error).__name__}: {error}\n"
            "This is a bug in jaccli. --debug shows where it happened.\n"
        )
        return INTERNAL


def _run(arguments: list[str] | None, settings: dict[str, bool]) -> int:
    try:
        status = cli.main(arguments, prog_name="jaccli", standalone_mode=False, obj=settings)
    except Mistakes as mistakes:
        return _mistakes(mistakes)
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.ClickException as error:
        error.show()
        return MISTAKE
    return status if isinstance(status, int) else 0


def _mistakes(mistakes: Mistakes) -> int:
    from jaccli.commands.output import can_show, draw_errors

    colour = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    ascii_only = not can_show(sys.stderr.encoding)
    for line in draw_errors(mistakes, colour=colour, ascii=ascii_only):
        sys.stderr.write(line + "\n")
    return MISTAKE


if __name__ == "__main__":
    sys.exit(main())
