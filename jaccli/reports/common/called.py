"""How often the program behind a recording was called, and what that proves."""

from __future__ import annotations

from typing import NamedTuple

from jaccli.errors import printable
from jaccli.graph import Graph
from jaccli.keywords import option


class Called(NamedTuple):
    """How often a program's function was called, its recording among the calls.

    plain: how often on plain arrays at the point, 0 with --no-rerun; beside: beside the point
    """

    name: str
    plain: int
    beside: int
    parts: tuple[tuple[str, int], ...] = ()  # the leaves of its result, where they have names

    @property
    def rerun(self) -> bool:
        """Whether it was held against the recording."""
        return self.plain > 0

    @property
    def calls(self) -> int:
        """All of them."""
        return 1 + self.plain + self.beside

    @property
    def told(self) -> str:
        """called 14 times: once recorded, once plain (the same value), 12 times beside the point"""
        if not self.rerun:
            return "called once, to be recorded"
        plain = "once recorded, once plain (the same value)"
        if self.plain > 1:  # because it draws random numbers
            plain = f"once recorded, {self.plain} times plain (the same value)"
        if self.beside:
            plain += f", {self.beside} times beside the point"
        return f"called {'twice' if self.calls == 2 else f'{self.calls} times'}: {plain}"

    @property
    def words(self) -> str:
        """`f` was called …; and, where it was called once, what that does not prove."""
        said = f"`{printable(self.name)}` was {self.told}"
        if self.rerun:
            return said
        return (
            f"{said} ("
            + option("--no-rerun")
            + "): it is not proved that it does the same with plain arrays, nor that this is its "
            "derivative"
        )


def called(graph: Graph, beside: int = 0) -> Called | None:
    """How often a graph's program was called; None of a chain file. beside: beside the point"""
    program = graph.program
    if program is None:
        return None
    return Called(program.name, program.again, program.beside + beside, program.parts)
