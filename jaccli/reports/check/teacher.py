"""What a teacher asks of the expectations of a student's file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from jaccli.graph import Graph
from jaccli.reports.common.derivatives.outcome import Outcome

EMPTY = Outcome(
    "expect", "failed", "the file expects nothing of itself", notes=(("help", "write `expect:`"),)
)
HIDDEN = "this is not what comes out"


class Teacher(NamedTuple):
    """strict: a file that expects nothing fails; hidden: nothing that is right is shown of an
    expectation that is not met; tolerance: the most that a file may allow itself"""

    strict: bool = False
    hidden: bool = False
    tolerance: float | None = None

    def capped(self, graph: Graph) -> Graph:
        """The graph with a tolerance that is not larger."""
        if self.tolerance is None:
            return graph
        least = min(graph.expect.tolerance, self.tolerance)
        return graph._replace(expect=graph.expect._replace(tolerance=least))

    def seen(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """The outcomes of expectations as they are shown."""
        found = list(outcomes)
        if self.strict and not found:
            yield EMPTY
        for each in found:
            if self.hidden and each.status != "noted":
                said = HIDDEN if each.status == "failed" else "met"
                yield Outcome(each.name, each.status, said, place=each.place)
            else:
                yield each

    def counted(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """The checks of the counts as they are shown: a file may expect these very counts."""
        for each in outcomes:
            hides = self.hidden and each.status == "ok"
            yield Outcome(each.name, "ok", "counted", place=each.place) if hides else each
