"""The entry point: a run, which signals end."""

from __future__ import annotations

import os
import sys

from jaccli.interruption import ended_by_signals


def main(arguments: list[str] | None = None) -> int:
    """Run a command line; the exit status.

    0 all well, 1 an expectation failed, 2 bad input or usage, 70 an internal error,
    129, 130, 143 ended by SIGHUP, Ctrl-C, SIGTERM.
    """
    if arguments is None:
        _open_closed_streams()
    put_back = ended_by_signals(last=arguments is None)
    try:
        # now, for until here Ctrl-C is answered by Python: with a traceback
        from jaccli.commands.running import status_of

        words = sys.argv[1:] if arguments is None else arguments
        return status_of(words, last=arguments is None)
    finally:
        put_back()


def _open_closed_streams() -> None:
    """Let nothing be opened as a standard stream that is closed: whoever writes to that by its
    number, as a program in C does, would write into it. What is written there is lost."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # the lowest that is free


if __name__ == "__main__":
    sys.exit(main())
