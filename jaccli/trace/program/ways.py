"""The way that a program takes: the instructions of the user's files, in the order they ran."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from types import CodeType, FrameType
from typing import Any, TypeAlias

from jaccli.errors import Place
from jaccli.trace.source.places import Program, Spot

Seen: TypeAlias = Callable[[CodeType, int], None]
LONGEST = 200_000  # instructions of a way that are kept
ENDLESS = 5_000_000  # lines; a loop that never ends is told from a long one


class Endless(BaseException):
    """A program has run so many lines that it may never return."""


@contextmanager
def followed(program: Program, *, to_the_end: bool) -> Iterator[list[Spot]]:
    """The instructions that run in here, the first of them if they are many.

    to_the_end: whether the program goes on when there are more; if not, Endless is raised
    """
    way: list[Spot] = []

    def seen(code: CodeType, offset: int) -> None:
        if len(way) < LONGEST:
            way.append((code, offset))
        elif not to_the_end:
            raise Endless

    with _monitored(program, seen):
        yield way


@contextmanager
def bounded(program: Program) -> Iterator[None]:
    """Raises Endless where the program runs too many lines in here."""
    left = ENDLESS

    def seen(_: CodeType, __: int) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Endless

    with _watched(program, seen, instructions=False):
        yield


def parting(first: Sequence[Spot], second: Sequence[Spot], program: Program) -> Place | None:
    """The last expression that both ways have before they part; None where one is the other."""
    for at, (a, b) in enumerate(zip(first, second, strict=False)):
        if a != b:
            return program.place(first[at - 1]) if at else None
    return None


@contextmanager
def _watched(program: Program, seen: Seen, *, instructions: bool) -> Iterator[None]:
    """Tells of every instruction or line of the user's files that runs in here."""
    kind = "opcode" if instructions else "line"

    def inside(frame: FrameType, event: str, _: Any) -> Any:
        if event == kind:
            seen(frame.f_code, frame.f_lasti)
        return inside

    def called(frame: FrameType, event: str, _: Any) -> Any:
        if program.source_of(frame.f_code.co_filename) is None:
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = instructions, not instructions
        return inside

    before = sys.gettrace()  # of a debugger, or what measures coverage
    sys.settrace(called)
    try:
        yield
    finally:
        sys.settrace(before)


if sys.version_info >= (3, 12):

    @contextmanager
    def _monitored(program: Program, seen: Seen) -> Iterator[None]:
        """The same of every instruction, where sys.settrace no longer tells of all of them."""
        told = sys.monitoring
        tool = next((each for each in range(6) if told.get_tool(each) is None), None)
        if tool is None:  # debuggers and profilers have all of them
            yield
            return

        def ran(code: CodeType, offset: int) -> Any:
            if program.source_of(code.co_filename) is None:
                return told.DISABLE
            seen(code, offset)
            return None

        told.use_tool_id(tool, "jaccli")
        told.register_callback(tool, told.events.INSTRUCTION, ran)
        told.restart_events()
        told.set_events(tool, told.events.INSTRUCTION)
        try:
            yield
        finally:
            told.set_events(tool, 0)
            told.register_callback(tool, told.events.INSTRUCTION, None)
            told.free_tool_id(tool)

else:
    _monitored = partial(_watched, instructions=True)
