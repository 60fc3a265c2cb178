"""The way back value by value, for whoever shows it: the gradients alone need none of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from jaccli.accumulate import sources_of
from jaccli.arrays import np
from jaccli.graph import Graph
from jaccli.linearise import Step
from jaccli.progress import SILENT, Progress
from jaccli.reports.common.budget import (
    Planned,
    of_differences,
    of_kept_steps,
    of_the_tape,
    refuse_beyond,
)
from jaccli.reports.common.flow.find import FlowStep, reverse_flow


@dataclass(frozen=True, eq=False)
class WayBack:
    """A sweep of its own, made when it is asked for. max_memory: bytes that all may take by then"""

    graph: Graph
    tape: Sequence[Step]
    max_memory: int | None
    progress: Progress = SILENT

    @cached_property
    def steps(self) -> tuple[FlowStep, ...]:
        """Every value from the loss on, parameters and inputs last. Raises Mistakes: memory"""
        refuse_beyond(self.graph, self.max_memory, planned(self.graph, walked=True))
        sources = sources_of(self.graph, inputs=True, parameters=True)
        start = np.ones((1, 1), dtype=self.graph.dtype)
        with np.errstate(all="ignore"):  # the gradients are finite, or were refused
            back = reverse_flow(self.graph, self.tape, start, [*sources], "structured")
            number = len(self.tape) + len(sources)
            found = tuple(self.progress.over("value by value", back, number, "values"))
        for step in found:
            step.total.flags.writeable = False
        return found


def planned(graph: Graph, *, walked: bool) -> Iterator[Planned]:
    """What gradients take. walked: the way back is gone again, value by value"""
    numbers = graph.input_size + graph.parameters
    yield from of_the_tape(graph)
    yield from of_kept_steps(graph, "reverse", 1, numbers)
    yield from of_differences(graph, numbers, 1)
    if walked:
        yield from of_kept_steps(graph, "reverse", 1, numbers)
    if graph.dtype != "float64":  # the check is in float64
        yield from of_kept_steps(graph._replace(dtype="float64"), "reverse", 1, numbers)
