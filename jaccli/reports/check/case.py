"""The graph that the checks look at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from jaccli.arrays import Array
from jaccli.graph import Graph, Node
from jaccli.linearise import Step
from jaccli.progress import SILENT, Progress
from jaccli.reports.common.derivatives.beside import Beside
from jaccli.reports.compare.find import Comparison

if TYPE_CHECKING:
    from jaccli.reports.common.questions.course import Course


class Case(NamedTuple):
    """A graph at its point. `exact` and `tape` are in float64, parameter Jacobians among them.

    needed: the loaded nodes that the output depends on; jacobian: J in float64, (m, n); beside:
    of a recording, its program, which the differences are taken from
    """

    graph: Graph
    compared: Comparison
    exact: Graph
    tape: Sequence[Step]
    needed: Sequence[Node]
    x: Array  # (n,), all inputs side by side
    jacobian: Array
    beside: Beside | None = None
    progress: Progress = SILENT

    @property
    def needed_tape(self) -> list[Step]:
        """The steps of the tape that the output depends on."""
        names = {node.name for node in self.needed}
        return [step for step in self.tape if step.node.name in names]

    @property
    def course(self) -> Course:
        """What can be asked about it."""
        from jaccli.reports.common.questions.course import Course

        return Course(self.exact._replace(program=None))

    @property
    def calls(self) -> int:
        """How often the program was called beside the point."""
        return self.beside.calls if self.beside else 0
