"""The bar on standard error for who waits at a terminal: a thread that draws how far a run is.

After a second it draws one line, leaves the cursor where it was, and wipes the line before anything
else is written. rich has such bars, too: it hides the cursor, which a signal would leave hidden,
and is imported for longer than most runs take.
"""

from __future__ import annotations

import _thread
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from time import perf_counter
from typing import Any, TextIO

from jaccli.interruption import DRAWING
from jaccli.progress import Progress

FIRST, EVERY = 1.0, 0.2  # seconds until the line is drawn, and between two of its drawings
WIPED_BEHIND = "\x1b[J"  # what is below goes as well: a narrower terminal has wrapped the line
UNKNOWN = 80  # columns, where the terminal does not say
PATIENCE = 0.5  # seconds to wait for a terminal that takes nothing


class Bar:
    """One line on a terminal while a run lasts."""

    def __init__(self, command: str, progress: Progress, stream: TextIO, *, ascii: bool) -> None:
        from jaccli.commands.bar import ASCII, BLOCKS, Shares, line  # few runs are watched

        self._line = line
        self._command = command
        self._progress = progress
        self._encoding = stream.encoding or "ascii"
        self._signs = ASCII if ascii or not _takes(self._encoding, BLOCKS) else BLOCKS
        self._to = os.dup(stream.fileno())  # what a program says again is sent elsewhere meanwhile
        self._begun = perf_counter()
        self._over = _thread.allocate_lock()
        self._over.acquire()
        self._shares = Shares()
        self._drawn, self._ended = "", False
        self.halted = False  # somebody's line is not at its end yet

    def start(self) -> None:
        """Draw from now on, in a thread of its own; nothing is, where there is none to be had."""
        with suppress(RuntimeError):
            _thread.start_new_thread(self._draw, ())

    def _draw(self) -> None:
        wait = FIRST
        while not self._over.acquire(timeout=wait):
            wait = EVERY
            with suppress(OSError, ValueError):
                self._draw_once()

    def _draw_once(self) -> None:
        if not _takes_more(self._to) or not _is_in_front(self._to):
            return
        try:
            columns = os.get_terminal_size(self._to).columns or UNKNOWN
        except OSError:
            columns = UNKNOWN
        seconds = perf_counter() - self._begun
        stages = self._progress.stages
        text = self._line(self._command, stages, seconds, columns - 1, self._signs, self._shares)
        with DRAWING:
            if text != self._drawn and not (self._ended or self.halted):
                self._drawn = text
                self._write(f"\r{text}{WIPED_BEHIND}\r")

    def wipe(self) -> None:
        """Leave the terminal as it was; the line comes again."""
        if DRAWING.acquire(timeout=PATIENCE):
            try:
                if self._drawn:
                    self._drawn = ""
                    self._write(f"\r{WIPED_BEHIND}")
            finally:
                DRAWING.release()

    def end(self) -> None:
        """Draw no more."""
        if not self._ended:
            self._ended = True
            self._over.release()
            self.wipe()

    def close(self) -> None:
        """Let go of the terminal, unless it takes nothing and the thread waits for it."""
        self.end()
        if DRAWING.acquire(timeout=PATIENCE):
            try:
                os.close(self._to)
            finally:
                DRAWING.release()

    def _write(self, text: str) -> None:
        with suppress(OSError):
            os.write(self._to, text.encode(self._encoding, "backslashreplace"))


class Aside:
    """A stream to the terminal on which the bar is: whoever writes to it wipes the bar first.

    ends: the answer begins, and there is no bar any more
    """

    def __init__(self, stream: TextIO, bar: Bar, *, ends: bool) -> None:
        self._stream, self._bar, self._ends = stream, bar, ends

    def write(self, text: str) -> int:
        """As of the stream."""
        if not text:
            return 0
        self._bar.halted = True
        self._make_way()
        try:
            return self._stream.write(text)
        finally:
            self._bar.halted = not text.endswith("\n")

    def writelines(self, lines: Any) -> None:
        """As of the stream."""
        self.write("".join(lines))

    @property
    def buffer(self) -> Any:
        """That of the stream: whoever asks for it writes to it."""
        self._make_way()
        return self._stream.buffer

    def _make_way(self) -> None:
        self._bar.end() if self._ends else self._bar.wipe()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def watched(
    command: str, progress: Progress, *, ascii: bool = False, never: bool = False
) -> Iterator[None]:
    """Whoever waits for this at a terminal sees how far it is. A pipe or a file sees nothing.

    never: nobody does, for the terminal is needed otherwise
    """
    error, output = sys.stderr, sys.stdout
    bar = None
    if not never and _is_terminal(error) and os.environ.get("TERM") != "dumb":
        with suppress(OSError, ValueError):  # it has no number, as that of a notebook or of IDLE
            bar = Bar(command, progress, error, ascii=ascii)
    if bar is None:
        yield
        return
    asides: dict[str, Any] = {"stderr": Aside(error, bar, ends=False)}
    if _is_terminal(output):
        asides["stdout"] = Aside(output, bar, ends=True)
    for name, aside in asides.items():
        setattr(sys, name, aside)
    bar.start()
    try:
        yield
    finally:
        bar.close()
        for name, stream in (("stderr", error), ("stdout", output)):
            if getattr(sys, name) is asides.get(name):
                setattr(sys, name, stream)


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _takes(encoding: str, signs: Iterable[str]) -> bool:
    try:
        "".join(signs).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _takes_more(terminal: int) -> bool:
    """Whether it is not halted, by Ctrl-S."""
    from select import select

    try:
        return bool(select([], [terminal], [], 0)[1])
    except (OSError, ValueError):  # Windows knows that of sockets alone
        return True


def _is_in_front(terminal: int) -> bool:
    """Whether the run is none that a shell has sent to the background."""
    try:
        return os.tcgetpgrp(terminal) in (0, os.getpgrp())
    except (OSError, AttributeError):  # it is not the terminal that rules this process
        return True
