"""A terminal for tests: a program runs in it, and what somebody sees there is told line by line."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

AT_ONCE = """
import sys
from jaccli.commands import watching
watching.FIRST, watching.EVERY = 0.0, 0.005
from jaccli.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
STEERING = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])")


class Seen(NamedTuple):
    """How a program ended, what came through its pipe, and every state of the terminal's screen."""

    status: int
    out: bytes
    states: tuple[str, ...]
    raw: str

    @property
    def last(self) -> str:
        return self.states[-1] if self.states else ""


class Screen:
    """What is on a terminal, of what a line and a bar need: CR, LF, wiping, colours."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = [[]]
        self.column = 0

    def take(self, text: str) -> None:
        at = 0
        while at < len(text):
            if found := STEERING.match(text, at):
                self._steer(found[1], found[2])
                at = found.end()
                continue
            self._put(text[at])
            at += 1

    def _put(self, sign: str) -> None:
        if sign == "\r":
            self.column = 0
        elif sign == "\n":
            self.rows.append([])
        else:
            row = self.rows[-1]
            row += [" "] * (self.column + 1 - len(row))
            row[self.column] = sign
            self.column += 1

    def _steer(self, numbers: str, letter: str) -> None:
        if letter in "JK" and numbers in ("", "0"):
            del self.rows[-1][self.column :]
        else:
            assert letter == "m", f"a test knows nothing of ESC[{numbers}{letter}"

    @property
    def text(self) -> str:
        return "\n".join("".join(row).rstrip() for row in self.rows)


def on_a_terminal(
    arguments: Sequence[str],
    *,
    columns: int = 80,
    folder: Path | None = None,
    piped: bool = True,
    at_once: bool = False,
    typed: Callable[[str, subprocess.Popen[bytes], int], None] | None = None,
    **environment: str,
) -> Seen:
    """jaccli with standard error on a terminal, and standard output too unless it is piped.

    at_once: what comes after a second comes in the first, however fast the machine is
    typed: what somebody does at each state of the screen: takes it, the run and the terminal
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    known: Mapping[str, str] = {"TERM": "xterm", "PYTHONUTF8": "1", **environment}
    running = subprocess.Popen(
        [sys.executable, *(("-c", AT_ONCE) if at_once else ("-m", "jaccli")), *arguments],
        stdin=theirs,
        stdout=subprocess.PIPE if piped else theirs,
        stderr=theirs,
        cwd=folder,
        env={**{k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")}, **known},
        preexec_fn=lambda: (os.setsid(), fcntl.ioctl(0, termios.TIOCSCTTY, 0)),
    )
    os.close(theirs)
    screen, states, out, raw = Screen(), [], b"", b""
    waiting = {ours} | ({running.stdout.fileno()} if running.stdout else set())
    until = time.monotonic() + 120
    while waiting and time.monotonic() < until:
        for each in select.select([*waiting], [], [], 0.05)[0]:
            try:
                data = os.read(each, 1 << 16)
            except OSError:  # the other end is closed
                data = b""
            if not data:
                waiting.discard(each)
            elif each == ours:
                raw += data
                screen.take(data.decode("utf-8", "replace"))
                states.append(screen.text)
            else:
                out += data
        if typed is not None and running.poll() is None:
            typed(states[-1] if states else "", running, ours)
    running.kill() if running.poll() is None else None
    status = running.wait()
    os.close(ours)
    if running.stdout:
        running.stdout.close()
    longest = max([0, *(len(state.rpartition("\n")[2]) for state in states if piped)])
    assert longest < columns, "a line of which somebody would see the end below"
    return Seen(status, out, tuple(states), raw.decode("utf-8", "replace"))
